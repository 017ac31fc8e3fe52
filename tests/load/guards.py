"""Take each guard out, in a copy of this checkout, and see its test fail: `bin/validate guards [NAME …]`.

A test that passes without its guard is worth nothing. Exit status 1 if any does. A test that is refused sends again
and waits, so that most take minutes to fail.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", "node_modules", ".venv", "var", ".setup", "__pycache__")
PATIENCE = 600


@dataclass(frozen=True)
class Guard:
    """What is taken out (file, text, what stands there instead), and which tests must notice."""

    what: str
    changes: tuple[tuple[str, str, str], ...]
    tests: str


BACKUP, KIT, LOAD = "fourleaf/config/backup", "fourleaf/kit", "tests/load"
AWAY, REFUSED = f"{LOAD}/test_database_restarted.py", f"{LOAD}/test_restore_refused.py"
GATEWAY = "fourleaf/gateway"
SOCKET, ROOM, ROOMS = f"{GATEWAY}/socket.py", f"{GATEWAY}/room.py", "tests/documents/test_rooms.py"
NOT_KEPT = "before = {room.document: room.head for room, _applied in taken}"
GUARDS = {
    "key": Guard(
        "a post that is sent again is the first one",
        (("fourleaf/conversation/actions/posts.py", "if key and (sent :=", "if False and (sent :="),),
        f"{LOAD}/test_killed.py",
    ),
    "cap": Guard(
        "what may wait for a socket is capped",
        (
            (SOCKET, "wire.TOO_MANY_MESSAGES, WRITE_CAP)", "wire.TOO_MANY_MESSAGES, 1 << 30)"),
            (SOCKET, "self._transport.disconnect(False)\n\n    def resume", "pass\n\n    def resume"),
        ),
        f"{LOAD}/test_sockets.py -k never_reads",
    ),
    "together": Guard(
        "sockets that return at once are asked about together",
        (("fourleaf/gateway/gathered.py", "TOGETHER = 250", "TOGETHER = 1"),),
        f"{LOAD}/test_sockets.py -k return_at_once",
    ),
    "alive": Guard(
        "a kept connection that has died is replaced",
        ((f"{KIT}/identity.py", "if not connection.in_atomic_block and not _answers():", "if False:"),),
        f"{AWAY} -k nobody_met",
    ),
    "unavailable": Guard(
        "a database that does not answer is said, with 503",
        (
            (f"{KIT}/web.py", "except (OperationalError, InterfaceError):", "except ZeroDivisionError:"),
            (f"{KIT}/web.py", "exception, OperationalError | InterfaceError", "exception, ZeroDivisionError"),
        ),
        f"{AWAY} {LOAD}/test_disk_full.py::test_a_commit_for_which_there_is_no_room",
    ),
    "watch": Guard(
        "the supervisor starts PostgreSQL again",
        (("fourleaf/config/cli/commands.py", "session.embedded.watch()", "pass"),),
        f"{AWAY} -k killed",
    ),
    "no room": Guard(
        "a full disk is told from other faults",
        ((f"{KIT}/files.py", "raise NoRoom from error", "raise"),),
        f"{LOAD}/test_disk_full.py -k file",
    ),
    "half": Guard(
        "half a file is taken away again",
        (
            (f"{KIT}/files.py", "os.unlink(self.file.temporary_file_path())", "pass"),
            (f"{KIT}/files.py", "os.unlink(name)", "pass"),
        ),
        f"{LOAD}/test_disk_full.py -k file",
    ),
    "keys": Guard(
        "keys ascend",
        ((f"{KIT}/ids.py", "max(moment, _last + 1)", "moment"),),
        f"{LOAD}/test_clock.py",
    ),
    "instants": Guard(
        "instants stand still while the clock is put back a little",
        ((f"{KIT}/time.py", "_steady(datetime.now(UTC))", "datetime.now(UTC)"),),
        f"{LOAD}/test_clock.py",
    ),
    "near": Guard(
        "the database lets our clock be ahead of its own",
        (("fourleaf/spaces/lock.py", "interval '6 minutes'", "interval '1 minute'"),),
        f"{LOAD}/test_clock.py",
    ),
    "rates": Guard(
        "rates are counted by a clock that nobody sets",
        ((f"{KIT}/api/rates.py", "now = time.monotonic()", "now = time.time()"),),
        f"{LOAD}/test_clock.py",
    ),
    "abuser": Guard(
        "a request is counted before anything is done for it",
        (
            (
                f"{KIT}/api/door.py",
                "            allowances = self._spend(request, digest)\n"
                "            response = self._as_bearer(request, digest)",
                "            digest = digest_of(request)\n"
                "            response = self._as_bearer(request, digest)\n"
                "            allowances = self._spend(request, digest)",
            ),
        ),
        f"{LOAD}/test_abuser.py",
    ),
    "memory": Guard(
        "nothing is kept for a delivery",
        (
            (
                "fourleaf/gateway/channel.py",
                "                client.write(fresh)",
                "                client.write(fresh)\n                KEPT.append(bytes(bytearray(fresh)))",
            ),
            ("fourleaf/gateway/channel.py", "\n\n\nclass ", "\n\n\nKEPT = []\n\n\nclass "),
        ),
        f"{LOAD}/test_soak.py -k memory",
    ),
    "agreed": Guard(
        "all that the manifest names is there",
        ((f"{BACKUP}/verify.py", "for name, facts in said.tables.items():", "return said\n        for _ in ():"),),
        f"{REFUSED} -k 'fit and (rows or file)'",
    ),
    "version": Guard(
        "a backup of another version is refused",
        (
            (f"{BACKUP}/manifest.py", 'if said.get("format") != FORMAT:', "if False:"),
            (f"{BACKUP}/put_back.py", "sorted(set(manifest.migrations) - _written())", "()"),
            (f"{BACKUP}/put_back.py", 'if sorted(facts["columns"]) != sorted(shapes.get(name, ())):', "if False:"),
        ),
        f"{REFUSED} -k 'fit and not rows and not file'",
    ),
    "one transaction": Guard(
        "all rows come back in one transaction",
        ((f"{BACKUP}/put_back.py", "with transaction.atomic():\n            raw", "if True:\n            raw"),),
        f"{REFUSED} -k 'interrupted or room'",
    ),
    "draft": Guard(
        "half a backup is taken away again",
        (("fourleaf/kit/durable.py", "draft.unlink(missing_ok=True)", "pass"),),
        f"{LOAD}/test_backup.py -k without_room",
    ),
    "moment": Guard(
        "a backup is of one moment",
        ((f"{BACKUP}/take.py", "IsolationLevel.REPEATABLE_READ", "IsolationLevel.READ_COMMITTED"),),
        f"{LOAD}/test_backup.py -k one_moment",
    ),
    "rest": Guard(
        "what was due is put to rest",
        ((f"{BACKUP}/put_back.py", "tables.put_to_rest(raw)", "pass"),),
        f"{LOAD}/test_backup.py -k past",
    ),
    "empty": Guard(
        "only an empty database is restored into",
        ((f"{BACKUP}/tables.py", "    others = connection.execute(OTHERS).fetchone()", "    return"),),
        f"{LOAD}/test_backup.py -k everything",
    ),
    "ahead": Guard(
        "nobody is told of a text what is not on disk",
        ((ROOM, "        if self.is_ahead:\n            return", "        if False:\n            return"),),
        f"{ROOMS} -k being_written_down",
    ),
    "acknowledged": Guard(
        "an update is on disk before it is called saved",
        ((f"{GATEWAY}/rooms.py", "before = await self._ports.accept(updates) if updates else {}", NOT_KEPT),),
        f"{ROOMS} -k whatever_happens",
    ),
    "hole": Guard(
        "a process that is given a number after a hole reads the hole first",
        ((f"{GATEWAY}/rooms.py", "if before > room.head:", "if False:"),),
        f"{ROOMS} -k whatever_happens",
    ),
    "noticed": Guard(
        "each second a process looks for what no notice told",
        ((f"{GATEWAY}/rooms.py", "            await self._look_for_more()", "            pass"),),
        f"{ROOMS} -k no_notice_told",
    ),
    "early": Guard(
        "what has come before what it follows is told along",
        ((ROOM, "merge_updates(missing, *early) if early else missing", "missing"),),
        f"{ROOMS} -k middle_has_come",
    ),
    "windows": Guard(
        "structs are of whom their client id is",
        ((ROOM, "if any(self.writers.get(client) != each.person for client in each.reach.written):", "if False:"),),
        f"{ROOMS} -k foreign_client",
    ),
    "pasted": Guard(
        "no more is pasted than a document holds",
        (("fourleaf/documents/formats/limits.py", "MOST_NODES = 200_000", "MOST_NODES = 200_000_000"),),
        "tests/documents/formats/test_pasted.py -k megabytes",
    ),
}  # fmt: skip


@contextmanager
def without(guard: Guard, copy: Path) -> Iterator[None]:
    """The copy without the guard; afterwards it has it again."""
    kept = {file: (copy / file).read_text(encoding="utf-8") for file, _old, _new in guard.changes}
    try:
        for file, old, new in guard.changes:
            text = (copy / file).read_text(encoding="utf-8")
            assert old in text, f"{file} has no {old!r} any more"
            (copy / file).write_text(text.replace(old, new), encoding="utf-8")
        yield
    finally:
        for file, text in kept.items():
            (copy / file).write_text(text, encoding="utf-8")


def said_by(tests: str, copy: Path) -> str:
    """What the first test that failed said; nothing if all passed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        *_words(tests),
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--tb=short",
    ]
    with subprocess.Popen(
        command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            text, _error = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            text, _error = process.communicate()
            return f"nothing for {PATIENCE} s"
    if process.returncode == 0:
        return ""
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return lines[0] if lines else f"status {process.returncode}"


def _words(tests: str) -> list[str]:
    paths, _option, wanted = tests.partition(" -k ")
    return [*paths.split(), *(["-k", wanted.strip("'")] if wanted else [])]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate guards", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *GUARDS], metavar="NAME", help=", ".join(GUARDS))
    arguments = parser.parse_args()
    unnoticed = 0
    with tempfile.TemporaryDirectory(prefix="fourleaf-guards-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        rules = copy / "tests" / "conftest.py"
        rules.write_text(rules.read_text().replace("reruns=1", "reruns=0"))
        for name in arguments.names or GUARDS:
            with without(GUARDS[name], copy):
                said = said_by(GUARDS[name].tests, copy)
            unnoticed += not said
            print(f"{GUARDS[name].what}: {said or 'NOT NOTICED'}", flush=True)
    return min(unnoticed, 1)


if __name__ == "__main__":
    sys.exit(main())
