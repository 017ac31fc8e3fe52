"""What every group is given: where to measure, and how long."""

from dataclasses import dataclass
from typing import Any

from bench.installation import Installation


@dataclass(frozen=True)
class Bench:
    """The installation with its data, and how much is done.

    `rounds` of `seconds` each on each side; `views` pages that are seen once in a round. `pace` posts a second come to
    `screens` sockets; the fan-out is measured with each number of `sockets`.
    """

    site: Installation
    rounds: int = 4
    seconds: float = 1.5
    views: int = 200
    sockets: tuple[int, ...] = (1_000, 5_000)
    screens: int = 1_000
    pace: int = 200


QUICK: dict[str, Any] = {"rounds": 2, "seconds": 1.0, "views": 100}
#: For the test of the bench itself: no figure of it means anything.
TINY: dict[str, Any] = {"rounds": 1, "seconds": 0.2, "views": 8, "sockets": (20,), "screens": 20, "pace": 10}
