"""What `add_post` says to the database, as a script for `pgbench`:
`python -m bench.floors.capture SPACE SPACES PEOPLE`.

One post is written under the web role and undone again. Its statements become those of any post: the person and the
space are drawn anew each time, and keys are new.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import django

os.environ["FOURLEAF_DATABASE_ROLE"] = "web"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

import psycopg  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from psycopg.sql import Literal  # noqa: E402

from bench.filling.plan import FIRST, SHIFTS, founder_of, person_key, space_key  # noqa: E402
from bench.texts import TEXT  # noqa: E402
from fourleaf.conversation.actions import add_post  # noqa: E402
from fourleaf.kit import identity, ids  # noqa: E402
from fourleaf.people.models import Person  # noqa: E402
from fourleaf.spaces.models import Space  # noqa: E402

KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
NUMBERED = re.compile(r"\$(\d+)")
ACT = f"select set_config('fourleaf.identity', bench.claim('{person_key(0)[:-12]}:person'), true);"


@contextmanager
def heard() -> Iterator[list[str]]:
    """All that is said to the database inside."""
    found: list[str] = []

    def hear(
        execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        answer = execute(sql, parameters, many, context)
        found.append(_whole(sql, parameters) if parameters else sql)
        return answer

    with connection.execute_wrapper(hear):
        yield found


def _whole(text: str, values: Any) -> str:
    """A statement with its values in it, whether it calls them %s or, prepared, $1, $2 …"""
    opened = connection.connection
    if "%" in text:
        return str(psycopg.ClientCursor(opened).mogrify(text, values))
    return NUMBERED.sub(lambda found: Literal(values[int(found[1]) - 1]).as_string(opened), text)


def captured(space: int, people: int) -> list[str]:
    """The statements of one post by the founder of a space; it is undone."""
    person = UUID(person_key(founder_of(space, people)))
    with transaction.atomic():
        identity.become(person)
        actor = Person.objects.get(pk=person)
        place = Space.objects.select_related("archival", "planned_start").get(pk=space_key(space))
        with heard() as found:
            add_post(actor=actor, space=place, body=TEXT, key=ids.uuid7())
        transaction.set_rollback(True)
    return found


def script(said: list[str], space: int, spaces: int, people: int, *, busy: bool) -> str:
    """The script: variables, then the statements in one transaction."""
    known = {person_key(founder_of(space, people)): "person", space_key(space): "space"}
    fresh: dict[str, str] = {}

    def key(match: re.Match[str]) -> str:
        plain = str(UUID(match[0]))
        name = known.get(plain) or fresh.setdefault(plain, f"key{len(fresh)}")
        return f"{match[0][:-12]}:{name}"

    lines = ["begin;", ACT, *(f"{KEY.sub(key, text).strip()};" for text in said), "end;"]
    return "\n".join([*_variables(spaces, people, list(fresh.values()), busy=busy), *lines]) + "\n"


def _variables(spaces: int, people: int, fresh: list[str], *, busy: bool) -> list[str]:
    if busy:
        drawn = [f"\\set space {FIRST}", f"\\set person random({FIRST}, {FIRST + people - 1})"]
    else:
        drawn = [
            f"\\set space random({FIRST}, {FIRST + spaces - 1})",
            f"\\set person {FIRST} + ((:space - {FIRST}) * {SHIFTS}) % {people}",
        ]
    return [*drawn, *(f"\\set {name} random(100000000000, 999999999999)" for name in fresh)]


def main(space: int, spaces: int, people: int) -> None:
    """Both scripts, into many spaces and into one, parted by a line of dashes."""
    said = captured(space, people)
    print(script(said, space, spaces, people, busy=False))
    print("-" * 8)
    print(script(said, space, spaces, people, busy=True))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
