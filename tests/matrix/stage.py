"""Who stands to a closed space in which way, and one thing of each kind in it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions as documents
from fourleaf.documents.tree.schema import Tree, node
from fourleaf.hooks import actions as hooks
from fourleaf.hooks.models import Outgoing
from fourleaf.kit import identity, time
from fourleaf.mine import actions as mine
from fourleaf.mine.jobs import make_copy
from fourleaf.oversight import actions as oversight
from fourleaf.oversight.models import Alert
from fourleaf.people import actions as people
from fourleaf.people.models import OrganisationRole, Person, Unit
from fourleaf.sharing import actions as sharing
from fourleaf.sharing import things
from fourleaf.sharing.models import AccessRequest, Asked, Grant
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import BreakGlass, Space
from fourleaf.spaces.rights import Role

PASSWORD = "a rail beside bed four"
#: A word that stands in the thread alone; search finds nothing else by it.
WORD = "bedrail"
#: And one of the document's title.
TITLE_WORD = "railbook"


class Who(StrEnum):
    """How somebody stands to the space, in the words of the page."""

    STRANGER = "stranger"
    OUTSIDER = "outsider"
    READER = "reader"
    GUEST = "guest"
    MEMBER = "member"
    AUTHOR = "author"
    STEWARD = "steward"
    SHOWN_TO_READ = "shown to read"
    SHOWN_TO_COMMENT = "shown to comment"
    SHOWN_TO_EDIT = "shown to edit"
    GLASS = "break-glass"
    OFFICER = "privacy officer"


GRANTEES = {
    Who.SHOWN_TO_READ: Grant.Role.READER,
    Who.SHOWN_TO_COMMENT: Grant.Role.COMMENTER,
    Who.SHOWN_TO_EDIT: Grant.Role.EDITOR,
}
BELONG = {
    Who.READER: Role.READER,
    Who.GUEST: Role.GUEST,
    Who.MEMBER: Role.MEMBER,
    Who.AUTHOR: Role.MEMBER,
    Who.STEWARD: Role.STEWARD,
}


@dataclass(frozen=True)
class Stage:
    """`people` by how they stand to the space; `keys` of the things, by the words in which the lines name them."""

    people: dict[Who, Person]
    keys: dict[str, Any]

    def grant_of(self, who: Who) -> UUID:
        """By which the thread is shown to somebody; for others the one for reading."""
        key: UUID = self.keys[f"grant {who if who in GRANTEES else Who.SHOWN_TO_READ}"]
        return key

    def reply_of(self, who: Who) -> UUID:
        """What somebody replied to whom the thread is shown; for others the reply of one who may comment."""
        key: UUID = self.keys.get(f"reply {who}") or self.keys[f"reply {Who.SHOWN_TO_COMMENT}"]
        return key


def build() -> Stage:
    """All of it, made by the actions."""
    unit = Unit.objects.create(name="Geriatrics")

    def person(name: str) -> Person:
        made = Person(
            kind=Person.Kind.STAFF, name=name, family_name=name.split()[1], unit=unit,
            email=f"{name.split()[0].lower()}@marigold.example",
        )  # fmt: skip
        made.set_password(PASSWORD)
        made.save()
        return made

    names = (
        "Omar Said", "Ruth Abrams", "Gwen Pryce", "Ben Achterberg", "Ada Lindqvist", "Amina Yusuf", "Rhys Bowen",
        "Carla Nunes", "Edda Falk", "Leo Marsh", "Olwen Hughes",
    )  # fmt: skip
    cast = dict(zip(list(Who)[1:], map(person, names), strict=True))
    steward, author = cast[Who.STEWARD], cast[Who.AUTHOR]
    today = time.now().date()
    for who, role in (
        (Who.OFFICER, OrganisationRole.Role.PRIVACY_OFFICER),
        (Who.GLASS, OrganisationRole.Role.LEADER),
    ):
        OrganisationRole.objects.create(person=cast[who], role=role, from_on=today)
    space = spaces.add_space(actor=steward, name="Falls prevention", access=Space.Access.ON_REQUEST)
    late = person("Late Comer")
    request = spaces.request_access(actor=late, space=space, reason="I would help.")
    Space.objects.filter(pk=space.pk).update(access=Space.Access.HIDDEN)
    space.refresh_from_db()
    for who, belongs in BELONG.items():
        if who != Who.STEWARD:
            asked = spaces.invite(actor=steward, space=space, person=cast[who], role=belongs)
            spaces.answer_invitation(actor=cast[who], invitation=asked, accept=True)
    spaces.add_member(actor=steward, space=space, person=person("Also Steward"), role=Role.STEWARD)
    leaver = spaces.add_member(actor=steward, space=space, person=person("Gone Soon"), role=Role.READER)
    asked_in = person("Asked In")
    keys: dict[str, Any] = {
        "space": space.pk,
        "late": late.pk,
        "request": request.pk,
        "invitation": spaces.invite(actor=steward, space=space, person=asked_in, role=Role.READER).pk,
        "membership": leaver.pk,
    }
    keys |= _said(author, steward, space)
    keys |= _shown(cast, late, keys["post"])
    keys |= _written(cast, space)
    keys |= _watched(cast, space, late)
    return Stage(cast, keys)


def _said(author: Person, steward: Person, space: Space) -> dict[str, Any]:
    upload = SimpleUploadedFile("plan.txt", b"Bed 4 and Bed 5")
    file = conversation.add_attachment(actor=author, space=space, upload=upload)
    post = conversation.add_post(
        actor=author, space=space, body=f"Please check the {WORD}.", attachments=[file]
    )
    conversation.add_post(actor=steward, space=space, body="Checked at seven.", root=post)
    conversation.edit_post(actor=author, post=post, body=f"Please check every {WORD}.")
    poll = conversation.add_poll(
        actor=author, space=space, body="Which?", options=["A", "B"], is_multiple=True
    )
    announcement = conversation.add_announcement(actor=steward, spaces=[space], body="Read this.")
    later = conversation.schedule_post(
        actor=author, space=space, body="Later.", send_at=time.now() + timedelta(days=1)
    )
    bot = people.add_bot(actor=steward, name="Build watch")
    incoming, _key = hooks.add_incoming(actor=steward, space=space, bot=bot)
    outgoing, _secret = hooks.add_outgoing(
        actor=steward, space=space, bot=bot, url="https://x.example/", kinds=Outgoing.Kind.values
    )
    return {
        "post": post.pk,
        "file": file.pk,
        "poll": poll.pk,
        "announced": announcement.copies.get().post_id,
        "scheduled": later.pk,
        "incoming": incoming.pk,
        "outgoing": outgoing.pk,
    }


def _written(cast: dict[Who, Person], space: Space) -> dict[str, Any]:
    """The author's document, of which a member wrote the second version, shown to the same people as the thread."""
    author, member, steward = cast[Who.AUTHOR], cast[Who.MEMBER], cast[Who.STEWARD]
    document = documents.add_document(
        actor=author, title=f"The {TITLE_WORD}", space=space, tree=_text("Look.")
    )
    documents.name_revision(actor=author, document=document, name="First")
    documents.append_to_document(actor=member, document=document, tree=_text("And again at night."))
    documents.name_revision(actor=steward, document=document, name="Second")
    revision = document.revisions.get(number=2)
    documents.append_to_document(actor=member, document=document, tree=_text("And once more."))
    for who, role in GRANTEES.items():
        thing = things.find(steward, "document", document.pk)
        assert thing is not None
        sharing.show(actor=steward, thing=thing, to=cast[who], purpose="The audit.", role=role)
    return {"document": document.pk, "version": revision.pk}


