"""What Viktor lets out of his room: four of his posts copied with his word, one shown to two people for a while."""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.kit.identity import become
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.things import Thing
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.rights import Role
from fourleaf.world.conversations import Stage
from fourleaf.world.deeds import Deed
from fourleaf.world.scripts import Moment

ROOM, TEAM = "pharmacy", "discharge-letters"
WHOSE, BY = "viktor", "rosa"
#: Rosa may now do as a steward does.
TRUSTED = Moment(-33, time(14, 20))


@dataclass(frozen=True)
class Copied:
    """A copy for the team: when, which post, and which of its sentences are black."""

    at: Moment
    words: str
    hidden: frozenset[int] = frozenset()


COPIES = (
    Copied(Moment(-33, time(15, 5)), "Once a day. (2) Can go in a weekly box"),
    Copied(Moment(-31, time(11, 10)), "Bumetanide: 1 mg is roughly 40 mg", frozenset({0})),
    Copied(Moment(-26, time(9, 40)), "Row 9 has a footnote which says", frozenset({1, 2})),
    Copied(Moment(-19, time(16, 30)), "Two rows may be printed", frozenset({3})),
)
SHOWN = "Row 9 has a footnote which says"
#: To whom, and whether they have opened it.
READERS = (("okafor", False), ("sunita", True))
SHOWN_AT = Moment(-2, time(15, 10))
FOR = timedelta(days=14)
PURPOSE = "For template 7. To be read, not to be printed."


def showing(stage: Stage) -> list[Deed]:
    """The deeds."""
    owner, helper, calendar = stage.people[WHOSE], stage.people[BY], stage.calendar

    def of_viktor(words: str) -> Post:
        return stage.spaces[ROOM].posts.get(author=owner, body__contains=words)

    def trust() -> None:
        membership = stage.spaces[ROOM].memberships.standing().get(person=helper)
        spaces.change_role(actor=owner, membership=membership, role=Role.STEWARD)

    def copy(each: Copied) -> None:
        conversation.add_copy(
            actor=helper, post=of_viktor(each.words), space=stage.spaces[TEAM], hidden=each.hidden
        )

    def show() -> None:
        post = of_viktor(SHOWN)
        thing = Thing("post", post.pk, post.space, owner.pk, post.get_absolute_url(), (("post", post.pk),))
        for key, has_opened in READERS:
            until = calendar.instant(SHOWN_AT, owner) + FOR
            grant = sharing.show(actor=owner, thing=thing, to=stage.people[key], purpose=PURPOSE, until=until)
            if has_opened:
                become(stage.people[key].pk)
                sharing.open_grants(actor=stage.people[key], grants=[grant.pk])
                become(None)

    return [
        Deed(calendar.instant(TRUSTED, owner), trust),
        *(Deed(calendar.instant(each.at, helper), partial(copy, each)) for each in COPIES),
        Deed(calendar.instant(SHOWN_AT, owner), show),
    ]
