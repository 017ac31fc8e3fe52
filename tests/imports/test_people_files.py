"""What is no staff directory is refused as a whole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fourleaf.people.models import Person

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04rest", "a spreadsheet"),
        ("staff_number,name\n1,Ada\n".encode("utf-16"), "UTF-16"),
        (b"staff_number,name\n1,Mart\xedn\n", "line 2: this is not UTF-8"),
        (b"staff_number,name\n1,A\0da\n", "characters that no CSV file has"),
        (b"staff_number,name\n", "there is nobody"),
        (b"hello there\nthis is prose\n", "names no column"),
        (b"staff_number,nam\n1,Ada\n", "did you mean “name”?"),
        (b"staff_number,job_title\n1,x\n", "“name” is missing"),
        (b"staff_number,name,name\n1,Ada,Ada\n", "there twice"),
        (b'staff_number,name\n1,"' + b"x" * 200_000 + b'"\n', "line 2: a cell is longer"),
        (b'staff_number,name\n1,"Ada" Obi\n', "quotation marks"),
        (b"\xff\xd8\xff\xe0 a picture", "UTF-8"),
    ],
)
def test_what_is_no_directory_is_refused_whole(run: Run, data: bytes, text: str) -> None:
    code, _out, err = run(data)
    assert code == 2
    assert text in err
    assert "Traceback" not in err
    assert not Person.objects.exists()


def test_folders_and_missing_files_are_refused(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 2
    code, _out, err = run(tmp_path / "no.csv")
    assert (code, "cannot be read: No such file" in err) == (2, True)
    code, out, _err = run(tmp_path, "--json")
    assert json.loads(out)["written"] is False
