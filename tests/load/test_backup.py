"""Backup and restore with real processes: everything comes back, elsewhere, and a bad file changes nothing."""

import hashlib
import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fourleaf.config.backup.tables import PUT_TO_REST, is_left_behind
from fourleaf.config.env import DatabaseUrl
from tests.live.installation import CLI, Installation, Server, clean_environ, own_database, own_installation
from tests.live.visitor import Visitor
from tests.load.uploading import upload
from tests.postgres import debian_programs, remove_server, start_server

pytestmark = pytest.mark.slow
OTHER_SECRET = "the secret key of quite another installation"
SOME_BYTES = os.urandom(400_000)


class House:
    """An installation with people, posts and a file in it, its server and a key."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.tables: dict[str, list[str]] = {}
        self.counters: list[Any] = []
        self.key = installation.folder / "key"
        made = installation.by_hand("furnish", spaces="1")
        self.space: str = made["wards"][0]["space"]
        installation.run(*CLI, "backup", "--new-key", str(self.key))
        self.server: Server = installation.start().ready()
        self.amina = Visitor("amina").sign_in(self.server)
        assert upload(self.amina, self.server, self.space, "scan.bin", SOME_BYTES) == 201
        assert self.amina.say(self.server, self.space, "A line\nwith \\ and \t and 👩🏽‍⚕️")

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody works on it meanwhile, the worker least of all."""
        self.server.kill()
        try:
            yield
        finally:
            self.server = self.installation.start(port=self.server.port).ready()

    def back_up(self, name: str) -> Path:
        file = self.installation.folder / name
        self.installation.run(*CLI, "backup", str(file), "--key", str(self.key))
        return file


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[House]:
    name = f"fl_backup_{worker_id}_{os.getpid()}"
    with own_installation(name, tmp_path_factory.mktemp("house")) as made:
        yield House(made)


@pytest.fixture(scope="module")
def backup(house: House) -> Path:
    (house.installation.folder / "push_key.pem").write_bytes(b"as if somebody had subscribed")
    with house.at_rest():
        house.tables, house.counters = tables_of(house.installation), counters_of(house.installation)
        return house.back_up("quiet.age")


@contextmanager
def elsewhere(folder: Path) -> Iterator[Installation]:
    """A new database, a new folder, another secret key; nothing in it."""
    with own_database(f"fl_elsewhere_{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}") as address:
        yield Installation(
            folder, clean_environ(folder, FOURLEAF_DATABASE_URL=address, FOURLEAF_SECRET_KEY=OTHER_SECRET)
        )


def restoring(target: Installation, file: Path, key: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, "restore", str(file), "--key", str(key)],
        env=target.environ, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def tables_of(installation: Installation) -> dict[str, list[str]]:
    """The digest of every row of every table, but for those that stay behind; of what is put to rest, only its key."""
    own = dict.fromkeys(PUT_TO_REST, "t.id::text")
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        connection.execute("set timezone to 'UTC'")
        names = connection.execute(
            "select tablename::text from pg_tables where schemaname = 'public' order by 1"
        ).fetchall()
        return {
            name: [
                digest
                for (digest,) in connection.execute(
                    f"select md5({own.get(name, 't::text')}) from {name} t order by 1".encode()
                )
            ]
            for (name,) in names
            if not is_left_behind(name)
        }


def counters_of(installation: Installation) -> list[Any]:
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        return connection.execute(
            "select sequencename::text, last_value from pg_sequences where schemaname = 'public' order by 1"
        ).fetchall()


def files_of(installation: Installation) -> dict[str, bytes]:
    folder = installation.folder / "files"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("??/*")}


