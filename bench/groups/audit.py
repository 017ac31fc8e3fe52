"""The chronicle as audit: how long a million rows take to be sealed, and to be verified."""

import json
from collections.abc import Iterator

from bench.installation import PYTHON, BenchError
from bench.rounds import alternating, spread
from bench.rows import Row
from bench.scale import Bench
from bench.talking import talking

UNSEAL = "truncate chronicle_link, chronicle_seal, chronicle_unsealed"
#: As rows wait that were brought in with dates of their own.
WAIT = """
insert into chronicle_unsealed (of, row_id, is_past) select 'entry', id, true from chronicle_entry order by id
"""
ROUNDS = 2


def measure(bench: Bench) -> Iterator[Row]:
    """A database of its own, a twentieth of the other, whose whole chronicle is sealed anew in each round."""
    site, database = bench.site, bench.site.twentieth
    site.make_ready(database)

    def sealed_and_verified() -> dict[str, float]:
        with site.owner(database) as owner:
            owner.execute(UNSEAL)
            owner.execute(WAIT)
        with talking([*PYTHON, "bench.sealer"], site.environ(database)) as talk:
            told = json.loads(talk.hear())
        # Heads that were kept day by day are those of the database that is served.
        if set(told["found"]) - {"head"}:
            raise BenchError(f"The chain is not whole: {told['found']}")
        return {name: float(told[name]) for name in ("rows", "sealing", "verifying")}

    found = alternating(min(bench.rounds, ROUNDS), told=sealed_and_verified)["told"]
    for act, what in (("verifying", "verify a chain"), ("sealing", "seal what was written")):
        each = spread([told[act] / max(told["rows"], 1) * 1e6 for told in found])
        yield Row(
            name=f"{what}, a million rows",
            value=each.middle,
            unit="s",
            low=each.low,
            high=each.high,
            note=f"worked out from {found[0]['rows']:,.0f} rows",
        )