def _text(words: str) -> Tree:
    return node("doc", node("paragraph", {"type": "text", "text": words}))


def _shown(cast: dict[Who, Person], late: Person, post: UUID) -> dict[str, Any]:
    steward = cast[Who.STEWARD]
    thing = things.find(steward, "thread", post)
    assert thing is not None
    made: dict[str, Any] = {}
    for who, shown in GRANTEES.items():
        given = Grant.Role.COMMENTER if shown == Grant.Role.EDITOR else shown
        grant = sharing.show(actor=steward, thing=thing, to=cast[who], purpose="The audit.", role=given)
        # No thread is shown to be edited: what the role would let somebody do is asked all the same.
        Grant.objects.filter(pk=grant.pk).update(role=shown)
        made[f"grant {who}"] = grant.pk
        if shown != Grant.Role.READER:
            grant.refresh_from_db()
            made[f"reply {who}"] = conversation.add_comment(actor=cast[who], grant=grant, body="Seen.").pk
    wanted = AccessRequest.objects.create(kind="thread", object_id=post, person=late, reason="To help.")
    Asked.objects.create(request=wanted, space=thing.space)
    return made | {"wanted": wanted.pk}


def _watched(cast: dict[Who, Person], space: Space, late: Person) -> dict[str, Any]:
    breaker = cast[Who.GLASS]
    identity.become(breaker.pk)
    glass = spaces.break_glass(actor=breaker, space=space.pk, reason="A child is missing.", password=PASSWORD)
    identity.become(None)
    assert glass is not None
    now = time.now()
    hold = oversight.add_hold(actor=cast[Who.OFFICER], person=late.pk, reason="A complaint.")
    alert = Alert.objects.create(kind=Alert.Kind.REFUSALS, person=late, count=20, from_at=now, until_at=now)
    over = BreakGlass.objects.create(space=space, person=breaker, reason="It was urgent.", until_at=now)
    copy = mine.ask_copy(actor=cast[Who.AUTHOR])
    make_copy(copy=str(copy.pk))
    return {
        "glass": glass.pk,
        "glass over": over.pk,
        "hold": hold.pk,
        "alert": alert.pk,
        "copy": copy.pk,
        "author": cast[Who.AUTHOR].pk,
    }
