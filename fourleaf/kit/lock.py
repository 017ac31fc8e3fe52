"""The words in which an app says who may touch its tables in the database: the second lock.

`config.database.install()` collects every app's `lock.py`, writes the functions and policies, and grants nothing else.
A table that no app covers is unreadable to the web role.
"""

from dataclasses import dataclass, field

ALL = "select, insert, update, delete"


@dataclass(frozen=True)
class Covered:
    """A table under row-level security. Each text is a SQL condition on the row; None means never.

    `update` guards both the old and the new row unless `becomes` says what the new row must fulfil.
    `columns` limits UPDATE to these columns. `system` is what the role `jobs` may do with the table.
    """

    table: str
    read: str
    insert: str | None = None
    update: str | None = None
    becomes: str | None = None
    delete: str | None = None
    columns: tuple[str, ...] = ()
    system: str = ALL


@dataclass(frozen=True)
class Public:
    """A table that everyone signed in may read whole, with the reason why. Only system jobs write it."""

    table: str
    reason: str
    system: str = ALL


@dataclass(frozen=True)
class Sealed:
    """A table that the web role cannot touch at all, but through definer functions."""

    table: str
    reason: str
    system: str = ALL


@dataclass(frozen=True)
class View:
    """A view that reads past row-level security, as its owner: the query itself says who sees which rows, and why."""

    name: str
    query: str
    reason: str
    role: str = "web"


@dataclass(frozen=True)
class AppLock:
    """All an app adds to the second lock. `functions` are SQL texts of `create or replace function lock.…`.

    `system_only` names those, by signature, that the web role may not call by itself.
    """

    tables: tuple[Covered | Public | Sealed, ...]
    functions: tuple[str, ...] = field(default=())
    system_only: tuple[str, ...] = field(default=())
    views: tuple[View, ...] = field(default=())


def definer(
    signature: str,
    returns: str,
    body: str,
    *,
    language: str = "sql",
    kind: str = "stable",
    settings: str = "",
) -> str:
    """SQL of a SECURITY DEFINER function in schema `lock` with a pinned search path (and `set …`, if given)."""
    return (
        f"create or replace function lock.{signature} returns {returns} language {language} {kind} "
        f"security definer set search_path = public, pg_temp {settings} as $body$ {body} $body$"
    )
