"""Lints about layers and their order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from seqtui.advice.subject import (
    ACTIVATION_LAYERS,
    DROPOUTS,
    RECURRENT,
    Lint,
    Placed,
    Severity,
    Subject,
    as_number,
    rule,
    setting,
)
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import LayerSpec

_STRONGEST_DROPOUT = 0.8
# They hand raw values on, in another shape or scale: Normalization may stand behind them.
_RAW_GROUPS = (
    "image preprocessing",
    "image augmentation",
    "reshaping",
    "numerical features",
    "categorical features",
    "text",
    "audio",
)
_WINDOWS = {
    *(f"{kind}{rank}D" for kind in ("Conv", "MaxPooling", "AveragePooling") for rank in (1, 2, 3)),
    *(f"{kind}{rank}D" for kind in ("SeparableConv", "DepthwiseConv") for rank in (1, 2)),
}
_WITH_BIAS = (
    "Dense",
    "Conv1D",
    "Conv2D",
    "Conv3D",
    "SeparableConv1D",
    "SeparableConv2D",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
)
# Applied twice they are as applied once.
_IDEMPOTENT = {"relu", "relu6", "hard_tanh"}


@rule
def dropout_at_the_end(it: Subject) -> Iterator[Lint]:
    """Answers themselves set to 0 while training."""
    for one in reversed(it.layers if it.complete else ()):
        if one.kind in DROPOUTS and as_number(one.get("rate")):
            told = (
                f"{one.label} stands behind the last layer: while training it spoils the answers themselves."
            )
            yield Lint(
                "dropout-at-the-end",
                "warning",
                one.index,
                told,
                "Take it out, or put it further up.",
                one.removed,
            )
        elif one.flow.params:
            return


@rule
def dropout_before_aas_number(it: Subject) -> Iterator[Lint]:
    """The predicted number scattered while training."""
    if it.facts is None or it.facts.settings.task != "regression":
        return
    for before, last in pairwise(it.layers):
        if last.kind == "Dense" and before.kind in DROPOUTS and it.head and it.head.layer.index == last.index:
            told = f"{before.label} right before {last.label} scatters the predicted number while training."
            yield Lint(
                "dropout-before-a-number",
                "hint",
                before.index,
                told,
                "Take it out here, or put it further up.",
                before.removed,
            )


@rule
def dropout_too_strong(it: Subject) -> Iterator[Lint]:
    """More thrown away than kept."""
    for one in it.layers:
        rate = as_number(one.get("rate")) if one.kind in DROPOUTS else None
        if rate is not None and rate > _STRONGEST_DROPOUT:
            told = f"{one.label} with rate {rate:g} leaves {1 - rate:.0%} of the values in training."
            yield Lint(
                "dropout-too-strong",
                "warning",
                one.index,
                told,
                "Rates from 0.1 to 0.5 are usual.",
                one.set("rate", 0.5),
            )


@rule
def batch_normalization_after_dropout(it: Subject) -> Iterator[Lint]:
    """Variances learned with dropout, used without."""
    for before, one in pairwise(it.layers):
        if one.kind == "BatchNormalization" and before.kind in DROPOUTS and as_number(before.get("rate")):
            told = (
                f"{one.label} learns the variance of values with {before.label}'s gaps in them, and "
                "uses it for prediction, where there are none."
            )
            fix = one.raised if one.index == before.index + 1 else None
            yield Lint(
                "batchnorm-after-dropout", "warning", one.index, told, f"Put it before {before.label}.", fix
            )


@rule
def batch_normalization_of_one_row(it: Subject) -> Iterator[Lint]:
    """A mean over one row is that row."""
    for one in it.layers:
        shape = one.flow.input_shape
        if one.kind != "BatchNormalization" or it.recipe.fit.batch_size != 1 or shape is None:
            continue
        if math.prod(size or 2 for size in shape[1:-1]) == 1:
            told = (
                f"With batches of one row {one.label} subtracts each row from itself: it passes nothing on."
            )
            yield Lint(
                "batchnorm-of-one-row",
                "error",
                one.index,
                told,
                "Take larger batches, say 32.",
                setting("fit.batch_size", 32),
            )


@rule
def bias_before_batch_normalization(it: Subject) -> Iterator[Lint]:
    """A bias that is subtracted again."""
    for before, one in pairwise(it.layers):
        if one.kind != "BatchNormalization" or before.kind not in _WITH_BIAS:
            continue
        if before.activation == "linear" and before.get("use_bias") is True and one.get("axis") == -1:
            told = (
                f"{one.label} subtracts the mean, and with it the bias of {before.label}; "
                "its own beta does the work."
            )
            if one.get("center") is True:
                yield Lint(
                    "bias-before-batchnorm",
                    "hint",
                    before.index,
                    told,
                    f"Set use_bias = false in {before.label}.",
                    before.set("use_bias", value=False),
                )


@rule
def activation_twice(it: Subject) -> Iterator[Lint]:
    """The same function on its own values."""
    for before, one in pairwise(it.layers):
        again = one.kind in ACTIVATION_LAYERS or one.kind == "Activation"
        if not again or one.activation in (None, "linear") or one.activation != before.activation:
            continue
        name = one.activation
        idle = name in _IDEMPOTENT
        does = "changes nothing" if idle else "blurs what the first one said"
        told = f"{before.label} ends with {name} already: once more {does}."
        severity: Severity = "hint" if idle else "warning"
        yield Lint("activation-twice", severity, one.index, told, "Take it out.", one.removed)


@rule
def linear_pair(it: Subject) -> Iterator[Lint]:
    """Two matrices in a row are one."""
    passing = [one for one in it.layers if one.kind not in DROPOUTS]
    for first, second in pairwise(passing):
        if first.kind == second.kind == "Dense" and first.activation == "linear":
            told = f"Nothing bends between {first.label} and {second.label}: the two can do no more than one."
            yield Lint(
                "linear-pair",
                "warning",
                first.index,
                told,
                f"Give {first.label} an activation.",
                first.set("activation", "relu"),
            )


@rule
def normalization_late(it: Subject) -> Iterator[Lint]:
    """Adapted to what untrained layers put out."""
    learned: Placed | None = None
    for one in it.layers:
        if one.kind == "Normalization" and learned is not None and one.get("mean") is None:
            told = (
                f"{one.label} is adapted once, before training, to what {learned.label} puts out with its "
                "first weights; when they have learned it no longer fits."
            )
            yield Lint(
                "normalization-late",
                "warning",
                one.index,
                told,
                "Put it first, or use BatchNormalization here.",
                one.replaced(LayerSpec("BatchNormalization")),
            )
        if one.flow.trainable and catalogue().get(one.kind).group not in _RAW_GROUPS:
            learned = one


@rule
def one_pixel_early(it: Subject) -> Iterator[Lint]:
    """Windows over nothing to look around at."""
    for place, one in enumerate(it.layers):
        before, after = one.flow.input_shape, one.flow.output_shape
        if one.kind not in _WINDOWS or before is None or after is None:
            continue
        later = [each for each in it.layers[place + 1 :] if each.kind in _WINDOWS]
        if math.prod(size or 2 for size in after[1:-1]) == 1 < math.prod(size or 2 for size in before[1:-1]):
            if later:
                told = (
                    f"{one.label} leaves a single place of each picture: {later[0].label} has nothing around."
                )
                yield Lint(
                    "one-pixel-early",
                    "hint",
                    one.index,
                    told,
                    'Shrink less: smaller pools or strides, or padding = "same".',
                )
            return


@rule
def dense_at_every_pixel(it: Subject) -> Iterator[Lint]:
    """Dense sees the last axis alone."""
    for one in it.layers:
        shape = one.flow.input_shape
        if one.kind != "Dense" or shape is None or len(shape) < 4 or len(it.output) > 1:
            continue
        if one is it.layers[0] or it.layers[it.layers.index(one) - 1].kind != "Dense":
            told = (
                f"{one.label} looks at each place of the picture by itself: it acts on the last axis alone."
            )
            yield Lint(
                "dense-at-every-pixel",
                "hint",
                one.index,
                told,
                "Put Flatten before it where it should see the whole.",
                one.before(LayerSpec("Flatten")),
            )


@rule
def recurrent_of_one_step(it: Subject) -> Iterator[Lint]:
    """A memory with nothing to remember."""
    for one in it.layers:
        shape = one.flow.input_shape
        if one.kind in RECURRENT and shape is not None and len(shape) == 3 and shape[1] == 1:
            told = f"{one.label} gets sequences of one step: there is nothing to remember."
            yield Lint(
                "recurrent-of-one-step",
                "hint",
                one.index,
                told,
                "Let steps run along the first axis, or use Dense.",
            )
