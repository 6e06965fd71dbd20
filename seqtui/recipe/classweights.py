"""Class weights by name or number, as `[fit] class_weight` has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from seqtui.recipe.values import Value


def class_number(name: str, class_names: Sequence[str]) -> int | None:
    """The number of a class by its name or, where none is called so, its number; None where there is none."""
    if name in class_names:
        return class_names.index(name)
    if name.isdecimal() and int(name) < len(class_names):
        return int(name)
    return None


def by_number(given: Mapping[str, Value], class_names: Sequence[str]) -> list[float]:
    """The weight of every class in order of their numbers; one that is not named weighs 1."""
    weights = [1.0] * len(class_names)
    for name, weight in given.items():
        number = class_number(name, class_names)
        if number is not None:
            weights[number] = float(cast(float, weight))
    return weights
