"""What is no export is refused with a clear text, before anything is written."""

import argparse
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fourleaf.chronicle.models import Entry
from fourleaf.conversation.models import Post
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack import add_arguments, run
from fourleaf.imports.slack.archive import LIMITS, Archive, ArchiveError
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from tests.house import House
from tests.imports.slack_export import said, workspace, write


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Space, Post, Entry, Correspondence)]


def import_slack(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(words))


def change(**files: Any) -> dict[str, Any]:
    return workspace() | {name.replace("__", "/") + ".json": content for name, content in files.items()}


def without(name: str) -> dict[str, Any]:
    return {path: content for path, content in workspace().items() if path != name}


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "broken JSON": (change(users='[{"id": '), "users.json in export.zip is not valid JSON"),
    "nested too deep": (change(general__x="[" * 200_000), "general/x.json in export.zip is not valid JSON"),
    "no list": (change(channels={"id": "C1"}), "channels.json in export.zip is not a list"),
    "no objects": (change(general__x=["hello"]), "general/x.json in export.zip: item 1 is not an object"),
    "no ts": (
        change(rota__x=[{"type": "message", "text": "x"}]),
        "rota/x.json, item 1: a message without 'ts'",
    ),
    "odd ts": (change(rota__x=[said(1, "UBEN", "x") | {"ts": "soon"}]), "'ts' should be a time"),
    "far ts": (change(rota__x=[said(1, "UBEN", "x") | {"ts": "99999999999.0"}]), "'ts' should be a time"),
    "odd text": (change(rota__x=[said(1, "UBEN", "x") | {"text": 7}]), "item 1: 'text' should be text"),
    "odd user": (change(rota__x=[said(1, "U/../1", "x")]), "'user' should be an identifier"),
    "odd reactions": (change(rota__x=[said(1, "UBEN", "x", reactions={})]), "'reactions' should be a list"),
    "odd members": (change(channels=[{"id": "C1", "name": "c", "members": [1]}]), "'members' should be"),
    "nameless channel": (change(channels=[{"id": "C1"}]), "channels.json, item 1: the channel has no name"),
    "channel twice": (change(channels=[{"id": "C1", "name": "c"}] * 2), "C1 is listed twice"),
    "user without id": (change(users=[{"name": "x"}]), "users.json, item 1: 'id' should be an identifier"),
    "not UTF-8": (change(general__x=b'["caf\xe9"]'), "general/x.json in export.zip is not UTF-8 (byte 6)"),
    "no users": (without("users.json"), "users.json is missing from export.zip"),
    "no channels": (without("channels.json"), "channels.json is missing from export.zip"),
    "climbs out": (workspace() | {"general/../../x.json": "[]"}, "leads out of the archive"),
    "absolute": (workspace() | {"/etc/x.json": "[]"}, "leads out of the archive"),
    "backslash": (workspace() | {"..\\x.json": "[]"}, "leads out of the archive"),
    "drive": (workspace() | {"C:x.json": "[]"}, "leads out of the archive"),
    "a bomb": (change(general__bomb=b" " * 30_000_000), "more than two hundred times its size"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_changes_nothing(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    files, text = BROKEN[name]
    before = counts()
    assert import_slack(str(write(tmp_path / "export.zip", files))) == 2
    assert text in capsys.readouterr().err
    assert counts() == before


def cut_off(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def flipped(raw: bytes) -> bytes:
    """One bit of the first file's packed bytes is wrong."""
    at = 30 + struct.unpack("<H", raw[26:28])[0] + 20
    return raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]


FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off": (cut_off, "is cut off or damaged"),
    "no zip": (lambda raw: b"Dear colleagues,", "is not a ZIP file"),
    "empty": (lambda raw: b"", "is not a ZIP file"),
    "damaged": (flipped, "is damaged"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_archive(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spoil, text = FILES[name]
    path = write(tmp_path / "export.zip", workspace())
    path.write_bytes(spoil(path.read_bytes()))
    before = counts()
    assert import_slack(str(path), "--json") == 2
    answer = capsys.readouterr()
    assert text in answer.err
    assert text in json.loads(answer.out)["error"]
    assert counts() == before


def test_no_file_a_folder_and_an_unknown_steward(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write(tmp_path / "export.zip", workspace())
    before = counts()
    for words, text in (
        ([str(tmp_path / "none.zip")], "There is no file"),
        ([str(tmp_path)], "is a folder"),
        ([str(export), "--steward", "nobody@marigold.example"], "no active member of staff"),
        ([str(export), "--steward", "maria@marigold.example"], "no active member of staff"),
    ):
        assert import_slack(*words) == 2
        assert text in capsys.readouterr().err
    assert counts() == before


def entry(name: str, **fields: Any) -> bytes:
    """An archive with one odd entry."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", fields.pop("compression", zipfile.ZIP_DEFLATED)) as archive:
        info = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, "[]", archive.compression)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (entry("users.json", external_attr=(stat.S_IFLNK | 0o777) << 16), "is a link"),
        (entry("users.json", compression=zipfile.ZIP_LZMA), "packed in a way that Slack does not use"),
    ],
)
def test_odd_entries(tmp_path: Path, raw: bytes, text: str) -> None:
    path = tmp_path / "odd.zip"
    path.write_bytes(raw)
    with pytest.raises(ArchiveError, match=text):
        Archive(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_twice(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", "[]")
        archive.writestr("users.json", "[]")
    with pytest.raises(ArchiveError, match="is there twice"):
        Archive(path)


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (replace(LIMITS, entries=3), "more than any export has"),
        (replace(LIMITS, total=1000), "would unpack to more than 1,000 bytes"),
        (replace(LIMITS, one_file=100), "too many to be true"),
    ],
)
def test_limits(tmp_path: Path, limits: Any, text: str) -> None:
    with pytest.raises(ArchiveError, match=text):
        Archive(write(tmp_path / "export.zip", workspace()), limits)


def test_it_reports_as_json(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_slack(str(write(tmp_path / "export.zip", workspace())), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["posts"], report["people_matched"], report["threads"]) == (20, 1, 2)


def test_it_reports_to_people(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_slack(str(write(tmp_path / "export.zip", workspace()))) == 0
    answer = capsys.readouterr()
    assert "20 posts, 5 of them in 2 threads" in answer.out
    assert "ATTENTION: nobody who can sign in is steward of rota, restructuring." in answer.out
    assert "Posts: 20 of 20" in answer.err
