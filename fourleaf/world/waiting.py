"""What waits, what has been read, what is kept: the world as five people find it when they come in."""

from datetime import time, timedelta

from django.db.models import F, Max

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Following, Mention, Post
from fourleaf.kit.identity import become
from fourleaf.kit.time import at
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.doors import DOORS
from fourleaf.world.scripts import Moment

#: Mentions and news older than this have been dealt with.
RECENT = timedelta(days=2)

#: How many of the newest posts of others, replies included, a person has not seen, by space.
UNREAD: dict[str, dict[str, int]] = {
    "adaeze": {"leaders-table": 3},
    "hanna": {"rota-exchange": 4, "discharge-letters": 2},
    "okafor": {"leaders-table": 2, "direct-adaeze-okafor": 1},
    "viktor": {"discharge-letters": 5},
}

#: What a person keeps at hand: space, author and a few words of the post.
BOOKMARKS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "hanna": (
        ("discharge-letters", "wanda", "They get stuck in four places"),
        ("falls-prevention", "eleni", "what they were trying to do in their own words"),
        ("rota-exchange", "beth", "How to ask, so that I need read it once"),
    ),
    "okafor": (
        ("discharge-letters", "priya", "which of the two white tablets"),
        ("discharge-letters", "isabel", "HBPM 28 d"),
        ("leaders-table", "olwen", "We invited careful people to be careless"),
    ),
}

#: What a person has begun to write: space, and the words of the root if it is a reply.
DRAFTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "hanna": (
        ("discharge-letters", "Seven of eight have answered",
         "Asked them, line by line. Days: yes. Nights: yes, if the blood thinner is on the one-line page, typed by "),
    ),
    "okafor": (
        ("direct-hanna-okafor", "",
         "Proposed wording for the nights: \"After 20:00 the patient leaves with one page. The day team has typed "),
    ),
}  # fmt: skip


def errands(stage: Stage) -> list[Deed]:
    """A request that waits for Dr Okafor and an invitation that waits for Hanna."""
    people, calendar = stage.people, stage.calendar

    def when(day: int, clock: time, key: str) -> Deed:
        return Deed(calendar.instant(Moment(day, clock), people[key]), errand[key])

    def list_team() -> None:
        spaces.change_access(
            actor=people["okafor"], space=stage.spaces["discharge-letters"], access=Space.Access.ON_REQUEST
        )

    def ask() -> None:
        spaces.request_access(
            actor=people["ward-6"],
            space=stage.spaces["discharge-letters"],
            reason="Ward 6 would like to begin after B2. Two of us came to see the round; may I read how "
            "you got to template 7 before we promise our nights anything?",
        )

    def invite() -> None:
        spaces.invite(
            actor=people["jordi"],
            space=stage.spaces["home-care-handover"],
            person=people["hanna"],
            role=Role.GUEST,
            expires_at=calendar.now + timedelta(days=14),
            note="The lady from your bay 3 lands on Wednesday. Two weeks in here and you see who waits for her.",
        )

    errand = {"okafor": list_team, "ward-6": ask, "jordi": invite}
    return [
        when(-12, time(18, 30), "okafor"),
        when(-1, time(15, 5), "ward-6"),
        when(-1, time(18, 40), "jordi"),
    ]


def settle(stage: Stage) -> None:
    """What is old has been handled and read; what is recent waits."""
    handle_old_mentions(stage)
    read_old_threads(stage)
    move_cursors(stage)
    keep(stage)


def handle_old_mentions(stage: Stage) -> None:
    """A mention was handled when it is old, or when the person has replied in the thread since."""
    line = stage.calendar.now - RECENT
    for mention in Mention.objects.waiting().select_related("post__space", "person"):
        post, person = mention.post, mention.person
        answer = _answer(post, person)
        if answer or post.at < line:
            with at(answer.at if answer else post.at + timedelta(hours=9)):
                conversation.handle_mention(actor=person, mention=mention)


def _answer(post: Post, person: Person) -> Post | None:
    """What the person said next in the thread, or anywhere in a direct conversation."""
    later = Post.objects.filter(space=post.space_id, author=person, sequence__gt=post.sequence)
    if not post.space.is_direct:
        later = later.filter(root=post.root_id or post.pk)
    return later.order_by("sequence").first()


def read_old_threads(stage: Stage) -> None:
    """Threads are read to their end, but for what has come in lately for the people of the five doors."""
    doors = {stage.people[door.key].pk for door in DOORS}
    line = stage.calendar.now - RECENT
    for following in Following.objects.filter(newest__gt=F("read_to")).select_related("root", "person"):
        newest: int | None = following.newest
        if following.person_id in doors:
            newest = following.root.replies.filter(at__lt=line).aggregate(newest=Max("sequence"))["newest"]
        if newest:
            conversation.read_thread(actor=following.person, post=following.root, read_to=newest)


def move_cursors(stage: Stage) -> None:
    """Everybody has read their spaces to the end, but for what `UNREAD` says."""
    slugs = {space.pk: slug for slug, space in stage.spaces.items()}
    keys = {person.pk: key for key, person in stage.people.items()}
    ends = dict(Post.objects.values_list("space").annotate(Max("sequence")).order_by())
    last: Person | None = None
    for membership in Membership.objects.standing().select_related("space", "person").order_by("person"):
        person, space = membership.person, membership.space
        if person != last:
            become(person.pk)  # the database moves only one's own cursor
            last = person
        unread = UNREAD.get(keys.get(person.pk, ""), {}).get(slugs.get(space.pk, ""), 0)
        read_to = _before(space, person, unread) if unread else ends.get(space.pk, 0)
        last_read = space.posts.filter(sequence__lte=read_to).aggregate(at=Max("at"))["at"]
        with at(last_read or stage.calendar.now):
            spaces.move_cursor(actor=person, space=space, read_to=read_to)
    become(None)


def _before(space: Space, person: Person, unread: int) -> int:
    """The number before the last `unread` posts of others."""
    others = space.posts.exclude(author=person).order_by("-sequence")
    return others.values_list("sequence", flat=True)[unread - 1] - 1


def keep(stage: Stage) -> None:
    """Bookmarks and drafts."""
    for key, marked in BOOKMARKS.items():
        for slug, author, words in marked:
            post = stage.spaces[slug].posts.get(author=stage.people[author], body__contains=words)
            conversation.set_bookmark(actor=stage.people[key], post=post, on=True)
    for key, begun in DRAFTS.items():
        for slug, words, body in begun:
            space = stage.spaces[slug]
            root = space.posts.get(root=None, body__contains=words) if words else None
            conversation.save_draft(actor=stage.people[key], space=space, body=body, root=root)
