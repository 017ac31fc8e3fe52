"""The audience line: who can read a space now, in one exact sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fourleaf.kit.once import Once
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.models import BreakGlass, Membership, Space
from fourleaf.spaces.rights import Right, Role

VISITOR = "visitor"
#: As many readers are named in the sentence itself; beyond, they are counted.
NAMED = 4
ICONS = {
    Space.Access.OPEN: "globe",
    Space.Access.ON_REQUEST: "lock",
    Space.Access.CLOSED: "lock",
    Space.Access.HIDDEN: "eye-off",
}
NAMES = Once(
    lambda space, person: (
        Membership.objects.of_active()
        .filter(space=space)
        .exclude(person=person)
        .order_by("person__name")
        .values_list("person__name", "role")
    )
)


@dataclass(frozen=True)
class Count:
    """How many people of one role (or `visitor`) and one kind can read a space."""

    role: str
    kind: str
    people: int


@dataclass(frozen=True)
class Audience:
    """Who can read a space. `who` fits into a sentence ("the 9 members of Falls prevention"); `state` follows it."""

    pattern: str
    who: str
    state: tuple[str, ...]
    count: int
    icon: str
    is_open: bool
    url: str
    space: UUID
    glass: BreakGlass | None = None

    @property
    def sentence(self) -> str:
        """The whole line as plain text."""
        return " · ".join((self.pattern % {"who": self.who}, *self.state))

    @property
    def html(self) -> SafeString:
        """The same line, with the readers set off."""
        line = format_html(self.pattern.replace("%(who)s", "<b>{}</b>"), self.who)
        return format_html("{}{}", line, "".join(f" · {word}" for word in self.state))

    @property
    def is_empty(self) -> bool:
        return self.count == 0


def counts_of(spaces: Iterable[UUID]) -> dict[UUID, list[Count]]:
    """Who can read each of these spaces that the acting person may know of, counted in the database."""
    found: dict[UUID, list[Count]] = {}
    for space, role, kind, people in ask("select * from lock.audience(%s)", [list(spaces)]):
        if people:
            found.setdefault(space, []).append(Count(role, kind, people))
    return found


def reader_counts(spaces: Iterable[UUID]) -> dict[UUID, int]:
    """The number of readers of each of these spaces."""
    return {space: sum(each.people for each in counts) for space, counts in counts_of(spaces).items()}


def behind_glass(space: UUID) -> int:
    """How many people who do not belong read the space in an emergency now; for those who read it."""
    ((people,),) = ask("select lock.behind_glass(%s)", [space])
    return people or 0


def belonging_counts(spaces: Iterable[UUID]) -> dict[UUID, int]:
    """The number of people who belong to each of these spaces, whatever their role."""
    return {
        space: sum(each.people for each in counts if each.role != VISITOR)
        for space, counts in counts_of(spaces).items()
    }


def audience_of(space: Space, person: Person, rights: frozenset[Right] | None = None) -> Audience:
    """Who can read the space now, told to this person, who must be the one acting in the transaction.

    Whoever has asked for the person's `rights` there already, says them.
    """
    counts = counts_of([space.pk]).get(space.pk, [])
    total = sum(each.people for each in counts)
    rights = policy.rights_in(person, space) if rights is None else rights
    is_reader = Right.READ in rights
    is_open = space.access == Space.Access.OPEN and not space.is_direct
    if is_open:
        pattern, who = _("All %(who)s can read this"), _everybody(counts)
    elif is_reader and (total <= NAMED or space.is_direct):
        pattern, who = _("Only %(who)s can read this"), _by_name(space, person)
    elif is_reader:
        pattern, who = _("Only %(who)s can read this"), _belonging(space, counts)
    else:
        pattern, who = _("Only %(who)s can read this, not you"), _belonging(space, counts)
    return Audience(
        pattern=pattern,
        who=who,
        state=(*_state(space), *_notes(space)),
        count=total,
        icon="message-circle" if space.is_direct else ICONS[Space.Access(space.access)],
        is_open=is_open,
        url=reverse("space-access", args=[space.pk]),
        space=space.pk,
        # Whoever may do more than read belongs here.
        glass=policy.reads_behind_glass(person, space) if rights == {Right.READ} and not is_open else None,
    )


def access_word(access: str) -> str:
    """The access in a word or two."""
    return {
        Space.Access.OPEN: _("open"),
        Space.Access.ON_REQUEST: _("joining on request"),
        Space.Access.CLOSED: _("closed"),
        Space.Access.HIDDEN: _("hidden"),
    }[Space.Access(access)]


def planned_word(space: Space) -> str:
    """When a planned space begins."""
    day = space.planned_start.on
    return (
        _("starts %(day)s") % {"day": date_format(day, pgettext("date format", "j F Y"))}
        if day
        else _("proposed")
    )


def _state(space: Space) -> Iterable[str]:
    if not space.is_direct:
        yield access_word(space.access)
    if space.is_audited:
        yield _("reads are recorded here")
    if space.is_archived:
        yield _("archived: nobody can write here")
    elif space.is_planned:
        yield planned_word(space)


def _notes(space: Space) -> Iterable[str]:
    """What apps above say of who else reads along (`settings.AUDIENCE_NOTES`)."""
    return filter(None, (import_string(note)(space) for note in settings.AUDIENCE_NOTES))


def _by_name(space: Space, person: Person) -> str:
    rows = NAMES(space, person)
    named = [_("%(name)s (guest)") % {"name": name} if role == Role.GUEST else name for name, role in rows]
    if len(named) >= NAMED + 1:
        rest = len(named) - (NAMED - 1)
        named = [*named[: NAMED - 1], ngettext("%(n)s other", "%(n)s others", rest) % {"n": rest}]
    return str(get_text_list([_("you"), *named], _("and")))


def _belonging(space: Space, counts: list[Count]) -> str:
    """The 9 members and 2 guests of Falls prevention."""
    guests = sum(each.people for each in counts if each.role == Role.GUEST)
    members = sum(each.people for each in counts if each.role not in (Role.GUEST, VISITOR))
    parts = [ngettext("%(n)s member", "%(n)s members", members) % {"n": members}]
    if guests:
        parts.append(ngettext("%(n)s guest", "%(n)s guests", guests) % {"n": guests})
    return _("the %(people)s of %(space)s") % {"people": get_text_list(parts, _("and")), "space": space.name}


def _everybody(counts: list[Count]) -> str:
    """236 staff of Marigold Health, and who else belongs."""
    staff = sum(each.people for each in counts if each.kind == Person.Kind.STAFF)
    bots = sum(each.people for each in counts if each.kind == Person.Kind.BOT)
    others = sum(each.people for each in counts) - staff - bots
    parts = [
        ngettext("%(n)s staff member of %(organisation)s", "%(n)s staff of %(organisation)s", staff)
        % {"n": staff, "organisation": settings.ORGANISATION}
    ]
    if bots:
        parts.append(ngettext("%(n)s bot", "%(n)s bots", bots) % {"n": bots})
    if others:
        parts.append(
            ngettext("%(n)s person from outside", "%(n)s people from outside", others) % {"n": others}
        )
    return str(get_text_list(parts, _("and")))
