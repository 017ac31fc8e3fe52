"""Slack's markup to Markdown: what Slack shows formatted is formatted, what it shows as it is stays as it is.

Slack's markup: https://docs.slack.dev/messaging/formatting-message-text. Special things (code, links, mentions) are
taken out first and put back last, each as one private-use character, so that nothing within them is touched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from fourleaf.kit.html import names_after
from fourleaf.kit.slack.emoji import in_text

FIRST = 0xF0000  # plane 15, private use
PRIVATE = re.compile(r"[\U000F0000-\U000FFFFD]")
FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
TOKEN = re.compile(r"<([^<>\n]{1,4000})>")
ADDRESS = re.compile(r"https?://[^\s<>\U000F0000-\U000FFFFD]+[^\s<>\U000F0000-\U000FFFFD.,;:!?'\")\]*_~`]")
LINKABLE = re.compile(r"(?:https?://|mailto:|tel:)[^\s]", re.IGNORECASE)
#: Slack's mark → Markdown's. A mark opens after and closes before what is no letter, and encloses no blank edge.
MARKS = (("*", "**"), ("_", "_"), ("~", "~~"))
EMPHASIS = [
    (
        re.compile(
            rf"(?<![^\W_])(?<![{m}\\])\{m}(?=[^\s{m}])([^{m}\n]*?[^\s{m}\\]|[^\s{m}\\])\{m}(?![^\W_])(?!\{m})"
        ),
        markdown,
    )
    for m, markdown in MARKS
]
BULLET = re.compile(r"^([ \t\u00a0]*)[•◦▪▫‣∙■][\ufe0e\ufe0f]?[ \t\u00a0]+(.*)$")
NUMBERED = re.compile(r"^([ \t]*)(\d{1,9})\.[ \t]+(\S.*)$")
#: Names that stay what they are in Markdown.
SIMPLE_NAME = re.compile(r"[^\W_][\w.'’-]*(?: [^\W_][\w.'’-]*)*(?<![._-])")
QUOTE, QUOTE_REST = "&gt;", "&gt;&gt;&gt;"


@dataclass(frozen=True)
class Mentioned:
    """Somebody whom a message names: the name to show and the address of their page."""

    key: str
    name: str
    address: str


@dataclass
class Translation:
    """Markdown, whom it mentions, and which @names in it are theirs."""

    markdown: str
    people: dict[str, Mentioned] = field(default_factory=dict)
    names: dict[str, Mentioned] = field(default_factory=dict)


def translate(
    text: str, person: Callable[[str], Mentioned | None], place: Callable[[str], tuple[str, str] | None]
) -> Translation:
    """Slack's text as Markdown. `person` and `place` say who and where a key is: for a channel, name and address."""
    return _Translator(person, place).run(text)


def plain(text: str) -> str:
    """Slack's text without any markup, for names and purposes."""
    shown = TOKEN.sub(lambda m: m[1].rpartition("|")[2] or m[1], text)
    return unescape(in_text(shown)).strip()


