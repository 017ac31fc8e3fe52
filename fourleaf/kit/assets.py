"""Where the built front end is, and which hashed name each file has now."""

import json
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from django.conf import settings

BUILT: Final = Path(__file__).resolve().parent.parent / "static_built"


class Manifest(TypedDict):
    """The list that frontend/build.mjs writes: plain name to hashed name, and what to fetch before it is asked for."""

    files: dict[str, str]
    preload: list[str]
    modules: list[str]


class AssetMissing(LookupError):
    """The front end is not built, or a template names a file that it does not hold."""


def manifest() -> Manifest:
    """Read the manifest once; while developing, read it whenever it changed."""
    path = BUILT / "manifest.json"
    try:
        changed = path.stat().st_mtime_ns if settings.DEBUG else 0
        return _read(path, changed)
    except FileNotFoundError as missing:
        raise AssetMissing("The front end is not built: run `npm run build`.") from missing


@cache
def _read(path: Path, changed: int) -> Manifest:
    found: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return found


def asset_url(name: str) -> str:
    """Give the address of a built file, for example ``app.css``."""
    built = manifest()["files"].get(name)
    if built is None:
        raise AssetMissing(f"The front end holds no {name!r}.")
    return f"{settings.STATIC_URL}{built}"


def preload_urls() -> list[str]:
    """Give the fonts that the first paint needs."""
    return [asset_url(name) for name in manifest()["preload"]]


def module_urls() -> list[str]:
    """Give the scripts that app.js imports at once."""
    return [asset_url(name) for name in manifest()["modules"]]
