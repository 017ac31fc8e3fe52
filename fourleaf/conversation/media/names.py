"""Names of files as people sent them: made fit to show and to put into a header. Never used as a path."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

LIMIT = 200
LONGEST_SUFFIX = 20
# Control characters, bidi overrides and other invisible marks, halves of characters, line ends.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# Zero-width joiners are letters' business in Persian and in emoji.
_JOINERS = "\u200c\u200d"
# RFC 5987 attr-char: what needs no percent sign in filename*.
_PLAIN = "!#$&+-.^_`|~"


def clean_name(name: str) -> str:
    """The last part of the name, at most 200 characters, without control characters and marks that turn the text."""
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = (char for char in name if char in _JOINERS or unicodedata.category(char) not in _UNSEEN)
    name = re.sub(r"\s+", " ", "".join(kept)).strip(" .") or "file"
    return _shortened(unicodedata.normalize("NFC", name))


def _shortened(name: str) -> str:
    if len(name) <= LIMIT:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix) > LONGEST_SUFFIX:
        suffix = ""
    return name[: LIMIT - len(suffix) - 1].rstrip() + "…" + suffix


def disposition(kind: str, name: str) -> str:
    """A Content-Disposition header (RFC 6266): a plain name for old readers, the true one in RFC 5987's form."""
    name = clean_name(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\%;]', "_", plain).strip(" .") or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_PLAIN)}"
