"""Who may do what on the Sheet."""

from fourleaf.people import policy as people
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.sheet.models import Line
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space


def can_write(person: Person, space: Space | None) -> bool:
    """People of the staff: to everybody on it, or in a space where they may post."""
    is_staff = person.kind == Person.Kind.STAFF and person.is_active
    return is_staff and (space is None or spaces.can_post(person, space))


def can_read(person: Person, line: Line) -> bool:
    """The audience of the line."""
    if line.space is None:
        return person.is_staff_member and person.is_active
    return spaces.can_read(person, line.space)


def can_change(person: Person, line: Line) -> bool:
    """Only who wrote it, while they can read it."""
    return line.author_id == person.pk and not line.is_withdrawn and can_read(person, line)


def can_withdraw(person: Person, line: Line) -> bool:
    """Who wrote it; in a space its stewards, else an administrator."""
    if line.is_withdrawn:
        return False
    if line.space is not None and spaces.can_withdraw_others(person, line.space):
        return True
    is_keeper = line.space is None and people.holds(person, OrganisationRole.Role.ADMINISTRATOR)
    return is_keeper or can_change(person, line)


def can_answer(person: Person, line: Line) -> bool:
    """Only who is asked, and can read it."""
    is_asked = line.askings.standing().filter(person=person).exists()
    return is_asked and not line.is_withdrawn and can_read(person, line)


def can_be_asked(person: Person, space: Space | None) -> bool:
    """A person of the staff who can read what they are asked."""
    is_staff = person.kind == Person.Kind.STAFF and person.is_active
    return is_staff and (space is None or spaces.readers(space).filter(pk=person.pk).exists())


def can_ask_another(person: Person, line: Line) -> bool:
    """Who wrote it, and who is asked: as long as nobody has answered. A leader is asked in person."""
    is_open = line.kind == Line.Kind.IDEA and not line.is_answered and not line.is_withdrawn
    return is_open and (can_change(person, line) or can_answer(person, line))


def can_take(person: Person, line: Line) -> bool:
    """Any person of the staff who can read it may make a candidate launch of it."""
    is_open = line.kind == Line.Kind.IDEA and not line.is_withdrawn
    return is_open and person.kind == Person.Kind.STAFF and can_read(person, line)


def can_keep_areas(person: Person) -> bool:
    return person.is_active and people.holds(person, OrganisationRole.Role.ADMINISTRATOR)


def can_pledge(person: Person) -> bool:
    """Leaders of the organisation, and of teams."""
    return person.kind == Person.Kind.STAFF and person.is_active and people.leads(person)
