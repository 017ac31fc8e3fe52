"""A copy with black bars: what is black is nowhere in it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.conversation import actions
from fourleaf.conversation.models import Post, Reuse, Revision
from fourleaf.conversation.redaction import BAR, blacked, passages
from fourleaf.kit.refusals import Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from tests.house import House

TEXT = "Mrs Klein fell at night. The rail was loose.\n- She says it hurt.\nWe mend it today."


@given(text=st.text())
def test_passages_put_together_are_the_text(text: str) -> None:
    assert "".join(passages(text)) == text


@given(text=st.text(alphabet="ab. \n", min_size=1), hidden=st.sets(st.integers(0, 20)))
def test_bars_tell_no_length(text: str, hidden: set[int]) -> None:
    parts = passages(text)
    copy = blacked(text, hidden)
    for number, part in enumerate(parts):
        if number not in hidden:
            assert part.strip() in copy
    black = sum(1 for number, part in enumerate(parts) if number in hidden and part.strip())
    assert copy.count(BAR) == black


def test_words_go_wherever_they_stand() -> None:
    copy = blacked(TEXT, {2}, ["klein", "Mrs"])
    assert copy == f"{BAR} {BAR} fell at night. The rail was loose.\n{BAR}\nWe mend it today."


def test_the_copy_never_held_what_is_black(house: House, as_person: Callable[[Person], Client]) -> None:
    post = actions.add_post(actor=house.amina, space=house.ward, body=TEXT)
    other = spaces.add_space(actor=house.amina, name="Technicians")
    client = as_person(house.amina)
    url = reverse("post-copy", args=[post.pk])
    fields = {"space": str(other.pk), "hidden": ["0"], "words": "rail"}
    seen = client.post(url, fields)
    assert b"Klein" not in seen.content.split(b"Change it")[0].split(b"<main")[1]
    assert not Post.objects.filter(space=other).exists()
    assert client.post(url, fields | {"sure": "1", "shown_access": other.access}).status_code == 302
    copy = Post.objects.get(space=other)
    for text in (copy.body, copy.html):
        assert "Klein" not in text
        assert "rail" not in text
        assert "mend it today" in text
    assert not Revision.objects.filter(post=copy).exists()
    assert Reuse.objects.get(post=copy).source == post
    page = client.get(reverse("space", args=[other.pk])).content.decode()
    assert f"/posts/{post.pk}/" in page
    assert "Klein" not in page


def test_only_who_may_show_it_copies_it(house: House, as_person: Callable[[Person], Client]) -> None:
    own = spaces.add_space(actor=house.ben, name="Ben's own")
    with pytest.raises(Refused):
        actions.add_copy(actor=house.ben, post=house.post, space=own)
    assert as_person(house.ben).get(reverse("post-copy", args=[house.post.pk])).status_code == 403
    assert as_person(house.omar).get(reverse("post-copy", args=[house.post.pk])).status_code == 404
    actions.add_copy(actor=house.ben, post=house.reply, space=own)
