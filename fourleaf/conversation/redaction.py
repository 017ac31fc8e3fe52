"""Black out passages of a text: what is left holds bars of one length, never the words nor how long they were."""

import re
from collections.abc import Collection, Iterable

BAR = "█████"
#: Where one passage ends and the next begins: after a sentence, and at the end of a line.
_PASSAGES = re.compile(r".*?(?:[.!?…]+[)\"”»']*(?=\s|$)|$)\s*", re.MULTILINE)


def passages(text: str) -> list[str]:
    """The text in sentences and lines; put together again they are the text."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        found += [match[0] for match in _PASSAGES.finditer(line) if match[0]]
    return found


def blacked(text: str, hidden: Collection[int], words: Iterable[str] = ()) -> str:
    """The text with these passages blacked out, and these words wherever they stand, in whatever case.

    Words that hold others come first. An `@` calls nobody in a copy.
    """
    kept = [_bar(passage) if number in hidden else passage for number, passage in enumerate(passages(text))]
    copy = "".join(kept)
    for word in sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True):
        copy = re.sub(re.escape(word), BAR, copy, flags=re.IGNORECASE)
    return copy.replace("@", "@\u2060")


def _bar(passage: str) -> str:
    """A bar in its stead, with the white space that came after it."""
    end = passage[len(passage.rstrip()) :]
    return BAR + end if passage.strip() else passage
