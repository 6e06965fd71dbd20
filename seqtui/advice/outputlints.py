"""Lints about the end of the stack: output, activation, loss, metrics and labels must speak of one thing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from seqtui.advice.subject import (
    NUMBER_LOSSES,
    PROBABILITY_LOSSES,
    RECURRENT,
    Head,
    Lint,
    Placed,
    Subject,
    rule,
    setting,
    times,
)
from seqtui.recipe.fixes import Fix
from seqtui.recipe.values import LayerSpec

# Activations by the values that they reach; None is no bound.
RANGES = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, math.inf),
    "exponential": (0.0, math.inf),
}
_PROBABILITIES = {"sigmoid", "hard_sigmoid", "softmax", "sparsemax", "sparse_sigmoid"}
_CLASS_METRICS = {
    "accuracy",
    "auc",
    "binary_accuracy",
    "categorical_accuracy",
    "f1_score",
    "f_beta_score",
    "precision",
    "recall",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
}
_SAME_SHAPE_METRICS = {"auc", "binary_accuracy", "precision", "recall", "f1_score", "f_beta_score"}


@rule
def output_keeps_axes(it: Subject) -> Iterator[Lint]:
    """A missing Flatten, pooling, or end of a sequence before the last Dense."""
    head = it.head
    if (
        it.facts is None
        or head is None
        or len(it.output) < 2
        or math.prod(size or 2 for size in it.output[:-1]) == 1
    ):
        return
    last = it.layers[-1]
    what = f"{last.label} gives {times(it.output)} numbers a row, and the target is one value a row"
    silent = len(it.output) == 2 and it.loss in NUMBER_LOSSES
    comes = "Keras compares each of them with it, without a word" if silent else "training fails at once"
    open_ended = next((one for one in reversed(it.layers) if one.kind in RECURRENT), None)
    if open_ended is not None and open_ended.get("return_sequences") is True and len(it.output) == 2:
        told = f"{open_ended.label} hands on every step. {what}: {comes}."
        remedy = f"Leave return_sequences out of {open_ended.label}: its last step goes on alone."
        fix = open_ended.reset("return_sequences")
        yield Lint("sequence-for-one-target", "error", last.index, told, remedy, fix)
        return
    remedy = "Put Flatten or a Global…Pooling layer before the first Dense."
    yield Lint("output-keeps-axes", "error", last.index, f"{what}: {comes}.", remedy, _flattened(it))


def _flattened(it: Subject) -> Fix | None:
    """Flatten before the Dense layers at the end of the stack."""
    dense: Placed | None = None
    for one in reversed(it.layers):
        if one.kind == "Dense":
            dense = one
        elif one.kind not in ("Dropout", "Activation", "Softmax", "ReLU", "BatchNormalization"):
            break
    if dense is None or dense.flow.input_shape is None:
        return None
    sizes = dense.flow.input_shape[1:]
    if None in sizes and len(sizes) not in (2, 3, 4):
        return None
    kind = f"GlobalAveragePooling{len(sizes) - 1}D" if None in sizes else "Flatten"
    return dense.before(LayerSpec(kind))


@rule
def softmax_on_one_unit(it: Subject) -> Iterator[Lint]:
    """It divides a number by itself."""
    number = it.facts is not None and it.facts.settings.task == "regression"
    for one in it.layers:
        shape = one.flow.output_shape
        if one.activation != "softmax" or shape is None or shape[-1] != 1:
            continue
        if one.kind == "Softmax":
            fix = one.removed
        elif number and one.kind != "Activation":
            fix = one.reset("activation")
        else:
            fix = one.set("activation", "linear" if number else "sigmoid")
        told = f"softmax over the one unit of {one.label} is 1.0 for every row, whatever the weights."
        remedy = "A number needs no activation." if number else "Two classes on one unit need sigmoid."
        yield Lint("softmax-on-one-unit", "error", one.index, told, remedy, fix)


@rule
def units_against_classes(it: Subject) -> Iterator[Lint]:
    """Outputs against classes, by the loss that compares them."""
    facts, units, head = it.facts, it.units, it.head
    if facts is None or units is None or head is None or not facts.settings.classes:
        return
    data, index = facts.settings, head.layer.index
    if data.task == "binary":
        yield from _binary_units(it, head, units)
        return
    wrong = units != data.classes
    widen = head.layer.set("units", data.classes) if head.layer.kind == "Dense" else None
    remedy = f"Give the last layer {data.classes} units, one a class."
    has = f"{units} output{'s' if units != 1 else ''}"
    if it.loss == "sparse_categorical_crossentropy" and not data.one_hot:
        if units < data.classes:
            told = f"{has} for {data.classes} classes: training fails at the first row of class {units}."
            yield Lint("units-against-classes", "error", index, told, remedy, widen)
        elif wrong:
            told = f"{has} for {data.classes} classes: {units - data.classes} of them are never right."
            yield Lint("units-against-classes", "hint", index, told, remedy, widen)
    elif data.one_hot and wrong and it.loss in PROBABILITY_LOSSES - {"sparse_categorical_crossentropy"}:
        told = f"{has} for one-hot labels of {data.classes} classes: training fails at once."
        yield Lint("units-against-classes", "error", index, told, remedy, widen)
    elif not data.one_hot and units == 1 and it.loss in NUMBER_LOSSES | {"binary_crossentropy"}:
        told = (
            f"One output for {data.classes} classes takes their numbers for amounts: "
            "class 2 would be twice class 1."
        )
        remedy = f"Use {data.classes} softmax units with sparse_categorical_crossentropy."
        yield Lint("classes-as-amounts", "warning", index, told, remedy, widen)


def _binary_units(it: Subject, head: Head, units: int) -> Iterator[Lint]:
    index, dense = head.layer.index, head.layer.kind == "Dense"
    if it.loss in ("binary_crossentropy", "binary_focal_crossentropy") and units != 1:
        told = f"{units} outputs for a target of one 0 or 1 a row: training fails at once."
        remedy = "Use one sigmoid unit; or 2 softmax units with sparse_categorical_crossentropy."
        fix = head.layer.set("units", 1) if dense else None
        yield Lint("units-against-classes", "error", index, told, remedy, fix)
    elif it.loss == "sparse_categorical_crossentropy" and units == 1:
        told = "One output for 2 classes: training fails at the first row of class 1."
        yield Lint(
            "units-against-classes",
            "error",
            index,
            told,
            "Use binary_crossentropy with one sigmoid unit.",
            setting("compile.loss", "binary_crossentropy"),
        )


@rule
def crossentropy_of_one_output(it: Subject) -> Iterator[Lint]:
    """A share of one among one is always 1."""
    facts, head = it.facts, it.head
    if facts is None or head is None or it.units != 1 or facts.settings.one_hot:
        return
    many = it.loss in ("categorical_crossentropy", "categorical_focal_crossentropy")
    if many and facts.settings.task == "binary":
        told = f"{it.loss} over one output is 0 for every row, right or wrong: it measures nothing."
        remedy = "Use binary_crossentropy for two classes on one unit."
        fix = setting("compile.loss", "binary_crossentropy")
        yield Lint("crossentropy-of-one-output", "error", head.layer.index, told, remedy, fix)


@rule
def labels_against_loss(it: Subject) -> Iterator[Lint]:
    """Class numbers against one-hot vectors."""
    facts, units = it.facts, it.units
    if facts is None or units is None or facts.settings.task == "regression":
        return
    data = facts.settings
    if data.one_hot and it.loss == "sparse_categorical_crossentropy":
        told = f"{it.loss} takes class numbers, and labels are one-hot: training fails at once."
        remedy = 'Use categorical_crossentropy, or labels = "integer" under [data].'
        fix = setting("compile.loss", "categorical_crossentropy")
        yield Lint("labels-against-loss", "error", None, told, remedy, fix)
    elif not data.one_hot and units > 1:
        same = {"categorical_crossentropy", "categorical_focal_crossentropy"}
        if data.task == "multiclass":
            same |= NUMBER_LOSSES | {"binary_crossentropy"}
        if it.loss not in same:
            return
        told = f"{it.loss} compares {units} outputs with one class number a row: training fails at once"
        remedy = 'Use sparse_categorical_crossentropy, or labels = "one_hot" under [data].'
        fix = setting("compile.loss", "sparse_categorical_crossentropy")
        yield Lint("labels-against-loss", "error", None, f"{told}.", remedy, fix)


@rule
def raw_output(it: Subject) -> Iterator[Lint]:
    """A loss that takes logarithms of what is no probability."""
    head = it.head
    if head is None or head.activation is None or it.loss not in PROBABILITY_LOSSES or it.from_logits:
        return
    number = it.facts is not None and it.facts.settings.task == "regression"
    if head.activation in _PROBABILITIES or number:
        return
    binary = it.loss.startswith("binary")
    wanted = "sigmoid" if binary else "softmax"
    told = (
        f"{it.loss} takes the logarithm of probabilities, and {head.by.label} ends with {head.activation}: "
        "Keras cuts what is below 0 or above 1, and little or nothing is learned there."
    )
    remedy = f"Give it {wanted}, or the loss from_logits = true."
    if wanted == "softmax" and it.units == 1:
        return  # the number of outputs is told of already
    fits = head.by.has("activation") and head.by.kind not in RECURRENT
    raw = "raw-output" if head.activation == "linear" else "no-probabilities"
    yield Lint(raw, "error", head.by.index, told, remedy, head.by.set("activation", wanted) if fits else None)


@rule
def logits_of_probabilities(it: Subject) -> Iterator[Lint]:
    """Told to be logits what is none."""
    head = it.head
    if head is None or not it.from_logits or head.activation not in ("softmax", "sigmoid"):
        return
    told = (
        f"from_logits = true says that outputs are logits, and {head.by.label} gives {head.activation}. "
        f"Keras finds what stood before the {head.activation}, uses that and warns: in this model that is "
        "right, with saved outputs it would not be."
    )
    remedy = f"Leave from_logits out of the loss, or {head.activation} out of {head.by.label}."
    yield Lint("logits-of-probabilities", "hint", None, told, remedy, setting("compile.loss", it.loss))


@rule
def sigmoid_for_one_of_many(it: Subject) -> Iterator[Lint]:
    """Probabilities of classes that exclude each other, each by itself."""
    facts, head = it.facts, it.head
    if facts is None or head is None or facts.settings.task != "multiclass" or head.activation != "sigmoid":
        return
    if it.units == facts.settings.classes and "categorical" in it.loss and not it.from_logits:
        told = (
            f"A row is one of {it.units} classes, and sigmoid answers for each by itself: "
            "the probabilities of a row need not add up to 1."
        )
        fix = head.by.set("activation", "softmax")
        yield Lint(
            "sigmoid-for-one-of-many", "warning", head.by.index, told, "softmax shares 1 among them.", fix
        )


@rule
def number_targets(it: Subject) -> Iterator[Lint]:
    """Settings for classes where a number is to be predicted."""
    facts = it.facts
    if facts is None or facts.settings.task != "regression":
        return
    data = facts.settings
    if it.loss in PROBABILITY_LOSSES:
        told = f"{data.target} is a number, and {it.loss} is for classes: it means nothing here, or fails."
        fix = setting("compile.loss", "mean_squared_error")
        yield Lint("class-loss-on-a-number", "error", None, told, "Use mean_squared_error.", fix)
    odd = [name for name in it.metrics if name in _CLASS_METRICS]
    if odd:
        told = f"{data.target} is a number, and {', '.join(odd)} counts exact hits: it stays near 0."
        fix = setting("compile.metrics", ("mean_absolute_error",))
        yield Lint("accuracy-on-a-number", "warning", None, told, "Measure mean_absolute_error.", fix)
    head = it.head
    if head is None:
        return
    if it.units is not None and it.units > 1 and it.loss in NUMBER_LOSSES:
        told = f"{it.units} outputs for one number: Keras compares each of them with it, without a word."
        fix_units = head.layer.set("units", 1) if head.layer.kind == "Dense" else None
        yield Lint("outputs-for-one-number", "warning", head.layer.index, told, "Give it 1 unit.", fix_units)
    yield from _bounded(it, head)


def _bounded(it: Subject, head: Head) -> Iterator[Lint]:
    reach = RANGES.get(head.activation or "")
    target = it.facts.target_range if it.facts is not None else None
    if reach is None or target is None or it.units is None or (head.activation, it.units) == ("softmax", 1):
        return
    low, high = reach
    if low <= target[0] and target[1] <= high:
        return
    bound = f"is never below {low:g}" if high == math.inf else f"stays between {low:g} and {high:g}"
    told = (
        f"{head.activation} {bound}, and the target runs from {target[0]:.4g} to {target[1]:.4g}: "
        "what lies outside is never reached."
    )
    fix = head.by.reset("activation") if head.by.kind == "Dense" else None
    remedy = f"Give {head.by.label} no activation, or put Rescaling behind it."
    yield Lint("bounded-output", "warning", head.by.index, told, remedy, fix)


@rule
def number_loss_on_classes(it: Subject) -> Iterator[Lint]:
    """Squares where a likelihood is at hand."""
    facts, head = it.facts, it.head
    if facts is None or head is None or it.loss not in NUMBER_LOSSES or head.activation not in _PROBABILITIES:
        return
    data = facts.settings
    fits = (data.task == "binary" and it.units == 1) or (data.one_hot and it.units == data.classes)
    if fits and (head.activation, it.units) != ("softmax", 1):
        better = (
            "categorical_crossentropy"
            if data.one_hot and head.activation == "softmax"
            else ("binary_crossentropy")
        )
        told = (
            f"{it.loss} on probabilities learns slowly: an answer that is surely wrong pulls less "
            "than one that is doubtful."
        )
        yield Lint(
            "number-loss-on-classes",
            "hint",
            None,
            told,
            f"{better} is made for classes.",
            setting("compile.loss", better),
        )


@rule
def metrics_against_labels(it: Subject) -> Iterator[Lint]:
    """Metrics that compare shapes, or classes, that are not there."""
    facts = it.facts
    if facts is None or it.units is None or facts.settings.task == "regression":
        return
    data, others = facts.settings, tuple(it.recipe.compile.metrics)
    odd = [name for name in it.metrics if name in _SAME_SHAPE_METRICS]
    if data.task == "multiclass" and not data.one_hot and it.units > 1 and odd:
        kept = tuple(one for one, name in zip(others, it.metrics, strict=True) if name not in odd)
        told = f"{', '.join(odd)} compares {it.units} outputs with one class number a row: training fails."
        remedy = 'Set labels = "one_hot" under [data] with categorical_crossentropy, or measure accuracy.'
        fix = setting("compile.metrics", kept or ("accuracy",))
        yield Lint("metric-against-labels", "error", None, told, remedy, fix)
    if it.units == 1 and "categorical_accuracy" in it.metrics:
        told = "categorical_accuracy of one output is 1.0 for every model: it looks for the largest of one."
        swapped = tuple(
            "accuracy" if name == "categorical_accuracy" else one
            for one, name in zip(others, it.metrics, strict=True)
        )
        yield Lint(
            "metric-against-labels",
            "error",
            None,
            told,
            "Measure accuracy.",
            setting("compile.metrics", swapped),
        )
    if data.one_hot and "binary_accuracy" in it.metrics and it.units > 2:
        told = (
            f"binary_accuracy counts each of {it.units} outputs by itself: with one class in {it.units}, "
            f"saying no to all of them scores {1 - 1 / it.units:.2f}."
        )
        swapped = tuple(
            "accuracy" if name == "binary_accuracy" else one
            for one, name in zip(others, it.metrics, strict=True)
        )
        yield Lint(
            "flattering-metric",
            "warning",
            None,
            told,
            "Measure accuracy.",
            setting("compile.metrics", swapped),
        )
