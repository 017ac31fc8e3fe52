"""Belong: by invitation, on request, by walking in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.models import AccessRequest, Invitation, Membership, SeenAnswer, Space
from fourleaf.spaces.rights import Role

GUEST_DAYS = 30
GUEST_DAYS_AT_MOST = 2 * 366
TOO_FAR = gettext_lazy("The last day can be two years ahead at most.")
ANSWERED = gettext_lazy("This invitation has been answered already.")
GONE = gettext_lazy("This invitation has just been answered or taken back.")


@transaction.atomic
def invite(
    *,
    actor: Person,
    space: Space,
    person: Person,
    role: str = Role.MEMBER,
    expires_at: datetime | None = None,
    note: str = "",
) -> Invitation:
    """Ask somebody in. A guest's stay ends (after 30 days unless said otherwise) and the actor is their sponsor."""
    _one_at_a_time(space, person)
    demand(policy.can_invite(actor, space), _("Only members and stewards can invite people."))
    demand(role != Role.STEWARD or policy.can_steer(actor, space), _("Only stewards can invite a steward."))
    ensure(role in Role.values, _("Choose a role."), "role")
    ensure(person.is_active, _("This person has left."), "person")
    ensure(policy.role_in(person, space) is None, _("They already belong to this space."), "person")
    waiting = Invitation.objects.open().filter(space=space, person=person).exists()
    ensure(not waiting, _("They have been invited already and have not answered yet."), "person")
    invitation = Invitation.objects.create(
        space=space, person=person, role=role, by=actor, note=note.strip(), expires_at=_stay(role, expires_at)
    )
    record(
        events.PersonInvited(
            actor=actor.pk, space=space.pk, person=person.pk, invitation=invitation.pk, role=role
        )
    )
    return invitation


@transaction.atomic
def answer_invitation(*, actor: Person, invitation: Invitation, accept: bool) -> None:
    """Accept or decline; accepting makes the membership."""
    demand(invitation.person_id == actor.pk, _("Only the invited person can answer."))
    space = invitation.space
    _one_at_a_time(space, actor)
    invitation.refresh_from_db(fields=["answered_at", "withdrawn_at"])
    ensure(invitation.answered_at is None, ANSWERED)
    ensure(invitation.withdrawn_at is None, _("This invitation has been taken back."))
    if accept:
        _check_terms(invitation)
    if not accept:
        _record_answer(actor, invitation, accept)  # while it still lets them know of the space
    if accept and policy.role_in(actor, space) is None:
        sponsor = invitation.by if invitation.role == Role.GUEST else None
        admit(
            space, actor, invitation.role, by=invitation.by, actor=actor, via="invitation", sponsor=sponsor,
            expires_at=invitation.expires_at,
        )  # fmt: skip
    # Asked again as it is written: it may be taken back in this moment.
    answered = Invitation.objects.open().filter(pk=invitation.pk)
    ensure(bool(answered.update(answered_at=time.now(), accepted=accept)), GONE)
    invitation.refresh_from_db(fields=["answered_at", "accepted"])
    if accept:
        _record_answer(actor, invitation, accept)


def _check_terms(invitation: Invitation) -> None:
    """An invitation holds as long as its stay lies ahead and who gave it could still give it."""
    is_ahead = invitation.expires_at is None or invitation.expires_at > time.now()
    ensure(is_ahead, _("The last day of this invitation has passed."))
    space, by = invitation.space, invitation.by
    may_give = (
        policy.can_steer(by, space) if invitation.role == Role.STEWARD else policy.can_invite(by, space)
    )
    ensure(may_give, _("Who invited you can no longer let you in. Ask a steward of the space."))


def _record_answer(actor: Person, invitation: Invitation, accept: bool) -> None:
    record(
        events.InvitationAnswered(
            actor=actor.pk,
            space=invitation.space_id,
            person=actor.pk,
            invitation=invitation.pk,
            accepted=accept,
        )
    )


def _one_at_a_time(space: Space, person: Person) -> None:
    """What concerns one person's standing in one space happens in turns."""
    take_turns("standing", space.pk, person.pk)


@transaction.atomic
def withdraw_invitation(*, actor: Person, invitation: Invitation) -> None:
    """Take an unanswered invitation back; that it was sent, and who took it back, stays."""
    allowed = policy.can_withdraw_invitation(actor, invitation)
    demand(allowed, _("Only who sent this invitation, or a steward, can take it back."))
    ensure(invitation.answered_at is None, ANSWERED)
    unanswered = Invitation.objects.open().filter(pk=invitation.pk)
    if unanswered.update(withdrawn_at=time.now(), withdrawn_by=actor):
        record(
            events.InvitationWithdrawn(
                actor=actor.pk,
                space=invitation.space_id,
                person=invitation.person_id,
                invitation=invitation.pk,
            )
        )