def is_empty(installation: Installation) -> bool:
    """Whether nobody is in it, nor any file."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        row = connection.execute("select to_regclass('people_person') is null").fetchone()
        if row and not row[0]:
            row = connection.execute("select not exists (select from people_person)").fetchone()
    return bool(row and row[0]) and not files_of(installation)


def test_everything_comes_back_elsewhere_under_another_secret(
    house: House, backup: Path, tmp_path: Path
) -> None:
    assert backup.stat().st_mode & 0o777 == house.key.stat().st_mode & 0o777 == 0o600
    assert "is whole" in told(house, "--verify", str(backup), "--key", str(house.key))
    with elsewhere(tmp_path) as target:
        done = restoring(target, backup, house.key)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "push_key.pem").read_bytes() == (
            house.installation.folder / "push_key.pem"
        ).read_bytes()
        there = tables_of(target)
        assert there == house.tables
        assert len(there) > 25
        assert len(there["conversation_post"]) > 1
        assert files_of(target) == files_of(house.installation)
        assert hashlib.sha256(SOME_BYTES).hexdigest() in str(files_of(target))
        assert counters_of(target) == house.counters
        again = restoring(target, backup, house.key)
        assert again.returncode == 2
        assert "not empty" in again.stderr
        assert tables_of(target) == there

        server = target.start().ready()
        try:
            stale = Visitor("amina", dict(house.amina.cookies))
            assert stale.get(server, "/").status == 302, "a session of then must not open the door"
            ben = Visitor("ben").sign_in(server)
            assert "👩🏽‍⚕️" in ben.get(server, f"/spaces/{house.space}/").text
            before = len(there["conversation_post"])
            assert ben.say(server, house.space, "On we go")
            assert len(tables_of(target)["conversation_post"]) == before + 1
        finally:
            target.close()


def test_it_is_one_moment_while_people_write(house: House, tmp_path: Path) -> None:
    stop, written = threading.Event(), list[int]()

    def write() -> None:
        while not stop.is_set():
            sequence = house.amina.say(house.server, house.space, f"Line {len(written)}")
            assert sequence is not None
            written.append(sequence)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            time.sleep(0.01)
        before = written[-1]
        file = house.back_up("busy.age")
    finally:
        stop.set()
        writer.join(20)
    assert written[-1] > before, "nobody wrote while it was taken"
    with elsewhere(tmp_path) as target:
        done = restoring(target, file, house.key)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(target.environ["FOURLEAF_DATABASE_URL"]) as connection:
            row = connection.execute(
                "select s.last, max(e.sequence), count(*), max(p.sequence) from chronicle_stream s"
                " join chronicle_entry e using (space_id) left join conversation_post p"
                " on p.space_id = e.space_id and p.sequence = e.sequence where s.space_id = %s group by 1",
                [house.space],
            ).fetchone()
        assert row is not None
        assert row[0] == row[1] == row[2] == row[3] >= before


@pytest.mark.parametrize("spoil", ["cut", "changed", "other key", "no backup", "longer"])
def test_a_bad_file_is_refused_and_nothing_is_touched(
    house: House, backup: Path, tmp_path: Path, spoil: str
) -> None:
    bad, key, data = tmp_path / "bad.age", house.key, bytearray(backup.read_bytes())
    if spoil == "cut":
        del data[-70_000:]
    elif spoil == "changed":
        data[len(data) // 2] ^= 1
    elif spoil == "longer":
        data += b"more"
    elif spoil == "no backup":
        data = bytearray(b"hello")
    else:
        key = tmp_path / "other"
        house.installation.run(*CLI, "backup", "--new-key", str(key))
    bad.write_bytes(data)
    with elsewhere(tmp_path / "there") as target:
        done = restoring(target, bad, key)
        assert done.returncode == 2
        assert "cut short or changed" in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "there").exists()
        assert is_empty(target)


def test_an_interrupted_restore_leaves_it_empty_and_can_be_repeated(
    house: House, backup: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.age"
    os.mkfifo(slow)
    data = backup.read_bytes()
    with elsewhere(tmp_path / "there") as target:
        process = subprocess.Popen(
            [*CLI, "restore", str(slow), "--key", str(house.key)],
            env=target.environ, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            slow.write_bytes(data)  # to be checked
            until_unread(slow)
            with slow.open("wb") as pipe:  # to be restored: only half arrives
                pipe.write(data[: len(data) // 2])
                pipe.flush()
                until_loading(target)
                process.kill()
                process.wait()
        finally:
            process.kill()
            process.wait()
        until_left(target)
        assert not tables_of(target)["people_person"]
        done = restoring(target, backup, house.key)
        assert done.returncode == 0, done.stderr
        assert len(tables_of(target)["people_person"]) == len(tables_of(house.installation)["people_person"])


def until_unread(pipe: Path) -> None:
    """Wait until its reader has closed it."""
    deadline = time.monotonic() + 30
    while True:
        try:
            os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)


def until_loading(target: Installation) -> None:
    """Wait for the transaction that brings the rows in."""
    loading = "query ilike 'copy%%' and xact_start is not null"
    asked = f"select count(*) from pg_stat_activity where datname = %s and {loading}"
    _until(target, asked, lambda number: number > 0)


def until_left(target: Installation) -> None:
    _until(target, "select count(*) from pg_stat_activity where datname = %s", lambda number: number == 0)


def _until(target: Installation, asked: str, true: Any) -> None:
    name = DatabaseUrl.parse(target.environ["FOURLEAF_DATABASE_URL"]).dbname
    deadline = time.monotonic() + 30
    with psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        while not true((connection.execute(asked.encode(), [name]).fetchone() or (0,))[0]):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_without_room_no_file_is_left_that_looks_like_a_backup(house: House, tmp_path: Path) -> None:
    file = tmp_path / "full.age"
    done = subprocess.run(
        [*CLI, "backup", str(file), "--key", str(house.key)],
        env=house.installation.environ, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.returncode == 2
    assert "no room" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_replaces_another(house: House, backup: Path) -> None:
    before = backup.read_bytes()
    for refused in (
        ("backup", str(backup), "--key", str(house.key)),
        ("backup", "--new-key", str(house.key)),
    ):
        done = subprocess.run(
            [*CLI, *refused], env=house.installation.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert backup.read_bytes() == before


def test_the_recipient_alone_makes_backups_and_opens_none(house: House, tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.write_text(house.key.read_text().splitlines()[0].removeprefix("# public key: "))
    file = tmp_path / "one.age"
    house.installation.run(*CLI, "backup", str(file), "--key", str(public))
    with elsewhere(tmp_path / "there") as target:
        assert restoring(target, file, public).returncode == 2
        assert restoring(target, file, house.key).returncode == 0


def test_from_postgresql_15_to_15_and_18(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str
) -> None:
    here, old = os.environ["FOURLEAF_DATABASE_URL"], start_server(debian_programs(15))
    try:
        monkeypatch.setenv("FOURLEAF_DATABASE_URL", old.owner_url())
        with own_installation(f"fl_old_{worker_id}", tmp_path / "old") as made:
            (tmp_path / "old").mkdir(exist_ok=True)
            made.by_hand("furnish", spaces="1")
            key, file = tmp_path / "key", tmp_path / "old.age"
            made.run(*CLI, "backup", "--new-key", str(key))
            made.run(*CLI, "backup", str(file), "--key", str(key), "--with-secret")
            before = tables_of(made)
            for address in (old.owner_url(), here):
                monkeypatch.setenv("FOURLEAF_DATABASE_URL", address)
                folder = tmp_path / ("new" if address == here else "same")
                with elsewhere(folder) as target:
                    del target.environ["FOURLEAF_SECRET_KEY"]
                    done = restoring(target, file, key)
                    assert done.returncode == 0, done.stderr
                    assert tables_of(target) == before
                    assert (folder / "secret").read_text() == made.environ["FOURLEAF_SECRET_KEY"]
                    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
            monkeypatch.setenv("FOURLEAF_DATABASE_URL", old.owner_url())
    finally:
        remove_server(old)


WAITING = """
insert into inbox_telling (id, person_id, kind, about, at, urgent, since)
select gen_random_uuid(), id, 'mention', gen_random_uuid(), now() + moment, false, now()
from people_person, unnest(array[interval '-1 hour', interval '1 day']) as moment where name like 'Ben %';
insert into chronicle_pending (entry_id) select id from chronicle_entry limit 3;
insert into procrastinate_jobs (queue_name, task_name) values ('mail', 'nothing');
"""
STILL = """
select (select count(*) from inbox_telling where closed_at is null and at <= now()),
  (select count(*) from inbox_telling where closed_at is null and at > now()),
  (select count(*) from chronicle_pending), (select count(*) from procrastinate_jobs where status = 'todo')
"""


def test_nothing_of_the_past_is_sent_again(house: House, tmp_path: Path) -> None:
    with house.at_rest():
        assert still(house.installation, WAITING + STILL)[:2] == (1, 1)
        file = house.back_up("waiting.age")
    with elsewhere(tmp_path) as target:
        done = restoring(target, file, house.key)
        assert done.returncode == 0, done.stderr
        assert still(target, STILL) == (0, 1, 0, 0)


def still(installation: Installation, asked: str) -> tuple[int, ...]:
    """How much is to be told, now and later, and how much waits in outbox and queue."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        cursor = connection.execute(asked.encode())
        while cursor.nextset():
            pass
        return tuple(cursor.fetchone() or ())


def told(house: House, *arguments: str) -> str:
    """What `fourleaf backup` says to the person at the terminal."""
    done = subprocess.run(
        [*CLI, "backup", *arguments],
        env=house.installation.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr
