"""The documents of the demo world, as they grew: each version a text by somebody, at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from pathlib import Path

from fourleaf.documents import actions
from fourleaf.documents.content import opened, turned_into
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

FOLDER = Path(__file__).parent / "papers"
HEAD = re.compile(r"=== (\w+) (-?\d+) (\d\d:\d\d)(?: (.+))?")
#: What nobody names is kept by itself after a while.
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True)
class Version:
    """What somebody made of it, in Markdown; `name` if they gave it one."""

    by: str
    at: Moment
    name: str
    text: str


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
    return [deed for path in sorted(FOLDER.glob("*.txt")) for deed in _grown(read(path), stage, made)]


def read(path: Path) -> Paper:
    """A file: `space SLUG`, `title TEXT`, `takes TITLE`, then the versions, each after `=== who day clock [name]`."""
    head, *parts = re.split(r"^(?==== )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    facts = dict(line.split(" ", 1) for line in head.splitlines())
    return Paper(
        facts["title"],
        facts.get("space", ""),
        facts.get("takes", ""),
        [_version(path, part) for part in parts],
    )


def _version(path: Path, part: str) -> Version:
    line, text = part.split("\n", 1)
    found = HEAD.fullmatch(line)
    if found is None:
        raise ValueError(f"{path.name}: “{line}” names no author, day and time")
    by, day, clock, name = found.groups()
    return Version(by, Moment(int(day), time.fromisoformat(clock)), name or "", text)


def _grown(paper: Paper, stage: Stage, made: dict[str, Document]) -> Iterator[Deed]:
    def write(version: Version) -> None:
        actor = stage.people[version.by]
        if paper.title not in made:
            space = stage.spaces[paper.space] if paper.space else None
            made[paper.title] = actions.add_document(actor=actor, title=paper.title, space=space)
        document = made[paper.title]
        data = turned_into(opened(document.pk)[1], from_markdown(version.text))
        actions.add_update(actor=actor, document=document, data=data)
        if paper.takes:
            actions.note_taking(actor=actor, document=document, source=made[paper.takes])
        if version.name:
            actions.name_revision(actor=actor, document=document, name=version.name)

    for version in paper.versions:
        at = stage.calendar.instant(version.at, stage.people[version.by])
        yield Deed(at, partial(write, version))
        if not version.name:
            yield Deed(at + PAUSE, actions.keep_pauses)
        yield Deed(at + PAUSE, actions.keep_authorship)
