"""Which deeds concern whom: the inbox's consumer of the outbox. For each kind of deed, one function.

What happens all day long, a post, is looked at for the whole batch at once.
"""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from fourleaf.adoption.models import Watch
from fourleaf.chronicle.models import Entry
from fourleaf.conversation.models import Announcement, Mention, Post
from fourleaf.documents import actions as documents
from fourleaf.documents.models import Comment, Notice, Revision, RoundEnding
from fourleaf.documents.telling import unreached
from fourleaf.inbox import push
from fourleaf.inbox.actions.telling import add_tellings
from fourleaf.inbox.jobs import reach_soon
from fourleaf.inbox.models import Level, Telling, level_of
from fourleaf.inbox.reach import Reached, called_by, reached
from fourleaf.inbox.telling import Kind, tell
from fourleaf.kit import time
from fourleaf.oversight.models import Alert
from fourleaf.oversight.policy import watching
from fourleaf.sheet.models import Asking
from fourleaf.spaces.live import people_told
from fourleaf.spaces.models import BreakGlass, Membership
from fourleaf.spaces.rights import Right, roles_with

#: Of which levels each kind of notice calls somebody, as posts do: being named, and threads one is part of.
LIVELY = {Level.EVERYTHING, Level.THREADS}
CALLS: dict[str, set[Level]] = {
    Notice.Kind.MENTION: LIVELY | {Level.NAMED},
    Notice.Kind.COMMENT: LIVELY,
    Notice.Kind.SUGGESTION: LIVELY,
}


def take(entries: Sequence[Entry]) -> None:
    """Write down who is to be told of these deeds, and begin with those who are to be told now."""
    begun = time.now()
    _posts_added(entries)
    for entry in entries:
        concerns = CONCERNS.get(entry.name)
        if concerns is not None:
            concerns(entry)
    due: dict[UUID, bool] = {}
    fresh = Telling.objects.due(time.now()).filter(since__gte=begun)
    for person, urgent in fresh.values_list("person_id", "urgent"):
        due[person] = due.get(person, False) or urgent
    for person, urgent in due.items():
        reach_soon(person, urgent=urgent)


def _posts_added(entries: Sequence[Entry]) -> None:
    """Those whom they mention, those who follow their threads, those who want everything."""
    added = (entry for entry in entries if entry.name == "PostAdded" and not entry.facts.get("no_rush"))
    posts = [UUID(entry.facts["post"]) for entry in added]
    if posts:
        add_tellings(_telling(post, each) for post, each in called_by(posts))


def _post_edited(entry: Entry) -> None:
    """Those whom it mentions only now."""
    post = Post.objects.filter(pk=entry.facts["post"], withdrawal=None).first()
    if post is None:
        return
    waiting = Mention.objects.waiting().filter(post=post)
    told = Telling.objects.filter(about=post.pk).values("person")
    fresh = dict(waiting.exclude(person__in=told).values_list("person_id", "via"))
    if fresh:
        people = reached(
            space=post.space_id, root=post.root_id, author=post.author_id, mentioned=fresh, rush=True
        )
        add_tellings(_telling(post.pk, each) for each in people if each.calls and each.person in fresh)


def _telling(post: UUID, each: Reached) -> Telling:
    return Telling(
        person_id=each.person, kind=each.kind, about=post, at=each.at or time.now(), urgent=each.urgent
    )


def _access_requested(entry: Entry) -> None:
    """The stewards."""
    steering = Membership.objects.of_active().filter(space=entry.space_id, role__in=roles_with(Right.STEER))
    for person in steering.values_list("person_id", flat=True):
        tell(person, Kind.REQUEST, UUID(entry.facts["request"]))


def _glass_broken(entry: Entry) -> None:
    """The stewards and the privacy officer, at once."""
    broken = BreakGlass.objects.filter(pk=entry.facts["glass"]).first()
    if broken is not None:
        for person in people_told(broken):
            tell(person, Kind.GLASS, broken.pk, urgent=True)


def _alert_raised(entry: Entry) -> None:
    """The privacy officers, but whom it is about."""
    alert = Alert.objects.filter(pk=entry.facts["alert"]).first()
    if alert is not None:
        for person in watching() - {alert.person_id}:
            tell(person, Kind.ALERT, alert.pk)


def _access_answered(entry: Entry) -> None:
    """Who asked."""
    tell(UUID(entry.facts["person"]), Kind.ANSWER, UUID(entry.facts["request"]))


def _shown(entry: Entry) -> None:
    """The one person whom something is shown to; a unit or a space is not called."""
    if entry.facts["person"]:
        tell(UUID(entry.facts["person"]), Kind.SHOWN, UUID(entry.facts["grant"]))


def _thing_requested(entry: Entry) -> None:
    """The stewards."""
    steering = Membership.objects.of_active().filter(space=entry.space_id, role__in=roles_with(Right.STEER))
    for person in steering.values_list("person_id", flat=True):
        tell(person, Kind.ASKED, UUID(entry.facts["request"]))


def _invited(entry: Entry) -> None:
    """Who is invited."""
    tell(UUID(entry.facts["person"]), Kind.INVITATION, UUID(entry.facts["invitation"]))


