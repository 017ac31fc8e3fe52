"""Who stands to a closed space in which way, and one thing of each kind in it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from fourleaf.conversation import actions as conversation
from fourleaf.documents import actions as documents
from fourleaf.documents.models import Document
from fourleaf.documents.tree.schema import Tree, mark, node
from fourleaf.hooks import actions as hooks
from fourleaf.hooks.models import Outgoing
from fourleaf.kit import identity, time
from fourleaf.mine import actions as mine
from fourleaf.mine.jobs import make_copy
from fourleaf.oversight import actions as oversight
from fourleaf.oversight.models import Alert
from fourleaf.people import actions as people
from fourleaf.people.models import OrganisationRole, Person, Token, Unit
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
#: And what is suggested in its text.
SUGGESTED = "Ask the night porter"
#: And what its task asks for.
ASKED_FOR = "Check the left rail"


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
#: To whom the document is shown so that they may comment on it.
COMMENT_ON_IT = (Who.SHOWN_TO_COMMENT, Who.SHOWN_TO_EDIT)
BELONG = {
    Who.READER: Role.READER,
    Who.GUEST: Role.GUEST,
    Who.MEMBER: Role.MEMBER,
    Who.AUTHOR: Role.MEMBER,
    Who.STEWARD: Role.STEWARD,
}


#: Whose is taken for somebody who has none of their own: the grant for reading, what one said who may comment.
OF_ANOTHER = {
    "grant": Who.SHOWN_TO_READ,
    "reply": Who.SHOWN_TO_COMMENT,
    "own comment": Who.SHOWN_TO_COMMENT,
}


@dataclass(frozen=True)
class Stage:
    """`people` by how they stand to the space, their `tokens`, and `keys` of the things by what lines call them."""

    people: dict[Who, Person]
    tokens: dict[Who, str]
    keys: dict[str, Any]

    def key(self, name: str, who: Who) -> Any:
        """What stands in an address or is looked for: somebody's own grant, reply or comment, or else another's."""
        owner = OF_ANOTHER.get(name)
        if owner is not None:
            return self.keys.get(f"{name} {who}") or self.keys[f"{name} {owner}"]
        return self.keys.get(name, name.removeprefix("kind "))


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
    also = person("Also Steward")
    spaces.add_member(actor=steward, space=space, person=also, role=Role.STEWARD)
    leaver = spaces.add_member(actor=steward, space=space, person=person("Gone Soon"), role=Role.READER)
    asked_in = person("Asked In")
    keys: dict[str, Any] = {
        "space": space.pk,
        "late": late.pk,
        "request": request.pk,
        "invitation": spaces.invite(actor=steward, space=space, person=asked_in, role=Role.READER).pk,
        "membership": leaver.pk,
        "other steward": also.pk,
    }
    keys |= _said(author, steward, space)
    keys |= _shown(cast, late, keys["post"])
    keys |= _written(cast, space)
    keys |= _beside(cast, keys["document"], leaver.person)
    keys |= _watched(cast, space, late)
    return Stage(cast, {who: _token(one) for who, one in cast.items()}, keys)


def _token(person: Person) -> str:
    scopes = Token.Scope.values
    return people.add_token(actor=person, person=person, name="A program", scopes=scopes)[1]


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
    suggestion = f"{member.pk}-7-1"
    documents.append_to_document(actor=member, document=document, tree=_asked_and_suggested(suggestion))
    another = documents.add_document(actor=steward, title="Beds", space=space)
    shown = [(who, role, document.pk) for who, role in GRANTEES.items()]
    for who, role, key in (*shown, (Who.SHOWN_TO_EDIT, Grant.Role.READER, another.pk)):
        thing = things.find(steward, "document", key)
        assert thing is not None
        sharing.show(actor=steward, thing=thing, to=cast[who], purpose="The audit.", role=role)
    return {
        "document": document.pk,
        "version": revision.pk,
        "suggestion": suggestion,
        "suggested": SUGGESTED,
        "other document": another.pk,
    }


def _beside(cast: dict[Who, Person], key: UUID, reader: Person) -> dict[str, Any]:
    """What was said of the document, asked for in it, and who has read what is new."""
    document = Document.objects.get(pk=key)
    author = cast[Who.AUTHOR]
    documents.read_tasks_of(document=document)
    made: dict[str, Any] = {
        "comment": documents.add_comment(actor=author, document=document, body="Which rail?").pk,
        "task": document.tasks.get().pk,
        "asked for": ASKED_FOR,
        "has read": reader.name,
    }
    for who in (*BELONG, *COMMENT_ON_IT):
        said = documents.add_comment(actor=cast[who], document=document, body="The left one.")
        made[f"own comment {who}"] = said.pk
    revision = document.revisions.get(number=2)
    documents.mark_revision(actor=author, document=document, revision=revision, what="At night, too.")
    documents.confirm_change(actor=reader, document=document, revision=revision)
    day = (time.now() + timedelta(days=7)).date()
    for name in ("Third", "Fourth"):  # the second ends the first
        reviewers = [cast[Who.READER], cast[Who.SHOWN_TO_COMMENT]]
        round = documents.submit_document(
            actor=author, document=document, name=name, reviewers=reviewers, due_on=day
        )
    documents.append_to_document(actor=author, document=document, tree=_text("And in the end."))
    return made | {"round": round.pk}


def _text(words: str) -> Tree:
    return node("doc", node("paragraph", {"type": "text", "text": words}))


def _asked_and_suggested(suggestion: str) -> Tree:
    words: Tree = {"type": "text", "text": SUGGESTED, "marks": [mark("insertion", id=suggestion)]}
    task = node("taskItem", node("paragraph", {"type": "text", "text": ASKED_FOR}))
    return node("doc", node("paragraph", words), node("taskList", task))


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
