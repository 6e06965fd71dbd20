"""What Keras accepts without a word and a good colleague would not: recipe and facts in, lints out."""

from __future__ import annotations

from collections.abc import Iterable

# Importing a file of rules makes them known, in this order.
from seqtui.advice import (  # noqa: F401  # for their rules
    datalints,
    layerlints,
    outputlints,
    traininglints,
    weightlints,
)
from seqtui.advice.datafacts import DataFacts
from seqtui.advice.subject import RULES, Lint, Severity, Subject
from seqtui.recipe.flow import Flow
from seqtui.recipe.values import Recipe

_ORDER: tuple[Severity, ...] = ("error", "warning", "hint")


def lints(recipe: Recipe, flow: Flow, facts: DataFacts | None) -> tuple[Lint, ...]:
    """All lints of a recipe: the worst first, then from the data through the layers to the settings.

    Args:
        recipe: What is looked at.
        flow: Keras's word on it, with a row for every layer.
        facts: Of its rows; None leaves out what depends on them.
    """
    subject = Subject(recipe, flow, facts)
    found = [lint for rule in RULES for lint in rule(subject)]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.severity), _place(one, recipe))))


def _place(lint: Lint, recipe: Recipe) -> int:
    return row_of(lint, len(recipe.layers))


def row_of(lint: Lint, layers: int) -> int:
    """The stack's row that a lint concerns: 0 the data, then the layers, then the training settings."""
    return layers + 1 if lint.layer is None else lint.layer


def worst(found: Iterable[Lint]) -> Severity | None:
    """The greatest severity among lints; None where there are none."""
    severities = {one.severity for one in found}
    return next((each for each in _ORDER if each in severities), None)


def counted(found: Iterable[Lint]) -> str:
    """How many of each: `1 error, 2 hints`; "" where there are none."""
    severities = [one.severity for one in found]
    return ", ".join(
        f"{severities.count(each)} {each}{'s' if severities.count(each) > 1 else ''}"
        for each in _ORDER
        if each in severities
    )
