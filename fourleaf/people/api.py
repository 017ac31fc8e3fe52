"""People, units, and oneself over the API."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people import actions
from fourleaf.people.models import Person, Token, Unit
from fourleaf.people.search import Wanted, find, words_of
from fourleaf.people.tokens import ME, READ

router = Router(auth=READ)


class Named(Schema):
    """A thing by its key and name."""

    id: UUID
    name: str


class PersonOut(Schema):
    """Somebody, as colleagues see them. Empty texts and nulls are what is not known."""

    id: UUID
    kind: Annotated[Person.Kind, one_of(Person.Kind)]
    name: str
    job_title: str
    unit: Named | None
    site: Named | None
    profession: Named | None
    is_active: bool


class PersonWhole(PersonOut):
    """With what one reads on their profile."""

    about: str
    skills: list[str]
    manager: UUID | None
    zone: Annotated[str, Field(description="IANA time zone.")]


class UnitOut(Schema):
    """A department, ward or office; `parent` is the unit above it."""

    id: UUID
    name: str
    parent: UUID | None


class TokenOut(Schema):
    """The token of this request."""

    id: UUID
    name: str
    scopes: list[Annotated[Token.Scope, one_of(Token.Scope)]]
    expires_at: datetime


class Me(PersonWhole):
    """Whom the token stands for."""

    email: str | None
    language: str
    token: TokenOut


class MeChange(Input):
    """What to change about oneself; what is left out stays."""

    about: Annotated[str, Field(max_length=2000)] | None = None
    language: (
        Annotated[str, Field(max_length=10, description="en, es, ar; empty: as the browser says")] | None
    ) = None
    skills: Annotated[list[str], Field(max_length=30)] | None = None


class PeopleAsked(Paging):
    """Whom to list."""

    q: Annotated[str | None, Field(max_length=100, description="Words of name, job, unit, place, skill.")] = (
        None
    )
    unit: Annotated[UUID | None, Field(description="Within this unit or below it.")] = None


def _named(row: Any) -> dict[str, Any] | None:
    return {"id": row.pk, "name": row.name} if row else None


def shown(person: Person) -> dict[str, Any]:
    """A person loaded with `unit`, `site` and `profession`."""
    return {
        "id": person.pk,
        "kind": person.kind,
        "name": person.name,
        "job_title": person.job_title,
        "unit": _named(person.unit),
        "site": _named(person.site),
        "profession": _named(person.profession),
        "is_active": person.is_active,
    }


def _whole(person: Person) -> dict[str, Any]:
    return shown(person) | {
        "about": person.about,
        "skills": [skill.name for skill in person.skills.all()],
        "manager": person.manager_id,
        "zone": str(person.zone),
    }


def _listed(people: Sequence[Person]) -> Iterable[dict[str, Any]]:
    return map(shown, people)


@router.get("/people", response=Page[PersonOut], tags=["People"], operation_id="list_people")
def people(request: ApiRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Active people whom you can see: for staff all staff, for others those with whom they share a space."""
    units = list(Unit.objects.all()) if asked.unit else []
    everyone = Person.objects.visible_to(request.user).active().select_related("unit", "site", "profession")
    found = find(everyone, Wanted(words=words_of((asked.q or "").replace("\0", "")), unit=asked.unit), units)
    return page_of(request, found, asked, _listed, by=found.query.order_by)


@router.get("/people/{uuid:person_id}", response=PersonWhole, tags=["People"], operation_id="get_person")
def person(request: ApiRequest, person_id: UUID) -> dict[str, Any]:
    """One person, those who have left included."""
    return _whole(_seen(request, person_id))


@router.get("/units", response=Page[UnitOut], tags=["People"], operation_id="list_units")
def units(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """All units by name; together they are a tree."""
    return page_of(request, Unit.objects.all(), asked, _units, by=("name", "pk"))


@router.get("/units/{uuid:unit_id}", response=UnitOut, tags=["People"], operation_id="get_unit")
def unit(request: ApiRequest, unit_id: UUID) -> dict[str, Any]:
    """One unit."""
    return next(iter(_units([get_object_or_404(Unit, pk=unit_id)])))


def _units(rows: Sequence[Unit]) -> Iterable[dict[str, Any]]:
    return ({"id": row.pk, "name": row.name, "parent": row.parent_id} for row in rows)


@router.get("/me", response=Me, tags=["Me"], operation_id="get_me")
def me(request: ApiRequest) -> dict[str, Any]:
    """Whom the token stands for, and what it may be used for."""
    token = Token.objects.get(pk=request.bearer.token)
    person = _seen(request, request.bearer.person)
    said = {"id": token.pk, "name": token.name, "scopes": token.scopes, "expires_at": token.expires_at}
    return _whole(person) | {"email": person.email, "language": person.language, "token": said}


@router.patch("/me", response=Me, tags=["Me"], operation_id="change_me", auth=ME)
def change_me(request: ApiRequest, change: MeChange) -> dict[str, Any]:
    """Change about, skills or language."""
    own, given = _seen(request, request.bearer.person), change.dict(exclude_none=True)
    if "about" in given:
        past = [
            actions.Past(each.title, each.place, each.from_on, each.until_on)
            for each in own.past_functions.all()
        ]
        actions.change_profile(actor=own, person=own, about=given["about"], past_functions=past)
    if "skills" in given:
        actions.set_skills(actor=own, person=own, skills=given["skills"])
    if "language" in given:
        actions.set_language(actor=own, person=own, language=given["language"])
    return me(request)


def _seen(request: ApiRequest, person_id: UUID) -> Person:
    rows = Person.objects.visible_to(request.user).select_related("unit", "site", "profession")
    found = rows.prefetch_related("skills").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found
