"""What each sign says in plain words, and what usually helps. About a team, never about anybody in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.warning.signals import Sign


@dataclass(frozen=True)
class Help:
    """What is seen, and what usually helps."""

    seen: Any
    helps: Any


HELP: dict[Sign, Help] = {
    Sign.PLEDGE: Help(
        _("You have written less in four weeks than you pledged."),
        _("Answer one question a day before you ring anybody. Or pledge less, and keep it."),
    ),
    Sign.LEADER: Help(
        _("You have written much less in two weeks than you usually do."),
        _("One short post about what you are working on is enough: others notice that you are there."),
    ),
    Sign.CONTRIBUTORS: Help(
        _("Fewer than usual of the team wrote anything this week."),
        _(
            "Bring one piece of real work here that everybody has to touch, and end the parallel mail about it."
        ),
    ),
    Sign.RETURN: Help(
        _("Many who wrote the week before did not write again."),
        _("Answer what they wrote. A thread without an answer is the most common reason."),
    ),
    Sign.NEWCOMERS: Help(
        _("People who joined write little in their second week."),
        _("Ask each of them one thing that they know and the others do not. Give them a person to ask."),
    ),
    Sign.WEEK_OF_MONTH: Help(
        _("Of those who wrote this month, few wrote this week."),
        _("Look whether the work has a pause. If not, name the next piece of work and its day here."),
    ),
    Sign.MONTH_OF_YEAR: Help(
        _("Of those who wrote this year, few wrote this month."),
        _(
            "Talk about what the team uses it for now. Perhaps the first work is done: choose the second, or stop well."
        ),
    ),
    Sign.ANSWERED: Help(
        _("Many questions were not answered within three working days."),
        _("Agree on who looks at open questions in the morning. Mark what is answered as answered."),
    ),
    Sign.FIRST_REPLY: Help(
        _("Questions wait long for a first reply."),
        _("“I do not know, ask Rosa” within the hour is worth more than a whole answer next week."),
    ),
    Sign.RECIPROCITY: Help(
        _("Answers go one way more than they used to."),
        _("Those who are mostly asked could ask something themselves."),
    ),
    Sign.ACROSS: Help(
        _(
            "People answer within their own departments more than the team's make-up would lead one to expect."
        ),
        _("Give two people of different departments one piece of work together."),
    ),
    Sign.GINI: Help(
        _("A few write nearly everything."),
        _("Whoever writes most could leave the next question open for a day, and name who knows the answer."),
    ),
}
