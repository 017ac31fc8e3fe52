"""What a composer shows: the draft, a fresh key, whom it reaches, or why nobody can write here."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fourleaf.conversation.forms import PostForm
from fourleaf.conversation.models import Draft, Post, ScheduledPost
from fourleaf.kit.once import Once
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.audience import Audience, audience_of
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Right

DRAFT = Once(lambda person, space: Draft.objects.filter(person=person, space=space, root=None))
REPLY_DRAFT = Once(lambda person, space, root: Draft.objects.filter(person=person, space=space, root=root))

PLANNED = Once(lambda person, space: ScheduledPost.objects.filter(author=person, space=space))


def composer(
    person: Person, space: Space, root: Post | None = None, form: PostForm | None = None
) -> dict[str, Any]:
    """Context of the audience line, of `_composer.html`, and of the notice in its stead."""
    rights, audience = policy.rights_in(person, space), audience_of(space, person)
    can_post = Right.POST in rights
    to_whom = _("Reply to %(who)s") if root else _("Write to %(who)s")
    draft = None
    if form is None and can_post:
        draft = REPLY_DRAFT.first(person, space, root) if root else DRAFT.first(person, space)
        form = PostForm(
            initial={"body": draft.body if draft else "", "key": uuid4(), "shown_access": space.access}
        )
    return {
        "can_post": can_post,
        "form": form,
        "drafted": str(draft.stamp) if draft else "",
        "reach": _reach_of(person, space, root, form) if can_post and form else "",
        "root": root,
        "most_bytes": settings.UPLOAD_LIMIT,
        "audience": audience,
        "write_to": to_whom % {"who": audience.who},
        "why_not": "" if can_post else _why_not(person, space, audience),
        "can_announce": root is None and not space.is_direct and Right.ANNOUNCE in rights,
        "planned": PLANNED.count(person, space) if can_post else 0,
        "can_join": not can_post and policy.can_join(person, space),
    }


def reach(person: Person, space: Space, root: Post | None, body: str, no_rush: bool) -> str:
    """Whom a text interrupts, in one sentence."""
    return str(import_string(settings.COMPOSER_REACH)(person, space, root, body, no_rush))


def _reach_of(person: Person, space: Space, root: Post | None, form: PostForm) -> str:
    return reach(person, space, root, form["body"].value() or "", bool(form["no_rush"].value()))


def _why_not(person: Person, space: Space, audience: Audience) -> str:
    if audience.glass:
        return _("You read here in an emergency. Nobody writes that way.")
    if space.is_archived:
        return _("This space is archived. Everything stays readable; nobody can write here.")
    if space.is_planned:
        return _("This space has not begun. You can write here from its first day.")
    if policy.role_in(person, space) is None:
        return _("You can read this because it is open to all staff. Join to write here.")
    return _("You are here as a reader. Ask a steward if you want to write.")
