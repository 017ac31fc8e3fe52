"""The words of the editor: in English the script holds them, word for word as the server would say them."""

from django.utils import translation

from fourleaf.documents import words
from tests.kit.test_words import SCRIPTS, entries


def held() -> dict[str, object]:
    return entries((SCRIPTS / "editor" / "words.ts").read_text(encoding="utf-8"))


def test_the_editor_and_the_server_say_the_same_in_english() -> None:
    counted = {key: {"one": say(1), "other": say(2)} for key, say in words.COUNTED.items()}
    assert held() == words.PLAIN | counted


def test_a_page_carries_the_words_of_other_languages() -> None:
    assert words.editor_words() == {}
    with translation.override("es"):
        assert words.editor_words().keys() == held().keys()
