"""The catalogues hold every word that people see, in every language, with its placeholders; the compiled ones too.

None of this needs GNU gettext: templates are read as Django reads them, Python by its syntax tree.
"""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[2] / "fourleaf"
LOCALE = PACKAGE / "locale"
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
#: What each of Django's functions takes, before a count: c context, m message, p plural.
FUNCTIONS = {
    "gettext": "m",
    "gettext_lazy": "m",
    "gettext_noop": "m",
    "ngettext": "mp",
    "ngettext_lazy": "mp",
    "pgettext": "cm",
    "pgettext_lazy": "cm",
    "npgettext": "cmp",
    "npgettext_lazy": "cmp",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%|</?\w+>")

Key = tuple[str, str, str]  # context, message, plural


@dataclass
class Message:
    """One entry of a .po file."""

    is_fuzzy: bool
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.parts.get("msgctxt", ""), self.parts["msgid"], self.parts.get("msgid_plural", "")

    @property
    def forms(self) -> list[str]:
        return [text for name, text in self.parts.items() if name.startswith("msgstr")]


def read(language: str) -> list[Message]:
    """The entries of a catalogue, its header first."""
    messages = []
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert "\n#~" not in text, "bin/messages takes what is obsolete away"
    for block in re.split(r"\n\n+", text.strip()):
        message, name = Message(is_fuzzy=re.search(r"^#,.*fuzzy", block, re.MULTILINE) is not None), ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            keyword, quoted = re.fullmatch(r'(?:(msg[\w\[\]]+) )?(".*")', line).groups()  # type: ignore[union-attr]
            name = keyword or name
            message.parts[name] = message.parts.get(name, "") + ast.literal_eval(quoted)
        messages.append(message)
    return messages


def messages_of(language: str) -> list[Message]:
    header, *messages = read(language)
    assert header.key == ("", "", "")
    return messages


def number_of_plurals(language: str) -> int:
    found = re.search(r"nplurals=(\d)", read(language)[0].forms[0])
    assert found
    return int(found[1])


def in_python(text: str) -> Iterator[Key]:
    """Every literal that is given to one of Django's functions, under whatever name they were imported."""
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield from _key(names[node.func.id], node.args)


def in_template(text: str) -> Iterator[Key]:
    """What Django would show to xgettext: calls with literals among letters that mean nothing."""
    shown = templatize(text)
    for found in re.finditer(r"\b(n?p?gettext|_)\(", shown):
        call = shown[found.start() : _closing(shown, found.end())]
        node = ast.parse(call, mode="eval").body
        assert isinstance(node, ast.Call)
        yield from _key("m" if found[1] == "_" else FUNCTIONS[found[1]], node.args)


def _closing(text: str, start: int) -> int:
    """Just behind the parenthesis that closes a call of literals."""
    literal = re.compile(r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|[^"')]""", re.DOTALL)
    while text[start] != ")":
        start = literal.match(text, start).end()  # type: ignore[union-attr]
    return start + 1


def _key(takes: str, arguments: list[ast.expr]) -> Iterator[Key]:
    values = dict(zip(takes, arguments, strict=False))
    if all(isinstance(value, ast.Constant) for value in values.values()):
        texts = {name: ast.literal_eval(value) for name, value in values.items()}
        yield texts.get("c", ""), texts["m"], texts.get("p", "")


def used() -> set[Key]:
    """All that the product says; the demo world's content is nobody's interface."""
    paths = [path for path in PACKAGE.rglob("*") if path.is_file() and "world" not in path.parts]
    found: set[Key] = set()
    for path in paths:
        if path.suffix == ".py":
            found |= set(in_python(path.read_text(encoding="utf-8")))
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            found |= set(in_template(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_is_used_and_nothing_else(language: str) -> None:
    known, wanted = {message.key for message in messages_of(language)}, used()
    assert len(wanted) > 400
    # gettext keeps one entry for a message with and without a plural
    single = {(context, message) for context, message, plural in known if plural}
    wanted = {key for key in wanted if key[2] or key[:2] not in single}
    new, gone = sorted(wanted - known), sorted(known - wanted)
    assert not new, "run bin/messages and translate these"
    assert not gone, "run bin/messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    plurals = number_of_plurals(language)
    for message in messages_of(language):
        assert not message.is_fuzzy, message.key
        assert len(message.forms) == (plurals if message.key[2] else 1), message.key
        assert all(form.strip() for form in message.forms), message.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_kept(language: str) -> None:
    plurals = number_of_plurals(language)
    # A form for one number only may say it in a word: one, two, none.
    of_one_number = {2: {0}, 6: {0, 1, 2}}[plurals]
    for message in messages_of(language):
        _, one, many = message.key
        for place, form in enumerate(message.forms):
            wanted = sorted(PLACEHOLDER.findall(many if many and place else one))
            found = sorted(PLACEHOLDER.findall(form))
            if many and place in of_one_number:
                assert set(found) <= {*wanted, *PLACEHOLDER.findall(many)}, message.key
            else:
                assert found == wanted, message.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stay_calm_and_end_as_the_english_ones(language: str) -> None:
    ends = {".": ".", "?": "?؟", ":": ":"}
    for message in messages_of(language):
        end = ends.get(message.key[1][-1])
        for form in message.forms:
            assert "!" not in form, message.key
            assert form == form.strip(), message.key
            assert end is None or form[-1] in end, message.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    written: dict[object, str] = {}
    for message in messages_of(language):
        context, one, many = message.key
        name = f"{context}\x04{one}" if context else one
        for place, form in enumerate(message.forms):
            written[(name, place) if many else name] = form
    del compiled[""]
    assert compiled == written, "run bin/messages"


def test_templates_hold_no_word_that_cannot_be_translated() -> None:
    same_everywhere = {"Ctrl K"}  # a key
    same_everywhere |= {"JSON Lines", "FHIR AuditEvent (NDJSON)", "FHIR Bundle"}  # formats of files
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|&\w+;", "", text, flags=re.DOTALL)
        text = re.sub(r"<code>[^<]*</code>", "", text)  # what one types is the same in every language
        said = re.findall(r'\s(?:title|placeholder|aria-label|alt)="([^"]*)"', text)
        said += re.sub(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""", "\n", text).splitlines()
        said = [re.sub(r'\bdata-\w+="[^"]*"', "", line) for line in said]  # what blocks put into a tag
        words = {line.strip() for line in said if re.search(r"[^\W\d_]{2}", line)}
        assert words <= same_everywhere, path


@pytest.mark.parametrize(
    ("asked", "direction", "word"),
    [("en", "ltr", "Password"), ("es", "ltr", "Contraseña"), ("ar", "rtl", "كلمة المرور")],
)
def test_a_stranger_is_met_in_the_language_of_the_browser(
    db: None, client: Client, asked: str, direction: str, word: str
) -> None:
    page = client.get("/accounts/login/", headers={"Accept-Language": asked}).content.decode()
    assert f'<html lang="{asked}" dir="{direction}"' in page
    assert word in page
    for _, own_name in settings.LANGUAGES:
        assert f">{own_name}</option>" in page
