"""Conversations of the workspace become spaces here, each with somebody who answers for it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fourleaf.imports import actions
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack.people import active_among
from fourleaf.imports.slack.report import Report
from fourleaf.imports.slack.workspace import Conversation
from fourleaf.kit import bus, time
from fourleaf.kit.slack.markup import plain
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.spaces.actions.importing import (
    PastMember,
    add_past_members,
    import_archival,
    import_space,
    name_steward,
)
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

KIND, ARCHIVED = "space", "archived"


@dataclass
class Founding:
    """What founding spaces needs to know; `access` is for public channels, private ones are always hidden."""

    source: str
    people: dict[str, UUID]
    access: str
    steward: Person | None
    report: Report
    known: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = Correspondence.objects.filter(source=self.source, kind=KIND)
        self.known = dict(rows.values_list("external", "target"))


def bring_space(founding: Founding, conversation: Conversation, began: datetime) -> Space:
    """The space of a conversation: the one of an earlier run, with those who joined since, or a new one."""
    members = _members(founding, conversation)
    if conversation.id in founding.known:
        founding.report.spaces_known += 1
        space = Space.objects.get(pk=founding.known[conversation.id])
        if not space.is_direct:
            add_past_members(space=space, members=[PastMember(m, Role.MEMBER, began) for m in members])
    else:
        with transaction.atomic():
            space = _existing_direct(conversation, members) or _found(founding, conversation, members, began)
            actions.remember(source=founding.source, kind=KIND, pairs={conversation.id: space.pk})
        founding.known[conversation.id] = space.pk
        founding.report.spaces_created += 1
        for person in active_among(members):
            bus.send(bus.Notice(f"person:{person}", None, "WaitingChanged"))
    _see_to_steward(founding, conversation, space)
    return space


def bring_archival(founding: Founding, conversation: Conversation, space: Space, at: datetime) -> None:
    """Close what was closed in Slack, once: whoever opens it here again is not overruled by the next run."""
    pair = {conversation.id: space.pk}
    done = Correspondence.objects.filter(source=founding.source, kind=ARCHIVED, external=conversation.id)
    if not conversation.is_archived or done.exists():
        return
    with transaction.atomic():
        import_archival(space=space, by=space.founder_id, at=at)
        actions.remember(source=founding.source, kind=ARCHIVED, pairs=pair)


def is_private(conversation: Conversation) -> bool:
    """Only its members could read it in Slack."""
    return conversation.form != "channel"


def _members(founding: Founding, conversation: Conversation) -> list[UUID]:
    unlisted = [key for key in conversation.members if key not in founding.people]
    founding.report.skipped["members of channels whom the export does not name"] += len(unlisted)
    return list(dict.fromkeys(founding.people[k] for k in conversation.members if k in founding.people))


def _found(founding: Founding, conversation: Conversation, members: list[UUID], began: datetime) -> Space:
    is_direct = conversation.form in ("dm", "mpim") and len(members) <= Space.DIRECT_LIMIT
    founder = founding.people.get(conversation.creator) or next(iter(members), None) or _anybody(founding)
    space = Space(
        name="" if is_direct else conversation.name or "Group conversation",
        purpose=_purpose(conversation),
        kind=Space.Kind.DIRECT if is_direct else Space.Kind.TEAM,
        access=Space.Access.HIDDEN if is_private(conversation) else founding.access,
        founder_id=founder,
        created_at=began,
    )
    stewards = members if is_direct and members else [founder]
    everyone = dict.fromkeys([*stewards, *members])
    roles = ((person, Role.STEWARD if person in stewards else Role.MEMBER) for person in everyone)
    import_space(space=space, members=[PastMember(person, role, began) for person, role in roles])
    return space


def _see_to_steward(founding: Founding, conversation: Conversation, space: Space) -> None:
    """Where no steward can act here, somebody active becomes one: in a private channel only one of its members.

    An import must not show anybody what they could not read in Slack.
    """
    members = Membership.objects.of_active().filter(space=space)
    if space.is_direct or members.filter(role=Role.STEWARD).exists():
        return
    colleagues = members.filter(person__kind=Person.Kind.STAFF).order_by("since", "person__name", "person")
    within = list(colleagues.values_list("person_id", flat=True))
    chosen = _chosen(founding)
    if is_private(conversation):
        heirs = [person for person in within if person == chosen] or within
    else:
        heirs = [chosen] if chosen else within
    if heirs:
        name_steward(space=space, person=heirs[0])
    else:
        founding.report.orphans.append(space.name)


def _chosen(founding: Founding) -> UUID | None:
    """Who was named, else whoever administers or leads the organisation today, the longest-serving first."""
    if founding.steward:
        return founding.steward.pk
    for role in (OrganisationRole.Role.ADMINISTRATOR, OrganisationRole.Role.LEADER):
        holders = OrganisationRole.objects.on(time.now().date()).filter(
            role=role, person__deactivated_at=None
        )
        if found := holders.order_by("from_on", "pk").values_list("person_id", flat=True).first():
            return UUID(str(found))
    return None


def _anybody(founding: Founding) -> UUID:
    """A space needs a founder even where the export names nobody at all."""
    return _chosen(founding) or min(founding.people.values())


def _existing_direct(conversation: Conversation, members: list[UUID]) -> Space | None:
    """The direct conversation that exactly these people have here already."""
    if conversation.form not in ("dm", "mpim") or not members:
        return None
    ours = Membership.objects.standing().filter(person=members[0], space__kind=Space.Kind.DIRECT)
    for space in Space.objects.filter(pk__in=ours.values("space")).order_by("pk"):
        there = Membership.objects.standing().filter(space=space).values_list("person_id", flat=True)
        if set(there) == set(members):
            return space
    return None


def _purpose(conversation: Conversation) -> str:
    texts = dict.fromkeys(plain(text) for text in (conversation.purpose, conversation.topic))
    return "\n\n".join(text for text in texts if text)[:2000]
