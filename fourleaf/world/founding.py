"""Turn the rooms into deeds: who founds each space, who comes in when and how, what is planned, what is archived."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role
from fourleaf.world.conversations import Stage, timed
from fourleaf.world.deeds import Deed
from fourleaf.world.rooms import EPITAPH, PLANS, Plan, Room
from fourleaf.world.scripts import Moment, Script

BEFORE = timedelta(hours=3)
A_MINUTE = timedelta(minutes=1)
#: Who speaks within these days after the founding was there from the beginning.
FOUNDERS = timedelta(days=3)
#: The silent members of open spaces walk in over this time.
CROWD = timedelta(days=40)
GUEST_STAYS = timedelta(days=35)
ARCHIVED = Moment(-36, time(10, 0))
ONE_MONDAY = 7


def direct(script: Script, stage: Stage) -> list[Deed]:
    """The direct conversation of those who speak in the script, begun by who speaks first."""
    lines = timed(script, stage)
    people = [stage.people[key] for key in dict.fromkeys(said.line.author for said in lines)]

    def begin() -> None:
        stage.spaces[script.slug] = actions.start_direct(actor=people[0], people=people[1:])

    return [Deed(lines[0].at - A_MINUTE, begin)]


def founding(room: Room, script: Script, stage: Stage) -> list[Deed]:
    """The space itself and all who come in."""
    seen = _first_seen(script, stage)
    begins = min(seen.values()) - BEFORE
    deeds = [Deed(begins, lambda: _found(room, stage))]
    for number, (key, first) in enumerate(seen.items(), 1):
        if key == room.founder:
            continue
        is_early = first < begins + BEFORE + FOUNDERS
        at = begins + A_MINUTE * number if is_early else first - timedelta(hours=26)
        role = Role.STEWARD if key in room.stewards else Role.MEMBER
        deeds += _entry(room, key, role, at, first, stage)
    for key, silent_role, day in room.silent:
        deeds.append(
            _addition(
                room, key, silent_role, stage.calendar.instant(Moment(day, time(9)), stage.people[key]), stage
            )
        )
    return deeds + list(_crowd(room, begins + BEFORE, stage))


def _first_seen(script: Script, stage: Stage) -> dict[str, datetime]:
    """When each person first speaks, reacts or settles a thread, by key."""
    seen: dict[str, datetime] = {}
    for said in timed(script, stage):
        keys = [said.line.author, *(key for _emoji, key in said.line.reactions)]
        if said.line.resolved:
            keys.append(said.line.resolved[0])
        for key in keys:
            seen[key] = min(said.at, seen.get(key, said.at))
    return seen


def _found(room: Room, stage: Stage) -> None:
    stage.spaces[room.slug] = actions.add_space(
        actor=stage.people[room.founder],
        name=room.name,
        kind=room.kind,
        access=room.access,
        purpose=room.purpose,
    )


def _entry(room: Room, key: str, role: Role, at: datetime, before: datetime, stage: Stage) -> list[Deed]:
    """Into an open space people walk; into any other they are asked, and accept before they first speak."""
    person, founder = stage.people[key], stage.people[room.founder]
    if room.access == Space.Access.OPEN and role == Role.MEMBER:
        return [Deed(at, lambda: actions.join(actor=person, space=stage.spaces[room.slug]))]

    def accept() -> None:
        invitation = person.invitations.open().get(space=stage.spaces[room.slug])
        actions.answer_invitation(actor=person, invitation=invitation, accept=True)

    return [
        Deed(
            at, lambda: actions.invite(actor=founder, space=stage.spaces[room.slug], person=person, role=role)
        ),
        Deed(min(at + timedelta(minutes=40), before - A_MINUTE), accept),
    ]


def _addition(room: Room, key: str, role: str, at: datetime, stage: Stage) -> Deed:
    ends = stage.calendar.now + GUEST_STAYS if role == Role.GUEST else None
    return Deed(
        at,
        lambda: actions.add_member(
            actor=stage.people[room.founder],
            space=stage.spaces[room.slug],
            person=stage.people[key],
            role=role,
            expires_at=ends,
        ),
    )


def _crowd(room: Room, begins: datetime, stage: Stage) -> Iterator[Deed]:
    """Every so-manieth of the staff who do not speak walks in, some soon, some late."""
    if not room.crowd:
        return
    silent = [person for key, person in stage.people.items() if key.startswith("staff-")][:: room.crowd]
    for number, person in enumerate(silent, 1):
        yield Deed(begins + CROWD * number / len(silent), partial(_join, room, person, stage))


def _join(room: Room, person: Person, stage: Stage) -> None:
    actions.join(actor=person, space=stage.spaces[room.slug])


def archival(stage: Stage) -> list[Deed]:
    """Everyone, where the platform once died, is closed for writing."""
    nia = stage.people["nia"]

    def archive() -> None:
        space = stage.spaces["everyone"]
        actions.change_space(actor=nia, space=space, name=space.name, purpose=EPITAPH)
        actions.archive_space(actor=nia, space=space, reason="Nobody had written here for weeks.")

    return [Deed(stage.calendar.instant(ARCHIVED, nia), archive)]


def planned(stage: Stage) -> list[Deed]:
    """What has a date, and what is only proposed."""
    return [
        Deed(
            stage.calendar.instant(Moment(plan.proposed_on_day, time(12, 5)), stage.people[plan.founder]),
            partial(_plan, plan, stage),
        )
        for plan in PLANS
    ]


def _plan(plan: Plan, stage: Stage) -> None:
    today = stage.calendar.today
    monday = today + timedelta(days=-today.weekday() % ONE_MONDAY)
    founder = stage.people[plan.founder]
    space = actions.add_space(
        actor=founder,
        name=plan.name,
        purpose=plan.purpose,
        starts_on=monday + timedelta(weeks=plan.weeks) if plan.weeks else None,
        is_proposed=plan.weeks is None,
    )
    stage.spaces[plan.name] = space
    for key in plan.people:
        actions.add_member(actor=founder, space=space, person=stage.people[key], role=Role.MEMBER)
