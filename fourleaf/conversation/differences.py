"""What changed between two versions of a text, word by word."""

import difflib
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fourleaf.conversation.models import Post

WORDS = re.compile(r"\s+|[^\s]+")
#: difflib takes quadratic time; a text of more pieces is compared line by line.
MOST_PIECES = 3_000


@dataclass(frozen=True)
class Version:
    """One version of a post: since when it stood, and its text with what it changed."""

    since: datetime
    changes: SafeString
    is_current: bool


def history_of(post: Post) -> list[Version]:
    """The versions of a post, newest first; the oldest has nothing to be compared with, nor has what is unknown."""
    earlier = list(post.revisions.all())
    unknown = [revision.is_unknown for revision in earlier]
    texts = [*(revision.body for revision in earlier), post.body]
    since = [post.at, *(revision.at for revision in earlier)]
    previous = [texts[0], *texts[:-1]]
    previous[1:] = [
        new if lost else old for old, new, lost in zip(previous[1:], texts[1:], unknown, strict=True)
    ]
    lost_text = format_html("<em>{}</em>", gettext("The earlier text is not in the export."))
    versions = [
        Version(at, lost_text if lost else changes(old, new), is_current=place == len(texts) - 1)
        for place, (at, old, new, lost) in enumerate(
            zip(since, previous, texts, [*unknown, False], strict=True)
        )
    ]
    return versions[::-1]


def changes(old: str, new: str) -> SafeString:
    """The new text, escaped, with `<del>` around what went and `<ins>` around what came."""
    before, after = _pieces(old), _pieces(new)
    if max(len(before), len(after)) > MOST_PIECES:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > 1_000)
    parts: list[tuple[SafeString]] = []
    for how, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if how == "equal":
            parts.append((format_html("{}", come),))
            continue
        if gone:
            parts.append((format_html("<del>{}</del>", gone),))
        if come:
            parts.append((format_html("<ins>{}</ins>", come),))
    return format_html_join("", "{}", parts)


def _pieces(text: str) -> list[str]:
    return WORDS.findall(text)
