"""Make a copy of all that is a person's: a zip with JSON for programs, pages for people, and their files.

Each part is written into a folder beside the zip first, so that a job that was cut off goes on where it was. Nothing of
it lies on the disk in the clear: it is sealed as it is written, under a key of the copy's own that lies sealed itself.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from fourleaf.conversation.models import Attachment, StoredFile
from fourleaf.documents.content import tree_of
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.models import Document, Picture
from fourleaf.documents.tree.naming import files_in, with_files
from fourleaf.kit import time
from fourleaf.kit.durable import appearing
from fourleaf.kit.envelope import KeyProblem
from fourleaf.kit.envelope.streams import SealedReader, SealedWriter
from fourleaf.kit.files import room, store
from fourleaf.mine.models import Copy
from fourleaf.people.models import Person
from fourleaf.people.parts import Part, parts

FORMAT = 1
Step = Callable[[int, int], None]


def folder() -> Path:
    """Where copies lie."""
    return Path(settings.DATA) / "copies"


def path_of(copy: Copy) -> Path:
    """Where the sealed zip of a copy lies."""
    return folder() / f"{copy.pk}.zip"


def unsealed(copy: Copy) -> IO[bytes]:
    """The zip of a copy, to be read once from its beginning. FileNotFoundError if it has gone; KeyProblem."""
    return _reading(path_of(copy), _key_of(copy))


def _key_of(copy: Copy) -> bytes:
    return bytes.fromhex(copy.key or "")


def _reading(path: Path, key: bytes) -> IO[bytes]:
    file = path.open("rb")
    try:
        return io.BufferedReader(SealedReader(file, key))
    except KeyProblem:
        file.close()
        raise


@contextmanager
def _sealing(path: Path, key: bytes) -> Iterator[SealedWriter]:
    """A file that appears there whole and sealed, or not at all. What a job that was cut off left of it goes."""
    draft = path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    with appearing(path, draft, replace=True) as file:
        sealed = SealedWriter(file, key)
        yield sealed
        sealed.finish()


def make(copy: Copy, step: Step) -> int:
    """Make it whole, or go on with it; answers its size in bytes. `step` is told how far it is."""
    place, person, key = path_of(copy), copy.person, _key_of(copy)
    drafts = place.with_suffix(".parts")
    with room():
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        every = parts()
        with timezone.override(person.zone), translation.override(person.language or settings.LANGUAGE_CODE):
            for number, part in enumerate(every, 1):
                path = _draft(drafts, part)
                if not path.exists():
                    with _sealing(path, key) as file:
                        file.writelines(piece.encode() for piece in _as_json(part, person))
                step(number, len(every) + 1)
            size = _pack(copy, place, drafts, every)
    shutil.rmtree(drafts)
    return size


def forget(copy: Copy) -> None:
    """Drop what was made."""
    path_of(copy).unlink(missing_ok=True)
    shutil.rmtree(path_of(copy).with_suffix(".parts"), ignore_errors=True)


def _as_json(part: Part, person: Person) -> Iterator[str]:
    """One array, a row a line, so that a program may read it line by line."""
    yield "[\n"
    for number, row in enumerate(part.rows(person)):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


def _pack(copy: Copy, place: Path, drafts: Path, every: tuple[Part, ...]) -> int:
    key = _key_of(copy)
    with _sealing(place, key) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            contents = [(part, _rows(drafts, part, key)) for part in every]
            about = {"format": FORMAT, "person": str(copy.person_id), "made_at": time.now().isoformat()}
            about["parts"] = [part.name for part in every]
            packed.writestr("about.json", json.dumps(about, indent=1))
            shown = {"copy": copy, "person": copy.person, "contents": contents, "now": time.now()}
            packed.writestr("index.html", render_to_string("mine/copy/index.html", shown))
            for part, rows in contents:
                with (
                    _reading(_draft(drafts, part), key) as data,
                    packed.open(f"data/{part.name}.json", "w") as to,
                ):
                    shutil.copyfileobj(data, to)
                table = [[_readable(value) for value in row.values()] for row in rows]
                page = {"part": part, "names": list(part.fields), "table": table}
                packed.writestr(f"pages/{part.name}.html", render_to_string("mine/copy/part.html", page))
            _add_files(packed, copy.person)
            _add_documents(packed, copy.person)
        return file.size


def _draft(drafts: Path, part: Part) -> Path:
    return drafts / f"{part.name}.json"


def _rows(drafts: Path, part: Part, key: bytes) -> list[dict[str, Any]]:
    with _reading(_draft(drafts, part), key) as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows


def _readable(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _add_files(packed: zipfile.ZipFile, person: Person) -> None:
    for attachment in Attachment.objects.filter(uploader=person).exclude(digest="").iterator(chunk_size=500):
        name = attachment.name.replace("/", "_").replace("\\", "_")
        _add_file(packed, f"files/{attachment.pk}/{name}", attachment)
    for picture in Picture.objects.filter(uploader=person).iterator(chunk_size=500):
        _add_file(packed, f"files/{picture.pk}/{picture.name}", picture)


def _add_file(packed: zipfile.ZipFile, name: str, held: StoredFile) -> None:
    try:
        source = store().open(held.digest)
    except FileNotFoundError:
        return
    with source, packed.open(name, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1024 * 1024)


def _add_documents(packed: zipfile.ZipFile, person: Person) -> None:
    """The text of what they began and can still read, as Markdown."""
    begun = Document.objects.visible_to(person).filter(made_by=person, withdrawal=None)
    for document in begun.iterator(chunk_size=100):
        held = {str(each.pk): each for each in Picture.objects.filter(document=document)}
        tree = with_files(tree_of(document), {key: key for key in held})
        names = {key: f"pictures/{key}.{picture.ending}" for key, picture in held.items()}
        text = to_markdown(tree, picture=names.__getitem__)
        packed.writestr(f"documents/{document.pk}.md", f"# {document.title}\n\n{text}")
        for key in set(files_in(tree)):
            _add_file(packed, f"documents/{names[key]}", held[key])
