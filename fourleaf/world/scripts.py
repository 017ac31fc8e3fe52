"""Read the scripts in which the people of the demo world talk. What is unclear is an error naming file and line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import NoReturn

FOLDER = Path(__file__).parent / "scripts"
INDENT = "  "
EMOJI = ("👍", "✅", "❤️", "👀", "🙏", "😄")
FIRST_DAY = -120

_DAY = re.compile(r"=== day (0|-\d{1,3})")
_HEADER = re.compile(r"(?P<key>[a-z]+) (?P<clock>\d\d:\d\d)(?:\+(?P<later>\d+))?(?: (?P<mark>\S+))?")
_EDIT = re.compile(r"~ edit (?P<clock>\d\d:\d\d)(?:\+(?P<later>\d+))?: (?P<text>.*\S.*)")
_WITHDRAW = re.compile(r"~ withdraw (?P<clock>\d\d:\d\d)(?:\+(?P<later>\d+))?")
_RESOLVE = re.compile(r"~ resolve (?P<key>[a-z]+) (?P<clock>\d\d:\d\d)(?:\+(?P<later>\d+))?")


class ScriptError(Exception):
    """A script says something unclear; the text names the file and the line."""


@dataclass(frozen=True)
class Moment:
    """A day before the demo's today (0 or negative) and a clock time where the author works."""

    day: int
    clock: time


@dataclass
class Line:
    """Something said: a post with its replies, or a reply, and what became of it."""

    number: int
    author: str
    moment: Moment
    mark: str = ""
    body: str = ""
    reactions: list[tuple[str, str]] = field(default_factory=list)
    edits: list[tuple[Moment, str]] = field(default_factory=list)
    withdrawn: Moment | None = None
    resolved: tuple[str, Moment] | None = None
    replies: list["Line"] = field(default_factory=list)


@dataclass(frozen=True)
class Script:
    """What was said in one space."""

    slug: str
    posts: tuple[Line, ...]

    def lines(self) -> Iterator[Line]:
        """Posts and replies as they stand in the file."""
        for post in self.posts:
            yield post
            yield from post.replies


def load_scripts(known: set[str], folder: Path = FOLDER) -> dict[str, Script]:
    """All scripts of the folder by slug; `known` are the keys of people who may speak."""
    paths = sorted(folder.glob("*.txt"))
    return {path.stem: parse(path.read_text(encoding="utf-8"), path.name, known) for path in paths}


def parse(text: str, name: str, known: set[str]) -> Script:
    """One script; raises ScriptError naming `name` and the line."""
    return _Reader(name, known).read(text)


