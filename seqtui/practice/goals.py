"""Whether a model that was built meets the demands of a question: each measured by Keras."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seqtui import engine
from seqtui.errors import SeqtuiError
from seqtui.practice.answers import format_shape, parse_shape
from seqtui.practice.question import Goal
from seqtui.recipe.flow import Flow
from seqtui.recipe.values import LayerSpec, Recipe

TRAINED = {"accuracy", "val_accuracy", "loss", "val_loss", "finite"}
"""What only training can tell."""


@dataclass(frozen=True, slots=True)
class Met:
    """One demand, measured.

    Attributes:
        words: The demand.
        met: Whether it is.
        found: What was measured, in words.
    """

    words: str
    met: bool
    found: str


def words(goal: Goal) -> str:
    """A demand as people read it."""
    relation = {"is": "", "at_most": "at most ", "at_least": "at least "}[goal.relation]
    value = f"{goal.value:,g}" if isinstance(goal.value, (int, float)) else goal.value
    plain = {
        "builds": "every layer can be built",
        "finite": "the loss stays a finite number",
        "uses": f"there is {article(str(goal.value))} {goal.value} layer",
        "without": f"there is no {goal.value} layer",
        "output_shape": f"the output shape is {value}",
        "params": f"{relation}{value} parameters",
        "trainable": f"{relation}{value} trainable parameters",
        "layers": f"{relation}{value} layers",
    }
    return plain.get(goal.measure, f"{goal.measure} {relation}{value}")


def article(kind: str) -> str:
    """The article before a layer's name as it is spoken: an LSTM, an AveragePooling2D, a Dense."""
    spelled = kind in {"LSTM", "RNN"}
    return "an" if spelled or kind[:1] in {*"AEIO"} or kind.startswith("Up") else "a"


@dataclass(frozen=True, slots=True)
class Measures:
    """What Keras says about a model, and what training it came to.

    Attributes:
        flow: Its shapes and counts.
        last: Metrics of the last epoch; empty where it was not trained.
        finite: Whether every metric of every epoch was a finite number.
    """

    flow: Flow
    last: Mapping[str, float]
    finite: bool


def check(recipe: Recipe, goals: Sequence[Goal], base: Path) -> tuple[Met, ...]:
    """Measures all demands; trains only where one asks for it and the model can be built.

    Raises:
        SeqtuiError: The data cannot be loaded, or training fails.
    """
    return judged(recipe, goals, measure(recipe, base, train=any(goal.measure in TRAINED for goal in goals)))


def measure(recipe: Recipe, base: Path, *, train: bool) -> Measures:
    """What there is to know about a model; a model that cannot be built, or has no data, is not trained.

    Raises:
        SeqtuiError: The data cannot be loaded, or training fails.
    """
    from seqtui.data import load  # noqa: PLC0415  # numpy and polars, where a model has data

    dataset = load(recipe.data, base) if recipe.data is not None else None
    shape = dataset.input_shape if dataset is not None else recipe.input.shape if recipe.input else None
    if shape is None:
        raise SeqtuiError("The model has no input.", "It names neither data nor a shape.", "Give it one.")
    dtype = dataset.input_dtype if dataset is not None else recipe.input.dtype if recipe.input else "float32"
    flow = engine.flow(recipe, shape, dtype, recipe.fit.batch_size)
    if flow.error is not None or dataset is None or not train:
        return Measures(flow, {}, finite=True)
    from seqtui.engine.history import history  # noqa: PLC0415  # trains: in the child process

    epochs = history(recipe, dataset)
    finite = all(math.isfinite(value) for one in epochs for value in one.values())
    return Measures(flow, epochs[-1], finite)


def judged(recipe: Recipe, goals: Sequence[Goal], found: Measures) -> tuple[Met, ...]:
    """How a model that was measured meets demands."""
    return tuple(_met(goal, recipe, found.flow, found.last, finite=found.finite) for goal in goals)


def _met(goal: Goal, recipe: Recipe, flow: Flow, last: Mapping[str, float], *, finite: bool) -> Met:
    says = words(goal)
    if goal.measure == "builds" or (flow.error is not None and goal.measure not in {"uses", "without"}):
        return Met(says, flow.error is None, "" if flow.error is None else flow.error.message)
    if goal.measure in {"uses", "without"}:
        there = goal.value in _kinds(recipe.layers)
        return Met(says, there == (goal.measure == "uses"), "it is there" if there else "it is not there")
    if goal.measure == "output_shape":
        shape = flow.output_shape
        met = shape is not None and parse_shape(str(goal.value)) == shape
        return Met(says, met, "" if shape is None else format_shape(shape))
    if goal.measure == "finite":
        return Met(says, bool(last) and finite, "it does" if finite else "it became NaN or infinite")
    found = _number(goal.measure, flow, last)
    if found is None or not math.isfinite(found):
        return Met(says, met=False, found=f"{goal.measure} is not a number" if found else "not measured")
    return Met(says, _holds(goal, found), f"{found:,.4g}" if found != int(found) else f"{int(found):,}")


def _holds(goal: Goal, found: float) -> bool:
    wanted = float(goal.value)
    return {"is": found == wanted, "at_most": found <= wanted, "at_least": found >= wanted}[goal.relation]


def _number(measure: str, flow: Flow, last: Mapping[str, float]) -> float | None:
    if measure in {"params", "trainable"}:
        return float(getattr(flow.totals, measure))
    if measure == "layers":
        return float(sum(row.state == "ok" for row in flow.layers))
    return last.get(measure)


def _kinds(layers: Sequence[LayerSpec]) -> set[str]:
    """Kinds of the enabled layers, wrapped ones included."""
    found: set[str] = set()
    for one in layers:
        if one.enabled:
            found.add(one.kind)
            found |= _kinds([value for value in one.arguments.values() if isinstance(value, LayerSpec)])
    return found
