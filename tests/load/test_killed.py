"""The server is killed while people write, posts or one document: what it acknowledged is there, once."""

import os
from collections.abc import Iterator
from functools import partial

import pytest

from tests.live.installation import Installation, own_installation
from tests.load.crowd import begin_document, gather
from tests.load.typists import WORD, Typists, text_of
from tests.load.writers import Writer, check, stop, until, writers_of

pytestmark = pytest.mark.slow
EXPECTED = {0, 200, 201, 503}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    with own_installation(f"fl_killed_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("killed")) as made:
        yield made


def test_every_acknowledged_post_is_there_once_and_in_order(installation: Installation) -> None:
    crowd = gather(installation, people=50, spaces=5)
    server = installation.start().ready()
    writers = writers_of(crowd, server.port, 10)
    for writer in writers:
        writer.start()
    try:
        for killed_after in (100, 250):
            until(partial(have_written, writers, killed_after))
            server.kill()
            assert not have_written(writers, 500), "it was killed too late to matter"
            server = installation.start(port=server.port).ready()
        until(lambda: have_written(writers, 500) or answers_of(writers) - EXPECTED)
    finally:
        stop(writers)
    assert answers_of(writers) <= EXPECTED
    assert sum(writer.answers[0] for writer in writers) > 0, "nobody noticed that it was killed"
    for writer in writers:  # whoever lost the answer sends it again
        body, key = writer.lines[-1]
        assert writer.send(body, key) == writer.acknowledged[body]
        writer.hang_up()
    assert check(installation.environ["FOURLEAF_DATABASE_URL"], writers) == 500


def test_twenty_who_type_into_one_document_lose_nothing_that_was_acknowledged(
    installation: Installation,
) -> None:
    crowd = gather(installation, people=20, spaces=1)
    document = begin_document(installation, crowd.people[0])
    address = installation.environ["FOURLEAF_DATABASE_URL"]
    server = installation.start().ready()
    with Typists(crowd, document, server.port) as typists:
        typists.have_saved(100)
        server.kill()
        assert typists.acknowledged <= set(WORD.findall(text_of(address, document)))
        installation.start(port=server.port).ready()
        typists.have_saved(100)
        typists.check(address)
        assert typists.closed <= {1006}


def have_written(writers: list[Writer], lines: int) -> bool:
    """Whether so many are acknowledged."""
    return sum(len(writer.acknowledged) for writer in writers) >= lines


def answers_of(writers: list[Writer]) -> set[int]:
    return set().union(*(writer.answers for writer in writers))
