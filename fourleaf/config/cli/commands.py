"""What each subcommand does."""

import argparse
import errno
import importlib
import ipaddress
import os
import socket
import subprocess
import sys
import threading
import time
from types import ModuleType

import psycopg
from django.core.management import call_command

from fourleaf.config.database_session import Session, open_session, pending_migrations, roles_that_fail
from fourleaf.config.env import Env

IMPORTS = {"people": "fourleaf.imports.people", "slack": "fourleaf.imports.slack"}
LOCK = "fourleaf.config.database"  # install()
WORLD = "fourleaf.world.fill"  # fill(say) -> None, which does nothing the second time
STORY = "fourleaf.world.story2.play"  # play(say, until), OtherPeople; needs numpy, 0.2 s
#: What each world is opened with: DOORS, DEMO_PASSWORD, WELCOME, and a simulation's ORGANISATION.
DOORS = {"marigold": "fourleaf.world.doors", "story-2": "fourleaf.world.story2.doors"}
SERVING = "fourleaf.config.serving"  # serve(host, port, role, on_ready)
WORKER = "fourleaf.config.worker"  # run(on_ready, is_child)
QUEUE = "fourleaf.config.queue"  # run(arguments)
AUDITING = "fourleaf.config.auditing"  # verify(resume, public, as_json, say, show), key()
PUSH_KEYS = "fourleaf.config.push_keys"
WAIT_FOR_DATABASE = 30.0


class CommandError(Exception):
    """The command cannot be done; the text says what to do instead."""


def say(line: str) -> None:
    """Tell the person at the terminal what happens; not on standard output, where reports go."""
    print(line, file=sys.stderr, flush=True)


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date, then make or mend the database roles."""
    with open_session("owner"):
        importlib.import_module(LOCK).make_way()
        call_command("migrate", interactive=False, verbosity=0)
        importlib.import_module(LOCK).install()
        say("The database is up to date.")
    return 0


def bring_in(arguments: argparse.Namespace) -> int:
    """Hand over to the import's own module, which knows its options; migrates the embedded database first."""
    with open_session("jobs") as session:
        make_ready(session)
        module = importlib.import_module(IMPORTS[arguments.kind])
        parser = argparse.ArgumentParser(prog=f"fourleaf import {arguments.kind}", description=module.__doc__)
        module.add_arguments(parser)
        return int(module.run(parser.parse_args(arguments.rest)))


def demo(arguments: argparse.Namespace) -> int:
    """Fill a world if it is not there; with --serve, show its doors and serve it."""
    if arguments.serve:
        return _serve_demo(arguments)
    with open_session("jobs") as session:
        make_ready(session)
        _fill(arguments)
    return 0


def _fill(arguments: argparse.Namespace) -> None:
    if arguments.world == "marigold":
        importlib.import_module(WORLD).fill(say)
        return
    story = importlib.import_module(STORY)
    try:
        story.play(say, until=arguments.until)
    except story.OtherPeople as error:
        raise CommandError(str(error)) from None


def queue(arguments: argparse.Namespace) -> int:
    """What failed for good, and another try for it."""
    with open_session("jobs"):
        return int(importlib.import_module(QUEUE).run(retry=arguments.retry, say=print))


def push_key(arguments: argparse.Namespace) -> int:
    """The public key of web push, or another one."""
    with open_session("jobs"):
        return int(importlib.import_module(PUSH_KEYS).run(new=arguments.new, say=print))


