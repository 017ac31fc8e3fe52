"""What every test may use: a database with both locks shut, and the small named world of `tests/house.py`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation

from fourleaf.config import database
from fourleaf.kit import bus
from fourleaf.kit.databases import SYSTEM
from fourleaf.people.models import Person
from tests.databases import empty
from tests.house import House, build_house
from tests.live.installation import original_database
from tests.postgres import alone_with

TESTS = Path(__file__).parent
#: Tests of whole servers and browsers wait for what a loaded machine may delay. The summary counts each new try.
WITH_PROCESSES = ("bench", "browser", "live", "load")


def pytest_configure() -> None:
    """Requests of the test client work under the role that row-level security binds."""
    settings.LOCK_ROLE = f"{settings.ROLE_PREFIX}_web"
    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever test uses the database may use it under both of its names; real processes may try again."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WITH_PROCESSES:
            item.add_marker(pytest.mark.flaky(reruns=2))
        names = set(getattr(item, "fixturenames", ()))
        if names & {"db", "transactional_db"}:
            item.add_marker(pytest.mark.database)
        if names & {"db", "transactional_db"} and not item.get_closest_marker("django_db"):
            item.add_marker(
                pytest.mark.django_db(databases="__all__", transaction="transactional_db" in names)
            )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database is a copy too."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = original_database() or None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Install the second lock; roles belong to the whole server, so parallel workers take turns."""
    with alone_with("roles"), django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.install()
    # A test's data is in a transaction that only its own connection sees: both names mean that one in this thread.
    connections[SYSTEM] = connections["default"]


@pytest.fixture
def house(db: None) -> House:
    """Marigold Health in small: a few people, spaces and posts, made by the actions."""
    return build_house()


@pytest.fixture
def as_person(client: Client) -> Callable[[Person], Client]:
    """A browser signed in as somebody."""

    def sign_in(person: Person) -> Client:
        fresh = Client()
        fresh.force_login(person, backend="fourleaf.people.backends.PasswordBackend")
        return fresh

    return sign_in


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    """Files of a test live and die with it; no test inherits another's language or notices."""
    translation.activate("en")
    bus.forget()
    settings.DATA = tmp_path  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """The last request of a test leaves its language behind in this thread."""
    yield
    translation.deactivate()
