"""All that the five characteristics look at in a person, and where that person works."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """A place of work: degrees north and east, and an IANA time zone; None is "not known"."""

    key: Hashable
    latitude: float | None = None
    longitude: float | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.latitude is not None and not -90 <= self.latitude <= 90:
            raise ValueError(f"A latitude is between -90 and 90 degrees, not {self.latitude}.")
        if self.longitude is not None and not -180 <= self.longitude <= 180:
            raise ValueError(f"A longitude is between -180 and 180 degrees, not {self.longitude}.")

    @property
    def has_coordinates(self) -> bool:
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True)
class Member:
    """Somebody in a team; None is "not known". `held` are the functions in this person's history, today's included."""

    key: Hashable
    department: Hashable | None = None
    site: Site | None = None
    function: str | None = None
    skills: frozenset[str] | None = None
    held: frozenset[str] | None = None
