"""Roles and the second lock, written into the database by its owner after every migration; repeatable.

Nobody needs a superuser: the owner needs CREATEROLE once. Three roles log in: `web` (bound by row-level security to
one person per transaction), `jobs` (named system work: sees rows, changes no tables) and `outcomes` (the counts that
the works agreement names, and nothing else).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.module_loading import import_string
from psycopg import sql

from fourleaf.kit import identity
from fourleaf.kit.envelope.lock import LOCK as ENVELOPE
from fourleaf.kit.lock import AppLock, Covered, Public, Sealed, View
from fourleaf.oversight.agreement import Agreement

Run = Callable[..., None]
ROLES = ("web", "jobs", "outcomes")
FRAMEWORK = AppLock(
    tables=(
        Public("django_content_type", "names of models, which are in the source"),
        Public("auth_permission", "unused; Django's sign-in needs the table"),
        Sealed("auth_group", "unused"),
        Sealed("auth_group_permissions", "unused"),
        Covered("account_emailaddress", read="user_id = (select lock.me())"),
        Covered(
            "account_emailconfirmation",
            read="exists (select 1 from account_emailaddress e where e.id = email_address_id)",
        ),
        Sealed("django_migrations", "only the owner migrates"),
        # Whoever may defer a job may have anything done under the role `jobs`.
        Sealed("procrastinate_jobs", "only the worker defers and runs jobs"),
        Sealed("procrastinate_events", "the history of jobs"),
        Sealed("procrastinate_periodic_defers", "when a periodic job was last due"),
        Sealed("procrastinate_workers", "the heartbeats of workers"),
        Covered(
            "kit_keptanswer",
            read="person_id = (select lock.me())",
            insert="person_id = (select lock.me())",
            delete="person_id = (select lock.me())",
        ),
    ),
)
#: Whether the statement comes from the web role. Tests take that role in a session of the owner's.
IS_BOUND = (
    "create or replace function lock.is_bound() returns boolean language sql stable as "
    "$$ select coalesce(nullif(current_setting('role', true), 'none'), session_user::text) = {} $$"
)
APPS = (
    "people",
    "chronicle",
    "spaces",
    "sharing",
    "conversation",
    "documents",
    "search",
    "sheet",
    "adoption",
    "hooks",
    "inbox",
    "mine",
    "oversight",
    "imports",
)


def role_name(role: str) -> str:
    """The login name of one of `ROLES` in this installation."""
    return f"{settings.ROLE_PREFIX}_{role}"


def role_password(name: str) -> str:
    """The password that `migrate` gives to a role and that the processes use."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"database role {name}".encode(), hashlib.sha256).hex()


def locks() -> Iterator[AppLock]:
    """What every app adds to the second lock."""
    yield FRAMEWORK
    yield ENVELOPE
    for label in APPS:
        yield import_string(f"fourleaf.{label}.lock.LOCK")


def tables() -> dict[str, Covered | Public | Sealed]:
    """Every table that the second lock speaks of."""
    return {entry.table: entry for lock in locks() for entry in lock.tables}


def uncovered() -> set[str]:
    """Tables of models that no lock speaks of; must be empty."""
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return models - set(tables()) - {view.name for view in views()}


def views() -> list[View]:
    """What every app shows of its tables, and the counts of the works agreement."""
    agreed: Agreement = settings.AGREEMENT
    counts = (View(each.name, each.query(agreed.fewest), each.text, "outcomes") for each in agreed.views)
    return [*(view for lock in locks() for view in lock.views), *counts]


@transaction.atomic
def make_way() -> None:
    """Take the views away before tables change under them; `install()` makes them anew."""
    with connection.cursor() as cursor:
        _drop_views(cursor)


def _drop_views(cursor: CursorWrapper) -> None:
    cursor.execute(
        "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        " and relname ~ '^(oversight|outcomes)_'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("drop view {} cascade").format(sql.Identifier(name)))


def stamp() -> str:
    """A digest of the second lock as this code has it, kept in the database as a comment on the schema."""
    words = repr((tuple(locks()), views(), [role_name(role) for role in ROLES], IS_BOUND))
    return hmac.digest(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hex()


def is_installed() -> bool:
    """Whether the database has the second lock of this code; otherwise `install()` is due."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(to_regnamespace('lock'), 'pg_namespace')")
        return bool(cursor.fetchone()[0] == stamp())


@transaction.atomic
def install() -> None:
    """Create the roles, the functions and the policies, and grant exactly what they allow."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('fourleaf second lock'))")
        for role in ROLES:
            _create_role(cursor, role_name(role))
        web, jobs = sql.Identifier(role_name("web")), sql.Identifier(role_name("jobs"))
        _prepare_schema(cursor, web, jobs)
        _drop_views(cursor)
        _clear(cursor)
        cursor.execute("set local check_function_bodies = off")
        cursor.execute(sql.SQL(IS_BOUND).format(sql.Literal(role_name("web"))))
        for lock in locks():
            for function in lock.functions:
                cursor.execute(function)
        cursor.execute(sql.SQL("revoke execute on all functions in schema lock from public"))
        cursor.execute(sql.SQL("grant execute on all functions in schema lock to {}, {}").format(web, jobs))
        for signature in (signature for lock in locks() for signature in lock.system_only):
            cursor.execute(sql.SQL(f"revoke execute on function lock.{signature} from {{}}").format(web))
        _seal_queue(cursor, jobs)
        for entry in tables().values():
            _protect(cursor, entry, web, jobs)
        for view in views():
            _show(cursor, view)
        cursor.execute(sql.SQL("comment on schema lock is {}").format(sql.Literal(stamp())))


