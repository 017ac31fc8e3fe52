"""Grants in both locks: what they open, to whom, how long; and who may give, pass on and take back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Attachment, Post
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person, Unit
from fourleaf.sharing import actions, policy
from fourleaf.sharing.models import Grant, Opening
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from tests.house import House
from tests.sharing.conftest import Ask, shown, thing_of

pytestmark = pytest.mark.postgres15
Role = Grant.Role
POSTS = "select id from conversation_post where space_id = %s"
FILES = "select id from conversation_attachment where space_id = %s"
#: What else there is of a space; none of it is for whom something is merely shown.
AROUND = [
    ("spaces_membership", "space_id = %s and role <> 'steward'"),
    ("spaces_cursor", "space_id = %s"),
    ("spaces_readercount", "space_id = %s"),
    ("spaces_invitation", "space_id = %s"),
    ("conversation_fragment", "space_id = %s"),
    ("conversation_draft", "space_id = %s"),
    ("conversation_revision", "post_id in (select id from conversation_post where space_id = %s)"),
    ("conversation_mention", "post_id in (select id from conversation_post where space_id = %s)"),
    ("conversation_following", "root_id in (select id from conversation_post where space_id = %s)"),
    ("conversation_poll", "post_id in (select id from conversation_post where space_id = %s)"),
]


def file_on(post: Post) -> Attachment:
    return Attachment.objects.create(
        space=post.space,
        post=post,
        uploader=post.author,
        name="plan.pdf",
        media_type="application/pdf",
        size=9,
    )


def keys(rows: list[Any]) -> set[Any]:
    return {row[0] for row in rows}


def hide(space: Space) -> None:
    Space.objects.filter(pk=space.pk).update(access=Space.Access.HIDDEN)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_shows_exactly_what_is_granted(
    house: House, raw: Callable[[Person], Ask], data: st.DataObject
) -> None:
    with transaction.atomic():
        _try(house, raw, data)
        transaction.set_rollback(True)


def _try(house: House, raw: Callable[[Person], Ask], data: st.DataObject) -> None:
    hide(house.ward)
    other = conversation.add_post(actor=house.amina, space=house.ward, body="Another thread.")
    answer = conversation.add_post(actor=house.ben, space=house.ward, body="An answer.", root=other)
    posts = [house.post, house.reply, other, answer]
    files = {post.pk: file_on(post).pk for post in posts}
    threads = {house.post.pk: [house.post.pk, house.reply.pk], other.pk: [other.pk, answer.pk]}
    above, elsewhere = Unit.objects.create(name="Medicine"), Unit.objects.create(name="Kitchen")
    Unit.objects.filter(name="Geriatrics").update(parent=above)
    Person.objects.filter(pk__in=[house.amina.pk, house.ben.pk]).update(unit=elsewhere)
    targets: dict[str, tuple[Any, bool]] = {
        "him": (house.omar, True), "his unit": (Unit.objects.get(name="Geriatrics"), True),
        "the unit above": (above, True), "his space": (house.secret, True),
        "somebody else": (house.ruth, False), "another unit": (elsewhere, False),
    }  # fmt: skip
    expected_posts, expected_files = set(), set()
    made = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["post", "thread", "file"]), st.integers(0, 3), st.sampled_from(sorted(targets)),
                st.sampled_from(["standing", "expired", "ended"]),
            ), max_size=5, unique=True,
        )
    )  # fmt: skip
    for kind, number, whom, state in made:
        post = posts[number]
        key = {"post": post.pk, "thread": post.root_id or post.pk, "file": files[post.pk]}[kind]
        to, reaches = targets[whom]
        grant = Grant.objects.create(
            kind=kind, object_id=key, space=house.ward, by=house.amina, purpose="x",
            expires_at=time.now() + timedelta(days=-1 if state == "expired" else 1),
            ended_at=time.now() if state == "ended" else None,
            **{{"Person": "person", "Unit": "unit", "Space": "to_space"}[type(to).__name__]: to},
        )  # fmt: skip
        if reaches and state == "standing":
            opened = {"post": [post.pk], "thread": threads[post.root_id or post.pk], "file": []}[kind]
            expected_posts |= set(opened)
            expected_files |= {files[each] for each in opened} | ({key} if kind == "file" else set())
        assert grant.is_standing is (state == "standing")
    omar = Person.objects.get(pk=house.omar.pk)
    ask = raw(omar)
    assert keys(ask(POSTS, house.ward.pk)) == expected_posts
    assert keys(ask(FILES, house.ward.pk)) == expected_files
    here = Post.objects.filter(space=house.ward)
    assert set(here.visible_to(omar).values_list("pk", flat=True)) == expected_posts
    seen = Attachment.objects.visible_to(omar).filter(space=house.ward)
    assert set(seen.values_list("pk", flat=True)) == expected_files
    assert ask("select count(*) from spaces_space where id = %s", house.ward.pk) == [(0,)]
    for table, condition in AROUND:
        assert ask(f"select count(*) from {table} where {condition}", house.ward.pk) == [(0,)], table
    assert keys(raw(house.ruth)(POSTS, house.ward.pk)) == {post.pk for post in posts}


def test_a_grant_that_runs_out_between_two_requests(house: House, raw: Callable[[Person], Ask]) -> None:
    grant = shown(house.amina, "thread", house.post.pk, house.omar)
    ask = raw(house.omar)
    assert keys(ask(POSTS, house.ward.pk)) == {house.post.pk, house.reply.pk}
    Grant.objects.filter(pk=grant.pk).update(expires_at=time.now() - timedelta(hours=1))
    assert ask(POSTS, house.ward.pk) == []
    assert not Post.objects.visible_to(house.omar).filter(space=house.ward).exists()
    assert actions.end_due() == 1
    assert Entry.objects.filter(name="GrantEnded", facts__why="expired").exists()


def test_our_clock_judges_too(house: House) -> None:
    shown(house.amina, "post", house.post.pk, house.omar)
    with time.at(time.now() + timedelta(days=31)):
        assert not Post.objects.visible_to(house.omar).filter(pk=house.post.pk).exists()


def test_who_joins_a_unit_or_leaves_a_space_gains_or_loses_at_once(
    house: House, raw: Callable[[Person], Ask]
) -> None:
    ward = Unit.objects.create(name="Ward 3", parent=Unit.objects.get(name="Geriatrics"))
    Person.objects.filter(pk=house.omar.pk).update(unit=None)
    shown(house.amina, "post", house.post.pk, Unit.objects.get(name="Geriatrics"))
    assert raw(house.omar)(POSTS, house.ward.pk) == []
    Person.objects.filter(pk=house.omar.pk).update(unit=ward)
    assert keys(raw(house.omar)(POSTS, house.ward.pk)) == {house.post.pk}
    Person.objects.filter(pk=house.omar.pk).update(unit=None)
    shown(house.amina, "post", house.post.pk, house.secret)
    assert keys(raw(house.omar)(POSTS, house.ward.pk)) == {house.post.pk}
    Membership.objects.filter(space=house.secret, person=house.omar).update(ended_at=time.now())
    assert raw(house.omar)(POSTS, house.ward.pk) == []


def test_an_open_space_as_reader_means_those_who_belong(house: House, raw: Callable[[Person], Ask]) -> None:
    """All staff can read the rota exchange; only Omar belongs to it."""
    Person.objects.filter(pk=house.omar.pk).update(unit=None)
    stranger = Person.objects.create(name="Late Comer", email="late@marigold.example", kind=Person.Kind.STAFF)
    shown(house.amina, "post", house.post.pk, house.open)
    assert keys(raw(house.omar)(POSTS, house.ward.pk)) == {house.post.pk}
    assert raw(stranger)(POSTS, house.ward.pk) == []
    grant = Grant.objects.get()
    assert set(policy.reached([grant])) == {house.omar}


@pytest.mark.parametrize(
    ("who", "kind", "allowed"),
    [
        ("amina", "thread", True), ("amina", "reply", True), ("ben", "reply", True), ("ben", "post", False),
        ("ben", "thread", False), ("ruth", "post", False), ("gwen", "post", False),
    ],
)  # fmt: skip
def test_stewards_show_all_members_their_own(
    house: House, raw: Callable[[Person], Ask], who: str, kind: str, allowed: bool
) -> None:
    person: Person = getattr(house, who)
    post = house.reply if kind == "reply" else house.post
    name = "thread" if kind == "thread" else "post"
    insert = (
        "insert into sharing_grant (id, kind, object_id, space_id, person_id, role, purpose, expires_at, may_share_on,"
        " by_id, at, why_ended) values (gen_random_uuid(), %s, %s, %s, %s, 'reader', 'x', now() + interval '1 day',"
        " false, %s, now(), '')"
    )
    values = [name, post.pk, house.ward.pk, house.maria.pk, person.pk]
    if allowed:
        shown(person, name, post.pk, house.omar)
        assert raw(person)(insert, *values) == [1]
        return
    with pytest.raises(Refused):
        shown(person, name, post.pk, house.omar)
    with pytest.raises(DatabaseError):
        raw(person)(insert, *values)


def test_nobody_shows_anything_for_somebody_else_or_for_ever(
    house: House, raw: Callable[[Person], Ask]
) -> None:
    insert = (
        "insert into sharing_grant (id, kind, object_id, space_id, person_id, role, purpose, expires_at, may_share_on,"
        " by_id, at, why_ended) values (gen_random_uuid(), 'post', %s, %s, %s, 'reader', 'x', now() + %s::interval,"
        " false, %s, now(), '')"
    )
    for values in (
        [house.post.pk, house.ward.pk, house.omar.pk, "2 years", house.amina.pk],
        [house.post.pk, house.ward.pk, house.omar.pk, "1 day", house.ben.pk],
        [house.secret.posts.get().pk, house.ward.pk, house.ben.pk, "1 day", house.amina.pk],
    ):
        with pytest.raises(DatabaseError):
            raw(house.amina)(insert, *values)


def test_a_direct_conversation_shows_nothing_of_the_other(house: House) -> None:
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    theirs = conversation.add_post(actor=house.ben, space=direct, body="Between us.")
    mine = conversation.add_post(actor=house.amina, space=direct, body="Mine.")
    with pytest.raises(Refused):
        shown(house.amina, "post", theirs.pk, house.omar)
    with pytest.raises(Refused):
        shown(house.amina, "thread", mine.pk, house.omar)
    shown(house.amina, "post", mine.pk, house.omar)


def test_what_may_be_passed_on_and_what_ends_with_it(house: House, raw: Callable[[Person], Ask]) -> None:
    hide(house.ward)
    first = shown(house.amina, "thread", house.post.pk, house.omar, days=10)
    thing = thing_of(house.amina, "thread", house.post.pk)

    def pass_on(days: int = 5, role: str = Role.READER) -> Grant:
        return actions.show(
            actor=house.omar, thing=thing, to=house.maria, purpose="For her.", role=role, under=first,
            until=time.now() + timedelta(days=days),
        )  # fmt: skip

    with pytest.raises(Refused):
        pass_on()
    Grant.objects.filter(pk=first.pk).update(may_share_on=True)
    first.refresh_from_db()
    for wrong in ({"days": 11}, {"role": Role.COMMENTER}):
        with pytest.raises(Refused):
            pass_on(**wrong)
    second = pass_on()
    assert keys(raw(house.maria)(POSTS, house.ward.pk)) == {house.post.pk, house.reply.pk}
    with pytest.raises(Refused):
        actions.extend_grant(actor=house.omar, grant=second, until=time.now() + timedelta(days=20))
    actions.take_back(actor=house.amina, grant=first)
    second.refresh_from_db()
    assert second.ended_at is not None
    assert raw(house.maria)(POSTS, house.ward.pk) == []


def test_taking_back_says_how_many_had_opened_it(house: House, raw: Callable[[Person], Ask]) -> None:
    grant = shown(house.amina, "post", house.post.pk, house.secret)
    raw(house.omar)("select lock.open_grants(%s, now())", [grant.pk])
    raw(house.omar)("select lock.open_grants(%s, now())", [grant.pk])
    raw(house.maria)("select lock.open_grants(%s, now())", [grant.pk])  # it is not shown to her
    assert Opening.objects.count() == 1
    assert raw(house.amina)("select count(*) from sharing_opening") == [(0,)]  # a number, no names
    assert raw(house.amina)("select people from lock.opened(%s)", [grant.pk]) == [(1,)]
    assert raw(house.maria)("select people from lock.opened(%s)", [grant.pk]) == []
    with pytest.raises(Refused):
        actions.take_back(actor=house.ben, grant=grant)
    assert actions.take_back(actor=house.amina, grant=grant) == 1
    assert Entry.objects.get(name="GrantEnded").facts["opened"] == 1
    assert raw(house.omar)(POSTS, house.ward.pk) == []


def test_who_gave_it_takes_it_back_even_after_leaving(house: House, raw: Callable[[Person], Ask]) -> None:
    grant = shown(house.ben, "post", house.reply.pk, house.omar)
    spaces.end_membership(
        actor=house.ben, membership=Membership.objects.get(space=house.ward, person=house.ben)
    )
    hide(house.ward)
    assert raw(house.omar)("select lock.end_grant(%s, now(), 'taken_back')", grant.pk) == [([],)]
    assert raw(house.ben)("select lock.end_grant(%s, now(), 'taken_back')", grant.pk) == [([grant.pk],)]


def test_a_commenter_replies_in_the_thread_and_nowhere_else(
    house: House, raw: Callable[[Person], Ask]
) -> None:
    hide(house.ward)
    shown(house.amina, "thread", house.post.pk, house.omar, role=Role.COMMENTER)
    insert = (
        "insert into conversation_post (id, space_id, root_id, author_id, body, html, sequence, at) "
        "values (gen_random_uuid(), %s, %s, %s, 'x', 'x', %s, now())"
    )
    ask = raw(house.omar)
    assert ask(insert, house.ward.pk, house.post.pk, house.omar.pk, 901) == [1]
    with pytest.raises(DatabaseError):
        ask(insert, house.ward.pk, None, house.omar.pk, 902)
    with pytest.raises(DatabaseError):
        ask(insert, house.open.pk, house.post.pk, house.omar.pk, 903)
    Grant.objects.update(role=Role.READER)
    with pytest.raises(DatabaseError):
        ask(insert, house.ward.pk, house.post.pk, house.omar.pk, 904)


def test_the_permission_check_of_a_thousand_things_is_one_query(house: House) -> None:
    posts = [
        Post(space=house.ward, author=house.amina, body="x", html="x", sequence=1000 + number)
        for number in range(1000)
    ]
    Post.objects.bulk_create(posts)
    Grant.objects.bulk_create(
        Grant(kind="post", object_id=post.pk, space=house.ward, person=house.omar, by=house.amina, purpose="x",
              expires_at=time.now() + timedelta(days=1)) for post in posts[::2]
    )  # fmt: skip
    with CaptureQueriesContext(
        connection,
    ) as asked:
        may = set(
            Post.objects.visible_to(house.omar)
            .filter(pk__in=[post.pk for post in posts])
            .values_list("pk", flat=True)
        )
    assert len(asked) == 1
    assert may == {post.pk for post in posts[::2]}


@pytest.mark.parametrize(
    "given",
    [
        {"purpose": " "}, {"purpose": "x" * 301}, {"role": Role.EDITOR}, {"role": "owner"},
        {"until": time.now() - timedelta(days=1)}, {"until": time.now() + timedelta(days=400)},
        {"seen_readers": "others"},
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused(house: House, given: dict[str, Any]) -> None:
    thing = thing_of(house.amina, "thread", house.post.pk)
    with pytest.raises(Invalid):
        actions.show(**{"actor": house.amina, "thing": thing, "to": house.omar, "purpose": "x", **given})


def test_nothing_is_shown_twice_nor_to_those_who_have_it(house: House) -> None:
    shown(house.amina, "post", house.post.pk, house.omar)
    for to in (house.omar, house.ward, house.amina):
        with pytest.raises(Invalid):
            shown(house.amina, "post", house.post.pk, to)


def test_extending_and_confirming(house: House) -> None:
    grant = shown(house.amina, "post", house.post.pk, house.omar)
    until = time.now() + timedelta(days=90)
    actions.extend_grant(actor=house.amina, grant=grant, until=until)
    with pytest.raises(Refused):
        actions.confirm_grant(actor=house.ben, grant=grant)
    actions.confirm_grant(actor=house.amina, grant=grant)
    grant.refresh_from_db()
    assert (grant.expires_at, grant.confirmed_by) == (until, house.amina)
    actions.take_back(actor=house.amina, grant=grant)
    with pytest.raises(Invalid):
        actions.extend_grant(actor=house.amina, grant=grant, until=until)
