"""What a team finds here when it begins: a space of its own, and a first document that says what it set out to do."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourleaf.adoption.models import LaunchCheck, Place, Team
from fourleaf.adoption.preparing import statement_of
from fourleaf.documents import actions as documents
from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.tree.schema import Tree
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy as spaces_policy
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role


def set_up(actor: Person, team: Team) -> Place:
    """The team's closed space with all its people, the leader as steward, and the first document.

    Whoever only helped a team of others to begin is not in its space afterwards.
    """
    place = Place.objects.filter(launch_id=team.pk).select_related("space").first()
    if place is not None:
        return place
    space = spaces.add_space(
        actor=actor,
        name=team.name,
        kind=Space.Kind.TEAM,
        access=Space.Access.CLOSED,
        purpose=team.charter.outcome,
    )
    people = [member.person for member in team.members.standing().select_related("person")]
    for person in people:
        if person.pk != actor.pk:
            role = Role.STEWARD if person.pk == team.leader_id else Role.MEMBER
            spaces.add_member(actor=actor, space=space, person=person, role=role)
    document = documents.add_document(
        actor=actor, title=_("What we set out to do"), space=space, tree=_first(team)
    )
    place = Place.objects.create(launch_id=team.pk, space=space, document=document.pk)
    if actor not in people and team.leader in people:
        spaces.end_membership(
            actor=actor, membership=Membership.objects.standing().get(space=space, person=actor)
        )
    return place


def let_in(actor: Person, team: Team, people: list[Person]) -> None:
    """Who comes to a team that has begun comes into its space too, where the actor may let them in."""
    place = Place.objects.filter(launch_id=team.pk).select_related("space").first()
    if place is None or not spaces_policy.can_steer(actor, place.space):
        return
    for person in people:
        if spaces_policy.role_in(person, place.space) is None:
            spaces.add_member(actor=actor, space=place.space, person=person, role=Role.MEMBER)


def _first(team: Team) -> Tree:
    return from_markdown("\n".join(_lines(team)))


def _lines(team: Team) -> Iterator[str]:
    charter, statement = team.charter, statement_of(team)
    yield "## " + _("What for")
    yield _plain(charter.outcome or _("Write here what will be different when you are done.")) + "\n"
    yield "## " + _("What we hope to gain")
    if statement is None:
        yield _("Not written down before the start. Write it now, so that you can look back on it.") + "\n"
    else:
        for name, value in (
            (_("Outcome"), statement.outcome),
            (_("Today"), statement.baseline),
            (_("Target"), statement.target),
            (_("By"), date_format(statement.target_on) if statement.target_on else ""),
            (_("Who looks after it"), statement.owner.name if statement.owner else ""),
            (_("What each of us gains"), statement.gain),
        ):
            if value:
                yield f"- **{name}**: {_plain(value)}"
        yield ""
    planned = team.deliverables.filter(finished_on=None)
    if planned:
        yield "## " + _("What we deliver")
        for work in planned:
            yield f"- [ ] {_plain(work.name)}" + (f" ({date_format(work.due_on)})" if work.due_on else "")
        yield ""
    yield "## " + _("In the first week")
    yield _(
        "Finish one real piece of work here: have a document approved, answer a question, or write down a decision."
    )
    yield "\n" + _("After %(days)s days we ask ourselves whether it helps.") % {
        "days": ", ".join(map(str, LaunchCheck.DAYS))
    }
    if charter.stop_rule:
        yield "\n" + _("We stop if: %(rule)s") % {"rule": _plain(charter.stop_rule)}


def _plain(text: str) -> str:
    """On one line, and nothing in it is Markdown."""
    return "".join(
        f"\\{each}" if each in "\\`*_{}[]<>()#+-.!|~$:" else each for each in " ".join(text.split())
    )
