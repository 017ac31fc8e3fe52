"""Reads posts as the web process does, under both locks, in a process that serves nobody.

Each line of standard input is `PERSON KEY KEY …`: which of these posts may the person read? One line of JSON answers:
how many `may`, in how many `statements`, and the `seconds` that it took.
"""

import json
import os
import sys
from time import perf_counter
from typing import Any

import django

os.environ["FOURLEAF_DATABASE_ROLE"] = "web"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

from django.db import connection  # noqa: E402

from bench.filling.plan import person_key  # noqa: E402
from fourleaf.conversation.models import Post  # noqa: E402
from fourleaf.kit import identity  # noqa: E402
from fourleaf.people.models import Person  # noqa: E402


def main() -> None:
    """Until standard input ends."""
    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    for line in sys.stdin:
        number, *keys = line.split()
        person = Person(pk=person_key(int(number)))
        with identity.bound():
            identity.become(person.pk)
            with connection.execute_wrapper(note):
                begun = perf_counter()
                may = set(Post.objects.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True))
                seconds = perf_counter() - begun
        print(json.dumps({"may": len(may), "statements": len(said), "seconds": seconds}), flush=True)
        said.clear()


if __name__ == "__main__":
    main()
