"""`python -m bench.spreading SCALE ROUNDS`: seconds for recommendations and fans, as JSON."""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from fourleaf.adoption.spread.choosing import recommended
from fourleaf.adoption.spread.fan import Question, fan, unfold
from fourleaf.adoption.spread.generated import Organisation, organisation
from fourleaf.adoption.spread.network import Network


@dataclass(frozen=True)
class Scale:
    """How large an organisation, and how many simulations of how many weeks; 0 for none."""

    people: int
    departments: int
    teams: int
    runs: int = 0
    weeks: int = 156

    def as_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))


SMALL = Scale(people=986, departments=42, teams=90, runs=50)
LARGE = Scale(people=20_000, departments=800, teams=2_000)


def main() -> int:
    scale, rounds = Scale(**json.loads(sys.argv[1])), int(sys.argv[2])
    made = organisation(scale.people, scale.departments, scale.teams)
    found: dict[str, object] = {
        "recommended": [_seconds(lambda: _recommend(made)) for _ in range(rounds)],
        "simulated": [_seconds(lambda: _simulate(made, scale)) for _ in range(rounds if scale.runs else 0)],
    }
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(found))
    return 0


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _fresh(made: Organisation) -> Network:
    """Nothing is worked out beforehand."""
    return Network(made.network.people, made.network.ties, made.network.teams)


def _recommend(made: Organisation) -> None:
    network = _fresh(made)
    active = (np.arange(network.people) % 5 == 0).astype(np.float32)
    launched = np.arange(len(network.teams)) % 5 == 0
    recommended(network, made.readiness.tolist(), active, launched)


def _simulate(made: Organisation, scale: Scale) -> None:
    question = Question(_fresh(made), made.readiness, "exposure", scale.runs, scale.weeks)
    fan(question, list(unfold(question)))


if __name__ == "__main__":
    sys.exit(main())
