"""Show a copy of a post elsewhere, with what must not be seen there blacked out."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation import events
from fourleaf.conversation.actions.posts import add_post
from fourleaf.conversation.models import Post, Reuse
from fourleaf.conversation.redaction import blacked
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.sharing import policy as sharing
from fourleaf.spaces.models import Space


@transaction.atomic
def add_copy(
    *,
    actor: Person,
    post: Post,
    space: Space,
    hidden: Collection[int] = (),
    words: Iterable[str] = (),
    shown_access: str = "",
) -> Post:
    """Write a copy of a post in another space: `hidden` are the passages (`redaction.passages`) and `words` what is
    blacked out. The copy never held them; its line of provenance leads to the original, for those who may read that.
    """
    allowed = not post.is_withdrawn and sharing.can_show(actor, post.space, post.author_id)
    demand(allowed, _("Only stewards can show what others wrote."))
    ensure(space != post.space, _("It stands there already."), "space")
    body = blacked(post.body, hidden, words)
    copy = add_post(actor=actor, space=space, body=body, shown_access=shown_access, no_rush=True)
    Reuse.objects.create(post=copy, source=post, by=actor)
    copy.written_with = None
    record(events.PostReused(actor=actor.pk, space=post.space_id, post=post.pk, root=post.root_id))
    return copy
