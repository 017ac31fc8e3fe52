"""Who is who: users of the workspace become people here, matched by e-mail or created inactive."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from fourleaf.imports import actions
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack.report import Report
from fourleaf.imports.slack.workspace import User, Workspace
from fourleaf.kit import time
from fourleaf.people.actions import NewPerson, add_people
from fourleaf.people.models import Person

BATCH = 500
KIND = "user"


def bring_people(
    workspace: Workspace, strangers: Mapping[str, tuple[str, bool]], report: Report
) -> dict[str, UUID]:
    """Key in Slack → person here, for all users and for the strangers who wrote without being listed.

    `strangers` gives for each a name (or none) and whether it is a bot.
    """
    known = Correspondence.objects.filter(source=workspace.source, kind=KIND)
    found: dict[str, UUID] = dict(known.values_list("external", "target"))
    unlisted = [_stranger(key, *strangers[key]) for key in sorted(strangers) if key not in workspace.users]
    users = [*workspace.users.values(), *unlisted]
    fresh = [user for user in users if user.id not in found]
    report.people_known = len(users) - len(fresh)
    report.people_unknown = sum(user.id not in workspace.users for user in fresh)
    for start in range(0, len(fresh), BATCH):
        found |= _bring(workspace.source, fresh[start : start + BATCH], report)
    return found


@transaction.atomic
def _bring(source: str, users: list[User], report: Report) -> dict[str, UUID]:
    """Match or create a batch; the first of several accounts with one address creates the person of all."""
    addresses = [user.email for user in users if user.email]
    there = {str(person.email): person for person in Person.objects.filter(email__in=addresses)}
    pairs: dict[str, UUID] = {}
    created: list[Person] = []
    for user in users:
        person = there.get(user.email) if user.email else None
        if person is not None and person.is_staff_member:
            pairs[user.id] = person.pk
            report.people_matched += 1
            continue
        # An address that belongs to a patient or relative is no colleague's: nothing of theirs may be mixed.
        person = _person(user, email=None if person else user.email or None)
        report.notes["addresses that belong to somebody outside the staff"] += bool(
            user.email and not person.email
        )
        created.append(person)
        pairs[user.id] = person.pk
        if person.email:
            there[person.email] = person
    add_people(actor=None, people=[NewPerson(person) for person in created])
    actions.remember(source=source, kind=KIND, pairs=pairs)
    report.people_created += len(created)
    return pairs


def _person(user: User, email: str | None) -> Person:
    now = time.now()
    return Person(
        kind=Person.Kind.BOT if user.is_bot else Person.Kind.STAFF,
        name=user.name,
        family_name=user.name.split()[-1][:100],
        email=email,
        job_title=user.title,
        created_at=now,
        deactivated_at=now,
    )


def _stranger(key: str, name: str, is_bot: bool) -> User:
    known_bots = {"USLACKBOT": "Slackbot"}
    what = "Bot" if is_bot else "Unknown person"
    shown = " ".join(name.split())[:150] or known_bots.get(key) or f"{what} {key.removeprefix('bot:')}"[:150]
    return User(key, shown, "", "", is_bot, is_gone=True)


def still_to_invite(workspace: Workspace, people: Mapping[str, UUID]) -> list[str]:
    """Name and address of the users with an open account in Slack who cannot sign in here."""
    here = {people[user.id] for user in workspace.users.values() if not (user.is_bot or user.is_gone)}
    waiting = Person.objects.filter(pk__in=here, deactivated_at__isnull=False, email__isnull=False)
    return [f"{person.name} <{person.email}>" for person in waiting]


def active_among(people: Iterable[UUID]) -> set[UUID]:
    """Those who can act here today."""
    return set(Person.objects.active().filter(pk__in=set(people)).values_list("pk", flat=True))
