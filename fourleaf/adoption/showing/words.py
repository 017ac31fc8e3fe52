"""The five characteristics, and what can be collected about them, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.characteristics.readiness import Characteristic
from fourleaf.adoption.characteristics.score import Datum


@dataclass(frozen=True)
class Told:
    """One of the five: its name, what it asks for, what to do where it fails; `limit` is the least score (0–1)."""

    title: Promise
    short: Promise
    asks: Promise
    mend: Promise
    limit: float


FIVE = {
    Characteristic.DEPARTMENTS: Told(
        _("Several departments"),
        _("Departments"),
        _("At least three, and at least half of all pairs of members from two different ones."),
        _("Take somebody in from another department that the work touches."),
        0.625,
    ),
    Characteristic.DISPERSION: Told(
        _("Several places"),
        _("Places"),
        _("At least two sites; distance and time zones count as well."),
        _("Take somebody in who works at another site."),
        0.35,
    ),
    Characteristic.PERSPECTIVES: Told(
        _("Different perspectives"),
        _("Perspectives"),
        _("Four fifths of the skills that the work needs, held by people who are not all alike."),
        _("Ask somebody who has a skill that is missing to join."),
        0.35,
    ),
    Characteristic.LEADER: Told(
        _("An enthusiastic leader"),
        _("Leader"),
        _("The leader wants to work this way, has tried it here, and has said how often."),
        _("Let the leader try it here for two weeks, and pledge what they want to do."),
        0.5,
    ),
    Characteristic.BENEFITS: Told(
        _("Clear benefits"),
        _("Benefits"),
        _("Stated with a figure of today, found clear by two raters, and known to the members."),
        _("State the benefit again with those whom it is for, and tell the members."),
        0.5,
    ),
}

#: What to collect, in words, and the page of the team where that is done.
COLLECT: dict[Datum, tuple[Promise, str]] = {
    Datum.MEMBERS: (_("who is in the team"), "team-people"),
    Datum.DEPARTMENT: (_("the department of each member, in the directory"), "team-people"),
    Datum.SITE: (_("the site of each member, in the directory"), "team-people"),
    Datum.COORDINATES: (_("where each site is, in the directory"), "team-people"),
    Datum.ZONE: (_("the time zone of each site, in the directory"), "team-people"),
    Datum.CHARTER: (_("which skills the work needs"), "team-skills"),
    Datum.SKILLS: (_("the skills of each member, on their own profile"), "team-people"),
    Datum.SURVEY: (_("the leader’s nine answers, if the leader lets them count"), "team-leader"),
    Datum.BEHAVIOUR: (_("how the leader finds it after two weeks of trying"), "team-leader"),
    Datum.PLEDGE: (_("what the leader pledges"), "team-leader"),
    Datum.RATINGS: (_("two people’s ratings of the stated benefit"), "team-benefits"),
    Datum.AGREEMENT: (_("a statement of the benefit that two raters find equally clear"), "team-benefits"),
    Datum.CHECK: (_("whether the members know the benefit; five of them need to answer"), "team-benefits"),
    Datum.BASELINE: (_("figures of three finished pieces of work"), "team-works"),
}
