"""The documents of the demo world, as they grew: each version a text by somebody, at a time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from fourleaf.documents import actions
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document, Round
from fourleaf.people.models import Person
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

FOLDER = Path(__file__).parent / "papers"
#: `=== who day clock [name [→ reviewers, day of the answer]]`
HEAD = re.compile(r"=== (\w+) (-?\d+) (\d\d:\d\d)(?: ([^→]+?))?(?: → ([\w ]+) by (-?\d+))?")
#: `--- people day clock deed [text]`
ACT = re.compile(r"--- ([\w,]+) (-?\d+) (\d\d:\d\d) (\w+)(?: (.+))?")
#: A day so many days after that of filling, in a text.
DAY = re.compile(r"\{([+-]\d+)\}")
#: What nobody names is kept by itself after a while.
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Act:
    """What these people do with a version, by the name of one of `DEEDS`."""

    people: tuple[str, ...]
    at: Moment
    deed: str
    text: str


@dataclass(frozen=True)
class Version:
    """What somebody made of it, in Markdown; `name` if they gave it one, with `reviewers` if they submitted it."""

    by: str
    at: Moment
    name: str
    text: str
    reviewers: tuple[str, ...]
    due: int
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Paper:
    """A document and its versions; without a space it is its author's alone. `takes`: from which other it quotes."""

    title: str
    space: str
    takes: str
    versions: list[Version]


def papers(stage: Stage) -> list[Deed]:
    """The deeds."""
    made: dict[str, Document] = {}
    files = sorted(FOLDER.glob("*.txt"))
    return [deed for path in files for deed in _Growing(read(path), stage, made).deeds()]


def read(path: Path) -> Paper:
    """A file: `space SLUG`, `title TEXT`, `takes TITLE`, then the versions.

    Each begins with `=== who day clock [name [→ reviewers by day]]`; in it, `--- people day clock deed [text]`
    is what they do with it.
    """
    head, *parts = re.split(r"^(?==== )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    facts = dict(line.split(" ", 1) for line in head.splitlines())
    versions = [_version(path, part) for part in parts]
    return Paper(facts["title"], facts.get("space", ""), facts.get("takes", ""), versions)


def _version(path: Path, part: str) -> Version:
    line, text = part.split("\n", 1)
    found = HEAD.fullmatch(line)
    if found is None:
        raise ValueError(f"{path.name}: “{line}” names no author, day and time")
    by, day, clock, name, reviewers, due = found.groups()
    lines = text.splitlines(keepends=True)
    acts = tuple(_act(path, each.strip()) for each in lines if each.startswith("--- "))
    words = "".join(each for each in lines if not each.startswith("--- "))
    at = Moment(int(day), time.fromisoformat(clock))
    return Version(by, at, name or "", words, tuple((reviewers or "").split()), int(due or 0), acts)


def _act(path: Path, line: str) -> Act:
    found = ACT.fullmatch(line)
    if found is None or found[4] not in DEEDS:
        raise ValueError(f"{path.name}: “{line}” is not done to a version")
    at = Moment(int(found[2]), time.fromisoformat(found[3]))
    return Act(tuple(found[1].split(",")), at, found[4], found[5] or "")


class _Growing:
    """A paper and what becomes of it."""

    def __init__(self, paper: Paper, stage: Stage, made: dict[str, Document]) -> None:
        self.paper, self.stage, self.made = paper, stage, made

    def deeds(self) -> Iterator[Deed]:
        for version in self.paper.versions:
            at = self._at(version.at, version.by)
            yield Deed(at, partial(self._write, version))
            if not version.name:
                yield Deed(at + PAUSE, actions.keep_pauses)
            yield Deed(at + PAUSE, actions.keep_authorship)
            yield Deed(at + PAUSE, actions.read_tasks)
            for act in version.acts:
                yield Deed(self._at(act.at, act.people[0]), partial(self._act, version, act))

    def _at(self, moment: Moment, who: str) -> datetime:
        return self.stage.calendar.instant(moment, self.stage.people[who])

    def _write(self, version: Version) -> None:
        actor, paper = self.stage.people[version.by], self.paper
        if paper.title not in self.made:
            space = self.stage.spaces[paper.space] if paper.space else None
            self.made[paper.title] = actions.add_document(actor=actor, title=paper.title, space=space)
        document = self.made[paper.title]
        text = DAY.sub(lambda found: _day(self.stage, int(found[1])), version.text)
        data = turned_into(opened(document.pk)[1], from_markdown(text))
        actions.add_update(actor=actor, document=document, data=data)
        if paper.takes:
            actions.note_taking(actor=actor, document=document, source=self.made[paper.takes])
        if version.reviewers:
            actions.submit_document(
                actor=actor, document=document, name=version.name,
                reviewers=[self.stage.people[key] for key in version.reviewers],
                due_on=self.stage.calendar.today + timedelta(days=version.due),
            )  # fmt: skip
        elif version.name:
            actions.name_revision(actor=actor, document=document, name=version.name)

    def _act(self, version: Version, act: Act) -> None:
        document = Document.objects.get(pk=self.made[self.paper.title].pk)
        for key in act.people:
            DEEDS[act.deed](self.stage.people[key], document, version.name, act.text)


def _day(stage: Stage, after: int) -> str:
    day = stage.calendar.today + timedelta(days=after)
    return f"{day.day} {day:%B %Y}"


def _approve(actor: Person, document: Document, name: str, text: str) -> None:
    actions.answer_round(actor=actor, round=_round(document, name), approves=True, note=text)


def _ask_for_changes(actor: Person, document: Document, name: str, text: str) -> None:
    actions.answer_round(actor=actor, round=_round(document, name), approves=False, note=text)


def _open(actor: Person, document: Document, name: str, text: str) -> None:
    actions.open_document(actor=actor, document=document)


def _mark(actor: Person, document: Document, name: str, text: str) -> None:
    actions.mark_revision(
        actor=actor, document=document, revision=document.revisions.get(name=name), what=text
    )


def _confirm(actor: Person, document: Document, name: str, text: str) -> None:
    _open(actor, document, name, text)
    actions.confirm_change(actor=actor, document=document, revision=document.revisions.get(name=name))


def _depend(actor: Person, document: Document, name: str, text: str) -> None:
    actions.add_dependence(actor=actor, document=document, on=Document.objects.get(title=text))


def _round(document: Document, name: str) -> Round:
    return document.rounds.get(revision__name=name)


#: What is done with a version: by whom, with which document, the version's name, and what they say.
DEEDS: dict[str, Callable[[Person, Document, str, str], None]] = {
    "approves": _approve,
    "asks": _ask_for_changes,
    "confirms": _confirm,
    "depends": _depend,
    "marks": _mark,
    "opens": _open,
}
