"""The five doors of the demo: who can be tried in one click, and what to look at first."""

from dataclasses import dataclass

WELCOME = "Marigold Health is open. Five doors lead in, one click each, at {address}"
DEMO_PASSWORD = "four-leaves-in-the-open"  # noqa: S105 - the demo's people are invented; their password is printed


@dataclass(frozen=True)
class Door:
    """One person of the demo. `opens` is false while the part of the product that they use does not exist yet."""

    key: str
    name: str
    title: str
    email: str
    first_look: str
    opens: bool = True


DOORS: tuple[Door, ...] = (
    Door("adaeze", "Adaeze Obi", "chief operating officer", "adaeze.obi@marigold.example",
         "Start with what waits for you: three questions that only you can answer, from three corners of the house."),
    Door("hanna", "Hanna Nowak", "charge nurse of ward B2", "hanna.nowak@marigold.example",
         "Clear what waits for you in 90 seconds, then tell the discharge-letters team what the night shift thinks."),
    Door("maria", "Maria Santos", "patient, 78", "maria.santos@marigold.example",
         "Nothing is here for Maria yet: her door opens when care spaces do.", opens=False),
    Door("okafor", "Dr Daniel Okafor", "leader of the discharge-letters team", "daniel.okafor@marigold.example",
         "A ward manager asks to join your team: answer him, then see in Discharge letters who has not yet said yes."),
    Door("viktor", "Viktor Lindqvist", "senior pharmacist who checks everything", "viktor.lindqvist@marigold.example",
         "Open Pharmacy and look above the box you write in: it names exactly who can read it. Then open My page: what "
         "of yours was copied four times, what two people are shown, and the button that takes it back."),
)  # fmt: skip
