"""How hard a text is to read, for leaflets: years of school in English, a scale of ease in Spanish.

English: Flesch-Kincaid grade level, 0.39 · words/sentences + 11.8 · syllables/words − 15.59 (Kincaid, Fishburne,
Rogers and Chissom, Research Branch Report 8-75, 1975). Spanish: Fernández-Huerta's ease of reading, 206.84 −
60 · syllables/words − 1.02 · words/sentences (Fernández Huerta, Consigna 214, 1959, pages 29 to 32; sentences by the
correction of G. Law, 2011). Syllables are counted by rules of spelling: right within a few in a hundred over a text.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from fourleaf.documents.tree.reading import plain_text
from fourleaf.documents.tree.schema import Tree

#: Fewer words say nothing about a text.
FEWEST = 30
_SENTENCE = re.compile(r"[.!?…]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENGLISH = re.compile(r"[aeiouy]+")
_SPANISH = re.compile(r"[aeiouáéíóúü]+|(?<=[^\Waeiouáéíóúü])y\b")
#: So many letters tell the language.
TELLING = 10_000
#: Words that no text is without, and that the other language has not.
_SMALL = {
    "en": {
        "the", "and", "of", "to", "is", "are", "for", "with", "that", "you", "it", "this", "be", "or", "if", "on",
        "at", "not", "your",
    },
    "es": {
        "el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "es", "se", "por", "para", "con", "su", "al",
        "del", "si", "usted",
    },
}  # fmt: skip
_STRONG = set("aeoáéó")
_STRESSED = set("íú")


@dataclass(frozen=True)
class Level:
    """`grade` is years of school (English) or None; `ease` 0 (hard) to 100 (easy). `is_plain`: fit for a leaflet."""

    language: str
    words: int
    sentences: int
    syllables: int
    grade: float | None
    ease: float
    is_plain: bool


def level(tree: Tree, language: str) -> Level | None:
    """How hard this document is to read in this language ("en", "es", or with a region).

    None for other languages and for texts of fewer than 30 words. Plain is a grade of at most 6 in English (what the
    AMA and the NIH ask of material for patients) and an ease of at least 70 in Spanish ("fairly easy").
    """
    counting = {"en": _syllables_english, "es": _syllables_spanish}.get(language[:2])
    text = plain_text(tree)
    words = _WORD.findall(text)
    if counting is None or len(words) < FEWEST:
        return None
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE.split(text))
    syllables = sum(times * counting(word) for word, times in Counter(map(str.lower, words)).items())
    a_sentence, a_word = len(words) / sentences, syllables / len(words)
    if language[:2] == "es":
        ease = 206.84 - 60 * a_word - 1.02 * a_sentence
        return Level("es", len(words), sentences, syllables, None, _within(ease), ease >= 70)
    grade = 0.39 * a_sentence + 11.8 * a_word - 15.59
    ease = 206.835 - 1.015 * a_sentence - 84.6 * a_word
    return Level("en", len(words), sentences, syllables, round(max(grade, 0), 1), _within(ease), grade <= 6)


def language_of(tree: Tree) -> str:
    """Which of the two languages it seems to be written in, by its small words; "" where neither is clear."""
    words = _WORD.findall(plain_text(tree)[:TELLING].lower())
    counts = {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    (most, count), (_, other) = sorted(counts.items(), key=lambda each: -each[1])
    return most if count > 2 * other and 10 * count >= len(words) else ""


def _within(ease: float) -> float:
    return round(min(max(ease, 0), 100), 1)


def _syllables_english(word: str) -> int:
    """Groups of vowels; a silent e at the end and -ed, -es do not count."""
    bare = re.sub(r"(?<=[^aeiouyl])e$|(?<=[aeiouy])le$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxzgh])es$", "", word)
    count = len(_ENGLISH.findall(bare))
    count += len(re.findall(r"i[ao](?!us|n)|[^tsc]ious|eo(?!u)|[aeiou]ing|[^cs]ism$", bare))
    return max(count, 1)


def _syllables_spanish(word: str) -> int:
    """Groups of vowels, parted between two strong ones and at a stressed weak one (hiatus)."""
    groups = _SPANISH.findall(re.sub(r"qu|gu(?=[eiéí])", "q", word))
    return max(sum(1 + sum(_parts(*pair) for pair in pairwise(group)) for group in groups), 1)


def _parts(one: str, other: str) -> bool:
    if one in _STRONG and other in _STRONG:
        return True
    return (one in _STRESSED and other in _STRONG) or (one in _STRONG and other in _STRESSED)
