"""What the API says about spaces, and what it is told."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.paging import Paging
from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Right, Role

Kind = Annotated[Space.Kind, one_of(Space.Kind)]
Access = Annotated[Space.Access, one_of(Space.Access)]
RoleName = Annotated[Role, one_of(Role)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Purpose = Annotated[str, Field(max_length=2000, description="Staff who may know of the space read it.")]
Note = Annotated[str, Field(max_length=500)]
Expiry = Annotated[datetime | None, Field(description="The end of a guest's stay; null for everybody else.")]


class SpaceOut(Schema):
    """A place where people work together. `title` of a direct conversation names the others."""

    id: UUID
    kind: Kind
    access: Access
    name: str
    title: str
    purpose: str
    founder: UUID
    created_at: datetime
    archived_at: datetime | None
    is_planned: bool
    starts_on: date | None
    role: Annotated[RoleName | None, Field(description="Your role; null where you do not belong.")]


class SpaceWhole(SpaceOut):
    """With what you may do there, and how many can read it."""

    rights: list[Annotated[Right, one_of(Right)]]
    readers: int


class SpacesAsked(Paging):
    """Which spaces to list."""

    mine: Annotated[bool, Field(description="Only those to which you belong.")] = False
    kind: Kind | None = None


class SpaceNew(Input):
    """A space to start; you become its first steward."""

    name: Name
    purpose: Purpose = ""
    kind: Literal["team", "community", "department"] = "team"
    access: Access = Space.Access.CLOSED


class SpaceChange(Input):
    """What to change; what is left out stays."""

    name: Name | None = None
    purpose: Purpose | None = None


class DirectNew(Input):
    """With whom to talk: one to eight others."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=8)]


class ArchivalSet(Input):
    """Why; everybody who can read the space sees it."""

    reason: Annotated[str, Field(max_length=300)] = ""


class MembershipOut(Schema):
    """Somebody's role in a space."""

    id: UUID
    space: UUID
    person: UUID
    name: str
    role: RoleName
    since: datetime
    sponsor: UUID | None
    expires_at: Expiry


class RoleSet(Input):
    """Another role."""

    role: RoleName


class InvitationNew(Input):
    """Whom to ask in, and as what. A guest's stay ends; after 30 days unless said otherwise."""

    person: UUID
    role: RoleName = Role.MEMBER
    note: Note = ""
    expires_at: Expiry = None


class InvitationOut(Schema):
    """Somebody was asked in and has not answered yet."""

    id: UUID
    space: UUID
    person: UUID
    role: RoleName
    by: UUID
    at: datetime
    expires_at: Expiry
    note: str


class RequestNew(Input):
    """Why you want to join."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class RequestOut(Schema):
    """Somebody asks to belong; `granted` is null until a steward has answered."""

    id: UUID
    space: UUID
    person: UUID
    reason: str
    at: datetime
    granted: bool | None
    note: str