def _push_tested(entry: Entry) -> None:
    """Who wants to see whether pushes arrive."""
    if entry.actor_id is not None:
        push.send(entry.actor_id, "test")


def _asked(entry: Entry) -> None:
    """Whoever of this space has not confirmed an announcement."""
    announcement = Announcement.objects.open().filter(pk=entry.facts["announcement"]).first()
    here = Membership.objects.of_active().filter(space=entry.space_id).values("person")
    if announcement is not None:
        for person in announcement.unread_by().filter(pk__in=here).values_list("pk", flat=True):
            tell(person, Kind.ANNOUNCEMENT, UUID(entry.facts["post"]))


def _review_asked(entry: Entry) -> None:
    """Who is to look at a version."""
    tell(UUID(entry.facts["person"]), Kind.REVIEW, UUID(entry.facts["round"]))


def _review_ended(entry: Entry) -> None:
    """Who submitted it, if others decided."""
    if entry.facts["how"] in RoundEnding.DECIDED:
        tell(UUID(entry.facts["person"]), Kind.REVIEWED, UUID(entry.facts["round"]))


def _task_given(entry: Entry) -> None:
    """Who is to do it."""
    tell(UUID(entry.facts["person"]), Kind.TASK, UUID(entry.facts["task"]))


def _change_spread(entry: Entry) -> None:
    """For whom the version is and whom it has not reached: nobody else learns who that is."""
    document, number = entry.facts["document"], entry.facts["number"]
    revision = Revision.objects.filter(document=document, number=number).values_list("pk", flat=True).first()
    if revision is not None:
        for person in unreached(revision):
            tell(person, Kind.CHANGE, revision)


def _line_asked(entry: Entry) -> None:
    """Who is asked to answer now."""
    asking = Asking.objects.standing().filter(line=entry.facts["line"], person=entry.facts["person"]).first()
    if asking is not None:
        tell(asking.person_id, Kind.LINE, asking.pk)


def _comment_added(entry: Entry) -> None:
    """Who is in its thread, whose document it is, and who wrote in it."""
    found = Comment.objects.filter(pk=entry.facts["comment"], withdrawal=None)
    comment = found.select_related("document").first()
    if comment is not None:
        _noticed(entry, documents.notice_comment(comment=comment))


def _comments_gone(entry: Entry) -> None:
    """Nobody is told of what is settled or taken back."""
    withdrawn = Comment.objects.filter(pk=entry.facts.get("comment")).first()
    documents.forget_comments(thread=UUID(entry.facts["thread"]), only=withdrawn)


def _mentioned(entry: Entry) -> None:
    """Who is mentioned in a text, and can read it."""
    _noticed(entry, Notice.objects.filter(pk=entry.facts["notice"]))


def _suggested(entry: Entry) -> None:
    """The authors of a text."""
    waiting = Notice.objects.filter(kind=Notice.Kind.SUGGESTION, about=entry.facts["document"])
    _noticed(entry, waiting.filter(by=entry.actor_id))


def _noticed(entry: Entry, notices: Iterable[Notice]) -> None:
    """Call those who want to be called by such things of this space; in the list of what waits it stands for all."""
    for notice in notices:
        if level_of(notice.person_id, entry.space_id) in CALLS[notice.kind]:
            tell(notice.person_id, notice.kind, notice.pk)


def _check_due(entry: Entry) -> None:
    """The team's leader."""
    tell(UUID(entry.facts["person"]), Kind.CHECK, UUID(entry.facts["check"]))


def _warning_raised(entry: Entry) -> None:
    """The team's leader, and the stewards of its space where it is not about the leader's own pledge."""
    watch = Watch.objects.filter(pk=entry.facts["watch"]).select_related("team__launch__place").first()
    if watch is None:
        return
    told = {watch.team.leader_id}
    if watch.sightings.filter(is_news=True, is_leaders=False).exists():
        stewards = Membership.objects.of_active().filter(
            space=watch.team.launch.place.space_id, role__in=roles_with(Right.STEER)
        )
        told |= set(stewards.values_list("person_id", flat=True))
    for person in told:
        tell(person, Kind.WARNING, watch.pk)


CONCERNS: dict[str, Callable[[Entry], None]] = {
    "AccessRequestAnswered": _access_answered,
    "AlertRaised": _alert_raised,
    "AnnouncementAdded": _asked,
    "AnnouncementChased": _asked,
    "AnnouncementRenewed": _asked,
    "AccessRequested": _access_requested,
    "ChangeMarked": _change_spread,
    "ChangeNudged": _change_spread,
    "CommentAdded": _comment_added,
    "CommentWithdrawn": _comments_gone,
    "CommentsResolved": _comments_gone,
    "GrantGiven": _shown,
    "GlassBroken": _glass_broken,
    "LaunchCheckReminded": _check_due,
    "LineAsked": _line_asked,
    "PersonInvited": _invited,
    "PersonMentioned": _mentioned,
    "PostEdited": _post_edited,
    "PushTestRequested": _push_tested,
    "ReviewAsked": _review_asked,
    "ReviewEnded": _review_ended,
    "SuggestionsMade": _suggested,
    "WarningRaised": _warning_raised,
    "TaskGiven": _task_given,
    "ThingRequested": _thing_requested,
}
