"""The words of a trace: shapes, what a stage does, what was predicted and what is true."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.advice.stages import input_sentence, sentence
from seqtui.data.dataset import class_numbers
from seqtui.errors import SeqtuiError
from seqtui.tui.rows import short_arguments

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.engine.tracing import Stage, Trace
    from seqtui.recipe.flow import Shape
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen

_MIXING = {"Dense", "EinsumDense"}
NO_MAP = "A map shows where the rows of each class lie, and this model has no data."


def sizes(shape: Shape, pen: Pen) -> str:
    """A shape of one sample, without its rows: `28×28×1`."""
    return pen.times.join("?" if size is None else f"{size}" for size in shape[1:]) or "1"


def rows_by(rows: int, shape: Shape, pen: Pen, *, keras: bool) -> str:
    """A shape for the whole data set, or as Keras writes it."""
    if keras:
        inner = ", ".join("None" if size is None else str(size) for size in shape)
        return f"({inner},)" if len(shape) == 1 else f"({inner})"
    return f"{rows:,} {pen.times} {sizes(shape, pen)}"


def does(seen: Seen, stage: Stage) -> str:
    """What a stage does, a sentence."""
    if stage.index == 0:
        return input_sentence(stage.output_shape, "feature")
    return sentence(seen.wanted.recipe.layers[stage.index - 1], stage.input_shape, stage.output_shape)


def title(seen: Seen, stage: Stage, pen: Pen) -> str:
    """A stage's name with what sets it apart."""
    if stage.index == 0:
        return "0 Input"
    told = short_arguments(seen.wanted.recipe.layers[stage.index - 1], pen.times)
    return f"{stage.index} {stage.kind}" + (f" {told}" if told else "")


def feature(data: Dataset, place: tuple[int, ...]) -> str:
    """An input value's name: the feature's where there are names, else its place."""
    if len(place) == 1 and place[0] < len(data.feature_names):
        return data.feature_names[place[0]]
    if len(place) == 1:
        return f"feature {place[0] + 1}"
    return _place_name(place, data.input_shape, "feature")


def _place_name(place: tuple[int, ...], shape: tuple[int | None, ...], last: str) -> str:
    """A place in a series or a picture; the channel only where there are several."""
    names = {2: ("step", last), 3: ("row", "col", "ch")}.get(len(place))
    if names is None:
        return ", ".join(str(one + 1) for one in place)
    kept = len(place) - 1 if shape[-1] == 1 else len(place)
    return " ".join(f"{name} {one + 1}" for name, one in zip(names[:kept], place[:kept], strict=True))


def mixes(stage: Stage) -> bool:
    """Whether each value out is made of many values in, so that equal places say nothing of each other."""
    return stage.kind in _MIXING


def value_name(seen: Seen, at: int, place: tuple[int, ...]) -> str:
    """What a value of a stage is called: a feature, a class, a unit, a place in a map."""
    if at == 0:
        return feature(seen.wanted.dataset, place)
    if len(place) == 1:
        return _unit_name(seen, at, place)
    return _place_name(place, seen.trace.stages[at].values.shape, "unit")


def _unit_name(seen: Seen, at: int, place: tuple[int, ...]) -> str:
    """A value of a row: a class or the target at the end, a feature as long as there are all of them."""
    data, stages = seen.wanted.dataset, seen.trace.stages
    if at == len(stages) - 1 and stages[at].values.size == len(data.class_names):
        return data.class_names[place[0]]
    if at == len(stages) - 1 and stages[at].values.size == 1:
        return data.class_names[1] if len(data.class_names) == 2 else data.target
    if stages[at].values.shape == stages[0].values.shape and not any(map(mixes, stages[1 : at + 1])):
        return feature(data, place)
    return f"unit {place[0] + 1}"


def chances(seen: Seen, trace: Trace) -> Any:
    """The probability of each class, (classes,); None where the last layer gives none."""
    data = seen.wanted.dataset
    if data.task == "regression":
        return None
    from seqtui.engine import probes  # noqa: PLC0415  # the engine, once it is there

    try:
        return probes.chances(trace.prediction[None], data, seen.wanted.recipe.compile)[0]
    except SeqtuiError:
        return None


def true_class(seen: Seen, trace: Trace) -> int | None:
    """The number of the sample's class; None where it has none."""
    if trace.target is None or seen.wanted.dataset.task == "regression":
        return None
    return int(class_numbers(np.asarray(trace.target)[None])[0])


def truth(seen: Seen, trace: Trace) -> str:
    """What the sample is; that it is changed, where it is."""
    if trace.target is None:
        return "changed by you"
    if trace.target.size == 0:
        return f"{seen.wanted.dataset.name}: this model has no data"
    found = true_class(seen, trace)
    if found is None:
        return f"{seen.wanted.dataset.target} {float(np.ravel(trace.target)[0]):.4g}"
    return class_name(seen.wanted.dataset, found)


def class_name(data: Dataset, number: int) -> str:
    """A class by its name, or number."""
    return data.class_names[number] if number < len(data.class_names) else f"class {number}"


def verdict(seen: Seen, trace: Trace) -> tuple[str, str]:
    """What the model says of a sample, and whether that is right: words and role."""
    data = seen.wanted.dataset
    if data.targetless:
        shape = tuple(trace.prediction.shape)
        return (f"gives {trace.prediction.ravel()[0]:.4g}" if shape == (1,) else f"gives {shape}"), ""
    if data.task == "regression":
        predicted = float(trace.prediction.ravel()[0]) if trace.prediction.size else math.nan
        if trace.target is None:
            return f"predicted {predicted:.4g}", ""
        return f"predicted {predicted:.4g}, off by {predicted - float(np.ravel(trace.target)[0]):+.4g}", ""
    found = chances(seen, trace)
    if found is None or not np.isfinite(found).all():
        shape = tuple(trace.prediction.shape)
        return f"the last layer gives {shape}, which names no class", "warning"
    best, true = int(found.argmax()), true_class(seen, trace)
    words = f"predicted {class_name(data, best)} {found[best]:.2f}"
    if true is None:
        return words, ""
    return (f"{words}, right", "accent") if true == best else (f"{words}, wrong", "bad")


def weights_words(seen: Seen) -> str:
    """Whose weights they are."""
    if seen.origin == "first":
        return "untrained"
    return f"step {seen.step:,}" if seen.step is not None else "as saved"
