"""`fourleaf backup` and `fourleaf restore`."""

import argparse
from pathlib import Path

from fourleaf.config import backup
from fourleaf.config.cli.commands import CommandError, say
from fourleaf.config.database_session import open_session
from fourleaf.config.env import Env


def add_to(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The two commands and their options."""
    take = names.add_parser("backup", help="write everything into one encrypted file, while people work")
    take.add_argument("file", nargs="?", type=Path, help="where to write it; nothing may be there")
    take.add_argument("--key", type=Path, metavar="KEYFILE", help="the key file it is encrypted with")
    take.add_argument("--with-secret", action="store_true", help="take the secret key along")
    take.add_argument("--verify", action="store_true", help="read FILE to its end and compare all digests")
    take.add_argument("--new-key", type=Path, metavar="KEYFILE", help="only make a key file")
    take.set_defaults(run=back_up)

    put_back = names.add_parser("restore", help="put a backup back into an empty installation")
    put_back.add_argument("file", type=Path, help="a backup")
    put_back.add_argument(
        "--key", type=Path, required=True, metavar="KEYFILE", help="the key file that opens it"
    )
    put_back.set_defaults(run=restore)


def back_up(arguments: argparse.Namespace) -> int:
    """Make a key file, check a backup, or take one."""
    try:
        if arguments.new_key:
            print(backup.make_key(arguments.new_key))
            say(f"Keep a copy of {arguments.new_key} elsewhere: without it no backup can be opened.")
            return 0
        file, key = arguments.file, arguments.key
        if file is None or key is None:
            raise CommandError("say where the backup is to be: `fourleaf backup FILE --key KEYFILE`.")
        if arguments.verify:
            say(f"{file} is whole: a backup {backup.verify(file, key)}.")
            return 0
        with open_session("owner") as session:
            manifest = backup.back_up(session, file, key, with_secret=arguments.with_secret)
    except backup.BackupError as error:
        raise CommandError(str(error)) from error
    say(f"Backed up to {file} ({file.stat().st_size / 1e6:,.1f} MB), {manifest}.")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Check the whole backup, then put it back into an empty installation."""
    file, key = arguments.file, arguments.key
    try:
        manifest = backup.verify(file, key)
        say(f"{file} is whole: a backup {manifest}.")
        backup.put_secret_back(Env.load(), file, key, manifest)
        with open_session("owner") as session:
            backup.restore(session, file, key, manifest)
    except backup.BackupError as error:
        raise CommandError(str(error)) from error
    say("Restored. Everybody signs in anew; `fourleaf doctor` shows whether all is well.")
    return 0
