"""Writes posts through the one ordinary action, in a process that serves nobody, and announces them to the gateways.

Each line of standard input is `PERSON SPACE`; once the post is committed and announced its number is written.
"""

import os
import sys

import django

os.environ["FOURLEAF_DATABASE_ROLE"] = "jobs"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

from django.db import connection  # noqa: E402

from bench.filling.plan import person_key, space_key  # noqa: E402
from bench.texts import TEXT  # noqa: E402
from fourleaf.conversation.actions import add_post  # noqa: E402
from fourleaf.kit import bus  # noqa: E402
from fourleaf.people.models import Person  # noqa: E402
from fourleaf.spaces.models import Space  # noqa: E402


def main() -> None:
    """Until standard input ends."""
    for line in sys.stdin:
        person, space = map(int, line.split())
        actor = Person.objects.get(pk=person_key(person))
        post = add_post(actor=actor, space=Space.objects.get(pk=space_key(space)), body=TEXT)
        bus.flush(connection)
        print(post.sequence, flush=True)


if __name__ == "__main__":
    main()