class _Reader:
    """Goes through the lines once; `day`, `root` and `line` are where it stands."""

    def __init__(self, name: str, known: set[str]) -> None:
        self.name, self.known = name, known
        self.number = 0
        self.day: int | None = None
        self.posts: list[Line] = []
        self.line: Line | None = None
        self.text: list[str] = []

    def read(self, text: str) -> Script:
        for self.number, raw in enumerate(text.splitlines(), 1):
            self._take(raw.rstrip())
        self._close()
        if not self.posts:
            self._fail("nobody says anything")
        return Script(self.name.removesuffix(".txt"), tuple(self.posts))

    def _take(self, raw: str) -> None:
        is_reply = raw.startswith(INDENT)
        bare = raw.removeprefix(INDENT)
        if raw.startswith("==="):
            self._begin_day(raw)
        elif header := _HEADER.fullmatch(bare):
            self._begin_line(header, is_reply=is_reply)
        elif bare.startswith("+ "):
            self._react(bare, self._about(is_reply=is_reply))
        elif bare.startswith("~ "):
            self._direct(bare, self._about(is_reply=is_reply))
        else:
            self._add_text(raw)

    def _begin_day(self, raw: str) -> None:
        self._close()
        found = _DAY.fullmatch(raw)
        if not found:
            self._fail(f"a day is written '=== day -12', not '{raw}'")
        day = int(found[1])
        if day < FIRST_DAY or (self.day is not None and day <= self.day):
            self._fail(f"day {day} must lie between {FIRST_DAY} and 0 and after day {self.day}")
        self.day, self.line = day, None

    def _begin_line(self, header: re.Match[str], *, is_reply: bool) -> None:
        self._close()
        if self.day is None:
            self._fail("somebody speaks before the first day")
        mark = header["mark"] or ""
        if mark not in ("", "question", "answer", "decision"):
            self._fail(f"'{mark}' is no mark")
        line = Line(self.number, self._person(header["key"]), self._moment(header), mark)
        if is_reply:
            self._root().replies.append(line)
        elif header["later"]:
            self._fail("only a reply can come days later")
        else:
            self._after_the_last(line)
            self.posts.append(line)
        self.line = line

    def _after_the_last(self, line: Line) -> None:
        last = self.posts[-1].moment if self.posts else None
        if last and last.day == line.moment.day and last.clock > line.moment.clock:
            self._fail("posts of a day stand in the order of their time")

    def _root(self) -> Line:
        if not self.posts or self.posts[-1].moment.day != self.day:
            self._fail("a reply needs a post of the same day above it")
        return self.posts[-1]

    def _about(self, *, is_reply: bool) -> Line:
        """The line that a reaction or directive at this indent belongs to."""
        self._close()
        if is_reply:
            replies = self._root().replies
            if not replies:
                self._fail("it is indented, but there is no reply above it")
            return replies[-1]
        return self._root()

    def _react(self, bare: str, line: Line) -> None:
        _plus, emoji, *keys = bare.split()
        if emoji not in EMOJI or not keys:
            self._fail("a reaction is written '+ 👍 hanna rosa' with one of " + " ".join(EMOJI))
        line.reactions += [(emoji, self._person(key)) for key in keys]

    def _direct(self, bare: str, line: Line) -> None:
        if found := _EDIT.fullmatch(bare):
            line.edits.append((self._moment(found), found["text"]))
        elif found := _WITHDRAW.fullmatch(bare):
            line.withdrawn = self._moment(found)
        elif found := _RESOLVE.fullmatch(bare):
            if line not in self.posts[-1:]:
                self._fail("only a whole thread is resolved; take the indent away")
            line.resolved = (self._person(found["key"]), self._moment(found))
        else:
            self._fail("a directive is '~ edit HH:MM: text', '~ withdraw HH:MM' or '~ resolve key HH:MM'")

    def _add_text(self, raw: str) -> None:
        if self.line is None:
            if raw:
                self._fail("text before anybody speaks, or after a reaction")
            return
        is_reply = self.line is not self.posts[-1]
        if raw and is_reply and not raw.startswith(INDENT):
            self._fail("the text of a reply is indented by two spaces")
        if (
            raw
            and not is_reply
            and raw.startswith(INDENT)
            and not raw.strip().startswith(("-", "1", "2", "3"))
        ):
            self._fail("the text of a post is not indented")
        self.text.append(raw.removeprefix(INDENT) if is_reply else raw)

    def _close(self) -> None:
        """The text of the line that was being read is complete."""
        if self.line is not None:
            self.line.body = "\n".join(self.text).strip()
            if not self.line.body:
                self._fail(f"{self.line.author} says nothing", self.line.number)
        self.line, self.text = None, []

    def _person(self, key: str) -> str:
        if key not in self.known:
            self._fail(f"nobody is called '{key}'")
        return key

    def _moment(self, found: re.Match[str]) -> Moment:
        day = (self.day or 0) + int(found["later"] or 0)
        if day > 0:
            self._fail("this lies in the future")
        try:
            return Moment(day, time.fromisoformat(found["clock"]))
        except ValueError:
            self._fail(f"{found['clock']} is no time of day")

    def _fail(self, what: str, number: int | None = None) -> NoReturn:
        raise ScriptError(f"{self.name}, line {number or self.number}: {what}")
