"""Sets made from a seed: the lesson's table and the shapes of TensorFlow Playground.

The geometry of circle, xor, gauss and spiral is that of https://playground.tensorflow.org (its
`dataset.ts`): points within ±5 or so, classes -1 "orange" and +1 "blue".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seqtui.data.table import Column, MemoryTable, number

LESSON_ROWS = 1000
LESSON_FEATURES = 20
LESSON_SCALES = (0.7, 120.0, 0.05, 8.0, 1000.0, 0.3, 25.0, 0.01, 2.0, 400.0) * 2
POINTS = 1000
RADIUS = 5.0
DEFAULT_NOISE = 0.1

Points = tuple[NDArray[np.float64], NDArray[np.bool_]]


def lesson(seed: int, noise: float) -> MemoryTable:
    """1000 rows × 20 numbers of very different scales and one yes-or-no target, about balanced.

    The rule is the same for every seed: a weighted sum of standardised inputs 1 to 8, one product and one
    bend; inputs 9 to 20 say nothing. `noise` is the share of rows whose answer is drawn by lot, so that no
    model can be right on more than about 1 - noise / 2.
    """
    rng = np.random.default_rng([seed, 1])
    z = rng.standard_normal((LESSON_ROWS, LESSON_FEATURES))
    weights = np.array([1.6, -1.4, 1.2, -1.0, 0.8, -0.7, 0.6, 0.5])
    score = z[:, :8] @ weights + 0.9 * z[:, 0] * z[:, 1] + 0.8 * (np.abs(z[:, 2]) - np.sqrt(2 / np.pi))
    answers = score > 0
    drawn = rng.random(LESSON_ROWS) < noise
    answers = np.where(drawn, rng.random(LESSON_ROWS) < 0.5, answers)
    # From hundredths to thousands, as ages, rates and incomes stand side by side in a real table.
    scales = np.array(LESSON_SCALES)
    values = z * scales + 5 * scales * (np.arange(LESSON_FEATURES) % 3)
    columns = [number(f"x{index + 1}", values[:, index]) for index in range(LESSON_FEATURES)]
    target = Column("answer", "boolean", answers.astype(np.float64), ("no", "yes"))
    return MemoryTable("lesson", (*columns, target))


def circle(rng: np.random.Generator, noise: float) -> Points:
    """A disc of radius 2.5 (blue) within a ring from 3.5 to 5; noise blurs the labels, not the points."""
    inner = np.arange(POINTS) < POINTS // 2
    radius = np.where(inner, rng.uniform(0, 0.5, POINTS), rng.uniform(0.7, 1.0, POINTS)) * RADIUS
    angle = rng.uniform(0, 2 * np.pi, POINTS)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    blurred = points + rng.uniform(-RADIUS, RADIUS, (POINTS, 2)) * noise
    return points, np.hypot(blurred[:, 0], blurred[:, 1]) < RADIUS * 0.5


def xor(rng: np.random.Generator, noise: float) -> Points:
    """Four squares with a gap of 0.6 between them; blue where both features have one sign."""
    points = rng.uniform(-RADIUS, RADIUS, (POINTS, 2))
    points += np.where(points > 0, 0.3, -0.3)
    blurred = points + rng.uniform(-RADIUS, RADIUS, (POINTS, 2)) * noise
    return points, blurred[:, 0] * blurred[:, 1] >= 0


def gauss(rng: np.random.Generator, noise: float) -> Points:
    """Two round clouds around (2, 2), blue, and (-2, -2); variance 0.5 without noise, 4 at noise 0.5."""
    blue = np.arange(POINTS) < POINTS // 2
    variance = 0.5 + 7 * noise
    centre = np.where(blue, 2.0, -2.0)[:, None]
    return centre + rng.standard_normal((POINTS, 2)) * np.sqrt(variance), blue


def spiral(rng: np.random.Generator, noise: float) -> Points:
    """Two arms of 1.75 turns out to radius 5; noise moves each point by up to that much."""
    half = POINTS // 2
    share = np.tile(np.arange(half) / half, 2)
    blue = np.arange(POINTS) < half
    angle = 1.75 * share * 2 * np.pi + np.where(blue, 0, np.pi)
    points = RADIUS * share[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + rng.uniform(-1, 1, (POINTS, 2)) * noise, blue


SHAPES: dict[str, Callable[[np.random.Generator, float], Points]] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
}


def generate(name: str, seed: int, noise: float | None) -> MemoryTable:
    """A generated set as a table: features x1, x2, …, target last.

    Args:
        name: "lesson" or one of `SHAPES`.
        seed: Of all its random numbers.
        noise: 0 to 1; None takes 0.1.
    """
    amount = DEFAULT_NOISE if noise is None else noise
    if name == "lesson":
        return lesson(seed, amount)
    points, blue = SHAPES[name](np.random.default_rng([seed, 2]), amount)
    return MemoryTable(
        name,
        (
            number("x1", points[:, 0]),
            number("x2", points[:, 1]),
            Column("colour", "boolean", blue.astype(np.float64), ("orange", "blue")),
        ),
    )
