"""What is done on an installation from a process without gateway, `python -m tests.live.hand`; see `deeds.py`."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from fourleaf.config.database_session import open_session
from tests.live.deeds import serve

PASSWORD = "bed four is ready at seven"


def furnish(*, spaces: str = "0") -> dict[str, Any]:
    """Build the small house, give everybody the password, and add spaces of Amina's in which Ben and Ruth are."""
    made = houses.build_house()
    names = ("amina", "ben", "ruth", "gwen", "omar", "maria")
    people = {name: getattr(made, name) for name in names}
    people |= {name: _colleague(name, made.amina) for name in ("nora", "piet", "iris")}
    for person in people.values():
        door.set_password(actor=person, person=person, password=PASSWORD)
    wards = [_ward(number, people) for number in range(int(spaces))]
    return {
        "people": {name: str(person.pk) for name, person in people.items()},
        "spaces": {name: str(getattr(made, name).pk) for name in ("ward", "secret", "open")},
        "wards": wards,
        "post": str(made.post.pk),
    }


def lived(*, seed: str, size: str, revisions: str) -> dict[str, Any]:
    """A generated history of a document, lived through; what was found."""
    return asdict(histories.live(histories.team(), History(int(seed), int(size)), int(revisions)))


def reachable(*, people: str) -> str:
    """So many people with a mobile number each."""
    made = [Person(name=f"Number {number}") for number in range(int(people))]
    add_people(actor=None, people=[NewPerson(person) for person in made])
    bring_contact(actor=None, values={person: {"mobile": _number(person)} for person in made})
    return "done"


def reached() -> dict[str, int]:
    """How many numbers can be read and are the right ones."""
    points = ContactPoint.objects.select_related("person")
    return {"reach": sum(point.value == _number(point.person) for point in points)}


def _number(person: Any) -> str:
    return f"+44 7700 {person.name.split()[-1]:0>6}"


def _colleague(name: str, like: Any) -> Any:
    return staff.add_person(
        actor=None, name=f"{name.title()} Lind", family_name="Lind", email=f"{name}@marigold.example",
        staff_number=f"M-{name}", job_title="ward nurse", unit=like.unit, site=like.site,
        profession=like.profession, kind=like.kind,
    )  # fmt: skip


def _ward(number: int, people: dict[str, Any]) -> dict[str, str]:
    space = rooms.add_space(actor=people["amina"], name=f"Ward {number + 1}", purpose="Where we hand over.")
    ids = {"space": str(space.pk)}
    for name in ("ben", "nora", "piet"):
        belongs = rooms.add_member(actor=people["amina"], space=space, person=people[name], role="member")
        ids[name] = str(belongs.pk)
    return ids


def ward() -> dict[str, str]:
    """One more such space."""
    names = ("amina", "ben", "nora", "piet")
    people = {name: Person.objects.get(email=f"{name}@marigold.example") for name in names}
    return _ward(Space.objects.count(), people)


def deactivate(*, email: str) -> str:
    """Somebody leaves the organisation."""
    staff.deactivate_person(actor=None, person=Person.objects.get(email=email))
    return "done"


def rename(*, email: str, name: str) -> str:
    """The directory learns another name of somebody."""
    staff.change_person(actor=None, person=Person.objects.get(email=email), name=name)
    return "done"


def say(*, space: str, email: str, body: str) -> int:
    """Somebody writes from a process that serves nobody."""
    actor = Person.objects.get(email=email)
    return conversation.add_post(actor=actor, space=Space.objects.get(pk=space), body=body).sequence


def let_in(*, space: str, email: str, seconds: str) -> str:
    """Amina lets somebody in as a guest for so long."""
    until = time.now() + timedelta(seconds=float(seconds))
    host, guest = (Person.objects.get(email=each) for each in ("amina@marigold.example", email))
    made = rooms.add_member(
        actor=host, space=Space.objects.get(pk=space), person=guest, role="guest", expires_at=until
    )
    return str(made.pk)


def posts(*, space: str) -> list[list[Any]]:
    """All posts of a space as (sequence, body)."""
    return [
        list(row)
        for row in Post.objects.filter(space_id=UUID(space))
        .order_by("sequence")
        .values_list("sequence", "body")
    ]


