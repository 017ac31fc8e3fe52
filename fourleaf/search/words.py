"""What a word is: the same for the index, which SQL makes, and here, where a hit is shown.

A text is parted at what separates words in any script. Of each word the index holds the word itself, folded (small
letters, no accents), and its stems in English, Spanish, German and Arabic. No dictionary of PostgreSQL's parser is
asked, so neither the locale of the database nor its version changes what is found.
"""

import re
import unicodedata

from fourleaf.people.search import ONE, TWO

#: Separate words.
PARTING = (
    r"\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x9f\xa0-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7"
    r"\u02c2-\u02c5\u037e\u0387\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061e\u061f"
    r"\u066a-\u066d\u06d4\u0964\u0965\u0e2f\u0e4f\u1680\u1fef\u2000-\u200a\u2010-\u2029\u202f-\u205f"
    r"\u2190-\u22ff\u2329\u232a\u2500-\u257f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb"
    r"\ufd3e\ufd3f\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd"
)
#: Words by themselves: signs of scripts that put no spaces, and pictures.
SINGLE = (
    r"\u2600-\u27bf\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U0001f000-\U0001f3fa\U0001f400-\U0001faff\U00020000-\U000323af"
)
#: Left out: accents and vowel points once taken apart, what has no width, shades of skin.
SILENT = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    r"\u064b-\u065f\u0670\u06d6-\u06ed\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    r"\U0001f3fb-\U0001f3ff"
)
WORD = rf"[{SINGLE}]|[^{PARTING}{SINGLE}]+"
LONGEST = 64

_WORD = re.compile(WORD)
_CAPITALS = [
    chr(code)
    for code in (*range(0xC0, 0x590), *range(0x10A0, 0x10C6), *range(0x1E00, 0x2000))
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
]
#: Capitals and their small letters, for the database's translate(): in the C locale lower() knows ASCII alone.
LOWER = "".join(_CAPITALS), "".join(c.lower() for c in _CAPITALS)
#: Letters that Unicode does not take apart, and plain ones.
PLAIN = "".join(ONE) + "ς", "".join(ONE.values()) + "σ"
PAIRS = TWO


def places_of_words(text: str) -> list[tuple[int, int]]:
    """Where each word begins and ends; word number n, as the index counts from 1, is at n - 1."""
    return [match.span() for match in _WORD.finditer(text)]


def has_words(text: str) -> bool:
    """Whether there is anything in it that the index could hold."""
    return any(_SOUND.search(unicodedata.normalize("NFD", text[a:b])) for a, b in places_of_words(text))


_SOUND = re.compile(rf"[^{SILENT}]")
