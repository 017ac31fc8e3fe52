"""Texts fall into words as readers see them, and into the same ones on every machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.documents.text.tokens import digest, sentences, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Give 2.5 mg/kg twice.", ["Give", "2.5 mg/kg", "twice", "."]),
        ("5mg, 37.5 °C, 98 %", ["5mg", ",", "37.5 °C", ",", "98 %"]),
        ("at 21:00 for 48 hours", ["at", "21:00", "for", "48", "hours"]),
        ("2–3 days; -5 °C; B12; 2nd", ["2", "–", "3", "days", ";", "-5 °C", ";", "B12", ";", "2nd"]),
        ("5 min but 5 minutes", ["5 min", "but", "5", "minutes"]),
        ("the patient's follow-up", ["the", "patient's", "follow-up"]),
        ("¿Qué pasó, señora?", ["¿", "Qué", "pasó", ",", "señora", "?"]),
        ("جرعة ٥ مجم، مَرّة", ["جرعة", "٥", "مجم", "،", "مَرّة"]),
        ("👩🏽‍⚕️🇪🇸 ok 👍🏻", ["👩🏽‍⚕️", "🇪🇸", "ok", "👍🏻"]),
        ("用药 ยา", ["用", "药", "ย", "า"]),
        ("see https://a.example/b?c=1 … ok!!", ["see", "https://a.example/b?c=1", "…", "ok", "!!"]),
        ("cafe\u0301", ["café"]),
        ("", []),
    ],
)
def test_words_numbers_and_signs(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


@given(st.text())
def test_whatever_is_no_space_is_in_exactly_one_token(text: str) -> None:
    found = tokens(text)
    covered = [place for token in found for place in range(token.start, token.end)]
    assert covered == sorted(set(covered))
    assert not "".join(sign for place, sign in enumerate(text) if place not in set(covered)).strip()


def test_a_digest_stays_what_it_is() -> None:
    assert digest(["Dose", "5 mg"]) == 1919412245468917860
    assert digest(["a", "b"]) != digest(["ab"])


@given(st.lists(st.sampled_from(["a", ".", "?", "b"])))
def test_sentences_cover_all(texts: list[str]) -> None:
    assert [text for start, end in sentences(texts) for text in texts[start:end]] == texts
