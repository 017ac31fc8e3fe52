"""The real file: all of it, numbers without a gap, and the same after any interruption."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pytest

from fourleaf.chronicle.models import Entry, Stream
from fourleaf.conversation.models import Post
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack import command, import_export, posts
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from tests.imports.slack_export import workspace, write

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REAL = Path(__file__).parents[1] / "data" / "slack_export_help.zip"


def said() -> list[tuple[Any, ...]]:
    """All that was said, but for the keys, which are new in every import."""
    rows = Post.objects.values_list(
        "space__name", "sequence", "author__name", "at", "body", "html", "root__sequence"
    )
    return sorted(tuple(KEY.sub("key", v) if isinstance(v, str) else v for v in row) for row in rows)


def empty() -> None:
    Space.objects.all().delete()
    Entry.objects.all().delete()
    Stream.objects.all().delete()
    Correspondence.objects.all().delete()
    Person.objects.all().delete()


def test_the_real_export(db: None) -> None:
    report = import_export(REAL)
    assert (report.people_created, report.spaces_created, report.posts) == (1216, 10, 11_639)
    assert (report.in_threads, len(report.roots), report.replies) == (2263, 234, 2029)
    assert Post.objects.count() == 11_639
    for space in Space.objects.all():
        numbers = (
            Entry.objects.filter(space_id=space.pk).order_by("sequence").values_list("sequence", flat=True)
        )
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert Stream.objects.get(pk=space.pk).last == len(numbers)
    in_order = list(Post.objects.filter(space=space).order_by("sequence").values_list("at", flat=True))
    assert in_order == sorted(in_order)
    assert not Post.objects.filter(html="").exists()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("batches", [1, 2, 5])
def test_interrupted_and_resumed_is_as_if_never_interrupted(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, batches: int
) -> None:
    monkeypatch.setattr(posts, "BATCH", 3)
    export = write(tmp_path / "export.zip", workspace())
    import_export(export)
    whole = said()
    empty()
    left = batches

    @contextmanager
    def dying(what: str, total: int, stream: TextIO | None = None) -> Iterator[Any]:
        def step(count: int) -> None:
            nonlocal left
            left -= count > 0
            if left < 0:
                raise Killed

        yield step

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(command, "progress", dying)
        import_export(export)
    assert 0 < Post.objects.count() < len(whole)
    rest = import_export(export)
    assert rest.posts_known == len(whole) - rest.posts > 0
    assert said() == whole
