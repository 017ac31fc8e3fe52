"""The embedded PostgreSQL, for real: killed in every way that a machine can kill it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from fourleaf.config.postgres import EmbeddedPostgres, PostgresError
from fourleaf.config.postgres.account import Account
from fourleaf.config.postgres.cluster import LONGEST_SOCKET_FOLDER
from fourleaf.config.postgres.processes import at_work, in_cluster
from tests.postgres import debian_programs, start_server

pytestmark = pytest.mark.slow

Make = Callable[..., EmbeddedPostgres]
SUPERVISOR = """
import sys, time
from pathlib import Path
from fourleaf.config.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), throwaway=True)
server.start()
print("ready", flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def make() -> Iterator[Make]:
    """Servers below one folder that PostgreSQL's account can enter; all are gone at the end."""
    root = Path(tempfile.mkdtemp(prefix="fourleaf-pg-"))
    root.chmod(0o755)
    servers: list[EmbeddedPostgres] = []

    def build(name: str = "var", programs: Path | None = None) -> EmbeddedPostgres:
        servers.append(EmbeddedPostgres(root / name, programs=programs, throwaway=True))
        return servers[-1]

    yield build
    for server in servers:
        server.stop()
        shutil.rmtree(server.places.home)
    shutil.rmtree(root)


def ask(server: EmbeddedPostgres, question: str = "SELECT current_user") -> object:
    with psycopg.connect(server.owner_url(), connect_timeout=5) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def keep_something(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.owner_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def until(true: Callable[[], bool], patience: float = 20) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def running(server: EmbeddedPostgres) -> int:
    pid = server.postmaster()
    assert pid is not None
    return pid


def supervise(server: EmbeddedPostgres) -> subprocess.Popen[str]:
    """Another process that holds the same server until its standard input closes."""
    command = [sys.executable, "-c", SUPERVISOR, str(server.data)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    return other


def finish(other: subprocess.Popen[str]) -> None:
    other.communicate("", timeout=30)
    assert other.returncode == 0


def test_it_starts_and_stops_and_keeps_the_data(make: Make) -> None:
    server = make()
    server.start()
    assert ask(server) == "fourleaf_owner"
    keep_something(server)
    assert server.stop()
    assert in_cluster(server.places.cluster) == []
    server.start()
    assert ask(server, "SELECT answer FROM kept") == 42


def test_the_owner_is_no_superuser_and_can_make_roles_and_databases(make: Make) -> None:
    server = make()
    server.start()
    rights = ask(
        server,
        "SELECT (rolsuper, rolcreaterole, rolcreatedb)::text FROM pg_roles WHERE rolname = current_user",
    )
    assert rights == "(f,t,t)"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW server_encoding") == "UTF8"


def test_nobody_gets_in_without_the_password(make: Make) -> None:
    server = make()
    server.start()
    for user in ("postgres", "fourleaf_owner"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(server.places.sockets), user=user, password="wrong", dbname="postgres")


def test_a_second_process_adopts_it_and_does_not_stop_it(make: Make) -> None:
    server = make()
    server.start()
    pid = running(server)
    other = supervise(server)
    finish(other)
    assert running(server) == pid
    other = supervise(server)
    assert not server.stop()
    assert at_work(pid, server.places.cluster)
    finish(other)
    assert in_cluster(server.places.cluster) == []


def test_the_supervisor_is_killed(make: Make) -> None:
    server = make()
    other = supervise(server)
    pid = running(server)
    other.kill()
    other.communicate()
    server.start()
    assert running(server) == pid
    assert server.stop(), "a dead holder must not count"
    assert in_cluster(server.places.cluster) == []


def test_the_postmaster_is_killed_while_a_back_end_works(make: Make) -> None:
    server = make()
    server.start()
    busy = psycopg.connect(server.owner_url())
    busy.execute("SELECT 1")
    os.kill(running(server), signal.SIGKILL)
    server.start()
    assert ask(server) == "fourleaf_owner"
    busy.close()


def test_everything_is_killed_at_once(make: Make) -> None:
    server = make()
    other = supervise(server)
    for pid in (*in_cluster(server.places.cluster), other.pid):
        os.kill(pid, signal.SIGKILL)
    other.communicate()
    server.start()
    assert ask(server) == "fourleaf_owner"


def test_a_killed_back_end_is_survived(make: Make) -> None:
    server = make()
    server.start()
    pid = running(server)
    with psycopg.connect(server.owner_url()) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
    assert until(lambda: answers(server))
    assert running(server) == pid


def answers(server: EmbeddedPostgres) -> bool:
    try:
        return ask(server) == "fourleaf_owner"
    except psycopg.OperationalError:
        return False


def test_the_watch_restarts_a_dead_one(make: Make) -> None:
    server = make()
    server.start()
    server.watch(every=0.1)
    pid = running(server)
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: server.postmaster() not in (None, pid) and answers(server))
    assert server.stop()
    assert in_cluster(server.places.cluster) == []


def test_a_pid_file_that_names_a_stranger_is_not_believed(make: Make) -> None:
    server = make()
    server.start()
    server.stop()
    stale = server.places.cluster / "postmaster.pid"
    stale.write_text(
        f"{os.getpid()}\n{server.places.cluster}\n1\n5432\n{server.places.sockets}\n\n1 1\nready\n"
    )
    server.start()
    assert ask(server) == "fourleaf_owner"


def test_a_lost_socket_is_found_again(make: Make) -> None:
    server = make()
    server.start()
    for path in server.places.sockets.glob(".s.PGSQL.*"):
        path.unlink()
    server.start()
    assert ask(server) == "fourleaf_owner"


def test_a_half_made_cluster_is_made_anew(make: Make) -> None:
    server = make()
    half = server.places.home / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server.start()
    assert ask(server) == "fourleaf_owner"


@pytest.mark.parametrize(
    "name", ["a folder with spaces, a comma and 'quotes'", "long/" * 40 + "var", "año/données"]
)
def test_awkward_paths(make: Make, name: str) -> None:
    server = make(name)
    server.start()
    assert ask(server) == "fourleaf_owner"
    sockets = server.places.sockets
    assert len(os.fsencode(sockets)) <= LONGEST_SOCKET_FOLDER
    assert sockets.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert sockets.parent == server.places.home or not sockets.exists()


def test_two_side_by_side(make: Make) -> None:
    one, two = make("one"), make("two")
    one.start()
    two.start()
    assert running(one) != running(two)
    assert one.stop()
    assert ask(two) == "fourleaf_owner"


def test_a_moved_folder_comes_along(make: Make) -> None:
    moved = make("after")
    with EmbeddedPostgres(moved.data.with_name("before"), throwaway=True) as server:
        keep_something(server)
    server.data.rename(moved.data)
    moved.start()
    assert ask(moved, "SELECT answer FROM kept") == 42


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL's account cannot enter")
def test_data_below_a_folder_of_root(make: Make) -> None:
    server = make("private/var")
    server.data.parent.mkdir(mode=0o700)
    server.start()
    assert ask(server) == "fourleaf_owner"
    home = server.places.home
    assert home.parent == Path("/var/lib")
    assert server.data.parent.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert EmbeddedPostgres(server.data).places.home == home


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")
def test_never_as_root(make: Make) -> None:
    server = make()
    server.start()
    account = Account.choose(server.places.cluster)
    assert account.uid != 0
    assert Path(f"/proc/{running(server)}").stat().st_uid == account.uid


def test_a_folder_of_somebody_else_is_refused(make: Make) -> None:
    server = make("x" * 120)
    server.start()
    sockets = server.places.sockets
    server.stop()
    elsewhere = Path(tempfile.mkdtemp())
    sockets.symlink_to(elsewhere)
    try:
        with pytest.raises(PostgresError, match="somebody else"):
            EmbeddedPostgres(server.data).start()
    finally:
        sockets.unlink()
        elsewhere.rmdir()


@pytest.mark.postgres15
def test_debians_programs_do_as_well(make: Make) -> None:
    server = make(programs=debian_programs(15))
    server.start()
    assert str(ask(server, "SHOW server_version")).startswith("15.")


def test_data_of_another_major_version_are_refused(make: Make) -> None:
    server = make(programs=debian_programs(15))
    server.start()
    server.stop()
    with pytest.raises(PostgresError, match="PostgreSQL 15"):
        EmbeddedPostgres(server.data).start()


def test_two_test_runs_that_begin_together_leave_each_other_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    other = threading.Thread(target=start_server)
    began: list[bool] = []

    def begin(server: EmbeddedPostgres) -> None:
        if not began:
            other.start()
            other.join(1)  # with the folder made and nobody in it yet, the other one would clear it away
        began.append(server.data.exists())

    monkeypatch.setattr(EmbeddedPostgres, "start", begin)
    start_server()
    other.join(20)
    assert began == [True, True]
