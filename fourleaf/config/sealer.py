"""The sealer: within seconds of a deed or a recorded reading, the worker seals it into the chain."""

from fourleaf.chronicle import actions, signing
from fourleaf.chronicle.models import Seal
from fourleaf.config.steady import Steady

REST = 2.0


def step() -> bool:
    """Seal what waits; whether more may wait. With the first seal of a day, the head of the last one is kept."""
    made = actions.seal(signing.sign)
    if made is None:
        return False
    before = Seal.objects.filter(number=made.number - 1).first()
    if before is not None and before.at.date() < made.at.date():
        day, head, signature = before.at.date().isoformat(), bytes(before.head), bytes(before.signature)
        signing.keep_head(signing.Head(day, before.number, head.hex(), signature.hex()))
    return made.last - made.first + 1 >= actions.AT_ONCE


def sealer() -> Steady:
    """Runs `step` over and over."""
    return Steady("sealer", step, REST)
