"""Where teams stand on the map: near who they have ties with, never on top of each other."""

import numpy as np
import numpy.typing as npt

from fourleaf.adoption.spread.network import Floats, Network

Points = npt.NDArray[np.float64]

ROUNDS = 300
#: Teams without ties stand so many times as far apart as those with the strongest.
FARTHEST = 3.0


def between(network: Network) -> Floats:
    """Tie weight between the members of each two teams (teams × teams); within a team it is 0."""
    count = len(network.teams)
    held: list[list[int]] = [[] for _ in range(network.people)]
    for number, team in enumerate(network.teams):
        for person in team:
            held[person].append(number)
    found = np.zeros((count, count), np.float32)
    ties = network.ties
    for one, other, weight in zip(ties.one.tolist(), ties.other.tolist(), ties.weight.tolist(), strict=True):
        for here in held[one]:
            for there in held[other]:
                if here != there:
                    found[here, there] += weight
                    found[there, here] += weight
    return found


def placed(strength: Floats, sizes: npt.NDArray[np.int64]) -> Points:
    """Points within the unit square (teams × 2) whose distances fit the ties as well as may be.

    Stress majorization (Gansner, Koren and North 2004) from a circle, with lengths from 1 for the densest tie
    (weight over the root of both sizes) to 3 for none. The same input always gives the same map.
    """
    count = len(sizes)
    angles = 2 * np.pi * np.arange(count) / max(1, count)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    if count < 2:
        return np.full((count, 2), 0.5)
    density = strength / np.sqrt(np.outer(sizes, sizes))
    lengths = FARTHEST - (FARTHEST - 1) * np.sqrt(density / max(float(density.max()), 1e-9))
    np.fill_diagonal(lengths, 1)
    weights = lengths**-2.0
    np.fill_diagonal(weights, 0)
    laplacian = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    for _ in range(ROUNDS):
        points = laplacian @ _pulled(points, weights * lengths)
    low, high = points.min(axis=0), points.max(axis=0)
    unit: Points = (points - low) / np.maximum(high - low, 1e-9)
    return unit


def _pulled(points: Points, pull: Points) -> Points:
    distances = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    ratio = -pull / np.maximum(distances, 1e-9)
    np.fill_diagonal(ratio, 0)
    np.fill_diagonal(ratio, -ratio.sum(axis=1))
    pulled: Points = ratio @ points
    return pulled


def apart(points: Points, radii: Points, gap: float) -> Points:
    """The same points, moved until circles of these radii keep a gap; all in one unit."""
    moved = points.copy()
    for _ in range(ROUNDS):
        is_free = True
        for one in range(len(moved)):
            for other in range(one + 1, len(moved)):
                way = moved[other] - moved[one]
                far, least = float(np.hypot(*way)), radii[one] + radii[other] + gap
                if far < least - 1e-6:
                    step = (way / far if far > 1e-9 else np.array([1.0, 0.0])) * (least - far) / 2
                    moved[one] -= step
                    moved[other] += step
                    is_free = False
        if is_free:
            break
    return moved
