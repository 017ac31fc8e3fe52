"""The works agreement as data: read from `agreement.toml`, or from the organisation's own file."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("agreement.toml")
_NAME = re.compile(r"outcomes_[a-z_]+")


class AgreementError(ValueError):
    """The file does not say what it must; the text says where."""


@dataclass(frozen=True)
class Purpose:
    """What data may be used for, and who sees it. `fewest`: the smallest group of which a number is shown."""

    key: str
    name: str
    text: str
    who: str
    fewest: int = 1


@dataclass(frozen=True)
class CountView:
    """Counts that a purpose may read: of rows of `table` by `by`, with how many people they come from."""

    name: str
    purpose: str
    text: str
    table: str
    by: tuple[str, ...]
    people: str
    where: str
    is_sum: bool

    def query(self, fewest: int) -> str:
        """The SQL of the view: no row from fewer people than `fewest`."""
        groups = ", ".join(column.rsplit(" as ", 1)[0] for column in self.by)
        people = f"sum({self.people})" if self.is_sum else f"count(distinct {self.people})"
        number = "" if self.is_sum else ", count(*) as number"
        condition = f" where {self.where}" if self.where else ""
        return (
            f"select {', '.join(self.by)}{number}, {people} as people from {self.table}{condition} "  # noqa: S608
            f"group by {groups} having {people} >= {fewest}"
        )


@dataclass(frozen=True)
class Retention:
    """How many days a class of data is kept; 0 is for ever. `deeds`: of which deeds the details go."""

    key: str
    name: str
    days: int
    text: str = ""
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """All of it."""

    title: str
    version: str
    purposes: tuple[Purpose, ...]
    views: tuple[CountView, ...]
    retention: tuple[Retention, ...]
    mass_viewing: int
    refusals: int
    glass_roles: tuple[str, ...]
    glass_minutes: int
    #: Whether who answers, names or writes with whom here may be reckoned with in choosing the next team.
    ties_from_interactions: bool = False

    @property
    def fewest(self) -> int:
        """The smallest group of which figures about work are computed."""
        return next(purpose.fewest for purpose in self.purposes if purpose.key == "outcomes")

    @classmethod
    def load(cls, path: Path | None = None) -> "Agreement":
        """Read and check the file; raises AgreementError."""
        place = path or SHIPPED
        try:
            raw = tomllib.loads(place.read_text())
            return _agreed(raw)
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, StopIteration) as error:
            raise AgreementError(f"The works agreement {place} cannot be used: {error!r}.") from error


def _agreed(raw: dict[str, Any]) -> Agreement:
    agreement = Agreement(
        title=raw["title"],
        version=raw["version"],
        purposes=tuple(Purpose(**each) for each in raw["purpose"]),
        views=tuple(_view(each) for each in raw["view"]),
        retention=tuple(
            Retention(**{**each, "deeds": tuple(each.get("deeds", ()))}) for each in raw["retention"]
        ),
        mass_viewing=int(raw["alerts"]["mass_viewing"]),
        refusals=int(raw["alerts"]["refusals"]),
        glass_roles=tuple(raw["break_glass"]["roles"]),
        glass_minutes=int(raw["break_glass"]["minutes"]),
        ties_from_interactions=raw.get("ties", {}).get("from_interactions", False) is True,
    )
    if agreement.fewest < 5:
        raise AgreementError("No figure about fewer than five people is shown: `fewest` is at least 5.")
    return agreement


def _view(raw: dict[str, Any]) -> CountView:
    if not _NAME.fullmatch(raw["name"]):
        raise AgreementError(f"A view is named outcomes_…, not {raw['name']!r}.")
    return CountView(
        name=raw["name"],
        purpose=raw["purpose"],
        text=raw["text"],
        table=raw.get("counts") or raw["sums"],
        by=tuple(raw["by"]),
        people=raw["people"],
        where=raw.get("where", ""),
        is_sum="sums" in raw,
    )
