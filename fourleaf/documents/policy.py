"""Who may do what with a document: what they may do in its space, and what a grant lets them do."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fourleaf.documents.models import KIND, Comment, Document, Revision, Round
from fourleaf.kit.refusals import demand
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.sharing import policy as sharing
from fourleaf.sharing.models import Grant
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Right

# What somebody may do in an open document, and what the sync socket lets them do.
EDITOR, COMMENTER, READER = "editor", "commenter", "reader"


def can_begin(person: Person, space: Space | None = None) -> bool:
    """Staff, for themselves alone or where they write; a program, where it writes."""
    may_begin = spaces.can_add_space(person) or (space is not None and person.kind == Person.Kind.BOT)
    return may_begin and (space is None or spaces.can_post(person, space))


def role_of(person: Person, document: Document) -> str:
    """What they may do in it now."""
    if can_write(person, document):
        return EDITOR
    return COMMENTER if can_comment(person, document) else READER


def can_write(person: Person, document: Document) -> bool:
    """Who may write in its space, and to whom it is shown to be changed; nobody once it is archived or withdrawn."""
    return _may(person, document, {Right.POST}, _is_editor)


def demand_write(person: Person, document: Document) -> None:
    """Refused where they cannot write in it."""
    demand(can_write(person, document), _("You can read this document, and not change it."))


def can_read(person: Person, document: Document) -> bool:
    return Document.objects.visible_to(person).filter(pk=document.pk).exists()


def can_follow(person: Person, document: Document) -> bool:
    """Who reads it hears of changes as they come; but in an emergency pages are read, and nothing live."""
    place = _place(document)
    is_emergency = place is not None and spaces.reads_behind_glass(person, place) is not None
    shown = Grant.objects.standing().reaching(person).filter(kind=KIND, object_id=document.pk)
    return not is_emergency or shown.exists()


def demand_follow(person: Person, document: Document) -> None:
    """Refused where they may read its page alone."""
    demand(can_follow(person, document), _("In an emergency you read the page, and nothing live."))


def can_submit(person: Person, document: Document) -> bool:
    """Who writes in its space: whoever is merely shown it does not know who else could review it."""
    return can_write(person, document) and _place(document) is not None


def can_comment(person: Person, document: Document) -> bool:
    """Who may post or react in its space, and to whom it is shown to be commented on; nobody once it is archived."""
    return _may(person, document, {Right.POST, Right.REACT}, _is_commenter)


def can_withdraw_comment(person: Person, document: Document, comment: Comment) -> bool:
    """Whose it is while they may comment here, and who may withdraw what others wrote."""
    is_own = comment.author_id == person.pk and can_comment(person, document)
    return is_own or can_withdraw_comments(person, document)


def can_withdraw_comments(person: Person, document: Document) -> bool:
    """Who may withdraw what others said about it."""
    return _has_in_team(person, document, Right.WITHDRAW)


def can_correct(person: Person, document: Document, revision: Revision) -> bool:
    """Who wrote what is new in it, and whose document it is, as long as they write here."""
    is_author = person.pk in revision.authors or person.pk == document.made_by_id
    return is_author and can_write(person, document)


def can_answer(person: Person, round: Round) -> bool:
    """Whoever is asked in the round and can read the document now."""
    is_asked = round.reviewers.filter(person=person).exists()
    return is_asked and Document.objects.visible_to(person).standing().filter(pk=round.document_id).exists()


def can_keep(person: Person, document: Document) -> bool:
    """Whose document it is, as long as they write in its space, and its stewards: they move it and put it away."""
    return _is_own(person, document) or _has_in_team(person, document, Right.STEER)


def can_withdraw(person: Person, document: Document) -> bool:
    """Whose document it is, and who may withdraw what others wrote."""
    return _is_own(person, document) or _has_in_team(person, document, Right.WITHDRAW)


def can_move(person: Person, document: Document, to: Space) -> bool:
    """Who may put it away here and write there."""
    return can_keep(person, document) and spaces.can_post(person, to)


def readers(document: Document) -> PersonQuerySet:
    """Everybody who can read it now: who reads its space, and whom a grant reaches."""
    here = spaces.readers(document.space).values_list("pk", flat=True)
    return Person.objects.active().filter(pk__in={*here, *_shown_to(document)})


def meant(document: Document) -> PersonQuerySet:
    """Everybody for whom it is: who belongs to its space, and whom a grant reaches; not who merely may read it."""
    here = Membership.objects.of_active().filter(space=document.space_id).values_list("person", flat=True)
    people = Person.objects.active().exclude(kind=Person.Kind.BOT)
    return people.filter(pk__in={*here, *_shown_to(document)})


def writable(person: Person, documents: Iterable[UUID]) -> set[UUID]:
    """Those of these documents that the person may write in, in two statements; as `can_write`."""
    places = Space.objects.allowing(person, Right.POST).live()
    mine = Grant.objects.standing().reaching(person).filter(kind=KIND, role=Grant.Role.EDITOR)
    closed = Space.objects.exclude(archival=None) | Space.objects.exclude(planned_start=None)
    shown = Q(pk__in=mine.values("object_id")) & ~Q(space__in=closed)
    found = Document.objects.standing().filter(pk__in=set(documents)).filter(Q(space__in=places) | shown)
    return set(found.values_list("pk", flat=True))


def new_readers(document: Document, to: Space) -> PersonQuerySet:
    """Who could read it in that space and cannot now."""
    return spaces.readers(to).exclude(pk__in=set(readers(document).values_list("pk", flat=True)))


def losing_readers(document: Document, to: Space) -> PersonQuerySet:
    """Who reads it as one who belongs here, and could not in that space."""
    there = set(spaces.readers(to).values_list("pk", flat=True))
    return spaces.readers(document.space).exclude(pk__in=there | _shown_to(document))


def _shown_to(document: Document) -> set[UUID]:
    """Whom a grant reaches."""
    grants = Grant.objects.standing().filter(kind=KIND, object_id=document.pk)
    return set(sharing.reached(grants).values_list("pk", flat=True))


def _may(
    person: Person, document: Document, one_of: set[Right], is_shown: Callable[[Person, UUID], bool]
) -> bool:
    """Who has one of these rights in its space, or is shown it so; nobody in what rests or has not begun."""
    if document.is_archived or document.is_withdrawn:
        return False
    place = _place(document)
    if place is not None and spaces.rights_in(person, place) & one_of:
        return True
    is_closed = place is not None and (place.is_archived or place.is_planned)
    return is_shown(person, document.pk) and not is_closed


def _is_commenter(person: Person, key: UUID) -> bool:
    return sharing.can_comment(person, KIND, key)


def _is_editor(person: Person, key: UUID) -> bool:
    mine = Grant.objects.standing().reaching(person).filter(kind=KIND, object_id=key)
    return mine.filter(role=Grant.Role.EDITOR).exists()


def _is_own(person: Person, document: Document) -> bool:
    return document.made_by_id == person.pk and Right.POST in _rights(person, document)


def _has_in_team(person: Person, document: Document, right: Right) -> bool:
    place = _place(document)
    return place is not None and not place.is_direct and right in spaces.rights_in(person, place)


def _rights(person: Person, document: Document) -> frozenset[Right]:
    place = _place(document)
    return frozenset() if place is None else spaces.rights_in(person, place)


def _place(document: Document) -> Space | None:
    """Its space; nothing for whom the document is merely shown to, and who may not know of the space."""
    if Document.space.is_cached(document):
        return document.space
    return Space.objects.filter(pk=document.space_id).select_related("archival", "planned_start").first()
