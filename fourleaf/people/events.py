"""Deeds of and about persons. They hold keys and the names of fields, never what the fields say."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """The actor opened a session."""

    reach = "person"


@dataclass(frozen=True, kw_only=True)
class BotHandedOver(Event):
    """Somebody else answers for the bot from now on."""

    bot: UUID
    to: UUID


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """The actor ended a session; others of theirs go on."""

    reach = "person"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """All sessions but the one in which it happened end."""

    reach = "person"
    person: UUID


@dataclass(frozen=True, kw_only=True)
class TokenAdded(Event):
    """A key to the API was made."""

    reach = "person"
    person: UUID
    token: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    reach = "person"
    person: UUID
    token: UUID


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    person: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """Where somebody can be reached privately was said, changed or taken back: the kinds that changed."""

    person: UUID
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    """Somebody left: they cannot sign in any more."""

    person: UUID


@dataclass(frozen=True, kw_only=True)
class PersonReactivated(Event):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """What identified somebody is gone; what they wrote stands under another name."""

    person: UUID


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    person: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    person: UUID
    role: str
