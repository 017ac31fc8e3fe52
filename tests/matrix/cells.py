"""What a line of the matrix is: one act on one thing, and what each is answered who tries it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fourleaf.spaces.rights import RIGHTS, Right
from tests.matrix.stage import BELONG, Stage, Who


class Cell(StrEnum):
    """What somebody is answered, in the words of the page."""

    YES = "yes"
    #: 403: they know of it, and are told that it is not theirs to do.
    NO = "no"
    #: 404, or no trace of it: not even that there is such a thing.
    NOTHING = "–"
    #: Whoever has not signed in is asked to, whatever the address.
    DOOR = "sign in"


Cells = dict[Who, Cell]
Sent = Callable[[Stage], dict[str, Any]]
SIGNED_IN = tuple(who for who in Who if who is not Who.STRANGER)


@dataclass(frozen=True)
class Line:
    """One act on one thing: the address that does it, what is sent, and who may.

    `keys` name things of the stage; "grant" is the grant of whoever asks. `row` is (table, key) of what the database
    must show to exactly those who may. `trace` is a thing whose key stands on the page of exactly those who may.
    """

    thing: str
    act: str
    name: str
    keys: tuple[str, ...]
    cells: Cells
    sent: Sent | None = None
    row: tuple[str, str] | None = None
    trace: str = ""
    query: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.thing}: {self.act}"


def by(right: Right, *, also: Iterable[Who] = (), told: Iterable[Who] = ()) -> Cells:
    """Who has the right in the space, and whoever is named besides; others who are `told` get a no."""
    cells: Cells = {Who.STRANGER: Cell.DOOR}
    for who in SIGNED_IN:
        if who in BELONG:
            cells[who] = Cell.YES if right in RIGHTS[BELONG[who]] else Cell.NO
        else:
            cells[who] = Cell.NOTHING
    cells[Who.GLASS] = Cell.YES if right is Right.READ else Cell.NO
    return cells | dict.fromkeys(also, Cell.YES) | dict.fromkeys(told, Cell.NO)


def only(*who: Who, told: Iterable[Who] = ()) -> Cells:
    """Nobody else learns that it exists, but for those who are `told` no."""
    cells = {Who.STRANGER: Cell.DOOR} | dict.fromkeys(SIGNED_IN, Cell.NOTHING)
    return cells | dict.fromkeys(told, Cell.NO) | dict.fromkeys(who, Cell.YES)


def known_to_all(*who: Who) -> Cells:
    """Everybody knows that there is such a page; only these may."""
    return only(*who, told=SIGNED_IN)


def fields(**values: Any) -> Sent:
    """A form with these values; a word in braces is the key of that thing."""

    def filled(stage: Stage) -> dict[str, Any]:
        return {
            name: value.format(**stage.keys) if isinstance(value, str) else value
            for name, value in values.items()
        }

    return filled
