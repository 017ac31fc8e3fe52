"""What a team wrote in its space, as the sums of early warning take it: who wrote when, never what, never who read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from fourleaf.adoption.course import State
from fourleaf.adoption.models import Place, Team
from fourleaf.adoption.warning.log import WEEK, Deed, Log, Member, Question
from fourleaf.conversation.models import Mark, Post, Reaction, Resolution, Revision
from fourleaf.sheet.models import Consent, Pledge

#: A year and two months: what the longest sign looks at.
BACK = 60 * WEEK
EDITED = """
select distinct u.person_id, u.document_id, date_trunc('day', u.at)
  from documents_documentupdate u join documents_document d on d.id = u.document_id
 where d.space_id = %s and u.at >= %s
"""


def log_of(team: Team, now: datetime) -> Log | None:
    """A launched team's log from the Monday of its launch on; None where it has no space. For the worker."""
    place = Place.objects.filter(launch=team.launch).first()
    launched = team.launch.steps.filter(after=State.LAUNCHED).order_by("at").first()
    if place is None or launched is None:
        return None
    start = _monday(max(launched.at, now - BACK).astimezone(team.leader.zone))
    pledge = _pledge_of(team)
    return Log(
        start=start,
        members={
            each.person_id: Member(each.person.unit_id, each.since)
            for each in team.members.standing().select_related("person")
        },
        deeds=sorted(_deeds(place.space_id, start), key=lambda deed: deed.at),
        questions=list(_questions(place.space_id, start)),
        leader=team.leader_id,
        pledge=float(pledge.rate) if pledge else None,
    )


def _monday(at: datetime) -> datetime:
    """The first moment of its week, where the leader works."""
    day = at - timedelta(days=at.weekday())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _pledge_of(team: Team) -> Pledge | None:
    """What the leader pledged, if they let anybody see how it goes."""
    found = Consent.objects.standing().filter(pledge__leader=team.leader).select_related("pledge").first()
    return found.pledge if found else None


def _deeds(space: UUID, start: datetime) -> Iterator[Deed]:
    posts = Post.objects.filter(space=space, at__gte=start).values_list("at", "author_id", "root__author_id")
    for at, person, answered in posts:
        yield Deed(at, person, answered)
    edits = Revision.objects.filter(post__space=space, at__gte=start).values_list("at", "post__author_id")
    reactions = Reaction.objects.filter(post__space=space, at__gte=start).values_list("at", "person_id")
    for at, person in (*edits, *reactions):
        yield Deed(at, person)
    with connection.cursor() as cursor:
        cursor.execute(EDITED, [space, start])
        for person, _document, at in cursor.fetchall():
            yield Deed(max(at, start), person)


def _questions(space: UUID, start: datetime) -> Iterator[Question]:
    asked = Post.objects.filter(space=space, at__gte=start, root=None, mark__kind=Mark.Kind.QUESTION)
    rows = {post.pk: post for post in asked.filter(withdrawal=None)}
    replied: dict[UUID, datetime] = {}
    answered: dict[UUID, datetime] = {}
    replies = Post.objects.filter(root__in=rows, withdrawal=None).select_related("mark").order_by("at")
    for reply in replies:
        root = rows[reply.root_id]  # type: ignore[index]
        if reply.author_id != root.author_id:
            replied.setdefault(root.pk, reply.at)
            if getattr(reply, "mark", None) and reply.mark.kind == Mark.Kind.ANSWER:
                answered.setdefault(root.pk, reply.at)
    for settled in Resolution.objects.filter(post__in=rows):
        answered[settled.post_id] = min(settled.at, answered.get(settled.post_id, settled.at))
    for key, post in rows.items():
        yield Question(post.at, replied.get(key), answered.get(key))
