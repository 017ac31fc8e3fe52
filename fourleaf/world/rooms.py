"""The spaces of the demo world: what each is for, who steers it, who comes later than by speaking."""

from dataclasses import dataclass, field

from fourleaf.spaces.models import Space
from fourleaf.spaces.rights import Role

TEAM, COMMUNITY, DEPARTMENT = Space.Kind.TEAM, Space.Kind.COMMUNITY, Space.Kind.DEPARTMENT
OPEN, ON_REQUEST, CLOSED, HIDDEN = (
    Space.Access.OPEN, Space.Access.ON_REQUEST, Space.Access.CLOSED, Space.Access.HIDDEN,
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A space with a script. Who speaks in it belongs to it; `founder` begins it.

    `silent` are (key, role, day) of those who belong without speaking; of the staff who do not speak at all,
    every `crowd`-th joins (0: nobody).
    """

    slug: str
    name: str
    kind: str
    access: str
    founder: str
    purpose: str
    stewards: tuple[str, ...] = ()
    silent: tuple[tuple[str, str, int], ...] = ()
    crowd: int = 0


@dataclass(frozen=True)
class Plan:
    """A space that has not begun. `weeks` ahead is its Monday; None where it is only proposed."""

    name: str
    founder: str
    purpose: str
    proposed_on_day: int
    weeks: int | None = None
    people: tuple[str, ...] = field(default_factory=tuple)


ROOMS: tuple[Room, ...] = (
    Room("discharge-letters", "Discharge letters", TEAM, CLOSED, "okafor",
         "The letter leaves within 24 hours of the patient, every blood thinner has a stop date or a reason, and a GP "
         "finds what she must do in under a minute.", silent=(("viktor", Role.READER, -14),)),
    Room("falls-prevention", "Falls prevention", TEAM, CLOSED, "grace",
         "Fewer people on the floor between two and five in the morning. We try small things, count them, and say so "
         "when they do not work."),
    Room("tumour-board-handbook", "Tumour-board handbook", TEAM, CLOSED, "amara",
         "One short handbook for the tumour board, so that no case is put off because of us. No cases here, only how "
         "we work.", stewards=("theo",)),
    Room("stroke-unit", "Stroke unit", DEPARTMENT, ON_REQUEST, "nadia",
         "How the stroke unit works, from the door to the needle and the months after it. Nobody's patient is "
         "discussed here.", stewards=("callum",), silent=(("radiographer", Role.GUEST, -9),)),
    Room("pharmacy", "Pharmacy", DEPARTMENT, HIDDEN, "viktor",
         "Stock, formulary and checks between the pharmacists of Eastgate and Southfield."),
    Room("home-care-handover", "Home care handover", DEPARTMENT, CLOSED, "jordi",
         "So that the house knows before the patient arrives. No street, no floor, no dog by name."),
    Room("infection-control", "Infection control", COMMUNITY, OPEN, "samir",
         "Hands, outbreaks and what the evidence says. Any question, from anybody on the staff.",
         stewards=("dolores",), crowd=6),
    Room("rota-exchange", "Rota exchange", COMMUNITY, OPEN, "beth",
         "Ask for a swap, answer one, and talk about how rotas are made. Beth confirms swaps in the rota system.",
         stewards=("kofi",), crowd=5),
    Room("leaders-table", "Leaders' table", TEAM, CLOSED, "adaeze",
         "Eight people who lead: what each of us does differently, which team goes next, and what we got wrong.",
         stewards=("olwen",)),
    Room("everyone", "Everyone", COMMUNITY, OPEN, "nia",
         "One space for all of Marigold Health. Say hello, share a win, ask anything.", crowd=3),
)  # fmt: skip

PLANS: tuple[Plan, ...] = (
    Plan("Stroke pathway", "nadia",
         "From the first call to the needle at all hours alike: ambulance, emergency, imaging, stroke unit and "
         "rehabilitation on one page. Expected: door to needle under 40 minutes, nights included.",
         -12, 3, ("callum", "owen", "joost", "kofi", "leo", "sunita", "yiota")),
    Plan("Home care north", "jordi",
         "For the villages above Málaga: the house knows before the patient arrives. Open: a pharmacist, and the "
         "privacy officer's visit.", -11, None, ("ines", "eleni", "priya")),
)  # fmt: skip

#: The archived space begins with this instead of its first purpose.
EPITAPH = "We opened this and did not listen. What we are doing now: one team at a time. A. O."
