"""What people say: a few thousand texts of realistic length, rendered by the same function as real ones."""

from random import Random

from fourleaf.kit.html import render_markdown

PARTS = (
    "The new form is in the cupboard beside the printer",
    "Could somebody from the evening shift look at this before handover",
    "We tried the shorter checklist on two days and it saved about ten minutes",
    "I have put the figures of last month below",
    "Thank you, that answers my question",
    "The supplier says the beds arrive on Thursday, not on Tuesday",
    "Let us keep the old way until the training is done",
    "Who has a key for the store on the second floor",
    "The first draft is ready; please read it with a fresh eye",
    "Night shift found the same, so it is not only us",
    "I would rather ask pharmacy first",
    "We agreed to look again in four weeks and compare",
    "The rota for December is out and there are three gaps left",
    "It works if the two rooms change places",
    "Nobody needs to do anything today",
    "Please write down what you notice, however small",
)
VARIETY = 3_000


def texts(seed: int) -> list[tuple[str, str]]:
    """Body and HTML of each."""
    random = Random(seed)
    found = []
    for number in range(VARIETY):
        parts = random.choices(PARTS, k=min(9, 1 + int(random.expovariate(0.55))))
        body = ". ".join(parts) + f" ({number})."
        if number % 12 == 0:
            body = f"**{parts[0]}**\n\n- " + "\n- ".join(parts) + f"\n- {number}"
        if number % 17 == 0:
            body += f"\n\nSee https://intranet.marigold.example/pages/{number} for the rest."
        found.append((body, str(render_markdown(body))))
    return found
