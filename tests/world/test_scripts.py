"""The scripts: read strictly, and good enough to be read by people."""

import re
from collections import Counter, defaultdict
from datetime import time
from pathlib import Path

import pytest

from fourleaf.conversation.models import Reaction
from fourleaf.world.cast import BY_KEY
from fourleaf.world.scripts import EMOJI, Line, Script, ScriptError, load_scripts, parse

KNOWN = {"hanna", "rosa", "okafor"}
SMALL = """\
=== day -3
hanna 07:52 question
We write the list three times.

Could one go?
+ 👍 rosa okafor
~ resolve hanna 08:00+1
  rosa 08:31+2 answer
  Yes:

  - the ward copy
  - and **nothing** else
  ~ edit 09:00+2: Yes, the ward copy only.
+ 🙏 rosa
okafor 09:00
Thank you.
~ withdraw 09:30
=== day 0
hanna 06:00
Morning.
"""


def read(text: str) -> Script:
    return parse(text, "small.txt", KNOWN)


def test_everything_in_a_script_is_understood() -> None:
    first, second, third = read(SMALL).posts
    assert (first.author, first.moment.day, first.moment.clock) == ("hanna", -3, time(7, 52))
    assert first.mark == "question"
    assert first.body == "We write the list three times.\n\nCould one go?"
    assert first.reactions == [("👍", "rosa"), ("👍", "okafor"), ("🙏", "rosa")]
    assert first.resolved is not None
    assert first.resolved[1].day == -2
    (reply,) = first.replies
    assert reply.body == "Yes:\n\n- the ward copy\n- and **nothing** else"
    assert reply.moment.day == -1
    assert reply.edits[0][1] == "Yes, the ward copy only."
    assert second.withdrawn is not None
    assert third.moment.day == 0


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("hanna 07:52\nHello there.", 1, "before the first day"),
        ("=== day 3\n", 1, "a day is written"),
        ("=== day -200\n", 1, "must lie between"),
        ("=== day -2\n=== day -2\n", 2, "must lie between"),
        ("=== day -2\nkarl 07:52\nHello.", 2, "nobody is called 'karl'"),
        ("=== day -2\nhanna 25:52\nHello.", 2, "no time of day"),
        ("=== day -2\nhanna 07:52 remark\nHello.", 2, "'remark' is no mark"),
        ("=== day -2\nhanna 07:52\n\nrosa 08:00\nHello.", 2, "hanna says nothing"),
        ("=== day -2\nhanna 09:52\nHello.\nrosa 08:00\nHello.", 4, "order of their time"),
        ("=== day -2\nhanna 09:52+1\nHello.", 2, "only a reply"),
        ("=== day -2\n  hanna 09:52\n  Hello.", 2, "needs a post"),
        ("=== day -2\nhanna 09:52\nHello.\n  rosa 09:55+3\n  Hello.", 4, "the future"),
        ("=== day -2\nhanna 09:52\nHello.\n  rosa 09:55\nHello.", 5, "indented by two spaces"),
        ("=== day -2\nhanna 09:52\n  Hello.", 3, "not indented"),
        ("=== day -2\nhanna 09:52\nHello.\n+ 🎉 rosa", 4, "a reaction is written"),
        ("=== day -2\nhanna 09:52\nHello.\n+ 👍 karl", 4, "nobody is called 'karl'"),
        ("=== day -2\nhanna 09:52\nHello.\n~ delete 10:00", 4, "a directive is"),
        ("=== day -2\nhanna 09:52\nHello.\n  rosa 10:00\n  Yes.\n  ~ resolve rosa 10:05", 6, "whole thread"),
        ("=== day -2\nhanna 09:52\nHello.\n+ 👍 rosa\nand more", 5, "text before anybody speaks"),
        ("=== day -2\n", 1, "nobody says anything"),
    ],
)
def test_an_error_names_file_and_line(text: str, line: int, what: str) -> None:
    with pytest.raises(ScriptError, match=rf"^small\.txt, line {line}: .*{re.escape(what)}"):
        read(text)


def test_an_error_names_the_file_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "ward.txt").write_text("=== day -2\nkarl 07:52\nHello.", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"ward\.txt, line 2"):
        load_scripts(KNOWN, tmp_path)


@pytest.fixture(scope="module")
def scripts() -> dict[str, Script]:
    return load_scripts(set(BY_KEY))


@pytest.fixture(scope="module")
def lines(scripts: dict[str, Script]) -> list[Line]:
    return [line for script in scripts.values() for line in script.lines()]


def test_there_are_enough_posts_most_of_them_in_threads(
    lines: list[Line], scripts: dict[str, Script]
) -> None:
    in_threads = sum(
        1 + len(post.replies) for script in scripts.values() for post in script.posts if post.replies
    )
    assert len(lines) >= 1200
    assert in_threads >= 1200


def test_no_sentence_is_said_twice(scripts: dict[str, Script]) -> None:
    said: dict[str, list[str]] = defaultdict(list)
    for slug, script in scripts.items():
        for line in script.lines():
            # What somebody quotes is said by another.
            own = "\n".join(text for text in line.body.splitlines() if not text.startswith(">"))
            for sentence in re.split(r"(?<=[.!?:;])\s+|\n+", own):
                words = re.findall(r"[\w']+", sentence.casefold())
                if len(words) >= 4:
                    said[" ".join(words)].append(f"{slug}.txt:{line.number}")
    assert {words: places for words, places in said.items() if len(places) > 1} == {}


def test_many_voices_and_none_drowns_the_others(lines: list[Line]) -> None:
    spoken = Counter(line.author for line in lines)
    assert len(spoken) == len(BY_KEY)
    assert max(spoken.values()) < len(lines) / 8


def test_no_filler_and_no_mention_of_a_stranger(lines: list[Line]) -> None:
    for line in lines:
        assert "lorem ipsum" not in line.body.lower()
        for key in re.findall(r"(?<![\w.])@([a-z]+)\b", line.body):
            assert key in BY_KEY, f"line {line.number}: @{key}"


def test_the_scripts_react_with_what_is_offered() -> None:
    assert set(EMOJI) == set(Reaction.EMOJI)