def serve(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    if arguments.role == "worker":
        return _work(arguments)
    _listen_where(arguments)
    with open_session("web") as session:
        make_ready(session)
        _serve(session, arguments.role)
    return 0


def _work(arguments: argparse.Namespace) -> int:
    with open_session("jobs") as session:
        if not arguments.as_child:
            make_ready(session)
            if session.embedded is not None:
                session.embedded.watch()

        def ready() -> None:
            if not arguments.as_child:
                say("Fourleaf works (Ctrl-C stops it).")

        importlib.import_module(WORKER).run(on_ready=ready, is_child=arguments.as_child)
    return 0


def _serve_demo(arguments: argparse.Namespace) -> int:
    _listen_where(arguments)
    os.environ["FOURLEAF_DEMO"] = "1"
    doors = importlib.import_module(DOORS[arguments.world])
    if arguments.world != "marigold":
        os.environ["FOURLEAF_ORGANISATION"] = doors.ORGANISATION
    say("Starting the database …")
    with open_session("web") as session:
        make_ready(session)
        _ourselves(session, "demo", arguments.world, "--until", arguments.until)
        _show_doors(session.env, doors)
        _serve(session, "all")
    return 0


def _listen_where(arguments: argparse.Namespace) -> None:
    for name, value in (("PORT", arguments.port), ("HOST", arguments.host)):
        if value:
            os.environ[name] = value


def _serve(session: Session, role: str) -> None:
    if session.embedded is not None:
        session.embedded.watch()
    env = session.env
    _refuse_taken(env)
    was_ready = threading.Event()

    def ready() -> None:
        was_ready.set()
        say(f"Fourleaf serves on {_address(env)} (Ctrl-C stops it).")

    importlib.import_module(SERVING).serve(host=env.host, port=env.port, role=role, on_ready=ready)
    if not was_ready.is_set():
        raise CommandError("it could not begin to serve (see above).")


def _refuse_taken(env: Env) -> None:
    """Say plainly that the port is taken, before anything else fails over it."""
    family = socket.AF_INET6 if ":" in env.host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((env.host, env.port))
        except OSError as error:
            advice = (
                "choose another with PORT=8100" if error.errno == errno.EADDRINUSE else str(error.strerror)
            )
            raise CommandError(f"cannot listen on {env.host} port {env.port}: {advice}.") from None


def _address(env: Env) -> str:
    address = ipaddress.ip_address(env.host)
    named = address.is_loopback or address.is_unspecified
    return env.public_url if named else f"http://{env.host}:{env.port}"


def make_ready(session: Session) -> None:
    """Our own database is brought up to date without asking; somebody else's only by `fourleaf migrate`."""
    if session.embedded is None:
        _wait_for(session)
    missing = _missing(session)
    if not missing:
        return
    if session.embedded is None:
        raise CommandError(f"the database is not ready: {missing}. Run `fourleaf migrate` first.")
    say("Preparing the database …")
    _ourselves(session, "migrate")


def _missing(session: Session) -> str:
    """What `fourleaf migrate` would bring, in words; empty when the database is ready for this code."""
    if pending := pending_migrations(session):
        return f"{len(pending)} migrations are pending"
    if failing := roles_that_fail(session):
        return f"cannot sign in as {', '.join(failing)}"
    if not importlib.import_module(LOCK).is_installed():
        return "its access rules are those of another version"
    return ""


def _wait_for(session: Session) -> None:
    """A database next door may start later than we do."""
    deadline = time.monotonic() + WAIT_FOR_DATABASE
    while True:
        try:
            session.connect("owner").close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def _ourselves(session: Session, *command: str) -> None:
    """Run another of our commands in a process of its own, as it works under another database role."""
    environment = {**os.environ, "FOURLEAF_DATABASE_URL": str(session.database)}
    done = subprocess.run(
        [sys.executable, "-m", "fourleaf.config.cli", *command], env=environment, check=False
    )
    if done.returncode:
        raise CommandError(f"`fourleaf {' '.join(command)}` did not succeed (see above).")


def _show_doors(env: Env, module: ModuleType) -> None:
    say(f"\n{module.WELCOME.format(address=_address(env))}\n")
    for door in module.DOORS:
        say(f"  {door.name}, {door.title} ({door.email})\n      {door.first_look}")
    say(f"\n  (by hand: any of these addresses, password {module.DEMO_PASSWORD})\n")
    if env.mail is None:
        say(f"  E-mails of the demo are kept in {env.data / 'mails'}; none is sent.\n")
