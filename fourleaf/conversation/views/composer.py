"""What a composer shows: the draft, a fresh key, whom it reaches, or why nobody can write here."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fourleaf.conversation.forms import MARKS, PostForm
from fourleaf.conversation.models import Draft, Post
from fourleaf.kit.forms import errors_of
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.audience import Audience, audience_of
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Right

# How many posts wait to be sent here, the draft, and the leaders for whom the person may write.
BEGUN = """
select (select count(*) from conversation_scheduledpost s where s.author_id = %(person)s and s.space_id = %(space)s),
       d.body, d.at,
       (select json_agg(json_build_object('key', l.id, 'name', l.name) order by l.name)
          from conversation_delegation g join people_person l on l.id = g.leader_id
         where g.delegate_id = %(person)s and g.ended_at is null and l.deactivated_at is null)
  from (select 1) always left join conversation_draft d
    on d.person_id = %(person)s and d.space_id = %(space)s and d.root_id is not distinct from %(root)s
"""


@dataclass(frozen=True)
class Written:
    """What stands in a composer; `drafted` is the stamp of the draft that it comes from."""

    body: str = ""
    key: UUID | str = ""
    shown_access: str = ""
    mark: str = ""
    no_rush: bool = False
    written_for: str = ""
    attached: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    drafted: str = ""

    @classmethod
    def in_form(cls, form: PostForm) -> Self:
        """What was sent and not accepted."""
        given = {name: form[name].value() for name in form.fields}
        return cls(
            body=given["body"] or "",
            key=given["key"] or "",
            shown_access=given["shown_access"] or "",
            mark=given["mark"] or "",
            no_rush=bool(given["no_rush"]),
            written_for=str(given["written_for"] or ""),
            attached=tuple(given["attachments"] or ()),
            errors=tuple(errors_of(form)),
        )


def composer(
    person: Person,
    space: Space,
    root: Post | None = None,
    form: PostForm | None = None,
    rights: frozenset[Right] | None = None,
) -> dict[str, Any]:
    """Context of the audience line, of `_composer.html`, and of the notice in its stead."""
    rights = policy.rights_in(person, space) if rights is None else rights
    audience = audience_of(space, person, rights)
    can_post = Right.POST in rights
    to_whom = _("Reply to %(who)s") if root else _("Write to %(who)s")
    written, planned = Written(), 0
    leaders: list[dict[str, str]] = []
    if can_post:
        planned, draft, leaders = _begun(person, space, root)
        written = Written(
            body=draft.body if draft else "",
            key=uuid4(),
            shown_access=space.access,
            drafted=str(draft.stamp) if draft else "",
        )
    if form is not None:
        written = Written.in_form(form)
    return {
        **asdict(written),
        "marks": tuple((value, str(label)) for value, label in MARKS),
        "can_post": can_post,
        "reach": reach(person, space, root, written.body, written.no_rush) if can_post else "",
        "root": root,
        "most_bytes": settings.UPLOAD_LIMIT,
        "audience": audience,
        "write_to": to_whom % {"who": audience.who},
        "why_not": "" if can_post else _why_not(person, space, audience),
        "can_announce": root is None and not space.is_direct and Right.ANNOUNCE in rights,
        "planned": planned,
        "for_whom": _for_whom(leaders, written.written_for),
        "can_join": not can_post and policy.can_join(person, space),
    }


def _for_whom(leaders: list[dict[str, str]], written_for: str) -> SafeString:
    """A choice for the few who may write for a leader; rendered here, as the page around it is worked out once."""
    if not leaders:
        return SafeString("")
    return render_to_string("conversation/_for_whom.html", {"leaders": leaders, "written_for": written_for})


def _begun(person: Person, space: Space, root: Post | None) -> tuple[int, Draft | None, list[dict[str, str]]]:
    place = {"person": person.pk, "space": space.pk, "root": root.pk if root else None}
    ((planned, body, at, leaders),) = ask(BEGUN, place)
    return planned, Draft(body=body, at=at) if at else None, leaders or []


def reach(person: Person, space: Space, root: Post | None, body: str, no_rush: bool) -> str:
    """Whom a text interrupts, in one sentence."""
    return str(import_string(settings.COMPOSER_REACH)(person, space, root, body, no_rush))


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
