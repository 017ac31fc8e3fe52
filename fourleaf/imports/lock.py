"""Imports are system work: the web role has no business here."""

from fourleaf.kit.lock import AppLock, Sealed

LOCK = AppLock(
    tables=(Sealed("imports_correspondence", "names of rows in other systems; only imports use them"),)
)
