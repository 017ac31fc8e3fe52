"""From the command line to the report: check everything, then people, spaces, messages."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.urls import reverse

from fourleaf.imports.progress import progress
from fourleaf.imports.slack.archive import LIMITS, Archive, ArchiveError, Limits
from fourleaf.imports.slack.messages import Message
from fourleaf.imports.slack.people import active_among, bring_people, still_to_invite
from fourleaf.imports.slack.posts import Carrier
from fourleaf.imports.slack.report import Report, SpaceLine
from fourleaf.imports.slack.spaces import Founding, bring_archival, bring_space, is_private
from fourleaf.imports.slack.workspace import Conversation, Workspace, read_workspace
from fourleaf.kit import bus
from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

WRONG = 2
TURN = "fourleaf import slack"


@dataclass
class Survey:
    """What the check of all messages found, before anything is written."""

    total: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    strangers: dict[str, tuple[str, bool]] = field(default_factory=dict)
    first: dict[str, datetime] = field(default_factory=dict)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `fourleaf import slack`."""
    parser.add_argument("export", type=Path, help="the ZIP file that Slack made")
    parser.add_argument(
        "--steward", metavar="EMAIL", help="who answers for channels whose creator is not active here"
    )
    parser.add_argument(
        "--access",
        choices=[access.value for access in Space.LISTED],
        default=Space.Access.CLOSED.value,
        help="who may find and join what were public channels (default: closed)",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(arguments: Namespace) -> int:
    """Import the file; 0 when all is in, 2 when it cannot be read or used (nothing is written then)."""
    try:
        report = import_export(arguments.export, access=arguments.access, steward=arguments.steward)
    except ArchiveError as error:
        if arguments.json:
            print(json.dumps({"error": str(error)}, ensure_ascii=False))
        print(f"fourleaf: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again: it goes on where it stopped.", file=sys.stderr)
        raise
    print(
        json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        if arguments.json
        else "\n".join(report.lines())
    )
    return 0


def import_export(
    path: Path, *, access: str = Space.Access.CLOSED, steward: str | None = None, limits: Limits = LIMITS
) -> Report:
    """Import an export of Slack; what earlier runs brought is left as it is. Raises ArchiveError before it writes."""
    began = time.monotonic()
    with Archive(path, limits) as archive:
        workspace = read_workspace(archive)
        survey = _check(workspace)
        chosen = _steward(steward)
        with _turn():
            report = _bring(workspace, survey, access, chosen)
    report.seconds = time.monotonic() - began
    return report


def _check(workspace: Workspace) -> Survey:
    """Read every message once, so that a fault on the last page stops the import before its first word."""
    survey = Survey()
    for conversation in workspace.conversations:
        messages, skipped = workspace.messages_of(conversation)
        survey.total += len(messages)
        survey.skipped += skipped
        survey.first[conversation.id] = _began(conversation, messages)
        if conversation.creator and conversation.creator not in workspace.users:
            survey.strangers.setdefault(conversation.creator, ("", False))
        for message in messages:
            if message.author not in workspace.users and not survey.strangers.get(message.author, ("",))[0]:
                survey.strangers[message.author] = (message.signed, message.is_bot)
    survey.skipped["other files in the archive"] += len(workspace.left_out)
    return survey


def _began(conversation: Conversation, messages: list[Message]) -> datetime:
    """Not after the first message: some exports carry a later time of creation."""
    return min([conversation.created_at, *(m.at - timedelta(seconds=1) for m in messages[:1])])


def _steward(email: str | None) -> Person | None:
    if not email:
        return None
    person = Person.objects.active().filter(email=email.strip().lower()).first()
    if person is None or not person.is_staff_member:
        raise ArchiveError(f"--steward {email}: no active member of staff has this address.")
    return person


@contextmanager
def _turn() -> Iterator[None]:
    """One import of Slack at a time; PostgreSQL ends the turn of one that dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [TURN])
        if not cursor.fetchone()[0]:
            raise ArchiveError("Another import of Slack is running. Wait until it has ended.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [TURN])


def _bring(workspace: Workspace, survey: Survey, access: str, steward: Person | None) -> Report:
    report = Report(workspace.source, skipped=survey.skipped)
    people = bring_people(workspace, survey.strangers, report)
    founding = Founding(workspace.source, people, access, steward, report)
    spaces = {
        conversation.id: bring_space(founding, conversation, survey.first[conversation.id])
        for conversation in workspace.conversations
    }
    bus.flush(connection)
    names = dict(Person.objects.filter(pk__in=set(people.values())).values_list("pk", "name"))
    places = {
        c.id: (c.name, reverse("space", args=[spaces[c.id].pk]))
        for c in workspace.conversations
        if not is_private(c)
    }
    with progress("Posts", survey.total) as step:
        for conversation in workspace.conversations:
            space = spaces[conversation.id]
            messages, _skipped = workspace.messages_of(conversation)
            carrier = Carrier(workspace.source, conversation, space, people, names, places, report)
            posts = carrier.carry(messages, step)
            ended = messages[-1].at if messages else survey.first[conversation.id]
            bring_archival(founding, conversation, space, ended)
            report.spaces.append(_line(conversation, space, posts))
    report.to_invite = still_to_invite(workspace, people)
    return report


def _site() -> str:
    """Where this is served, if somebody said so; the address it has by default may be nobody's."""
    return "" if urlsplit(settings.PUBLIC_URL).hostname == "localhost" else str(settings.PUBLIC_URL)


def _line(conversation: Conversation, space: Space, posts: int) -> SpaceLine:
    members = Membership.objects.standing().filter(space=space)
    stewards = members.filter(role=Role.STEWARD).values_list("person_id", flat=True)
    active = Person.objects.filter(pk__in=active_among(stewards)).order_by("name")
    return SpaceLine(
        name=space.name or "Direct conversation",
        address=_site() + reverse("space", args=[space.pk]),
        access=space.access,
        posts=posts,
        members=members.count(),
        steward=", ".join(person.name for person in active),
    )
