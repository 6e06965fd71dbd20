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
    rule,
    setting,
)
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import LayerSpec, Value

_STRONGEST_DROPOUT = 0.8
_TEXT = {"TextVectorization", "StringLookup", "Hashing"}
# They hand raw values on, in another shape or scale: Normalization may stand behind them.
_RAW_GROUPS = ("image preprocessing", "image augmentation", "reshaping", "numerical features",
               "categorical features", "text", "audio")  # fmt: skip
_WINDOWS = {
    *(f"{kind}{rank}D" for kind in ("Conv", "MaxPooling", "AveragePooling") for rank in (1, 2, 3)),
    *(f"{kind}{rank}D" for kind in ("SeparableConv", "DepthwiseConv") for rank in (1, 2)),
}
_WITH_BIAS = ("Dense", "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D",
              "DepthwiseConv2D")  # fmt: skip
# Applied twice they are as applied once.
_IDEMPOTENT = {"relu", "relu6", "hard_tanh"}


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@rule
def dropout_at_the_end(it: Subject) -> Iterator[Lint]:
    """Answers themselves set to 0 while training."""
    for one in reversed(it.layers if it.complete else ()):
        if one.kind in DROPOUTS and _number(one.get("rate")):
            told = (
                f"{one.label} stands behind the last layer: while training it spoils the answers themselves."
            )
            yield Lint("dropout-at-the-end", "warning", one.index, told, "Take it out, or put it further up.",
                       one.removed)  # fmt: skip
        elif one.flow.params:
            return


@rule
def dropout_before_a_number(it: Subject) -> Iterator[Lint]:
    """The predicted number scattered while training."""
    if it.facts is None or it.facts.settings.task != "regression":
        return
    for before, last in pairwise(it.layers):
        if last.kind == "Dense" and before.kind in DROPOUTS and it.head and it.head.layer.index == last.index:
            told = f"{before.label} right before {last.label} scatters the predicted number while training."
            yield Lint("dropout-before-a-number", "hint", before.index, told,
                       "Take it out here, or put it further up.", before.removed)  # fmt: skip


@rule
def dropout_too_strong(it: Subject) -> Iterator[Lint]:
    """More thrown away than kept."""
    for one in it.layers:
        rate = _number(one.get("rate")) if one.kind in DROPOUTS else None
        if rate is not None and rate > _STRONGEST_DROPOUT:
            told = f"{one.label} with rate {rate:g} leaves {1 - rate:.0%} of the values in training."
            yield Lint("dropout-too-strong", "warning", one.index, told, "Rates from 0.1 to 0.5 are usual.",
                       one.set("rate", 0.5))  # fmt: skip


@rule
def batch_normalization_after_dropout(it: Subject) -> Iterator[Lint]:
    """Variances learned with dropout, used without."""
    for before, one in pairwise(it.layers):
        if one.kind == "BatchNormalization" and before.kind in DROPOUTS and _number(before.get("rate")):
            told = (
                f"{one.label} learns the variance of values with {before.label}'s gaps in them, and "
                "uses it for prediction, where there are none."
            )
            fix = one.raised if one.index == before.index + 1 else None
            yield Lint("batchnorm-after-dropout", "warning", one.index, told,
                       f"Put it before {before.label}.", fix)  # fmt: skip


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
            yield Lint("batchnorm-of-one-row", "error", one.index, told, "Take larger batches, say 32.",
                       setting("fit.batch_size", 32))  # fmt: skip


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
                yield Lint("bias-before-batchnorm", "hint", before.index, told,
                           f"Set use_bias = false in {before.label}.",
                           before.set("use_bias", value=False))  # fmt: skip


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
            yield Lint("linear-pair", "warning", first.index, told, f"Give {first.label} an activation.",
                       first.set("activation", "relu"))  # fmt: skip


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
            yield Lint("normalization-late", "warning", one.index, told,
                       "Put it first, or use BatchNormalization here.",
                       one.replaced(LayerSpec("BatchNormalization")))  # fmt: skip
        if one.flow.trainable and catalogue().get(one.kind).group not in _RAW_GROUPS:
            learned = one


@rule
def embedding_of_fractions(it: Subject) -> Iterator[Lint]:
    """Whole numbers are looked up, fractions cut."""
    for place, one in enumerate(it.layers):
        if one.kind != "Embedding":
            continue
        raw = all(each.kind in ("Flatten", "Reshape") for each in it.layers[:place])
        known = _number(one.get("input_dim"))
        if raw and it.facts is not None and it.facts.lowest is not None and it.facts.highest is not None:
            low, high = it.facts.lowest, it.facts.highest
            if not it.facts.whole:
                yield _cut(one, "the data holds fractions")
            elif known is not None and (low < 0 or high >= known):
                odd = low if low < 0 else high
                told = (
                    f"{one.label} knows the numbers 0 to {known - 1:.0f}, and the data holds {odd:.0f}: "
                    "on a CPU training fails there, on a GPU it reads zeros."
                )
                fix = one.set("input_dim", int(high) + 1) if low >= 0 and high < 1e6 else None
                remedy = (
                    f"Set input_dim = {high + 1:.0f}." if low >= 0 else "Number the categories from 0 up."
                )
                yield Lint("embedding-too-small", "error", one.index, told, remedy, fix)
        elif not raw and (it.layers[place - 1].flow.dtype or "").startswith(("float", "bfloat")):
            before = it.layers[place - 1]
            if before.flow.params or before.kind == "Normalization":
                yield _cut(one, f"{before.label} gives fractions")


