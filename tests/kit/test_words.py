"""The words of the scripts: in English the scripts hold them, word for word as the server would say them."""

import json
import re
from pathlib import Path

from django.utils import translation

from fourleaf.kit import words

SCRIPTS = Path(__file__).parents[2] / "frontend" / "ts"
ENTRY = re.compile(r"^  (\w+):\s*(\"(?:[^\"\\]|\\.)*\"|\{(?:[^{}]|\{\w+\})*\})", re.M)


def held() -> dict[str, object]:
    """The English of the scripts: text, or one and other."""
    source = (SCRIPTS / "words.ts").read_text().split("const english")[1].split("let given")[0]
    source += (SCRIPTS / "rest-words.ts").read_text()
    return entries(source)


def entries(source: str) -> dict[str, object]:
    """The words in a part of a script."""
    return {key: _value(text) for key, text in ENTRY.findall(source)}


def _value(text: str) -> object:
    if text.startswith("{"):
        text = re.sub(r",\s*\}", "}", re.sub(r"([{,]\s*)(\w+):", r'\1"\2":', text))
    return json.loads(text)


def test_scripts_and_server_say_the_same_in_english() -> None:
    ours = held()
    assert {key: ours.get(key) for key in words.PLAIN} == words.PLAIN
    counted = {key: {"one": say(1), "other": say(2)} for key, say in words.COUNTED.items()}
    assert {key: ours.get(key) for key in counted} == counted


def test_a_page_carries_words_where_the_scripts_lack_them() -> None:
    assert words.page_words() == {}
    with translation.override("es"):
        assert words.page_words().keys() == held().keys()
