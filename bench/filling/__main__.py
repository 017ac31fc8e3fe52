"""`python -m bench.filling PEOPLE SPACES POSTS`: make the database of FOURLEAF_DATABASE_URL ready to be measured.

With a fourth word, `words`, it holds only what search reads. Its data are made if they are not whole, or of another
schema; both locks are shut, and everybody is signed in anew.
"""

import os
import sys
from dataclasses import replace

import django
import psycopg
from django.core.management import call_command
from psycopg import sql

from bench.filling.plan import Size
from fourleaf.config.env import DatabaseUrl

# Models can be imported once Django knows its settings.
os.environ["FOURLEAF_DATABASE_ROLE"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "fourleaf.config.settings"
django.setup()

from bench.filling import fill, sessions, words  # noqa: E402
from fourleaf.config import database  # noqa: E402

#: The database that the embedded PostgreSQL always has; nobody is in it.
NEIGHBOUR = "fourleaf"


def begin_anew(address: DatabaseUrl) -> None:
    """An empty database in place of whatever is there, with the tables that its neighbour has, if any."""
    with psycopg.connect(str(replace(address, dbname=NEIGHBOUR)), autocommit=True) as owner:
        name = sql.Identifier(address.dbname)
        owner.execute(sql.SQL("drop database if exists {} with (force)").format(name))
        owner.execute(sql.SQL("create database {} template {}").format(name, sql.Identifier(NEIGHBOUR)))


def prepare() -> None:
    """The tables and the second lock as this code has them; what a new migration leaves alone need not be made anew."""
    call_command("migrate", interactive=False, verbosity=0)
    database.install()


def main(size: Size, *, words_only: bool) -> None:
    """Make it ready."""
    address = DatabaseUrl.parse(os.environ["FOURLEAF_DATABASE_URL"])
    if not fill.is_filled(str(address), fill.version(size, words_only=words_only)):
        print(f"Making {size}, once …", file=sys.stderr)
        begin_anew(address)
        prepare()
        fill.fill(str(address), size, words_only=words_only)
    prepare()
    if not words_only:
        fill.render_newest(str(address))
    words.fill(str(address))
    sessions.sign_in_everybody(size)


if __name__ == "__main__":
    main(Size(*map(int, sys.argv[1:4])), words_only="words" in sys.argv[4:])