def unescape(text: str) -> str:
    """Slack escapes three characters and no more."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def literal(text: str) -> str:
    """Markdown that shows exactly this text; only signs that would mean something are escaped."""
    text = re.sub(r"([\\`*\[\]<])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"~(?=~)|(?<=~)~", r"\\~", text)
    text = re.sub(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)", r"\\&", text)
    return re.sub(r"(?:(?<=[\s(\[*_>–—\U000F0000-\U000FFFFD-])|^)@", r"\\@", text, flags=re.MULTILINE)


def line_start(line: str) -> str:
    """The same for what means something only where a line begins; blanks there would make code of it."""
    line = line.strip(" \t")
    line = re.sub(r"^(#{1,6}(?=[ \t]|$)|>|[+=-](?=[ \t]|$)|[-=]+[ \t]*$)", r"\\\1", line)
    line = re.sub(r"^(\d{1,9})([.)])(?=[ \t]|$)", r"\1\\\2", line)
    return re.sub(r"^(?=[|:-][ \t|:-]*$)(?!\\)", r"\\", line)


class _Translator:
    def __init__(
        self, person: Callable[[str], Mentioned | None], place: Callable[[str], tuple[str, str] | None]
    ) -> None:
        self.person, self.place = person, place
        self.kept: list[str] = []
        self.named: dict[int, Mentioned] = {}
        self.people: dict[str, Mentioned] = {}
        self.names: dict[str, Mentioned] = {}
        self.marks = {markdown: self._keep(markdown) for _pattern, markdown in EMPHASIS}

    def run(self, text: str) -> Translation:
        text = PRIVATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = re.sub(r"[\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)
        text = FENCE.sub(lambda m: f"\n{self._keep(fenced(unescape(_shown(m[1]))))}\n", text)
        text = CODE.sub(lambda m: self._keep(code(unescape(_shown(m[1])))), text)
        text = TOKEN.sub(self._token, text)
        text = ADDRESS.sub(lambda m: self._keep(link(unescape(m[0]), "")), text)
        return Translation(self._restore(self._blocks(text)).strip("\n"), self.people, self.names)

    def _keep(self, markdown: str) -> str:
        self.kept.append(self._put_back(markdown))
        return chr(FIRST + len(self.kept) - 1)

    def _put_back(self, text: str) -> str:
        """All that was taken out, but mentions: those stand for themselves."""
        return PRIVATE.sub(lambda match: self.kept[ord(match[0]) - FIRST] or match[0], text)

    def _restore(self, text: str) -> str:
        text = self._put_back(text)
        done: list[str] = []
        at = 0
        for match in PRIVATE.finditer(text):
            before = text[at : match.start()]
            done.append(before)
            done.append(self._mention(match, before[-1:] or "".join(done)[-1:], text))
            at = match.end()
        return "".join([*done, text[at:]])

    def _mention(self, match: re.Match[str], before: str, text: str) -> str:
        """`@Name` where Markdown will see a mention; else, or if two have the name, a link that says the same."""
        who = self.named[ord(match[0]) - FIRST]
        after = text[match.end() : match.end() + 160]
        is_free = not before or bool(re.match(r"[\s(\[*_>–—-]", before))
        is_simple = bool(SIMPLE_NAME.fullmatch(who.name)) and who.name in names_after(
            f"@{who.name}{after}", 0
        )
        if is_free and is_simple and self.names.setdefault(who.name.lower(), who) == who:
            return f"@{who.name}"
        return f"[@{literal(who.name)}]({who.address})"

    def _token(self, match: re.Match[str]) -> str:
        target, _bar, label = match[1].partition("|")
        target, label = unescape(target), unescape(label)
        if re.fullmatch(r"@[A-Z0-9]{3,}", target):
            return self._person(target[1:], label)
        if re.fullmatch(r"#[A-Z0-9]{3,}", target):
            found = self.place(target[1:])
            if found:
                return self._keep(f"[{literal('#' + found[0])}]({found[1]})")
            return self._keep(literal(f"#{label or 'private-channel'}"))
        if re.match(r"![a-z]", target):
            return self._keep(literal(_special(target[1:], label)))
        if LINKABLE.match(target):
            return self._keep(link(target, in_text(label)))
        return self._keep(literal(unescape(match[0])))

    def _person(self, key: str, label: str) -> str:
        who = self.person(key)
        if who is None:
            return self._keep(literal(f"@{label.lstrip('@') or key}"))
        self.people[who.key] = who
        self.named[len(self.kept)] = who
        return self._keep("")

    def _blocks(self, text: str) -> str:
        """Line by line: quotes, lists, and what must not become a block by accident."""
        lines: list[str] = []
        kind_before, quoting = "", False
        for line in text.split("\n"):
            if line.startswith(QUOTE_REST):
                quoting, line = True, line[len(QUOTE_REST) :]
                kind, shown = "quote", f"> {self._line(line.strip())}"
            elif quoting or line.startswith(QUOTE):
                kind, shown = "quote", f"> {self._line(line.removeprefix(QUOTE).strip())}"
            else:
                kind, shown = self._plain_block(line)
            # A paragraph would swallow or continue what stands right beside it.
            if kind != kind_before and lines and lines[-1].strip(" >") and shown.strip():
                lines.append("")
            lines.append(shown.rstrip() if kind == "quote" else shown)
            kind_before = kind
        return "\n".join(lines)

    def _plain_block(self, line: str) -> tuple[str, str]:
        if bullet := BULLET.match(line):
            return "list", f"{_indent(bullet[1])}- {self._line(bullet[2])}"
        if numbered := NUMBERED.match(line):
            return "numbers", f"{_indent(numbered[1])}{numbered[2]}. {self._line(numbered[3])}"
        return "text", self._line(line)

    def _line(self, line: str) -> str:
        """One line of running text: emphasis where Slack shows it, everything else literally."""
        return line_start(self._inline(in_text(line)))

    def _inline(self, text: str) -> str:
        for pattern, markdown in EMPHASIS:
            text = pattern.sub(partial(self._marked, self.marks[markdown]), text)
        return literal(unescape(text))

    def _marked(self, mark: str, match: re.Match[str]) -> str:
        """The match between two marks, unless it begins or ends halfway through another emphasis."""
        if any(match[1].count(other) % 2 for other in self.marks.values()):
            return match[0]
        return f"{mark}{match[1]}{mark}"


def _indent(blanks: str) -> str:
    """Slack indents by four, Markdown's bullets need two."""
    return "  " * min(len(blanks.expandtabs(4)) // 4, 4)


def _shown(text: str) -> str:
    """Within code, a link or a name shows as its text."""
    return TOKEN.sub(lambda m: m[1].rpartition("|")[2] if re.match(r"[@#!]|\w+:", m[1]) else m[0], text)


def _special(word: str, label: str) -> str:
    if label:
        return label if label.startswith("@") or word.startswith("date^") else f"@{label}"
    return "@group" if word.startswith("subteam^") else f"@{word.partition('^')[0]}"


def _fence_for(text: str, least: int) -> str:
    return "`" * max(least, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def fenced(text: str) -> str:
    """A block of code that holds exactly this text."""
    fence = _fence_for(text, 3)
    return f"{fence}\n{text}\n{fence}"


def code(text: str) -> str:
    """Code within a line."""
    fence = _fence_for(text, 1)
    return f"{fence}{text}{fence}" if fence == "`" else f"{fence} {text} {fence}"


def link(target: str, label: str) -> str:
    """Markdown of a link; without a label its address shows."""
    target = re.sub(r"[\s<>\\]", lambda m: f"%{ord(m[0]):02X}" if ord(m[0]) < 256 else "", target)
    if label in ("", target) and target.lower().startswith("http"):
        return f"<{target}>"
    return f"[{literal(' '.join((label or target.partition(':')[2]).split()))}](<{target}>)"