def _cut(one: Placed, why: str) -> Lint:
    told = f"{one.label} looks up whole numbers, and {why}: 0.2 and 0.9 are both read as 0."
    remedy = "Embedding is for category numbers: measured values go into Dense as they are."
    return Lint("embedding-of-fractions", "error", one.index, told, remedy, one.removed)


@rule
def weights_of_whole_numbers(it: Subject) -> Iterator[Lint]:
    """First weights are fractions."""
    for one in it.layers:
        dtype = one.spec.arguments.get("dtype")
        if one.flow.params and isinstance(dtype, str) and dtype.startswith(("int", "uint")):
            if one.kind == "Embedding":
                continue
            told = f"The weights of {one.label} would be {dtype}, whole numbers: the model cannot be built."
            yield Lint("weights-of-whole-numbers", "error", one.index, told, "Leave dtype out.",
                       one.reset("dtype"))  # fmt: skip


@rule
def numbers_from_text(it: Subject) -> Iterator[Lint]:
    """Arithmetic on words."""
    if not it.flow.input_dtype.startswith(("str", "object", "bytes")):
        return
    first = next((one for one in it.layers if one.kind not in ("Flatten", "Reshape")), None)
    if first is not None and first.kind not in _TEXT:
        told = f"{first.label} computes with numbers, and the input is text: training fails at once."
        yield Lint("numbers-from-text", "error", first.index, told,
                   "Start with TextVectorization or StringLookup.",
                   first.before(LayerSpec("TextVectorization")))  # fmt: skip


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
                yield Lint("one-pixel-early", "hint", one.index, told,
                           'Shrink less: smaller pools or strides, or padding = "same".')  # fmt: skip
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
            yield Lint("dense-at-every-pixel", "hint", one.index, told,
                       "Put Flatten before it where it should see the whole.",
                       one.before(LayerSpec("Flatten")))  # fmt: skip


@rule
def nothing_to_learn(it: Subject) -> Iterator[Lint]:
    """No weight that training may move."""
    totals = it.flow.totals
    if not it.complete or totals.trainable:
        return
    frozen = [one for one in it.layers if one.spec.arguments.get("trainable") is False and one.flow.params]
    if frozen:
        told = "All weights are frozen: training changes nothing."
        fix = frozen[0].reset("trainable") if len(frozen) == 1 else None
        yield Lint("all-frozen", "error", frozen[-1].index, told, "Free a layer: f in the stack.", fix)
    else:
        yield Lint("nothing-to-learn", "error", it.layers[-1].index,
                   "No layer has weights that learn: training changes nothing.",
                   "Add a Dense layer.")  # fmt: skip


@rule
def frozen_fresh_weights(it: Subject) -> Iterator[Lint]:
    """Random weights kept."""
    if not it.flow.totals.trainable:
        return
    for one in it.layers:
        given = any(name.endswith("_initializer") for name in one.spec.arguments)
        if one.spec.arguments.get("trainable") is False and one.flow.params and not given:
            if one.flow.trainable or one.kind.endswith("Normalization"):
                continue
            told = f"{one.label} is frozen: a run from fresh weights leaves them as random as they start."
            yield Lint("frozen-fresh-weights", "hint", one.index, told,
                       "Right where training goes on from a trained model; else free it: f.",
                       one.reset("trainable"))  # fmt: skip


@rule
def misleading_name(it: Subject) -> Iterator[Lint]:
    """A layer called as another kind."""
    kinds = {kind.name.lower(): kind.name for kind in catalogue().kinds}
    for one in it.layers:
        name = one.spec.arguments.get("name")
        plain = name.rstrip("_0123456789").replace("_", "").lower() if isinstance(name, str) else ""
        whole = name.replace("_", "").lower() if isinstance(name, str) else ""
        meant = kinds.get(whole) or kinds.get(plain)
        if meant is not None and meant != one.kind:
            told = f"{one.label} is named {name}, as Keras names a {meant}: summaries and files will mislead."
            yield Lint("misleading-name", "hint", one.index, told, "Rename it, or leave the name to Keras.",
                       one.reset("name"))  # fmt: skip


@rule
def recurrent_of_one_step(it: Subject) -> Iterator[Lint]:
    """A memory with nothing to remember."""
    for one in it.layers:
        shape = one.flow.input_shape
        if one.kind in RECURRENT and shape is not None and len(shape) == 3 and shape[1] == 1:
            told = f"{one.label} gets sequences of one step: there is nothing to remember."
            yield Lint("recurrent-of-one-step", "hint", one.index, told,
                       "Let steps run along the first axis, or use Dense.")  # fmt: skip