@transaction.atomic
def request_access(*, actor: Person, space: Space, reason: str) -> AccessRequest:
    """Ask the stewards to be let in, with a reason."""
    demand(policy.can_request_access(actor, space), _("This space does not take requests."))
    ensure(bool(reason.strip()), _("Say in a few words why you want to join."), "reason")
    _one_at_a_time(space, actor)
    waiting = AccessRequest.objects.open().filter(space=space, person=actor).exists()
    ensure(not waiting, _("You have asked already; a steward will answer."), "reason")
    request = AccessRequest.objects.create(space=space, person=actor, reason=reason.strip())
    record(events.AccessRequested(actor=actor.pk, space=space.pk, person=actor.pk, request=request.pk))
    return request


@transaction.atomic
def answer_request(
    *, actor: Person, request: AccessRequest, grant: bool, role: str = Role.MEMBER, note: str = ""
) -> None:
    """A steward lets somebody in, or says no and why."""
    demand(policy.can_steer(actor, request.space), _("Only stewards can answer requests."))
    _one_at_a_time(request.space, request.person)
    request.refresh_from_db(fields=["answered_at"])
    ensure(request.answered_at is None, _("This request has been answered already."))
    if grant and policy.role_in(request.person, request.space) is None:
        close_invitations(request.space, request.person, by=actor)
        admit(request.space, request.person, role, by=actor, via="request")
    request.answered_at, request.answered_by, request.granted, request.note = (
        time.now(),
        actor,
        grant,
        note.strip(),
    )
    request.save(update_fields=["answered_at", "answered_by", "granted", "note"])
    record(
        events.AccessRequestAnswered(
            actor=actor.pk,
            space=request.space_id,
            person=request.person_id,
            request=request.pk,
            granted=grant,
        )
    )


def see_answer(*, actor: Person, request: AccessRequest) -> None:
    """Who asked has seen the answer. Not a deed for the chronicle."""
    demand(request.person_id == actor.pk, _("Only who asked can do that."))
    ensure(request.answered_at is not None, _("This request has not been answered yet."))
    SeenAnswer.objects.get_or_create(request=request)
    tell_own_screens(actor.pk)


@transaction.atomic
def join(*, actor: Person, space: Space) -> Membership:
    """Walk into an open space."""
    _one_at_a_time(space, actor)
    demand(policy.can_join(actor, space), _("This space cannot simply be joined."))
    close_invitations(space, actor, by=actor)
    return admit(space, actor, Role.MEMBER, by=actor, via="joining")


@transaction.atomic
def add_member(
    *, actor: Person, space: Space, person: Person, role: str, expires_at: datetime | None = None
) -> Membership:
    """A steward adds somebody without asking them first (set-up, import)."""
    _one_at_a_time(space, person)
    demand(policy.can_steer(actor, space), _("Only stewards can add people."))
    ensure(policy.role_in(person, space) is None, _("They already belong to this space."), "person")
    sponsor = actor if role == Role.GUEST else None
    until = _stay(role, expires_at)
    close_invitations(space, person, by=actor)
    return admit(space, person, role, by=actor, via="steward", sponsor=sponsor, expires_at=until)


def _stay(role: str, expires_at: datetime | None) -> datetime | None:
    """Until when somebody who comes in now may stay: guests have a last day, others none."""
    if role != Role.GUEST:
        return None
    until = expires_at or time.now() + timedelta(days=GUEST_DAYS)
    ensure(until > time.now(), _("The last day must lie ahead."), "expires_at")
    ensure(until <= time.now() + timedelta(days=GUEST_DAYS_AT_MOST + 1), TOO_FAR, "expires_at")
    return until


def admit(
    space: Space,
    person: Person,
    role: str,
    *,
    by: Person,
    via: str,
    actor: Person | None = None,
    sponsor: Person | None = None,
    expires_at: datetime | None = None,
) -> Membership:
    """Make a membership for somebody whose right to it has been checked, and record how they came in."""
    # An expired membership that nobody ended would stand in the way of the new one.
    stale = Membership.objects.filter(space=space, person=person, ended_at=None)
    stale.update(ended_at=time.now(), ended_by=actor or by)
    membership = Membership.objects.create(
        space=space,
        person=person,
        role=role,
        added_by=by,
        sponsor=sponsor,
        expires_at=expires_at if role == Role.GUEST else None,
    )
    record(
        events.MembershipAdded(actor=(actor or by).pk, space=space.pk, person=person.pk, role=role, via=via)
    )
    return membership


def close_invitations(space: Space, person: Person, *, by: Person) -> None:
    """Invitations still open for somebody who has come in, or has to go, are over: no door stays ajar."""
    waiting = Invitation.objects.open().filter(space=space, person=person)
    if by == person:
        waiting.update(answered_at=time.now(), accepted=False)
    else:
        waiting.update(withdrawn_at=time.now(), withdrawn_by=by)
