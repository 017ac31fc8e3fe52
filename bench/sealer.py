"""Seals all that waits and verifies the whole chain, as the worker and `fourleaf audit verify` do, and times both.

Writes one line of JSON: the `rows`, the seconds of `sealing` and `verifying`, and the kinds of what was `found`.
"""

import json
import os
from time import perf_counter

import django

os.environ["FOURLEAF_DATABASE_ROLE"] = "jobs"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

from fourleaf.chronicle import actions, signing  # noqa: E402
from fourleaf.chronicle.verifying import verify  # noqa: E402


def main() -> None:
    """Both, once."""
    begun = perf_counter()
    while actions.seal(signing.sign):
        pass
    sealed = perf_counter()
    report = verify(public=signing.public_key())
    ended = perf_counter()
    found = sorted({finding.kind for finding in report.findings})
    print(
        json.dumps(
            {"rows": report.rows, "sealing": sealed - begun, "verifying": ended - sealed, "found": found}
        )
    )


if __name__ == "__main__":
    main()
