"""Text → tokens: words, numbers with their units, emoji, each other sign by itself.

What Unicode's word boundaries (UAX 29) mean for hospitals' texts, without their tables: "5 mg/kg" is one token, so
that a changed dose shows as a dose; scripts that are written without spaces are taken character by character.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

#: What may stand between a number and a space, and be read as one with it.
UNITS = (
    "%", "‰", "°C", "°F", "°", "K", "kg", "g", "mg", "µg", "μg", "mcg", "ng", "l", "L", "dl", "dL", "ml", "mL", "µl",
    "mol", "mmol", "µmol", "mval", "mEq", "IU", "IE", "UI", "U", "kU", "km", "m", "cm", "mm", "µm", "mmHg", "kPa",
    "bar", "cmH2O", "h", "min", "s", "ms", "bpm", "Hz", "kHz", "MHz", "kcal", "kJ", "W", "V", "mV", "Gy", "mGy", "mSv",
    "Bq", "MBq", "€", "$", "£",
)  # fmt: skip

_MARKS = "".join(
    chr(code)
    for code in chain(range(0x300, 0x3100), range(0xFE20, 0xFE30))
    if unicodedata.category(chr(code)).startswith("M")
)
_JOINERS = "\u200c\u200d"
#: Thai, Lao, Burmese, Khmer, kana, Han: no spaces between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # noqa: E501
_LETTER = rf"[^\W\d_{_UNSPACED}][{_MARKS}{_JOINERS}]*"
_WORD = rf"{_LETTER}(?:['’ʼ·‧\u00ad-]?(?:{_LETTER}|\d))*"
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_NUMBER = (
    r"(?:(?<!\w)[-−+±])?\d+(?:[.,:/٫٬]\d+)*"
    rf"(?:[ \u00a0\u202f]?(?:{_UNIT})(?:/(?:{_UNIT}))*(?![\w/])|(?:{_LETTER})+)?"
)
_PICTURE = "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff][\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI = rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_PICTURE}(?:\u200d{_PICTURE})*"
_TOKEN = re.compile(rf"https?://\S+|{_NUMBER}|{_WORD}|{_EMOJI}|([^\w\s])\1*|\S[{_MARKS}]*")
_ENDS = frozenset(".!?…؟۔。！？।")


class Token(NamedTuple):
    """One token. `start` and `end` are code points in its block's text."""

    #: what is compared: composed (NFC), one space for any within
    text: str
    start: int
    end: int
    #: how it is set: names of its marks, a link's address; "" for plain
    look: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it has a letter or a digit; shares of a text count these alone."""
        return is_word(self.text)


def is_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def tokens(text: str, at: int = 0, look: str = "") -> list[Token]:
    """The tokens of this text in order; their places count from `at`. Whatever is not a space is in exactly one."""
    return [
        Token(_plain(found[0]), at + found.start(), at + found.end(), look) for found in _TOKEN.finditer(text)
    ]


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", " ".join(text.split()))


def digest(texts: Iterable[str]) -> int:
    """A hash of these texts in their order: 63 bits, the same on every machine and in every year."""
    joined = "\x1f".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest()) >> 1


def sentences(texts: list[str]) -> list[tuple[int, int]]:
    """Where sentences begin and end (as a slice) among the texts of tokens; they cover all. "Dr." ends one too."""
    ends = [place + 1 for place, text in enumerate(texts) if text[-1:] in _ENDS]
    if not ends or ends[-1] != len(texts):
        ends.append(len(texts))
    return [(start, end) for start, end in zip([0, *ends], ends, strict=False) if start < end]
