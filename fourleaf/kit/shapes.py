"""Templates worked out once for each way in which they can turn out; a page then only fills in what is its own.

The first time, a template is rendered with *openings* instead of values; the text between them is kept. It can decide
only by what is named beforehand: by anything else it can do nothing but print it. So what is kept is nobody's: no
name, count or text is in it that was not named as part of its shape.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any, NoReturn
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Find = Callable[[Mapping[str, Any]], Any]
#: So many ways are kept of each template.
MOST = 500
_MARK = f"\x02{secrets.token_hex(6)}:"
_END = "\x03"


class UndecidedError(TypeError):
    """A template does more than print something that its shape does not name."""


@dataclass(frozen=True)
class Kept:
    """The text of a template in pieces; `slots` says which of `values` stands at which place between them."""

    pieces: tuple[str, ...]
    values: tuple[Find, ...]
    slots: tuple[tuple[int, int], ...]

    def filled(self, context: Mapping[str, Any]) -> SafeString:
        """The template as it is with these values."""
        shown = [_shown(find(context)) for find in self.values]
        pieces = list(self.pieces)
        for place, number in self.slots:
            pieces[place] = shown[number]
        return SafeString("".join(pieces))


class Shaped:
    """A template with what decides how it turns out, each named as a template names it (`space.is_direct`).

    `decides`: whether it is true. `fixed`: what it is; the fewer values it takes the better. `keys` are UUIDs, which
    may stand in addresses. The language counts always. Times and numbers are never kept, as no filter takes an opening.
    """

    def __init__(
        self,
        template: str,
        *,
        decides: Iterable[str] = (),
        fixed: Iterable[str] = (),
        keys: Iterable[str] = (),
    ) -> None:
        self.template = template
        self._decides = {path: _finder(path) for path in decides}
        self._fixed = {path: _finder(path) for path in fixed}
        self._keys = tuple(keys)
        self._kept: dict[Hashable, Kept] = {}

    def render(self, context: Mapping[str, Any]) -> SafeString:
        """As Django would render the template with this context."""
        truths = tuple([bool(find(context)) for find in self._decides.values()])
        values = tuple([find(context) for find in self._fixed.values()])
        key = (get_language(), truths, values)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._made(context, truths, values)
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = kept
        return kept.filled(context)

    def _made(self, context: Mapping[str, Any], truths: Iterable[bool], values: Iterable[Any]) -> Kept:
        sight = _Sight(
            dict(zip(self._decides, truths, strict=True)), dict(zip(self._fixed, values, strict=True))
        )
        sight.fixed |= {path: uuid4() for path in self._keys}
        openings = {name: sight.see(name) for name in context if name != "messages"}
        if "csrf_token" in context:
            openings["csrf_token"] = _Token(sight, "csrf_token")
        html = get_template(self.template).template.render(Context(openings))  # type: ignore[attr-defined]
        if sight.refused:
            raise UndecidedError(f"{self.template} needs to know {', '.join(sorted(sight.refused))}")
        stand_ins = {str(sight.fixed[path]): path for path in self._keys}
        return _cut(html, stand_ins)


def respond(request: HttpRequest, page: Shaped, context: Mapping[str, Any]) -> HttpResponse:
    """As `render`. Where a message stands above the page, Django renders it: that is seldom, and once."""
    whole: dict[str, Any] = {}
    for processor in Engine.get_default().template_context_processors:
        whole |= processor(request)
    if whole.get("messages"):
        return render(request, page.template, dict(context))
    return HttpResponse(page.render({**whole, **context}))


class _Sight:
    """What is known while a template is worked out."""

    def __init__(self, truths: dict[str, bool], fixed: dict[str, Any]) -> None:
        self.truths = truths
        self.fixed = fixed
        self.refused: set[str] = set()

    def see(self, path: str) -> Any:
        return self.fixed[path] if path in self.fixed else _Opening(self, path)

    def refuse(self, path: str) -> NoReturn:
        # Templates take some errors for "no": hence also remembered.
        self.refused.add(path)
        raise UndecidedError(path)


class _Opening:
    """Stands for a value that is not known yet: it can be printed, and its parts can."""

    def __init__(self, sight: _Sight, path: str) -> None:
        self._sight = sight
        self._path = path

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str) or name.isdigit():
            self._sight.refuse(self._path)
        return self._sight.see(f"{self._path}.{name}")

    def __str__(self) -> str:
        return f"{_MARK}{self._path}{_END}"

    __html__ = __str__

    def __bool__(self) -> bool:
        if self._path not in self._sight.truths:
            self._sight.refuse(self._path)
        return self._sight.truths[self._path]

    def _refuse(self, *given: object) -> NoReturn:
        self._sight.refuse(self._path)

    __eq__ = __iter__ = __len__ = __contains__ = __add__ = __mod__ = __lt__ = __gt__ = __float__ = __int__ = (
        _refuse
    )
    __hash__ = object.__hash__


class _Token(_Opening):
    """The token against forged requests, which every page has."""

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return False

    __hash__ = _Opening.__hash__


def _cut(html: str, stand_ins: Mapping[str, str]) -> Kept:
    marks = [rf"{_MARK}[^{_END}]*{_END}", *stand_ins]
    pieces = re.split(f"({'|'.join(marks)})", html)
    numbers: dict[str, int] = {}
    slots = []
    for place in range(1, len(pieces), 2):
        found = pieces[place]
        path = stand_ins.get(found) or found[len(_MARK) : -len(_END)]
        slots.append((place, numbers.setdefault(path, len(numbers))))
    return Kept(tuple(pieces), tuple(map(_finder, numbers)), tuple(slots))


def _finder(path: str) -> Find:
    root, _dot, rest = path.partition(".")
    if not rest:
        return itemgetter(root)
    inside = attrgetter(rest)
    return lambda context: inside(context[root])


def _shown(value: Any) -> str:
    """As a template prints it."""
    if isinstance(value, SafeString):
        return value
    if type(value) is str:
        return escape(value)
    if isinstance(value, UUID):
        return str(value)
    return str(render_value_in_context(value() if callable(value) else value, Context()))
