"""Settings: right values arrive, wrong ones are named with what is accepted."""

import stat
from pathlib import Path

import pytest

from fourleaf.config.env import DatabaseUrl, Env, EnvError

EMBEDDED = "postgresql://fourleaf_owner:p%40ss@:5432/fourleaf?host=/srv/my%20data/run"


def test_everything_has_a_default() -> None:
    env = Env.load({})
    assert (env.port, env.host, env.public_url) == (8000, "127.0.0.1", "http://localhost:8000")
    assert env.data == Path.cwd() / "var"
    assert (env.database, env.mail, env.demo, env.debug) == (None, None, False, False)
    assert (env.organisation, env.offline_days, env.pause_minutes) == ("Marigold Health", 7, 10)


def test_values_arrive() -> None:
    env = Env.load(
        {
            "PORT": "8100",
            "HOST": "0.0.0.0",
            "FOURLEAF_DATA": "/srv/fourleaf",
            "FOURLEAF_DATABASE_URL": "postgresql://anna@db.example.org/house?sslmode=verify-full",
            "FOURLEAF_DATABASE_ROLE": "web",
            "FOURLEAF_DEMO": "1",
            "FOURLEAF_MAIL_URL": "smtps://post:secret@mail.example.org",
            "FOURLEAF_PUBLIC_URL": "https://house.example.org/",
            "PATH": "/bin",
        }
    )
    assert (env.port, env.host, env.data) == (8100, "0.0.0.0", Path("/srv/fourleaf"))
    assert env.database == DatabaseUrl("db.example.org", 5432, "anna", "", "house", "verify-full")
    assert env.database_role == "web"
    assert env.demo
    assert env.mail is not None
    assert (env.mail.port, env.mail.tls, env.mail.password) == (465, "tls", "secret")
    assert env.public_url == "https://house.example.org"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "eighty", "'eighty' is not a port number from 1 to 65535"),
        ("PORT", "70000", "from 1 to 65535"),
        ("PORT", "٨٠", "from 1 to 65535"),
        ("HOST", "example.org", "not an IP address"),
        ("FOURLEAF_DEMO", "yes", "neither 0 (off) nor 1 (on)"),
        ("FOURLEAF_OFFLINE_DAYS", "31", "from 0 (keep nothing) to 30"),
        ("FOURLEAF_DATABASE_ROLE", "root", "owner, web, jobs, outcomes"),
        ("FOURLEAF_DATABASE_URL", "mysql://a@b/c", "must begin with postgresql://"),
        ("FOURLEAF_DATABASE_URL", "postgresql://db/fourleaf", "the user is missing"),
        ("FOURLEAF_DATABASE_URL", "postgresql://anna@db", "the database is missing"),
        ("FOURLEAF_DATABASE_URL", "postgresql://anna@/fourleaf", "the host is missing"),
        ("FOURLEAF_DATABASE_URL", "postgresql://anna@db:no/fourleaf", "the port is not a number"),
        ("FOURLEAF_DATABASE_URL", "postgresql://anna@db/f?sslmode=maybe", "not one of disable"),
        ("FOURLEAF_DATABASE_URL", "postgresql://anna@db/f?options=-c", "'options' is not understood"),
        ("FOURLEAF_DATABASE_URL", "postgresql://[::1/f", "not an address"),
        ("FOURLEAF_MAIL_URL", "smtp://", "the host is missing"),
        ("FOURLEAF_MAIL_URL", "smtp://mail?tls=some", "none, starttls, tls"),
        ("FOURLEAF_PUBLIC_URL", "house.example.org", "must begin with http://"),
        ("FOURLEAF_PUBLIC_URL", "https://house.example.org/team", "scheme, host and port only"),
        ("FOURLEAF_SECRET_KEY", "short", "at least 32 characters"),
        ("FOURLEAF_DATABSE_URL", "x", "did you mean FOURLEAF_DATABASE_URL?"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, says: str) -> None:
    with pytest.raises(EnvError) as caught:
        Env.load({name: value})
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ")
    assert says in str(caught.value)


def test_an_error_does_not_repeat_a_password() -> None:
    with pytest.raises(EnvError) as caught:
        Env.load({"FOURLEAF_DATABASE_URL": "postgres//anna:hunter2@db/f"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [EMBEDDED, "postgresql://a:b@[::1]:5433/c?sslmode=require", "postgresql://a@db.example.org:5432/c%2Fd"],
)
def test_a_database_address_survives_a_round_trip(text: str) -> None:
    database = DatabaseUrl.parse(text)
    assert DatabaseUrl.parse(str(database)) == database


def test_roles_have_derived_passwords() -> None:
    database = DatabaseUrl.parse(EMBEDDED)
    owner, web = database.for_role("owner", "s" * 40), database.for_role("web", "s" * 40)
    assert owner["user"] == "fourleaf_owner"
    assert owner["password"] == "p@ss"
    assert owner["host"] == "/srv/my data/run"
    assert web["user"] == "fourleaf_web"
    assert web["password"] != database.for_role("jobs", "s" * 40)["password"]
    assert web["password"] != database.for_role("web", "t" * 40)["password"]


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    environ = {"FOURLEAF_DATA": str(tmp_path / "var")}
    first = Env.load(environ).secret()
    assert len(first) >= 32
    assert Env.load(environ).secret() == first
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600


def test_a_folder_that_cannot_keep_the_secret_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvError, match=r"^FOURLEAF_DATA: the secret key cannot be kept"):
        Env.load({"FOURLEAF_DATA": str(tmp_path / "file")}).secret()


def test_a_configured_secret_is_not_written_down(tmp_path: Path) -> None:
    environ = {"FOURLEAF_DATA": str(tmp_path), "FOURLEAF_SECRET_KEY": "k" * 40}
    assert Env.load(environ).secret() == "k" * 40
    assert not list(tmp_path.iterdir())
