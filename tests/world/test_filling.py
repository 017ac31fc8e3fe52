"""The whole world, filled as `fourleaf demo` fills it, and what five people find when they come in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F

from fourleaf.adoption.models import FirstWin, Launch
from fourleaf.chronicle.models import Entry, Stream
from fourleaf.conversation.models import (
    Bookmark,
    Draft,
    Following,
    Mention,
    Post,
    Reaction,
    Resolution,
    Revision,
)
from fourleaf.documents.arrival import arrival_of, changes_in
from fourleaf.documents.models import Credit, Document, Offer
from fourleaf.hooks.models import Incoming
from fourleaf.kit import bus
from fourleaf.kit.time import at
from fourleaf.people.models import Person, Site, Unit
from fourleaf.spaces import policy
from fourleaf.spaces.models import AccessRequest, Cursor, Invitation, Membership, Space
from fourleaf.spaces.rights import Role
from fourleaf.world import fill as filling
from fourleaf.world.doors import DEMO_PASSWORD, DOORS
from fourleaf.world.programs import SAID
from fourleaf.world.rooms import EPITAPH
from fourleaf.world.scripts import Script, parse
from tests.world.digest import content

LONDON = ZoneInfo("Europe/London")
# Near today: the database compares the end of a guest's stay with its own clock.
YESTERDAY = datetime.combine(datetime.now(LONDON).date() - timedelta(days=1), clock(15), tzinfo=LONDON)
EARLY = YESTERDAY.replace(hour=0, minute=20)


def ignore(line: str) -> None:
    """Nobody at the terminal."""


def filled(now: datetime = YESTERDAY) -> None:
    with at(now):
        filling.fill(ignore)


def played_back(look: Callable[[], None]) -> dict[str, list[tuple[object, ...]]]:
    """What a filling makes, of which nothing stays."""
    with transaction.atomic():
        filled()
        look()
        found = content()
        transaction.set_rollback(True)
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a short conversation, and nothing that refers to the long ones."""
    text = "\n".join(
        (
            *(
                "=== day -3",
                "beth 08:00 question",
                "Who takes Saturday, @kofi?",
                "  kofi 09:00 answer",
                "  Me.",
            ),
            *("  + 👍 beth", "=== day 0", "beth 08:10", "Roster is out.", "kofi 23:50", "Thanks, @beth."),
        )
    )
    scripts = {"rota-exchange": parse(text, "rota-exchange.txt", {"beth", "kofi"})}

    def only(known: set[str]) -> dict[str, Script]:
        return scripts

    monkeypatch.setattr(filling, "load_scripts", only)
    for name in (
        "archival",
        "planned",
        "errands",
        "asking",
        "programs",
        "showing",
        "papers",
        "sheet",
        "teaming",
        "wishes",
        "overseeing",
    ):
        monkeypatch.setattr(filling, name, lambda stage: [])
    monkeypatch.setattr("fourleaf.world.waiting.UNREAD", {})
    monkeypatch.setattr("fourleaf.world.waiting.BOOKMARKS", {})
    monkeypatch.setattr("fourleaf.world.waiting.DRAFTS", {})


def test_a_small_world(db: None, small: None) -> None:
    filled()
    assert [post.author.name for post in Post.objects.order_by("at")] == [
        *("Beth Langley", "Kofi Mensah", "Beth Langley", "Kofi Mensah")
    ]
    question = Post.objects.get(body__startswith="Who takes")
    assert question.body == "Who takes Saturday, @Kofi Mensah?"
    assert 'class="mention"' in question.html
    assert question.at.astimezone(LONDON).time() == clock(8)
    assert question.at.astimezone(LONDON).date() == YESTERDAY.date() - timedelta(days=3)
    assert Mention.objects.get(post=question).handled_at
    assert Mention.objects.waiting().get().person.name == "Beth Langley"
    assert Post.objects.latest("at").at < YESTERDAY
    assert Person.objects.filter(kind=Person.Kind.STAFF).count() == 240


def test_a_filled_world_is_left_alone(db: None, small: None) -> None:
    said: list[str] = []
    filled()
    before = content()
    filling.fill(said.append)
    assert said == ["Marigold Health is already there."]
    assert content() == before


