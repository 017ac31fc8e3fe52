"""The database of the unit tests: a copy of the one that all others of a run are copies of, emptied in no time."""

from django.db import connections
from django.test import TransactionTestCase

#: What migrations put there and no test changes.
KEPT = frozenset({"django_content_type", "django_migrations", "auth_permission"})
ROUNDS = 3


def empty(case: TransactionTestCase) -> None:
    """Delete what a committed test has left: a hundred rows, where `flush` makes a hundred tables anew.

    Twice or so, as triggers leave rows about what is deleted.
    """
    for name in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        with connections[name].cursor() as cursor:
            tables = connections[name].introspection.django_table_names(
                only_existing=True, include_views=False
            )
            asked = " union all ".join(
                f"select '{table}' where exists (select from {table})" for table in sorted({*tables} - KEPT)
            )
            for _round in range(ROUNDS):
                cursor.execute(asked)
                filled = [table for (table,) in cursor.fetchall()]
                if not filled:
                    break
                cursor.execute("; ".join(f"delete from {table}" for table in filled))
            else:
                raise AssertionError(f"{filled} cannot be emptied")
