"""A piece of a text around what was found in it, as plain parts: whoever shows them escapes them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from fourleaf.search.words import places_of_words

MOST = 240
BEFORE = 60
MORE = "…"
JOINER = "\u200d"


@dataclass(frozen=True)
class Part:
    """Some of the text; `is_hit` where it is a word that was asked for."""

    text: str
    is_hit: bool = False


def snippet(text: str, hits: Sequence[int], most: int = MOST) -> list[Part]:
    """About `most` characters of the text around its first hits. `hits` number the words, as the index does, from 1."""
    words = places_of_words(text)
    spans = [_seen(text, *words[hit - 1]) for hit in hits if 0 < hit <= len(words)]
    begin, end = _window(text, words, spans, most)
    parts, at = [Part(MORE)] if begin else [], begin
    for first, last in spans:
        if max(begin, at) <= first and last <= end:
            parts += [Part(text[at:first]), Part(text[first:last], is_hit=True)]
            at = last
    parts += [Part(text[at:end]), Part(MORE if end < len(text) else "")]
    return [part for part in parts if part.text]


def _window(
    text: str, words: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]], most: int
) -> tuple[int, int]:
    """Begins with a word somewhat before the first hit and ends after one; within a word only if that is endless."""
    if len(text) <= most:
        return 0, len(text)
    first, last = spans[0] if spans else (0, 0)
    wanted = max(0, first - BEFORE)
    begin = 0 if wanted == 0 else next((a for a, _b in words if wanted <= a <= first), _whole(text, first))
    limit = max(begin + most, min(last, begin + 2 * most))
    if limit >= len(text):
        return begin, len(text)
    end = max((b for _a, b in words if begin < b <= limit), default=0)
    return begin, end if end > begin else _whole(text, limit)


def _seen(text: str, begin: int, end: int) -> tuple[int, int]:
    """The word with all that is seen as one character with its last: marks, and what is joined to it."""
    while end < len(text) and (_continues(text[end]) or text[end - 1] == JOINER):
        end += 1
    return begin, end


def _continues(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf", "Sk")


def _whole(text: str, at: int) -> int:
    """Not after this place, and not within what is seen as one character."""
    while 0 < at < len(text) and (_continues(text[at]) or text[at - 1] == JOINER):
        at -= 1
    return at
