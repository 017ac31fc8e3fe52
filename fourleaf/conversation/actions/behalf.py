"""Let somebody write for one, take it back, and say on a post for whom it was written."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.conversation import events, policy
from fourleaf.conversation.models import Delegation, Post, WrittenFor
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.people.policy import leads
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space


@transaction.atomic
def give_delegation(*, actor: Person, delegate: Person) -> Delegation:
    """Let this person write for oneself: under their own name, and labelled."""
    demand(actor.is_active and leads(actor), _("Leaders of the organisation and of teams can do this."))
    is_staff = delegate.kind == Person.Kind.STAFF and delegate.is_active and delegate.pk != actor.pk
    ensure(is_staff, _("Choose somebody else of the staff."), "person")
    take_turns("delegation", actor.pk)
    standing = Delegation.objects.filter(leader=actor, delegate=delegate, ended_at=None).first()
    if standing is not None:
        return standing
    given = Delegation.objects.create(leader=actor, delegate=delegate)
    record(events.DelegationGiven(actor=actor.pk, delegation=given.pk, person=delegate.pk))
    return given


@transaction.atomic
def end_delegation(*, actor: Person, delegation: Delegation) -> None:
    """From now on they do not write for one any more. Whoever holds it can give it up."""
    may = actor.pk in (delegation.leader_id, delegation.delegate_id)
    demand(may, _("Only the two whom it concerns can end this."))
    if delegation.ended_at is None:
        delegation.ended_at = time.now()
        delegation.save(update_fields=["ended_at"])
        record(
            events.DelegationEnded(actor=actor.pk, delegation=delegation.pk, person=delegation.delegate_id)
        )


def for_whom(actor: Person, space: Space, leader: UUID | None) -> Person | None:
    """The leader for whom the actor writes here; None where they write for themselves."""
    if leader is None:
        return None
    given = policy.delegations_of(actor).filter(leader=leader).select_related("leader").first()
    if given is None:
        ensure(
            False, _("You cannot write for this person any more. Send it in your own name."), "written_for"
        )
    elif not spaces.can_read(given.leader, space):
        name = given.leader.name
        ensure(False, _("%(name)s cannot read this space.") % {"name": name}, "written_for")
    return given.leader if given else None


def say_for_whom(post: Post, leader: Person) -> None:
    """For actions that have asked whether it may be done: say on the post for whom it is."""
    post.written_for = WrittenFor.objects.create(post=post, leader=leader)
