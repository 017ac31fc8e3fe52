"""Somebody is forgotten: everywhere, at once or not at all, with a report of what stayed and why."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from fourleaf.chronicle import actions as chronicle
from fourleaf.chronicle import signing
from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.verifying import verify
from fourleaf.config import notifier
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.documents import actions as documents
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.models import Document
from fourleaf.kit import time
from fourleaf.kit.files import store
from fourleaf.kit.refusals import Invalid
from fourleaf.mine import actions, making
from fourleaf.mine.holds import legal_hold
from fourleaf.mine.jobs import make_copy
from fourleaf.mine.models import Erasure
from fourleaf.oversight.models import LegalHold
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.people.parts import Fate, parts
from fourleaf.spaces.models import Cursor, Membership
from fourleaf.spaces.rights import Role
from tests.house import House
from tests.working import work

Catching = Callable[[], AbstractContextManager[list[Callable[[], None]]]]
AsPerson = Callable[[Person], Client]
THANKS = "Thanks, @Amina Yusuf. Ask @amina yusuf, not @Amina Yusuff."
PASSWORD = "a rail beside bed four"


@pytest.fixture
def busy(house: House) -> House:
    """Amina has left something in every part that she can."""
    amina, ben = house.amina, house.ben
    people.set_password(actor=None, person=amina, password=PASSWORD)
    people.set_contact(
        actor=amina, person=amina, points=[people.Point("mobile", "07700 900123", is_shown=True)]
    )
    people.set_skills(actor=amina, person=amina, skills=["Falls"])
    people.change_profile(
        actor=amina, person=amina, about="I notice things.", past_functions=[people.Past("Porter", "Leeds")]
    )
    people.give_role(actor=None, person=amina, role="guru")
    people.add_token(actor=amina, person=amina, name="Rota", scopes=["read"])
    people.change_person(actor=None, person=ben, manager=amina)
    upload = SimpleUploadedFile("plan.txt", b"Bed 4 and Bed 5")
    attachment = conversation.add_attachment(actor=amina, space=house.ward, upload=upload)
    conversation.add_post(actor=amina, space=house.ward, body="The plan.", attachments=[attachment])
    conversation.add_post(
        actor=ben, space=house.ward, body="Thanks, @Amina Yusuf. Ask @amina yusuf, not @Amina Yusuff."
    )
    conversation.save_draft(actor=amina, space=house.ward, body="Begun.")
    conversation.set_bookmark(actor=amina, post=house.reply, on=True)
    conversation.set_reaction(actor=amina, post=house.reply, emoji="👍", on=True)
    conversation.set_reminder(actor=amina, post=house.reply, due_at=time.now() + timedelta(days=1))
    conversation.schedule_post(
        actor=amina, space=house.ward, body="Later.", send_at=time.now() + timedelta(days=1)
    )
    Cursor.objects.create(person=amina, space=house.ward, read_to=1)
    return house


def asked(browser: Client, **values: object) -> int:
    return browser.post("/me/erasure/", {"sure": "on", "password": PASSWORD, **values}).status_code


def test_first_it_says_what_will_happen(busy: House, as_person: AsPerson) -> None:
    shown = as_person(busy.amina).get("/me/erasure/").content.decode()
    for text in (
        "How to reach you privately",
        "What you wrote",
        "Former member",
        "cannot be undone",
        "Deleted",
    ):
        assert text in shown, text
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("values", [{"password": "wrong one entirely"}, {"password": ""}, {"sure": ""}])
def test_without_password_and_word_nothing_happens(
    busy: House, as_person: AsPerson, values: dict[str, object]
) -> None:
    assert asked(as_person(busy.amina), **values) == 422
    assert not Erasure.objects.exists()


def test_all_that_named_them_is_gone_and_the_rest_is_told(
    busy: House,
    as_person: AsPerson,
    django_capture_on_commit_callbacks: Catching,
) -> None:
    catching = django_capture_on_commit_callbacks
    copy = actions.ask_copy(actor=busy.amina)
    make_copy(copy=str(copy.pk))
    browser = as_person(busy.amina)
    before = {part.name: part.count(busy.amina) for part in parts()}
    digest = busy.amina.attachments.get().digest
    deeds = Entry.objects.filter(actor_id=busy.amina.pk).count()
    assert asked(browser) == 200
    with catching() as after:
        work()
    amina = Person.objects.get(pk=busy.amina.pk)
    assert amina.name.startswith("Former member ")
    assert not amina.is_active
    assert (amina.email, amina.staff_number, amina.about, amina.job_title) == (None, None, "", "")
    assert browser.get("/me/").status_code == 302
    for part in parts():
        if part.fate is Fate.DELETED:
            assert part.count(amina) == 0, part.name
    assert Entry.objects.filter(actor_id=amina.pk).count() >= deeds
    report = {line["name"]: line for line in Erasure.objects.get().report}
    assert report["posts"] == {"name": "posts", "count": before["posts"], "fate": "RENAMED"}
    assert set(report) == set(before)
    assert making.path_of(copy).exists()  # what follows the commit has been caught
    for act in after:
        act()
    assert not making.path_of(copy).exists()
    assert not store().has(digest)


def test_mentions_say_the_other_name_and_nobody_elses(busy: House, as_person: AsPerson) -> None:
    asked(as_person(busy.amina))
    work()
    name = Person.objects.get(pk=busy.amina.pk).name
    post = Post.objects.get(body__startswith="Thanks")
    assert post.body == f"Thanks, @{name}. Ask @{name}, not @Amina Yusuff."
    assert "Yusuf</a>" not in post.html
    assert f"@{name}</a>" in post.html
    page = as_person(busy.ben).get(f"/spaces/{busy.ward.pk}/").content.decode()
    assert "Amina Yusuf." not in page
    assert name in page
    assert "Bed 4 is ready" in page


def test_no_table_holds_name_address_or_number(busy: House, as_person: AsPerson) -> None:
    asked(as_person(busy.amina))
    work()
    Post.objects.filter(body__contains="Yusuff").delete()
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public'")
        for (table,) in cursor.fetchall():
            for word in ("Amina Yusuf", "amina@marigold", "07700 900", "I notice things", "M-Amina"):
                cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{word}%"])
                assert cursor.fetchone() == (0,), (table, word)


def test_the_chain_of_seals_is_whole_after_it(busy: House, as_person: AsPerson) -> None:
    def seal() -> None:
        notifier.take({})
        while chronicle.seal(signing.sign):
            pass

    seal()
    before = verify(public=signing.public_key())
    asked(as_person(busy.amina))
    work()
    seal()
    after = verify(public=signing.public_key())
    assert after.is_whole, after.findings
    assert after.rows > before.rows > 10


def test_a_team_keeps_a_steward(busy: House, as_person: AsPerson) -> None:
    asked(as_person(busy.amina))
    work()
    standing = Membership.objects.standing().filter(space=busy.ward)
    assert [row.person for row in standing.filter(role=Role.STEWARD)] == [busy.ben]
    assert not standing.filter(person=busy.amina).exists()


@pytest.mark.parametrize("on", ["person", "space"])
def test_a_legal_hold_beats_erasure_before_and_after_it_was_asked_for(
    busy: House, as_person: AsPerson, on: str
) -> None:
    browser = as_person(busy.amina)
    assert asked(browser) == 200
    held = {"person": busy.amina} if on == "person" else {"space": busy.ward}
    hold = LegalHold.objects.create(**held, reason="A complaint.", by=busy.omar)
    work()
    assert Person.objects.get(pk=busy.amina.pk).name == "Amina Yusuf"
    assert Erasure.objects.get().refused_at
    shown = browser.get("/me/erasure/").content.decode()
    assert "has to be kept for now" in shown
    assert "complaint" not in shown
    Erasure.objects.all().delete()
    assert asked(browser) == 422
    LegalHold.objects.filter(pk=hold.pk).update(ended_at=time.now())
    assert asked(browser) == 200


def test_a_hold_where_one_wrote_in_a_document_counts_and_keeps_its_text(busy: House) -> None:
    text = from_markdown("Give *one* at dawn.")
    document = documents.add_document(actor=busy.omar, title="Doses", space=busy.secret, tree=text)
    assert not legal_hold(busy.omar)
    hold = LegalHold.objects.create(space=busy.secret, reason="A complaint.", by=busy.amina)
    assert legal_hold(busy.omar)
    with pytest.raises(Invalid, match="has to be kept"):
        documents.withdraw_document(actor=busy.omar, document=document)
    assert Document.objects.get(pk=document.pk).updates.exists()
    LegalHold.objects.filter(pk=hold.pk).update(ended_at=time.now())
    documents.withdraw_document(actor=busy.omar, document=document)
    assert not Document.objects.get(pk=document.pk).updates.exists()


def test_the_privacy_officer_may_with_their_own_password_and_no_other_colleague(
    busy: House, as_person: AsPerson
) -> None:
    people.set_password(actor=None, person=busy.omar, password="another rail by bed five")
    address = f"/me/erasure/{busy.amina.pk}/"
    said = {"sure": "on", "password": "another rail by bed five"}
    assert as_person(busy.maria).get(address).status_code == 404
    assert as_person(busy.omar).post(address, said).status_code == 403
    assert not Erasure.objects.exists()
    people.give_role(actor=None, person=busy.omar, role="privacy_officer")
    assert as_person(busy.omar).post(address, {**said, "password": PASSWORD}).status_code == 422
    assert as_person(busy.omar).post(address, said).status_code == 200
    work()
    assert Person.objects.get(pk=busy.amina.pk).email is None
    assert Erasure.objects.get().by == busy.omar


def test_the_officer_erases_whom_they_share_no_space_with_and_reads_the_report(
    busy: House, as_person: AsPerson
) -> None:
    officer = busy.omar
    people.set_password(actor=None, person=officer, password=PASSWORD)
    person = busy.maria
    assert not Person.objects.visible_to(officer).filter(pk=person.pk).exists()
    address = f"/me/erasure/{person.pk}/"
    browser = as_person(officer)
    assert browser.get(address).status_code == 404
    assert browser.get("/me/erasures/").status_code == 403
    people.give_role(actor=None, person=officer, role="privacy_officer")
    assert browser.post("/me/erasures/", {"whom": "Nobody Known"}).status_code == 422
    assert browser.post("/me/erasures/", {"whom": "Falls prevention"}).status_code == 422  # a space
    assert browser.post("/me/erasures/", {"whom": "maria santos"})["Location"] == address
    assert "Maria Santos" in browser.get(address).content.decode()
    assert browser.post(address, {"sure": "on", "password": PASSWORD}).status_code == 200
    work()
    person.refresh_from_db()
    assert person.name.startswith("Former member ")
    assert person.name in browser.get("/me/erasures/").content.decode()
    done = browser.get(address).content.decode()
    assert "What went, what stayed, and why" in done
    assert "Your profile" in done
    assert "Erase for good" not in done


def test_the_last_mail_says_what_went_and_what_stayed(
    busy: House, as_person: AsPerson, mailoutbox: list[EmailMessage], settings: pytest.FixtureRequest,
    django_capture_on_commit_callbacks: Catching,
) -> None:  # fmt: skip
    settings.IS_MAIL_DELIVERED = True  # type: ignore[attr-defined]
    asked(as_person(busy.amina))
    with django_capture_on_commit_callbacks() as after:
        work()
    assert not mailoutbox
    for act in after:
        act()
    [mail] = [each for each in mailoutbox if "kept" in each.subject]
    assert mail.to == ["amina@marigold.example"]
    assert "- What you wrote: 2" in mail.body
    assert "others have answered it and rely on it" in mail.body
    assert "How to reach you privately: 1" in mail.body
    for secret in ("07700", "I notice things", "Bed 4"):
        assert secret not in mail.body


def test_a_failure_in_the_middle_leaves_everything(
    busy: House, as_person: AsPerson, settings: pytest.FixtureRequest
) -> None:
    asked(as_person(busy.amina))
    settings.ERASERS = [*settings.ERASERS, f"{__name__}.fail"]  # type: ignore[attr-defined]
    with pytest.raises(ArithmeticError):
        work()
    assert Person.objects.get(pk=busy.amina.pk).name == "Amina Yusuf"
    assert busy.amina.contact_points.exists()


def fail(actor: None, person: Person, before: str) -> None:
    raise ArithmeticError