def directory() -> dict[str, dict[str, str]]:
    """The ids of all spaces by name and of all people by name; the addresses of all work teams by name."""
    return {
        "spaces": {space.name: str(space.pk) for space in Space.objects.exclude(name="")},
        "people": {person.name: str(person.pk) for person in Person.objects.all()},
        "teams": {team.name: team.get_absolute_url() for team in Team.objects.all()},
    }


def examples(*, space: str, author: str) -> dict[str, str]:
    """Posts of a kind in a space, and somebody's direct conversation."""
    posts = Post.objects.filter(space__name=space)
    own = posts.filter(author__name=author, withdrawal=None).latest("sequence")
    actor = Person.objects.get(name=author)
    if not own.revisions.exists():
        conversation.edit_post(actor=actor, post=own, body=f"{own.body}\n\nCorrected once.")
    mine = Space.objects.filter(kind=Space.Kind.DIRECT, memberships__person__name=author)
    return {
        "post": str(posts.filter(root=None, replies__isnull=False).latest("sequence").pk),
        "own": str(own.pk),
        "direct": str(mine.latest("created_at").pk),
    }


def programs(*, author: str) -> dict[str, str]:
    """A space of somebody's with a program that writes, one that is told, and what came of telling it."""
    actor, now = Person.objects.get(name=author), time.now()
    space = rooms.add_space(
        actor=actor, name="Bed board", purpose="What the bed board says, and what it is told."
    )
    bot = bots.add_bot(actor=actor, name="Bed board of Eastgate and Southfield")
    hooks.add_incoming(actor=actor, space=space, bot=bot)
    url = "https://bed-board.receiver.example.org/programs/of/the/whole/group/fourleaf?site=eastgate&v=2"
    outgoing, _secret = hooks.add_outgoing(
        actor=actor, space=space, bot=bot, url=url, kinds=Outgoing.Kind.values, with_text=True
    )
    for ended in (
        {"delivered_at": now, "status": 204, "attempts": 1},
        {"status": 503, "error": "answer", "attempts": 3, "next_at": now + timedelta(hours=2)},
        {"given_up_at": now, "error": "timeout", "attempts": 9},
        {"given_up_at": now, "status": 400, "error": "answer", "attempts": 1},
    ):
        outgoing.deliveries.create(type="membership.changed", happened_at=now, **ended)
    text = "Ward round numbers, every morning, until we are bored of them. " * 4
    held = conversation.schedule_post(actor=actor, space=space, body=text, send_at=now + timedelta(days=1))
    answers = ["A board in every corridor, with a light", "Numbers by pager", "Nothing"]
    poll = conversation.add_poll(actor=actor, space=space, body="What helps most?", options=answers)
    Hold.objects.create(scheduled=held, why=Hold.Why.LATE)
    return {
        "programs": str(space.pk),
        "bot": str(bot.pk),
        "outgoing": str(outgoing.pk),
        "scheduled": str(held.pk),
        "announcement": str(AnnouncedPost.objects.latest("post__at").post_id),
        "poll": str(poll.pk),
    }


def told(*, space: str) -> list[list[str]]:
    """Who is told of which post of a space, once the notifier has taken everything."""
    while Pending.objects.exists():
        notifier.take()
    bodies = dict(Post.objects.filter(space_id=UUID(space)).values_list("pk", "body"))
    rows = Telling.objects.filter(about__in=bodies).select_related("person").order_by("since")
    return [[row.person.name, bodies[row.about]] for row in rows]


def connect(*, space: str, url: str = "") -> dict[str, str]:
    """Let a bot of Amina's write in a space, and have an address told what happens there."""
    amina, place = Person.objects.get(email="amina@marigold.example"), Space.objects.get(pk=UUID(space))
    bot = bots.add_bot(actor=amina, name="Build watch")
    made = {"bot": str(bot.pk), "key": hooks.add_incoming(actor=amina, space=place, bot=bot)[1]}
    if url:
        kinds = ["posts", "reactions"]
        made["secret"] = hooks.add_outgoing(actor=amina, space=place, bot=bot, url=url, kinds=kinds)[1]
    return made


