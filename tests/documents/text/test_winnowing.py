"""What was copied is found, wherever it stands, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.documents.text.alignment import Work
from fourleaf.documents.text.tokens import tokens
from fourleaf.documents.text.winnowing import (
    BUDGET,
    GUARANTEED,
    SHINGLE,
    WINDOW,
    Library,
    Text,
    fingerprints,
    plain,
    shared,
    text_of,
)
from tests.documents.test_labelled import PAIRS
from tests.documents.text.writing import doc, prose

WORDS = st.lists(st.sampled_from("abc"), max_size=40)


def spelt(words: str) -> Text:
    return plain(token.text for token in tokens(words))


@given(WORDS, WORDS, WORDS, WORDS, st.lists(st.sampled_from("abc"), min_size=GUARANTEED, max_size=30))
def test_every_shared_run_of_the_guaranteed_length_is_found(
    head: list[str], tail: list[str], before: list[str], after: list[str], run: list[str]
) -> None:
    one, other = plain(head + run + tail), plain(before + run + after)
    assert {each.value for each in fingerprints(one.words)} & {
        each.value for each in fingerprints(other.words)
    }
    found = shared(one, other)
    assert found.words >= GUARANTEED
    for each in found.runs:
        assert each.length >= SHINGLE
        mine, theirs = (
            slice(each.start, each.start + each.length),
            slice(each.there, each.there + each.length),
        )
        assert one.words[mine] == other.words[theirs]


@given(WORDS, WORDS)
def test_fingerprints_are_of_the_text_alone_and_leave_no_window_out(
    words: list[str], more: list[str]
) -> None:
    found = fingerprints(words)
    assert [each.at for each in found] == sorted({each.at for each in found})
    ends = [-1, *(each.at for each in found), max(0, len(words) - SHINGLE + 1)]
    if found:
        assert all(later - earlier <= WINDOW for earlier, later in pairwise(ends))
    inner = {each.value for each in found[1:-1]}
    assert inner <= {each.value for each in fingerprints(more + words)}


@given(WORDS, WORDS)
def test_sharing_is_mutual(one: list[str], other: list[str]) -> None:
    assert bool(shared(plain(one), plain(other)).runs) == bool(shared(plain(other), plain(one)).runs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The CAFÉ, (open) until 21:00!", "the cafe open until 21:00"),
        ("جُرعة من الدواء", "جرعة، من الدواء"),
        ("¿Cuándo puedo ir?", "cuando puedo   ir"),
        ("ﬁve µg", "five μg"),
    ],
)
def test_case_accents_signs_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert spelt(one).words == spelt(other).words


def test_a_copied_paragraph_is_found_among_many_with_its_places() -> None:
    library = Library()
    for number in range(30):
        library.add(f"d{number}", spelt(prose(300, seed=number, size=5000)))
    taken = prose(300, seed=7, size=5000).split(" ")[100:140]
    mine = text_of(doc(prose(50, seed=99, size=5000), " ".join(taken).upper()))
    (found,) = library.matches(mine)
    assert (found.key, found.words) == ("d7", 40)
    (run,) = found.runs
    assert (run.there, run.length) == (100, 40)
    assert run.start == 50
    library.remove("d7")
    assert library.matches(mine) == []


def test_less_than_enough_is_not_told() -> None:
    library = Library()
    library.add("theirs", spelt(prose(24, seed=1)))
    assert library.matches(spelt(prose(24, seed=1))) == []
    library.add("theirs", spelt(prose(25, seed=1)))
    assert [found.words for found in library.matches(spelt(prose(25, seed=1)))] == [25]


def test_documents_of_different_people_do_not_match() -> None:
    library = Library()
    for pair in PAIRS:
        library.add(pair["id"], text_of(pair["before"]))
    for pair in PAIRS:
        assert {found.key for found in library.matches(text_of(pair["before"]))} == {pair["id"]}


def test_a_text_that_repeats_itself_costs_no_more() -> None:
    library, work = Library(), Work()
    library.add("same", plain(["a"] * 8000))
    assert [found.words for found in library.matches(plain(["a"] * 8000), work=work)] == [8000]
    assert work.steps <= (BUDGET + 1) * 16_000
