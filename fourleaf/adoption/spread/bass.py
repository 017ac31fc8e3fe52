"""Bass's growth curve (Management Science 1969), once there is enough of it to fit.

Early fits are biased badly: the final size collapses to what is there (Van den Bulte and Lilien 1997). So
there is an answer only above 40 % adoption; before, show a fan of simulations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


#: Below this share of the people nothing is fitted, and fewer weeks than this tell nothing.
ENOUGH, WEEKS = 0.4, 8
#: Where p (by oneself) and q (by imitation), a week's, are sought; in how many rounds, each of how many steps.
P, Q = (1e-5, 0.3), (1e-4, 1.5)
ROUNDS, STEPS = 8, 25


@dataclass(frozen=True)
class Curve:
    """`size`: the share of all people in the end (0–1); `p`, `q`: a week's; `error`: root mean square."""

    size: float
    p: float
    q: float
    error: float

    def at(self, week: float) -> float:
        """The share active after so many weeks."""
        return float(self.size * _grown(np.array([week]), np.array([self.p]), np.array([self.q]))[0, 0])


def fit(shares: Sequence[float]) -> Curve | None:
    """Least squares to the share of people active (0–1) at weeks 0, 1, 2 …; None unless the last is above 40 %.

    N(t) = m (1 − e^−(p+q)t) / (1 + q/p · e^−(p+q)t). For each p and q the best m is linear; p and q are
    sought on a grid that is refined around the best.
    """
    seen = np.asarray(shares, np.float64)
    if len(seen) and (seen.min() < 0 or seen.max() > 1 or not np.all(np.isfinite(seen))):
        raise ValueError("Shares are 0 to 1.")
    if len(seen) < WEEKS or seen[-1] <= ENOUGH:
        return None
    weeks = np.arange(len(seen), dtype=np.float64)
    low, high = np.log([P[0], Q[0]]), np.log([P[1], Q[1]])
    best = Curve(1.0, 0.0, 0.0, np.inf)
    for _ in range(ROUNDS):
        p, q = (np.exp(np.linspace(low[axis], high[axis], STEPS)) for axis in (0, 1))
        found = _best(seen, weeks, np.repeat(p, STEPS), np.tile(q, STEPS))
        best = found if found.error < best.error else best
        middle, width = np.log([best.p, best.q]), (high - low) / 6
        low, high = (
            np.maximum(middle - width, np.log([P[0], Q[0]])),
            np.minimum(middle + width, np.log([P[1], Q[1]])),
        )
    return best


def _grown(weeks: Doubles, p: Doubles, q: Doubles) -> Doubles:
    """Share of the final size (pairs of p and q × weeks)."""
    fading = np.exp(-np.outer(p + q, weeks))
    return (1 - fading) / (1 + (q / p)[:, None] * fading)


def _best(seen: Doubles, weeks: Doubles, p: Doubles, q: Doubles) -> Curve:
    """The pair that fits best, with its size: no less than what has been reached, no more than all."""
    curves = _grown(weeks, p, q)
    sizes = np.clip((curves @ seen) / np.maximum((curves * curves).sum(axis=1), 1e-12), seen.max(), 1.0)
    errors = np.sqrt(((sizes[:, None] * curves - seen) ** 2).mean(axis=1))
    at = int(errors.argmin())
    return Curve(float(sizes[at]), float(p[at]), float(q[at]), float(errors[at]))
