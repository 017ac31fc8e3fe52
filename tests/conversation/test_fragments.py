"""Kept fragments are what a fresh rendering would be, whatever has happened meanwhile and in whatever order."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.template import Engine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.conversation import actions
from fourleaf.conversation.fragments import PARTS, fragments, made_by, rendered
from fourleaf.conversation.models import Attachment, Fragment, Post
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person, Site
from fourleaf.spaces.models import Space
from tests.conversation.asking import AsPerson, text
from tests.house import House, build_house


@pytest.fixture
def standing(transactional_db: None) -> House:
    """A committed house: what keeps fragments true happens at each commit."""
    return build_house()


def keys(space: Space) -> list[UUID]:
    return list(Post.objects.filter(space=space).order_by("sequence").values_list("pk", flat=True))


def fresh(space: Space) -> dict[UUID, str]:
    posts = list(Post.objects.filter(space=space).for_display())
    return {post.pk: html for post, html in zip(posts, rendered(posts), strict=True)}


def kept(space: Space) -> dict[UUID, str]:
    rows = Fragment.objects.filter(space=space, made_by=made_by()).exclude(html="")
    return dict(rows.values_list("post_id", "html"))


Deed = Callable[[House, Person, Post], object]
DEEDS: dict[str, Deed] = {
    "root": lambda house, who, post: actions.add_post(actor=who, space=house.ward, body="A root."),
    "reply": lambda house, who, post: actions.add_post(
        actor=who, space=house.ward, body="A reply.", root=post.root or post
    ),
    "mark": lambda house, who, post: actions.mark_post(actor=who, post=post, kind="decision"),
    "unmark": lambda house, who, post: actions.mark_post(actor=who, post=post, kind=""),
    "edit": lambda house, who, post: actions.edit_post(actor=who, post=post, body=f"Edited {uuid4()}."),
    "react": lambda house, who, post: actions.set_reaction(actor=who, post=post, emoji="👍", on=True),
    "unreact": lambda house, who, post: actions.set_reaction(actor=who, post=post, emoji="👍", on=False),
    "settle": lambda house, who, post: actions.resolve_thread(actor=who, post=post),
    "reopen": lambda house, who, post: actions.reopen_thread(actor=who, post=post),
    "withdraw": lambda house, who, post: actions.withdraw_post(actor=who, post=post),
    "rename": lambda house, who, post: Person.objects.filter(pk=who.pk).update(name=f"Nadia N{uuid4()}"),
    "promote": lambda house, who, post: Person.objects.filter(pk=who.pk).update(job_title=f"Lead {uuid4()}"),
    "move": lambda house, who, post: Person.objects.filter(pk=who.pk).update(
        site=Site.objects.create(name=f"Site {uuid4()}")
    ),
    "rename site": lambda house, who, post: Site.objects.filter(people=who).update(name=f"House {uuid4()}"),
    "file": lambda house, who, post: Attachment.objects.create(
        post=post, space=house.ward, uploader=who, name="plan.pdf", media_type="application/pdf", size=9
    ),
    "no file": lambda house, who, post: post.attachments.all().delete(),
}

UNDOES = {"unmark": "mark", "unreact": "react", "reopen": "settle", "no file": "file"}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 2), st.integers(0, 20)),
        min_size=1,
        max_size=9,
    )
)
def test_what_is_kept_is_what_would_be_made_now(standing: House, deeds: list[tuple[str, int, int]]) -> None:
    house = standing
    for name, who, which in deeds:
        person = Person.objects.get(pk=(house.amina, house.ben, house.gwen)[who].pk)
        there = keys(house.ward)
        assert fragments(there).keys() == set(there)
        assert len(kept(house.ward)) == len(there), "there must be something that could be stale"
        with suppress(Refused, Invalid):
            DEEDS[name](house, person, Post.objects.get(pk=there[which % len(there)]))
        now = fresh(house.ward)
        assert kept(house.ward).items() <= now.items(), name
        assert fragments(now) == now


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_each_deed_empties_what_it_changes_and_nothing_else(standing: House, name: str) -> None:
    house = standing
    actions.add_post(actor=house.gwen, space=house.ward, body="Untouched.")
    if name in UNDOES:
        DEEDS[UNDOES[name]](house, house.amina, house.post)
    before = fragments(keys(house.ward))
    DEEDS[name](house, house.amina, Post.objects.get(pk=house.post.pk))
    now = fresh(house.ward)
    changed = {key for key in now if now[key] != before.get(key)}
    assert changed or name == "root"
    assert set(kept(house.ward)) == set(now) - changed or name == "rename site"


def test_what_was_made_from_an_older_state_is_not_kept(standing: House) -> None:
    """Somebody reads a post, it changes, and only then what was read would be kept."""
    post = standing.post
    old = fresh(standing.ward)[post.pk]
    actions.set_reaction(actor=standing.ben, post=post, emoji="👍", on=True)
    actions.keep_fragments([(post.pk, 0, old)], made_by=made_by())
    assert post.pk not in kept(standing.ward)
    version = Fragment.objects.get(pk=post.pk).version
    actions.set_reaction(actor=standing.ben, post=post, emoji="👀", on=True)
    actions.keep_fragments([(post.pk, version, old)], made_by=made_by())
    assert post.pk not in kept(standing.ward)


def test_a_page_keeps_what_it_made_and_shows_what_is_kept(standing: House, as_person: AsPerson) -> None:
    assert not kept(standing.ward)
    first = text(as_person(standing.ben).get(f"/spaces/{standing.ward.pk}/"))
    assert kept(standing.ward) == {standing.post.pk: fresh(standing.ward)[standing.post.pk]}
    assert "<strong>Please check the rail.</strong>" in first
    with connection.cursor() as cursor:
        cursor.execute("update conversation_fragment set html = replace(html, 'rail', 'KEPT')")
    assert "Please check the KEPT." in text(as_person(standing.ben).get(f"/spaces/{standing.ward.pk}/"))


def test_another_version_of_the_template_makes_its_own(standing: House) -> None:
    actions.keep_fragments([(standing.post.pk, 1, "<p>old</p>")], made_by="an older release")
    assert fragments([standing.post.pk])[standing.post.pk] != "<p>old</p>"


def test_all_parts_of_the_template_count() -> None:
    sources = "".join(Path(Engine.get_default().get_template(name).origin.name).read_text() for name in PARTS)
    assert set(re.findall(r'{% include "([^"]+)"', sources)) == set(PARTS[1:])