def _create_role(cursor: CursorWrapper, name: str) -> None:
    cursor.execute("select 1 from pg_roles where rolname = %s", [name])
    if not cursor.fetchone():
        cursor.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
    cursor.execute(
        sql.SQL("alter role {} password {}").format(sql.Identifier(name), sql.Literal(role_password(name)))
    )
    # PostgreSQL 16 separates being a member from being allowed to become one; tests need the latter.
    cursor.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(name)))


def _prepare_schema(cursor: CursorWrapper, web: sql.Identifier, jobs: sql.Identifier) -> None:
    cursor.execute("create schema if not exists lock")
    cursor.execute(
        "create table if not exists lock.identity_key (only_one boolean primary key default true check (only_one), "
        "inner_key bytea not null, outer_key bytea not null)"
    )
    key = identity.key().ljust(64, b"\0")
    padded = [bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)]
    cursor.execute(
        "insert into lock.identity_key (inner_key, outer_key) values (%s, %s) on conflict (only_one) "
        "do update set inner_key = excluded.inner_key, outer_key = excluded.outer_key",
        padded,
    )
    database = sql.Identifier(connection.settings_dict["NAME"])
    for statement in (
        "revoke all on all tables in schema public from {web}, {jobs}",
        "revoke all on all tables in schema lock from public, {web}, {jobs}",
        "revoke create on schema public from public",
        "revoke temporary on database {database} from public",
        "grant usage on schema public, lock to {web}, {jobs}",
        "grant usage, select on all sequences in schema public to {web}, {jobs}",
    ):
        cursor.execute(sql.SQL(statement).format(web=web, jobs=jobs, database=database))


def _seal_queue(cursor: CursorWrapper, jobs: sql.Identifier) -> None:
    """The functions of the job queue, which PostgreSQL would let everybody call, are for the role `jobs`."""
    cursor.execute(
        "select oid::regprocedure::text from pg_proc "
        "where pronamespace = 'public'::regnamespace and starts_with(proname, 'procrastinate_')"
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"revoke execute on function {signature} from public")
        cursor.execute(sql.SQL(f"grant execute on function {signature} to {{}}").format(jobs))


def _clear(cursor: CursorWrapper) -> None:
    """Take the old policies away and then the functions that they used, so that none outlives its code."""
    cursor.execute("select tablename, policyname from pg_policies where schemaname = 'public'")
    for table, policy in cursor.fetchall():
        cursor.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), sql.Identifier(table)))
    cursor.execute("select oid::regprocedure::text from pg_proc where pronamespace = 'lock'::regnamespace")
    for (signature,) in cursor.fetchall():
        cursor.execute(f"drop function {signature} cascade")


def _protect(
    cursor: CursorWrapper, entry: Covered | Public | Sealed, web: sql.Identifier, jobs: sql.Identifier
) -> None:
    table = sql.Identifier(entry.table)

    def run(statement: str, **names: sql.Composable) -> None:
        cursor.execute(sql.SQL(statement).format(table=table, web=web, jobs=jobs, **names))

    run("alter table {table} enable row level security")
    run(f"grant {entry.system} on {{table}} to {{jobs}}")
    run("create policy jobs on {table} to {jobs} using (true) with check (true)")
    if isinstance(entry, Public):
        run("grant select on {table} to {web}")
        run("create policy web_read on {table} for select to {web} using (true)")
    if isinstance(entry, Covered):
        _cover(run, entry)


def _show(cursor: CursorWrapper, view: View) -> None:
    names = {"view": sql.Identifier(view.name), "role": sql.Identifier(role_name(view.role))}
    cursor.execute(sql.SQL(f"create view {{view}} as {_escaped(view.query)}").format(**names))
    cursor.execute(sql.SQL("grant usage on schema public to {role}").format(**names))
    cursor.execute(sql.SQL("grant select on {view} to {role}").format(**names))


def _cover(run: Run, entry: Covered) -> None:
    run("grant select on {table} to {web}")
    run(f"create policy web_read on {{table}} for select to {{web}} using ({_escaped(entry.read)})")
    if entry.insert:
        run("grant insert on {table} to {web}")
        run(
            f"create policy web_insert on {{table}} for insert to {{web}} with check ({_escaped(entry.insert)})"
        )
    if entry.update:
        columns = sql.SQL(", ").join(map(sql.Identifier, entry.columns)) if entry.columns else None
        if columns is not None:
            run("grant update ({columns}) on {table} to {web}", columns=columns)
        else:
            run("grant update on {table} to {web}")
        becomes = _escaped(entry.becomes or entry.update)
        run(
            f"create policy web_update on {{table}} for update to {{web}} using ({_escaped(entry.update)})"
            f" with check ({becomes})"
        )
    if entry.delete:
        run("grant delete on {table} to {web}")
        run(f"create policy web_delete on {{table}} for delete to {{web}} using ({_escaped(entry.delete)})")


def _escaped(condition: str) -> str:
    return condition.replace("{", "{{").replace("}", "}}")
