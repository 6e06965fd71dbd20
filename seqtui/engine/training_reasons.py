"""Why compiling or training failed, and what to do about it."""

from __future__ import annotations

import re

from seqtui.engine.reason import Context, Rules, Words, by, counted, sizes

RULES = Rules()


@RULES.on(r"label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)")
def _label(match: re.Match[str], _: Context) -> Words:
    label, classes = int(match[1]), int(match[2])
    more = f"Give the last layer {label + 1} units" if label >= classes else "Number the classes from 0"
    cause = (
        f"The target holds the class number {label}; the last layer has {classes} outputs, "
        f"for the classes 0 to {classes - 1}."
    )
    return "A label is outside the classes", cause, f"{more}, or look at the target with seqtui data."


@RULES.on(r"Need minval < maxval, got 0 >= 0")
def _whole_number_weights(_: re.Match[str], __: Context) -> Words:
    return (
        "Weights cannot be whole numbers",
        "The dtype of a layer with weights is an integer type, and first weights are fractions.",
        'Give that layer dtype = "float32", or none.',
    )


@RULES.on(r"indices\[[^\]]*\] = (-?\d+) is not in \[0, (\d+)\)")
def _embedding(match: re.Match[str], _: Context) -> Words:
    return (
        "A number is outside the Embedding",
        f"The input holds {match[1]}; the Embedding knows the numbers 0 to {int(match[2]) - 1}.",
        f"Set the Embedding's input_dim to {max(int(match[1]) + 1, int(match[2]))} or more."
        if int(match[1]) >= 0
        else "Embedding takes whole numbers from 0 up: encode the input so.",
    )


@RULES.on(r"target\.shape=(\([^)]*\)), output\.shape=(\([^)]*\))")
def _target(match: re.Match[str], context: Context) -> Words:
    target, output = sizes(match[1])[1:], sizes(match[2])[1:]
    cause = f"The last layer gives {_values(output)} a row, the target has {_values(target)}."
    if len(output) > max(1, len(target)):
        return (
            "The output has too many axes",
            cause,
            "Put a Flatten or a Global…Pooling layer before the last Dense layer.",
        )
    if "target.ndim - 1" in context.text:
        return (
            "The loss needs class numbers",
            f"{cause} A sparse loss takes one class number a row.",
            'Set labels = "integer" under [data], or use loss = "categorical_crossentropy".',
        )
    if not target and len(output) == 1:
        return (
            "The loss does not fit the labels",
            f"{cause} The labels are class numbers.",
            'Use loss = "sparse_categorical_crossentropy", or set labels = "one_hot" under [data].',
        )
    units = target[-1] if target else "1"
    return (
        "The output does not fit the target",
        cause,
        f"Give the last layer {counted(int(units), 'unit')}, or choose a loss made for this target.",
    )


def _values(shape: list[str]) -> str:
    if not shape:
        return "1 number"
    return f"{by(shape)} number{'' if shape == ['1'] else 's'}"


@RULES.on(r"Dimensions must be equal, but are (\d+) and (\d+)")
def _unequal(match: re.Match[str], context: Context) -> Words | None:
    if context.spec is not None:
        return None
    return (
        "The output does not fit the target",
        f"The loss compares {match[1]} and {match[2]} numbers a row.",
        "Give the last layer as many units as the target has columns.",
    )


@RULES.on(r"OOM when allocating|out of memory|Failed to allocate|bad_alloc|Unable to allocate")
def _memory(_: re.Match[str], context: Context) -> Words:
    found = re.search(r"tensor with shape\[([\d,]+)\]", context.text)
    what = f"A tensor of {by(found[1].split(','))} values" if found else "What the layers make of one batch"
    return (
        "Out of memory",
        f"{what} does not fit into memory.",
        "Make fit.batch_size or the widest layers smaller.",
    )


@RULES.on(r"\b(?:NaN|Inf)\b.*(?:values?|tensor)|contains NaN|had NaN")
def _nan(_: re.Match[str], __: Context) -> Words:
    return (
        "The numbers are not finite",
        "A NaN or an infinity reached a computation that needs finite numbers.",
        "Look for gaps in the data with seqtui data, or make learning_rate smaller.",
    )


@RULES.on(
    r"Invalid dtype: (?:str|object)|'string' is not a valid dtype"
    r"|[Cc]ast string to float is not supported|could not convert string"
)
def _text(_: re.Match[str], __: Context) -> Words:
    return (
        "Text reached a layer of numbers",
        "The rows hold text, and the model computes with numbers.",
        "Leave the text column out (data.features), or start with TextVectorization or StringLookup.",
    )


@RULES.on(r"expects 2D inputs.*y_pred\.shape=(\([^)]*\)) and y_true\.shape=(\([^)]*\))")
def _metric_rank(match: re.Match[str], _: Context) -> Words:
    output, target = sizes(match[1])[1:], sizes(match[2])[1:]
    return (
        "A metric does not fit the labels",
        f"It compares equal shapes; the output has {_values(output)} a row, the target {_values(target)}.",
        'Set labels = "one_hot" under [data], or use metrics = ["accuracy"].',
    )


@RULES.on(r"predictions must be|does not start with segment_ids|Incompatible shapes: \[[^\]]*\] vs")
def _metric(_: re.Match[str], __: Context) -> Words:
    return (
        "A metric does not fit the output",
        "Metrics such as AUC, Precision and Recall compare outputs and labels of one shape.",
        'Set labels = "one_hot" under [data], or use metrics = ["accuracy"].',
    )


@RULES.on(r"Data cardinality is ambiguous")
def _cardinality(_: re.Match[str], __: Context) -> Words:
    return (
        "Features and target differ in length",
        "There must be one target for every row of features.",
        "Check the arrays in the data file with seqtui data.",
    )