def test_what_fails_half_way_leaves_nothing(
    transactional_db: None, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(stage: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(filling, "settle", fail)
    with pytest.raises(RuntimeError, match="killed"):
        filled()
    assert not Person.objects.exists()
    assert not Post.objects.exists()
    assert connection.features.uses_savepoints


def test_nobody_is_woken(transactional_db: None, small: None) -> None:
    heard: list[bus.Notice] = []
    bus.attach(heard.append)
    try:
        filled()
    finally:
        bus.detach(heard.append)
    assert heard == []


def test_the_doors_open(db: None, small: None) -> None:
    filled()
    for door in DOORS:
        person = Person.objects.get(email=door.email)
        assert person.check_password(DEMO_PASSWORD)
    assert not Person.objects.get(name="Grace Whitlock").has_usable_password()
    assert not Membership.objects.filter(person__name="Maria Santos").exists()


@pytest.mark.slow
def test_just_after_midnight_nothing_lies_ahead(db: None) -> None:
    filled(EARLY)
    for instants in (
        Post.objects.values_list("at", flat=True),
        Reaction.objects.values_list("at", flat=True),
        Entry.objects.values_list("at", flat=True),
        Membership.objects.values_list("since", flat=True),
        Mention.objects.values_list("handled_at", flat=True),
    ):
        assert max(filter(None, instants)) <= EARLY


@pytest.mark.slow
def test_the_whole_world_and_the_same_once_more(db: None) -> None:
    first, second = played_back(_look_around), played_back(lambda: None)
    for name, rows in first.items():
        assert rows == second[name], name
        assert rows, name


def _look_around() -> None:
    _figures()
    _spaces()
    _sequences()
    _programs()
    _what_waits()
    _papers()
    _teams()


def _teams() -> None:
    states = dict(Launch.objects.values_list("team__name", "state"))
    assert states == {
        "Falls at night": "launched", "Letters on the day": "baseline", "Tumour board in one hour": "candidate"
    }  # fmt: skip
    win = FirstWin.objects.get()
    begun = win.launch.steps.get(after="launched")
    assert begun.without == []
    assert (win.at - begun.at).days < FirstWin.BY_DAY


def _figures() -> None:
    assert Post.objects.count() >= 1200
    assert Post.objects.filter(root=None, replies=None).count() < Post.objects.count() / 3
    assert Site.objects.count() == 6
    assert Unit.objects.count() == 14
    assert len(set(Site.objects.values_list("zone", flat=True))) == 3
    assert Resolution.objects.exists()
    assert Revision.objects.exists()
    assert Post.objects.exclude(withdrawal=None).exists()
    assert max(Post.objects.values_list("at", flat=True)) < YESTERDAY
    assert min(Post.objects.values_list("at", flat=True)) > YESTERDAY - timedelta(days=121)


def _spaces() -> None:
    teams = Space.objects.live().filter(kind=Space.Kind.TEAM).exclude(name="Leaders' table")
    assert {space.name for space in teams} == {
        "Discharge letters",
        "Falls at night",
        "Falls prevention",
        "Tumour-board handbook",
    }
    planned = Space.objects.exclude(planned_start=None)
    assert {space.name: space.planned_start.on and space.planned_start.on.weekday() for space in planned} == {
        "Stroke pathway": 0,
        "Home care north": None,
    }
    everyone = Space.objects.get(name="Everyone")
    assert everyone.is_archived
    assert everyone.purpose == EPITAPH
    assert policy.reader_count(everyone) == 241
    for space in Space.objects.all():
        assert Membership.objects.of_active().filter(space=space, role=Role.STEWARD).exists(), space.name
    viktor = Person.objects.get(name="Viktor Lindqvist")
    assert policy.role_in(viktor, Space.objects.get(name="Discharge letters")) == Role.READER
    guest = Membership.objects.standing().get(role=Role.GUEST)
    assert guest.sponsor is not None
    assert guest.expires_at is not None
    assert guest.expires_at > YESTERDAY
    directs = Space.objects.filter(kind=Space.Kind.DIRECT)
    assert directs.count() == 5  # one is Viktor's alone
    assert set(directs.values_list("access", "name")) == {(Space.Access.HIDDEN, "")}


def _sequences() -> None:
    for stream in Stream.objects.all():
        numbers = Entry.objects.filter(space_id=stream.space_id).order_by("sequence")
        assert list(numbers.values_list("sequence", flat=True)) == list(range(1, stream.last + 1))
    for post in Post.objects.exclude(root=None).select_related("root"):
        assert post.root is not None
        assert post.at > post.root.at
        assert post.sequence > post.root.sequence
    outsiders = Post.objects.exclude(author__memberships__space=F("space"))
    assert not outsiders.exists()


def _programs() -> None:
    hook = Incoming.objects.standing().get()
    assert (hook.space.name, hook.bot.sponsor) == ("Infection control", hook.by)
    assert hook.bot.posts.count() == len(SAID)
    assert not Mention.objects.filter(post__author=hook.bot).exists()


def _what_waits() -> None:
    hanna, okafor, adaeze, viktor = (
        Person.objects.get(name=name)
        for name in ("Hanna Nowak", "Dr Daniel Okafor", "Adaeze Obi", "Viktor Lindqvist")
    )
    for person in (hanna, okafor, adaeze, viktor):
        waiting = Mention.objects.waiting().filter(person=person)
        assert 1 <= waiting.count() <= 6, person.name
        assert all(mention.post.at > YESTERDAY - timedelta(days=2) for mention in waiting)
    assert _unread(hanna) == {"Rota exchange": 4, "Discharge letters": 2}
    assert set(_unread(okafor)) == {"Leaders' table", ""}
    assert set(_unread(viktor)) == {"Discharge letters"}
    news = Following.objects.filter(person=hanna, root__replies__sequence__gt=F("read_to")).distinct()
    assert 1 <= news.count() <= 8
    request = AccessRequest.objects.open().get()
    assert policy.can_steer(okafor, request.space)
    assert Invitation.objects.open().get().person == hanna
    for person in (hanna, okafor):
        assert Bookmark.objects.filter(person=person).count() == 3
        assert Draft.objects.filter(person=person).count() == 1


def _unread(person: Person) -> dict[str, int]:
    unread: dict[str, int] = {}
    for cursor in Cursor.objects.filter(person=person).select_related("space"):
        others = cursor.space.posts.filter(sequence__gt=cursor.read_to).exclude(author=person)
        if count := others.count():
            unread[cursor.space.name] = count
    return unread


def _papers() -> None:
    template = Document.objects.get(title="Template for the discharge letter")
    grown = [(each.number, each.name, bool(each.is_major)) for each in template.revisions.order_by("number")]
    assert grown == [
        (1, "Template 3", False),
        (2, "Template 4", True),
        (3, "", False),
        (4, "Template 5", True),
        (5, "Template 6", False),
        (6, "Template 7", False),
        (7, "", False),
        (8, "Template 8, draft", True),
    ]
    credits = Credit.objects.filter(document__title="Night card: the line for blood thinners")
    assert {credit.source for credit in credits} == {template}
    assert "Dr Daniel Okafor" in {credit.author.name for credit in credits}
    assert [(offer.writer.name, offer.author.name) for offer in Offer.objects.open()] == [
        ("Viktor Lindqvist", "Dr Daniel Okafor")
    ]
    rounds = template.rounds.order_by("at").values_list("revision__name", "ending__how")
    assert list(rounds) == [
        ("Template 3", "approved"),
        ("Template 5", "changes"),
        ("Template 8, draft", None),
    ]
    news = template.revisions.get(number=8)
    told = arrival_of(news)
    assert (told.asked, told.opened, told.read, told.half) == (9, 6, None, 24)
    told = arrival_of(template.revisions.get(name="Template 7"))
    assert (told.asked, told.opened, told.read) == (9, None, 6)
    owners = template.tasks.exclude(owner=None).order_by("place").values_list("owner__family_name", "state")
    assert list(owners) == [("Martín", "open"), ("Nowak", "open"), ("Okafor", "done")]
    (change, *_earlier) = changes_in(template, 9)
    assert [each.document.title[:7] for each in change.enacted.dependents] == ["Leaflet"]
    alone = Document.objects.get(title="Interactions I answer most often")
    assert [person.name for person in policy.readers(alone.space)] == ["Viktor Lindqvist"]
