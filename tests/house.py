"""The small world that unit tests share: few people, each with a reason to be here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Post
from fourleaf.people.models import Person, Profession, Site, Unit
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role


@dataclass(frozen=True)
class House:
    """Amina leads the ward's team; Ben is a member, Ruth reader, Gwen guest; Omar an outsider, Maria a patient."""

    amina: Person
    ben: Person
    ruth: Person
    gwen: Person
    omar: Person
    maria: Person
    ward: Space
    post: Post
    reply: Post
    secret: Space
    open: Space


def build_house() -> House:
    """Make it, through the actions, as the owner of the database."""
    site = Site.objects.create(
        name="Eastgate", city="Bristol", zone="Europe/London", latitude=51.45, longitude=-2.59
    )
    unit = Unit.objects.create(name="Geriatrics")
    nurse = Profession.objects.create(name="Nurse")

    def person(name: str, kind: str = Person.Kind.STAFF) -> Person:
        first, last = name.split()
        made = Person(
            kind=kind, name=name, family_name=last, email=f"{first.lower()}@marigold.example",
            staff_number=f"M-{first}" if kind == Person.Kind.STAFF else None, job_title="charge nurse",
            unit=unit if kind == Person.Kind.STAFF else None, site=site, profession=nurse,
        )  # fmt: skip
        made.set_unusable_password()
        made.save()
        return made

    amina, ben, ruth, gwen, omar = (
        person(name) for name in ("Amina Yusuf", "Ben Achterberg", "Ruth Abrams", "Gwen Pryce", "Omar Said")
    )
    maria = person("Maria Santos", Person.Kind.PATIENT)
    ward = spaces.add_space(actor=amina, name="Falls prevention", purpose="Fewer falls at night.")
    for who, role in ((ben, Role.MEMBER), (ruth, Role.READER), (gwen, Role.GUEST)):
        invitation = spaces.invite(actor=amina, space=ward, person=who, role=role)
        spaces.answer_invitation(actor=who, invitation=invitation, accept=True)
    post = conversation.add_post(actor=amina, space=ward, body="Bed 4 is ready. **Please check the rail.**")
    reply = conversation.add_post(actor=ben, space=ward, body="Checked at seven.", root=post)
    secret = spaces.add_space(actor=omar, name="Restructuring", access=Space.Access.HIDDEN)
    conversation.add_post(actor=omar, space=secret, body="Not for other eyes.")
    commons = spaces.add_space(
        actor=omar, name="Rota exchange", kind=Space.Kind.COMMUNITY, access=Space.Access.OPEN
    )
    return House(amina, ben, ruth, gwen, omar, maria, ward, post, reply, secret, commons)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done within leaves nothing behind: many questions to one world, each as if it were the first."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
