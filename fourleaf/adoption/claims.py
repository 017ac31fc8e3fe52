"""What a team can no longer claim if it begins without this or that. Advice: it may begin all the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

#: A team of fewer is told of by no figure.
FEWEST = 5
#: So many finished deliverables make a baseline; so many weeks of figures do too (`characteristics.benefits`).
PAST_WORK = 3


class Lack(models.TextChoices):
    """What can be missing when a team begins, and which claim that makes impossible."""

    BENEFITS = "benefits", _("What you hope for is not written down.")
    RATINGS = "ratings", _("Two people have not yet rated how clear it is.")
    CHECK = "check", _("Too few members were asked what it is about.")
    BASELINE = "baseline", _("There are no figures of three finished pieces of work.")
    MEMBERS = "members", _("The team has fewer than five people.")
    ALONE = "alone", _("The team has one person.")


CLAIMS = {
    Lack.BENEFITS: _("Nobody can say later whether it was reached."),
    Lack.RATINGS: _("You cannot show that the benefit was clear from the start."),
    Lack.CHECK: _("You cannot show that the members knew what it was for."),
    Lack.BASELINE: _(
        "“Faster”, “fewer hours” and “fewer major revisions” cannot be shown: there is no before."
    ),
    Lack.MEMBERS: _("No figures about your work are shown, because they would tell about single people."),
    Lack.ALONE: _("Nothing about working together can be shown."),
}


@dataclass(frozen=True)
class Prepared:
    """What a team has ready: counts of its rows."""

    members: int
    has_statement: bool = False
    ratings: int = 0
    answered: int = 0
    past_works: int = 0

    @property
    def lacks(self) -> list[Lack]:
        """What is missing, in the order in which it is best collected."""
        found = {
            Lack.BENEFITS: not self.has_statement,
            Lack.RATINGS: self.ratings < 2,
            Lack.CHECK: self.answered < 0.7 * max(self.members - 1, 1),
            Lack.BASELINE: self.past_works < PAST_WORK,
            Lack.MEMBERS: 1 < self.members < FEWEST,
            Lack.ALONE: self.members <= 1,
        }
        return [lack for lack in Lack if found[lack]]


def told(lacks: Iterable[str]) -> list[tuple[str, str]]:
    """Each lack and the claim that it makes impossible, in words."""
    return [(str(Lack(lack).label), str(CLAIMS[Lack(lack)])) for lack in lacks]
