"""Open a Slack export that may be broken or hostile. Nothing is ever unpacked to disk.

Layout: https://slack.com/help/articles/220556107 (How to read Slack data exports).
"""

import json
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

MEGABYTE = 1024 * 1024


class ArchiveError(Exception):
    """The export cannot be imported: what is wrong, where in the archive, and what to do."""


@dataclass(frozen=True)
class Limits:
    """More than this is no export of a workspace; sizes in bytes, unpacked."""

    entries: int = 250_000
    one_file: int = 256 * MEGABYTE
    total: int = 8 * 1024 * MEGABYTE
    #: Text shrinks to a tenth or, at best, a fiftieth; a bomb to a thousandth.
    ratio: int = 200
    ratio_counts_from: int = 4 * MEGABYTE


LIMITS = Limits()
NOISE = ("__MACOSX", ".DS_Store")
ASK_AGAIN = "Download the export from Slack again."


class Archive:
    """The JSON files of an export, by their path in it; all names and sizes are checked before anything is read."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.path, self.limits = path, limits
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise ArchiveError(f"There is no file {path}.") from None
        except IsADirectoryError:
            raise ArchiveError(f"{path} is a folder. Give the ZIP file that Slack made.") from None
        except OSError as error:
            raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise ArchiveError(self._why_no_zip()) from None
        self._entries = self._checked()
        self._below = self._top_folder()

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        return self._below + name in self._entries

    def names(self) -> list[str]:
        """All files, in order, without the folder that may hold the whole export."""
        return sorted(name[len(self._below) :] for name in self._entries)

    def days(self) -> dict[str, list[str]]:
        """Folder of a conversation → its files of messages, in order of their days."""
        found: dict[str, list[str]] = {}
        for name in self.names():
            folder, slash, file = name.rpartition("/")
            if slash and "/" not in folder and file.endswith(".json"):
                found.setdefault(folder, []).append(name)
        return found

    def load(self, name: str) -> list[dict[str, Any]]:
        """The list of objects in one JSON file."""
        try:
            found = json.loads(self._text(name))
        except (ValueError, RecursionError) as error:
            where = (
                re.sub(r"^[^:]*: ", "", str(error)) if isinstance(error, json.JSONDecodeError) else "content"
            )
            raise ArchiveError(
                f"{name} in {self.path.name} is not valid JSON ({where}). {ASK_AGAIN}"
            ) from None
        if not isinstance(found, list):
            raise ArchiveError(f"{name} in {self.path.name} is not a list. Is this a Slack export?")
        for number, item in enumerate(found, 1):
            if not isinstance(item, dict):
                raise ArchiveError(f"{name} in {self.path.name}: item {number} is not an object.")
        return found

    def _text(self, name: str) -> str:
        try:
            with self._zip.open(self._entries[self._below + name]) as file:
                raw = file.read(self.limits.one_file + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            raise ArchiveError(f"{name} in {self.path.name} is damaged. {ASK_AGAIN}") from None
        if len(raw) > self.limits.one_file:
            raise ArchiveError(f"{name} in {self.path.name} is too large to be true.")
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ArchiveError(
                f"{name} in {self.path.name} is not UTF-8 (byte {error.start + 1}). {ASK_AGAIN}"
            ) from None

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > self.limits.entries:
            raise ArchiveError(f"{self.path.name} has {len(infos):,} files, more than any export has.")
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if problem := self._problem(info, entries):
                raise ArchiveError(f"{info.filename!r} in {self.path.name} {problem}. Nothing was imported.")
            if not info.is_dir() and not set(PurePosixPath(info.filename).parts) & set(NOISE):
                entries[info.filename] = info
        if sum(info.file_size for info in infos) > self.limits.total:
            raise ArchiveError(f"{self.path.name} would unpack to more than {self.limits.total:,} bytes.")
        return entries

    def _problem(self, info: zipfile.ZipInfo, known: dict[str, zipfile.ZipInfo]) -> str:
        """What is wrong with an entry, or nothing."""
        name = info.filename
        if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
            return "leads out of the archive"
        if stat.S_ISLNK(info.external_attr >> 16):
            return "is a link, not a file"
        if name in known:
            return "is there twice"
        if info.flag_bits & 1:
            return "is encrypted; give an archive without a password"
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "is packed in a way that Slack does not use"
        if info.file_size > self.limits.one_file:
            return f"would unpack to {info.file_size:,} bytes, too many to be true"
        if (
            info.file_size > self.limits.ratio_counts_from
            and info.file_size > self.limits.ratio * info.compress_size
        ):
            return "unpacks to more than two hundred times its size, as no export does"
        return ""

    def _top_folder(self) -> str:
        """An export that was unpacked and packed again often lies in a folder of its own."""
        if any("/" not in name for name in self._entries):
            return ""
        tops = {name.split("/", 1)[0] for name in self._entries}
        return f"{tops.pop()}/" if len(tops) == 1 else ""

    def _why_no_zip(self) -> str:
        with self.path.open("rb") as file:
            begins_like_one = file.read(2) == b"PK"
        if begins_like_one:
            return f"{self.path} is cut off or damaged. {ASK_AGAIN}"
        return f"{self.path} is not a ZIP file. Give the file that Slack made, as it is."
