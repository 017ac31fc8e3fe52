"""Marks, reactions, threads, edits and withdrawals over their addresses."""

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Following, Mark, Reaction, Resolution, Revision, Withdrawal
from fourleaf.spaces import actions as spaces
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def at(house: House, what: str) -> str:
    return f"/posts/{house.post.pk}/{what}/"


def test_a_mark_is_put_changed_and_taken_away(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    shown = text(browser.post(at(house, "mark"), {"kind": "question"}, headers=SCRIPT))
    assert 'data-word="question">Question<' in shown
    browser.post(at(house, "mark"), {"kind": "answer"})
    assert Mark.objects.get(post=house.post).kind == "answer"
    browser.post(at(house, "mark"), {"kind": ""})
    assert not Mark.objects.filter(post=house.post).exists()
    assert browser.post(at(house, "mark"), {"kind": "order"}).status_code == 422
    assert as_person(house.ruth).post(at(house, "mark"), {"kind": "answer"}).status_code == 403


def test_a_reaction_goes_on_and_off(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    shown = text(browser.post(at(house, "reactions"), {"emoji": "👍"}, headers=SCRIPT))
    assert f'data-people="{house.ruth.pk}"' in shown
    assert "👍 1</button>" in shown
    assert Reaction.objects.get(post=house.post).person == house.ruth
    browser.post(at(house, "reactions"), {"emoji": "👍"})
    assert not Reaction.objects.exists()
    for _ in range(2):
        browser.post(at(house, "reactions"), {"emoji": "👍", "on": "1"})
    assert Reaction.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"emoji": "🐌"}, {"emoji": "x" * 99}, {"emoji": "👍", "on": "perhaps"}]
)
def test_other_reactions_are_refused(house: House, as_person: AsPerson, fields: dict[str, str]) -> None:
    answer = as_person(house.ruth).post(at(house, "reactions"), fields)
    assert answer.status_code == 422
    assert "field-error" in text(answer)
    assert not Reaction.objects.exists()


def test_nobody_reacts_from_outside_or_after_the_end(house: House, as_person: AsPerson) -> None:
    shared = actions.add_post(actor=house.omar, space=house.open, body="Swap?")
    assert as_person(house.ben).post(f"/posts/{shared.pk}/reactions/", {"emoji": "👍"}).status_code == 403
    spaces.archive_space(actor=house.amina, space=house.ward)
    assert as_person(house.ruth).post(at(house, "reactions"), {"emoji": "👍"}).status_code == 403


def test_a_thread_is_settled_and_opened_again(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert 'data-word="settled">Settled<' in text(
        browser.post(at(house, "resolution"), {"on": "1"}, headers=SCRIPT)
    )
    assert Resolution.objects.get(post=house.post).by == house.ben
    browser.post(at(house, "resolution"), {"on": "0"})
    assert not Resolution.objects.exists()
    assert browser.post(at(house, "resolution"), {"on": "x"}).status_code == 422
    assert browser.post(f"/posts/{house.reply.pk}/resolution/").status_code == 403
    assert as_person(house.ruth).post(at(house, "resolution")).status_code == 403


def test_a_thread_shows_its_root_and_replies(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ruth).get(at(house, "thread")))
    assert page.index(f'id="post-{house.post.pk}"') < page.index(f'id="post-{house.reply.pk}"')
    assert f'data-thread="{house.post.pk}"' in page
    pane = text(as_person(house.ruth).get(at(house, "thread"), headers=SCRIPT))
    assert "<html" not in pane
    assert 'class="thread-pane"' in pane


def test_a_reply_leads_to_its_thread(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.ruth).get(f"/posts/{house.reply.pk}/thread/")
    assert answer.headers["Location"].startswith(at(house, "thread"))


