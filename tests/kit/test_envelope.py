"""Values that a copy of the database does not show."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction

from fourleaf.config.sealing import look_at
from fourleaf.config.sealing_keys import change_key_file, rotate, status
from fourleaf.kit.envelope import KeyProblem, data_keys, key_file, rotation
from fourleaf.kit.envelope.sealing import Place, key_of, seal, unseal
from fourleaf.kit.identity import become, bound
from fourleaf.people.models import ContactPoint
from tests.house import House

HERE = Place("people_contactpoint", uuid4(), "value")
SAID = "+44 7700 900123 قناة"


@pytest.fixture(autouse=True)
def _no_keys_from_before() -> Iterator[None]:
    data_keys.forget()
    yield
    data_keys.forget()


@pytest.fixture
def points(house: House) -> list[ContactPoint]:
    """Eight values of four people."""
    return [
        ContactPoint.objects.create(person=person, kind=kind, value=f"{SAID} {person.name} {kind}")
        for person in (house.amina, house.ben, house.ruth, house.maria)
        for kind in ("mobile", "address")
    ]


def asked(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def read_back() -> set[str]:
    return {point.value for point in ContactPoint.objects.all()}


def keys_in_use() -> set[bytes]:
    return {
        bytes(name) for (name,) in asked("select substring(value from 2 for 16) from people_contactpoint")
    }


def test_a_value_comes_back_and_is_never_the_same_bytes_twice(db: None) -> None:
    first, second = seal(HERE, SAID), seal(HERE, SAID)
    assert first != second
    assert unseal(HERE, first) == unseal(HERE, second) == SAID
    assert b"7700" not in first
    assert seal(HERE, "") != b""
    assert unseal(HERE, seal(HERE, "")) == ""


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("people_contactpoint", uuid4(), "value"),
        Place("people_contactpoint", HERE.row, "other"),
        Place("care_note", HERE.row, "value"),
    ],
)
def test_a_value_opens_in_no_other_place(db: None, elsewhere: Place) -> None:
    with pytest.raises(KeyProblem, match="moved"):
        unseal(elsewhere, seal(HERE, SAID))


def test_a_changed_value_opens_nowhere(db: None) -> None:
    sealed = seal(HERE, SAID)
    for at in (20, 40, len(sealed) - 1):
        spoilt = bytearray(sealed)
        spoilt[at] ^= 1
        with pytest.raises(KeyProblem):
            unseal(HERE, bytes(spoilt))
    for rubbish in (b"", b"\x01", b"\x02" + sealed[1:]):
        with pytest.raises(KeyProblem, match="format"):
            unseal(HERE, rubbish)


def test_the_object_reads_as_text_and_the_table_does_not(points: list[ContactPoint]) -> None:
    assert read_back() == {point.value for point in points}
    assert f"{SAID} Amina Yusuf mobile" in read_back()
    stored = asked("select string_agg(encode(value, 'escape'), '') from people_contactpoint")[0][0]
    assert "7700" not in stored
    with pytest.raises(TypeError, match="sealed"):
        ContactPoint.objects.filter(value=SAID).exists()
    with pytest.raises(TypeError, match="sealed"):
        ContactPoint.objects.update(value=SAID)


def test_saving_what_was_read_keeps_it(points: list[ContactPoint]) -> None:
    point = ContactPoint.objects.get(pk=points[0].pk)
    point.save()
    assert ContactPoint.objects.get(pk=point.pk).value == points[0].value


def test_a_rotation_seals_all_anew_and_destroys_the_old_key(points: list[ContactPoint]) -> None:
    before, said = keys_in_use(), read_back()
    lines: list[str] = []
    assert rotate(lines.append) == 0
    assert len(keys_in_use()) == 1
    assert not keys_in_use() & before
    assert asked("select count(*) from kit_datakey") == [(1,)]
    assert read_back() == said
    assert lines == ["8 values are sealed with a new key; 1 old key is destroyed."]


def test_an_interrupted_rotation_goes_on(points: list[ContactPoint]) -> None:
    said, old = read_back(), keys_in_use()

    def give_up(count: int) -> None:
        raise KeyboardInterrupt

    rotation.begin()
    with pytest.raises(KeyboardInterrupt):
        rotation.seal_anew(give_up, batch=3)
    assert rotation.waiting() == 5
    assert len(keys_in_use()) == 2
    assert read_back() == said
    with pytest.raises(KeyProblem, match="again"):
        rotation.destroy_old()
    shown: list[str] = []
    status(shown.append)
    assert "go on with it" in shown[-1]
    lines: list[str] = []
    rotate(lines.append)
    assert lines[0] == "Going on with the rotation that was begun."
    assert lines[1].startswith("5 values")
    assert len(keys_in_use()) == 1
    assert not keys_in_use() & old
    assert read_back() == said


def test_what_was_read_before_a_rotation_is_saved_under_the_new_key(points: list[ContactPoint]) -> None:
    read = ContactPoint.objects.get(pk=points[0].pk)
    rotate(lambda line: None)
    read.save()
    assert keys_in_use() == {data_keys.present().bytes}
    assert ContactPoint.objects.get(pk=read.pk).value == points[0].value


def test_what_was_read_just_before_the_old_key_was_destroyed_is_read_again(
    points: list[ContactPoint],
) -> None:
    read = ContactPoint.objects.get(pk=points[0].pk)
    data_keys.forget()
    rotate(lambda line: None)
    data_keys.forget()
    assert read.value == points[0].value


def test_another_key_in_the_file(points: list[ContactPoint]) -> None:
    said, [before] = read_back(), key_file.keys_in(data_keys.path())
    change_key_file(lambda line: None)
    [after] = key_file.keys_in(data_keys.path())
    assert before != after
    data_keys.forget()
    assert read_back() == said
    key_file.write_keys(data_keys.path(), [before])
    data_keys.forget()
    with pytest.raises(KeyProblem, match="another one"):
        read_back()


def test_a_change_of_the_key_file_that_was_interrupted_is_done_again(points: list[ContactPoint]) -> None:
    said, [old] = read_back(), key_file.keys_in(data_keys.path())
    key_file.write_keys(
        data_keys.path(), [key_file.new_key(), old]
    )  # killed before anything was wrapped anew
    data_keys.forget()
    assert read_back() == said
    change_key_file(lambda line: None)
    data_keys.forget()
    assert read_back() == said
    assert len(key_file.keys_in(data_keys.path())) == 1


def test_a_file_that_is_kept_elsewhere_is_read_and_not_written(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = tmp_path / "mounted.key"
    monkeypatch.setattr(settings, "KEY_FILE", mounted)
    with pytest.raises(KeyProblem, match="missing"):
        seal(HERE, SAID)
    key_file.write_keys(mounted, [key_file.new_key()])
    sealed = seal(HERE, SAID)
    new = [key_file.new_key(), *key_file.keys_in(mounted)]
    key_file.write_keys(mounted, new)
    change_key_file(lambda line: None)
    assert key_file.keys_in(mounted) == new
    key_file.write_keys(mounted, new[:1])
    data_keys.forget()
    assert unseal(HERE, sealed) == SAID


def test_without_the_key_file_no_other_is_made(points: list[ContactPoint]) -> None:
    data_keys.path().unlink()
    data_keys.forget()
    with pytest.raises(KeyProblem, match="missing"):
        seal(HERE, SAID)
    with pytest.raises(KeyProblem, match="missing"):
        read_back()
    assert not data_keys.path().exists()


def test_two_who_begin_at_once_agree_on_one_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "envelope.key"
    key_file.make(path)
    first = path.read_bytes()
    key_file.make(path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["envelope.key"]


@pytest.mark.parametrize("text", ["", "# words only\n", "not base64!\n", "QUJD\n", "Gr\u00fc\u00dfe"])
def test_what_is_no_key_file_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(KeyProblem, match="key file"):
        key_file.keys_in(tmp_path / "key")


def test_the_web_role_reads_no_table_of_keys_and_nobody_gets_none(
    points: list[ContactPoint], house: House
) -> None:
    name = key_of(bytes(asked("select value from people_contactpoint limit 1")[0][0]))
    with bound():
        assert asked("select count(*) from lock.data_key(%s)", name) == [(0,)]
        become(house.omar.pk)
        assert asked("select count(*) from lock.data_key(%s)", name) == [(1,)]
        for statement in (
            "select * from kit_datakey",
            "delete from kit_datakey",
            "insert into kit_datakey select * from kit_datakey",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                asked(statement)


def test_the_doctor_looks_at_the_key_file(points: list[ContactPoint], tmp_path: Path) -> None:
    rows = asked("select id, wrapped, outer_key, retired_at is not null from kit_datakey")
    path = data_keys.path()
    assert look_at(tmp_path / "none", []) == ("ok", "nothing has been sealed yet", "")
    assert look_at(path, rows)[0] == "ok"
    os.chmod(path, 0o640)
    assert look_at(path, rows)[0] == "ok"
    os.chmod(path, 0o644)
    state, _found, mend = look_at(path, rows)
    assert (state, mend) == ("fail", f"Run `chmod 600 {path}`.")
    os.chmod(path, 0o600)
    assert look_at(path, [(*rows[0][:3], True)])[0] == "warn"
    assert "missing" in look_at(tmp_path / "none", rows)[1]
    key_file.write_keys(path, [key_file.new_key()])
    assert "another one" in look_at(path, rows)[1]
