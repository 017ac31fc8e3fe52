"""A what-if fan in pieces: each computed on its own, kept, never done twice. Killed half-way, it goes on from there."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from fourleaf.adoption.spread.network import Floats, Network
from fourleaf.adoption.spread.simulation import (
    NBN1,
    SEED,
    WEEKS,
    Model,
    Play,
    Rule,
    at_random,
    in_order,
    next_by_exposure,
    next_by_rosters,
)

#: Runs in a piece: a few seconds even for 20,000 people.
PIECE = 25

Way = Literal["exposure", "rosters", "random", "order", "open"]


class Mismatch(ValueError):
    """A kept piece is of another question."""


@dataclass(frozen=True)
class Question:
    """What if this network were launched this way? `order` is for the way "order", `enthusiasts` (0–1) for "open"."""

    network: Network
    ready: Floats
    way: Way
    runs: int = 50
    weeks: int = WEEKS
    model: Model = NBN1
    seed: int = SEED
    order: Sequence[int] = ()
    enthusiasts: float = 0.1

    def __post_init__(self) -> None:
        if self.runs < 1 or self.weeks < 0:
            raise ValueError("A simulation has at least one run and no negative number of weeks.")
        if not 0 <= self.enthusiasts <= 1:
            raise ValueError("A share is 0 to 1.")
        if len(self.ready) != len(self.network.teams):
            raise ValueError(
                f"There are {len(self.network.teams)} teams and {len(self.ready)} figures of readiness."
            )

    @property
    def pieces(self) -> int:
        """How many pieces it falls into."""
        return -(-self.runs // PIECE)

    @property
    def mark(self) -> str:
        """The same for the same question only."""
        told = hashlib.sha256()
        ties = self.network.ties
        for array in (ties.one, ties.other, ties.weight, self.network.places, self.network.sizes, self.ready):
            told.update(np.ascontiguousarray(array).tobytes() + b"|")
        rest = (self.network.people, self.way, self.weeks, asdict(self.model), self.seed, tuple(self.order))
        told.update(repr((*rest, self.enthusiasts)).encode())
        return told.hexdigest()


@dataclass(frozen=True)
class Piece:
    """Some of the runs: the share of people active (0–1) at the end of each week (runs × weeks + 1)."""

    mark: str
    number: int
    share: Floats

    def as_json(self) -> dict[str, Any]:
        """To keep; shares to five digits."""
        return {
            "mark": self.mark,
            "number": self.number,
            "share": np.round(self.share.astype(float), 5).tolist(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Piece":
        return cls(kept["mark"], kept["number"], np.array(kept["share"], np.float32))


@dataclass(frozen=True)
class Fan:
    """All runs: for each week the share active in 5 %, 10 %, half, 90 % and 95 % of them (5 × weeks + 1)."""

    bands: Floats
    #: weeks until half of the people are active: in 5 %, half and 95 % of the runs; None for "not within these weeks"
    half: tuple[float | None, float | None, float | None]
    runs: int


QUANTILES = (0.05, 0.10, 0.50, 0.90, 0.95)


def unfold(question: Question, kept: Sequence[Piece] = ()) -> Iterator[Piece]:
    """Each piece that is not kept yet, as soon as it is computed; the caller keeps it and shows how far it is."""
    mark = question.mark
    if any(piece.mark != mark for piece in kept):
        raise Mismatch(
            "These pieces answer another question: the teams, ties or numbers have changed. Begin anew."
        )
    there = {piece.number for piece in kept}
    for number in range(question.pieces):
        if number not in there:
            yield Piece(mark, number, _played(question, number))


def fan(question: Question, pieces: Sequence[Piece]) -> Fan:
    """All pieces together; raises `Mismatch` if one is missing or of another question."""
    found = {piece.number: piece.share for piece in pieces if piece.mark == question.mark}
    if set(found) != set(range(question.pieces)):
        raise Mismatch(f"{question.pieces - len(found)} of {question.pieces} pieces are missing.")
    share = np.concatenate([found[number] for number in sorted(found)])
    bands = np.quantile(share, QUANTILES, axis=0).astype(np.float32)
    there = share >= 0.5
    half = np.where(there.any(axis=1), there.argmax(axis=1), np.inf)
    ends = [np.quantile(half, each, method="lower") for each in (0.05, 0.5, 0.95)]
    low, middle, high = (None if np.isinf(end) else float(end) for end in ends)
    return Fan(bands, (low, middle, high), len(share))


def _played(question: Question, number: int) -> Floats:
    runs = min(PIECE, question.runs - number * PIECE)
    play = Play(question.network, question.ready, question.model, runs=runs, seed=question.seed, piece=number)
    if question.way == "open":
        play.open_to_all(question.enthusiasts)
        return play.weeks(None, question.weeks).share
    return play.weeks(_rule(question, runs, number), question.weeks).share


def _rule(question: Question, runs: int, number: int) -> Rule:
    if question.way == "random":
        return at_random(question.network, runs, question.seed, number)
    if question.way == "order":
        return in_order(np.asarray(question.order, np.int64), runs)
    return (next_by_exposure if question.way == "exposure" else next_by_rosters)(
        question.network, question.ready
    )