def test_a_thread_is_followed_muted_read_and_left(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ruth)
    mine = Following.objects.filter(root=house.post, person=house.ruth)
    assert "Following" in text(browser.post(at(house, "following"), {"choice": "follow"}, headers=SCRIPT))
    assert mine.get().read_to == 0
    fields = {"choice": "read", "read_to": house.reply.sequence}
    assert browser.post(at(house, "following"), fields).status_code == 204
    assert mine.get().read_to == house.reply.sequence
    browser.post(at(house, "following"), {"choice": "read", "read_to": 1})
    assert mine.get().read_to == house.reply.sequence
    browser.post(at(house, "following"), {"choice": "mute"})
    assert mine.get().is_muted
    browser.post(at(house, "following"), {"choice": "unfollow"})
    assert not mine.exists()
    for wrong in ({"choice": "hate"}, {"read_to": "-1"}, {"read_to": "x"}, {"read_to": str(2**63)}):
        assert browser.post(at(house, "following"), wrong).status_code == 422
    reply = browser.post(f"/posts/{house.reply.pk}/following/", {"choice": "follow"})
    assert reply.status_code == 422


def test_new_replies_stand_below_a_line(house: House, as_person: AsPerson) -> None:
    fresh = actions.add_post(actor=house.ben, space=house.ward, body="And the left one?", root=house.post)
    page = text(as_person(house.amina).get(at(house, "thread")))
    assert page.index('class="day new"') < page.index(f'id="post-{fresh.pk}"')
    stream = text(as_person(house.amina).get(f"/spaces/{house.ward.pk}/"))
    assert '<span class="fresh">2 new</span>' in stream


def test_the_author_changes_a_post_and_all_see_what_it_said(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    assert "Bed 4 is ready." in text(browser.get(at(house, "revisions/new")))
    answer = browser.post(at(house, "revisions"), {"body": "Bed 5 is <ready>. **Please check the rail.**"})
    assert answer.status_code == 302
    assert 'data-word="edited">edited<' in text(as_person(house.ruth).get(f"/spaces/{house.ward.pk}/"))
    history = text(as_person(house.ruth).get(at(house, "revisions")))
    assert "<del>4</del><ins>5</ins>" in history
    assert "<del>ready.</del><ins>&lt;ready&gt;.</ins>" in history


def test_an_edit_of_a_script_comes_back_to_its_place(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.amina).post(at(house, "revisions"), {"body": "Bed 5."}, headers=SCRIPT)
    assert answer.headers["HX-Retarget"] == f"#post-{house.post.pk}"
    assert "Bed 5." in text(answer)
    pane = as_person(house.ben).post(
        f"/posts/{house.reply.pk}/revisions/", {"body": "At eight."}, headers=SCRIPT
    )
    assert pane.headers["HX-Retarget"] == "#aside"
    assert "At eight." in text(pane)


@pytest.mark.parametrize("body", ["", "  ", "x" * 20_001])
def test_an_edit_that_is_not_sound_is_asked_for_again(house: House, as_person: AsPerson, body: str) -> None:
    answer = as_person(house.amina).post(at(house, "revisions"), {"body": body})
    assert answer.status_code == 422
    assert "field-error" in text(answer)
    assert body in text(answer)
    assert not Revision.objects.exists()


def test_only_the_author_changes_a_post(house: House, as_person: AsPerson) -> None:
    for other in (house.ben, house.ruth):
        assert as_person(other).get(at(house, "revisions/new")).status_code == 403
        assert as_person(other).post(at(house, "revisions"), {"body": "No."}).status_code == 403
    house.post.refresh_from_db()
    assert house.post.body.startswith("Bed 4")


def test_withdrawing_takes_the_text_and_leaves_who_and_when(house: House, as_person: AsPerson) -> None:
    actions.edit_post(actor=house.ben, post=house.reply, body="Checked at eight.")
    browser = as_person(house.amina)
    address = f"/posts/{house.reply.pk}/withdrawal/"
    assert "go for good" in text(browser.get(address))
    assert Withdrawal.objects.count() == 0
    assert browser.post(address).status_code == 302
    page = text(as_person(house.ruth).get(at(house, "thread")))
    assert "Withdrawn by Amina Yusuf" in page
    assert "Checked at" not in page
    history = text(as_person(house.ruth).get(f"/posts/{house.reply.pk}/revisions/"))
    assert "Checked at" not in history
    assert browser.get(address).status_code == 200


def test_only_the_author_or_a_steward_withdraws(house: House, as_person: AsPerson) -> None:
    for other in (house.ben, house.ruth):
        assert as_person(other).get(at(house, "withdrawal")).status_code == 403
        assert as_person(other).post(at(house, "withdrawal")).status_code == 403
    assert not Withdrawal.objects.exists()
