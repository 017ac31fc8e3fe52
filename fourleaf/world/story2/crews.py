"""The work teams of the play, and the whole firm: people by number, those at the head first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fourleaf.world.story2.cast import HEADS, OPERATIONS, PARTNER, Somebody, staff

#: Each team has so many people of its own; one or two more are shared with others.
OWN = 6
#: One of ten took part when it was opened to all: two enthusiasts, two executives, and some who tried it.
TRIED = 11


@dataclass(frozen=True)
class Matter:
    """What a team works on: its name, what that is about, what will be different, and its first question."""

    name: str
    about: str
    outcome: str
    question: str
    answer: str


MATTERS = (
    Matter("Harbour concession bid", "the harbour bid", "Bids leave as one text, agreed by all offices, days early.",
           "Do we price the dredging risk ourselves, or pass it through as the port asked in its second letter?",
           "Pass it through: the letter binds both sides. Our note on the last concession says why it is cheaper."),
    Matter("Year-end at the shipyards", "the shipyard accounts", "Year-ends are signed a week earlier.",
           "Which yard counts steel by weight and which by plate?",
           "Plates in the north, weight in the south. I have put both sheets side by side."),
    Matter("Payroll across borders", "cross-border payroll", "One answer for people who work in two countries.",
           "From which day on does a fitter who sleeps abroad owe tax there?",
           "Day 184, counted by nights. The table covers all four countries now."),
    Matter("Grant audits", "the grant audits", "Grant reports pass at the first reading.",
           "May travel in the last month still be charged to the grant?",
           "Yes, if it was booked before the end. The rule is in article nine, not in the annex."),
    Matter("Family firms’ succession", "the succession plans", "Families get one plan instead of four letters.",
           "Who talks first with the heirs, tax or law?", "Law, with one of us in the room. It saves a round."),
    Matter("Energy tariff review", "the tariff review", "A tariff file stands after one hearing.",
           "Which loss factor did the regulator accept last time?", "4.1, for towns only. Page 30 of the decision."),
    Matter("Data rooms for mergers", "the data room", "A data room opens in three days and not in ten.",
           "Who may see the pay list before signing?", "Two people, without names on the list. Legal has the form."),
    Matter("Museum foundation accounts", "the foundation accounts", "Small foundations get plain accounts by March.",
           "Is a painting on loan an asset of theirs?", "No, a note is enough. We wrote it once for Delft."),
    Matter("Transfer pricing handbook", "the pricing handbook", "One handbook that all offices use and mend.",
           "Which chapter do clients never read?", "The third. It is now half a page and a picture."),
    Matter("Rail works claims", "the rail claims", "A claim is answered within ten working days.",
           "Do frost days count as delay of the builder?", "Not below minus five. The contract says so twice."),
    Matter("Cooperative banks", "the cooperative banks", "Four small banks, one way of testing.",
           "Which sample is enough for loans under ten thousand?", "Sixty, drawn by branch. The file says why."),
    Matter("Ethics and independence desk", "the independence desk", "Whoever asks has an answer the same day.",
           "May a cousin hold shares of a client’s supplier?", "Yes, if nobody of the engagement decides on them."),
    Matter("Water boards", "the water boards", "Dike inspections and accounts tell the same story.",
           "Where do we book the emergency pumps?", "With the dikes, over thirty years. Two boards already do."),
    Matter("Young auditors’ school", "the school", "New people are useful in week three.",
           "What do they ask in week one?", "Where the old files are. It is a list of five lines now."),
)  # fmt: skip


@dataclass(frozen=True)
class Crew:
    """A work team: numbers of its people, the leader first, and the skills that its work needs."""

    matter: Matter
    members: tuple[int, ...]
    skills: Mapping[str, float]

    @property
    def leader(self) -> int:
        return self.members[0]


@dataclass(frozen=True)
class Firm:
    """So many teams, and the people for them."""

    teams: int = len(MATTERS)

    @cached_property
    def people(self) -> tuple[Somebody, ...]:
        return (*HEADS, *(staff(number) for number in range(OWN * self.teams)))

    @cached_property
    def crews(self) -> tuple[Crew, ...]:
        return tuple(self._crew(number) for number in range(self.teams))

    @cached_property
    def enthusiasts(self) -> tuple[int, int]:
        """The leader of the first team, and another."""
        return self.crews[0].leader, self.crews[self.teams // 2].leader

    @cached_property
    def first(self) -> frozenset[int]:
        """Who takes part when it is opened to all."""
        tried = range(len(HEADS) + 9, len(self.people), 2 * TRIED)
        return frozenset((OPERATIONS, PARTNER, *self.enthusiasts, *tried))

    def _crew(self, number: int) -> Crew:
        """Six of its own; one of the next team, and in every other one of a team farther on."""
        places = [OWN * number + place for place in range(OWN)] + [OWN * (number + 1) + 2]
        if number % 2 == 0:
            places.append(OWN * (number + 5) + 4)
        members = tuple(dict.fromkeys(len(HEADS) + place % (OWN * self.teams) for place in places))
        skills = {self.people[member].skills[0]: 1.0 for member in members}
        skills[self.people[members[0]].skills[0]] = 2.0
        return Crew(MATTERS[number], members, skills)
