"""What somebody typed into the search field: words, phrases, beginnings, exclusions, alternatives and filters.

fall night           both words, also in another form (falls, nights)
"night shift"        these words, one after the other
physio*              words that begin so
-draft               not this word
fall OR slip         one or the other
from: in: has: is: before: after:    with a value, or with one in quotes; - before them excludes
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fourleaf.kit.refusals import Invalid
from fourleaf.search.words import has_words, places_of_words

LONGEST = 500
MOST_WORDS = 24
#: Shorter beginnings are looked for as words: nearly everything begins so.
SHORTEST_BEGINNING = 2
QUOTES = '"“”„‟«»'
FILTERS = ("from", "in", "has", "is", "before", "after")
_TOKEN = re.compile(
    rf"""(?P<minus>-)?
         (?:(?P<name>{"|".join(FILTERS)}):[^\S\n]?(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]?|(?P<value>[^\s]*))
         |[{QUOTES}](?P<phrase>[^{QUOTES}]*)[{QUOTES}]?
         |(?P<word>[^\s{QUOTES}]+))""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """A word or phrase that is to be there, or not."""

    text: str
    phrase: bool = False
    begins: bool = False
    is_not: bool = False

    def as_json(self) -> dict[str, object]:
        """As `lock.search` reads it."""
        return {"text": self.text, "phrase": self.phrase, "begins": self.begins, "not": self.is_not}


@dataclass(frozen=True)
class Filter:
    """A name, what it is to be (empty where nothing stands after the colon), and whether it is to be otherwise."""

    name: str
    value: str
    is_not: bool = False


@dataclass(frozen=True)
class Asked:
    """`ways` are lists of terms; each way is enough. All filters hold."""

    ways: tuple[tuple[Term, ...], ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.ways and not self.is_filtered

    @property
    def is_filtered(self) -> bool:
        return any(each.value for each in self.filters)

    @property
    def plain(self) -> str:
        """The words that are to be there, without phrases and filters: what people and spaces are looked up by."""
        return " ".join(term.text for way in self.ways[:1] for term in way if not term.is_not)


def parse(text: str) -> Asked:
    """Read it; Invalid for one that is too long. Nothing else that can be typed is wrong: it is looked for."""
    if len(text) > LONGEST:
        raise Invalid(_("A search holds at most %(most)s characters.") % {"most": LONGEST})
    ways: list[list[Term]] = [[]]
    filters = []
    for token in _TOKEN.finditer(text.replace("\0", " ")):
        if token["word"] in ("OR", "|") and not token["minus"]:
            ways.append([])
        elif token["name"]:
            value = (token["quoted"] if token["quoted"] is not None else token["value"]).strip()
            filters.append(Filter(token["name"].lower(), value, bool(token["minus"])))
        elif term := _term(token):
            ways[-1].append(term)
    found = tuple(tuple(way) for way in ways if way)
    if sum(len(places_of_words(term.text)) for way in found for term in way) > MOST_WORDS:
        raise Invalid(_("A search holds at most %(most)s words.") % {"most": MOST_WORDS})
    return Asked(found, tuple(filters))


def _term(token: re.Match[str]) -> Term | None:
    is_not = bool(token["minus"])
    if token["phrase"] is not None:
        term = Term(token["phrase"].strip(), phrase=True, is_not=is_not)
    else:
        word = token["word"]
        begins = word.endswith("*") and len(word.rstrip("*")) >= SHORTEST_BEGINNING
        term = Term(word, begins=begins, is_not=is_not)
    return term if has_words(term.text) else None