def document(*, space: str) -> str:
    """A document of Amina's in a space."""
    amina = Person.objects.get(email="amina@marigold.example")
    made = documents.add_document(actor=amina, title="Night rounds", space=Space.objects.get(pk=space))
    return str(made.pk)


def document_numbers(*, document: str) -> list[int]:
    """The numbers of what is on disk of a document."""
    kept = DocumentUpdate.objects.filter(document=UUID(document)).order_by("number")
    return list(kept.values_list("number", flat=True))


def opened_to(*, document: str, email: str) -> tuple[int, int]:
    """Up to which update somebody had a document before them, and how far it has come."""
    found = DocumentCursor.objects.filter(document=UUID(document), person__email=email)
    return found.values_list("upto", flat=True).first() or 0, Document.objects.get(pk=document).sequence


def grant_runs_out(*, document: str, seconds: str) -> str:
    """All that shows a document to somebody ends in so many seconds, as if it had been meant to."""
    ends = time.now() + timedelta(seconds=float(seconds))
    Grant.objects.filter(kind="document", object_id=UUID(document)).update(expires_at=ends)
    return "done"


def show_document(*, document: str, email: str, role: str) -> str:
    """Amina shows a document to somebody."""
    amina = Person.objects.get(email="amina@marigold.example")
    thing = DOCUMENT.find(amina, UUID(document))
    assert thing is not None
    to = Person.objects.get(email=email)
    sharing.show(actor=amina, thing=thing, to=to, purpose="To help.", role=role)
    return "done"


def unshow_document(*, document: str) -> str:
    """Amina takes back whatever she shows of a document."""
    amina = Person.objects.get(email="amina@marigold.example")
    for grant in Grant.objects.standing().filter(object_id=document):
        sharing.take_back(actor=amina, grant=grant)
    return "done"


def revoke_token(*, name: str) -> str:
    """End the tokens of this name."""
    for token in Token.objects.filter(name=name):
        revoke_token_of(actor=None, token=token)
    return "done"


if __name__ == "__main__":
    with open_session("jobs"):
        # Django can be imported only now that it is set up.
        from django.db import connections

        from fourleaf.adoption.models import Team
        from fourleaf.chronicle.models import Pending
        from fourleaf.config import notifier
        from fourleaf.conversation import actions as conversation
        from fourleaf.conversation.models import AnnouncedPost, Hold, Post
        from fourleaf.documents import actions as documents
        from fourleaf.documents.models import Document, DocumentCursor, DocumentUpdate
        from fourleaf.documents.showing import DOCUMENT
        from fourleaf.hooks import actions as hooks
        from fourleaf.hooks.models import Outgoing
        from fourleaf.inbox.models import Telling
        from fourleaf.kit import time
        from fourleaf.people.actions import NewPerson, add_people, bots, door
        from fourleaf.people.actions import directory as staff
        from fourleaf.people.actions.contact import bring_contact
        from fourleaf.people.actions.tokens import revoke_token as revoke_token_of
        from fourleaf.people.models import ContactPoint, Person, Token
        from fourleaf.sharing import actions as sharing
        from fourleaf.sharing.models import Grant
        from fourleaf.spaces import actions as rooms
        from fourleaf.spaces.models import Space
        from tests import house as houses
        from tests.documents import lived as histories
        from tests.documents.text.histories import History

        deeds: dict[str, Callable[..., Any]] = {
            "furnish": furnish,
            "ward": ward,
            "deactivate": deactivate,
            "posts": posts,
            "reachable": reachable,
            "reached": reached,
            "rename": rename,
            "say": say,
            "let_in": let_in,
            "directory": directory,
            "examples": examples,
            "connect": connect,
            "programs": programs,
            "told": told,
            "document": document,
            "document_numbers": document_numbers,
            "opened_to": opened_to,
            "grant_runs_out": grant_runs_out,
            "lived": lived,
            "revoke_token": revoke_token,
            "show_document": show_document,
            "unshow_document": unshow_document,
        }
        serve(deeds, connections.close_all)
