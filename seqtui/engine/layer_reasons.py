"""Why a layer cannot take its input, and what to do about it."""

from __future__ import annotations

import math
import re

from seqtui.engine import remedies
from seqtui.engine.reason import Context, Rules, Words, axes, by, counted, sizes, toml
from seqtui.recipe.flow import Shape

RULES = Rules()
_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")


@RULES.on(r"expected (min_)?ndim=(\d+), found ndim=(\d+)")
def _wrong_rank(match: re.Match[str], context: Context) -> Words:
    kind, wanted, found = context.kind, int(match[2]), int(match[3])
    if kind == "Permute":
        return _permuted_rank(wanted, found)
    least = "at least " if match[1] and "Conv" not in kind else ""  # only Dense takes more
    cause = (
        f"{kind} takes {least}{counted(wanted, 'axis')} ({axes(wanted)}); "
        f"its input {context.input_shape} has {found}."
    )
    return (
        f"{kind} needs {'more' if found < wanted else 'fewer'} axes",
        cause,
        _rank_remedy(context, wanted, found),
    )


@RULES.on(r"Kernel shape must have the same length as input")
def _kernel_rank(match: re.Match[str], context: Context) -> Words | None:
    if context.kind == "TimeDistributed":
        return _time_distributed(match, context)
    return _dimensions(context.kind, context.input_shape or ())


def _permuted_rank(wanted: int, found: int) -> Words:
    return (
        "Permute does not fit the input",
        f"dims names {counted(wanted - 1, 'axis')}, and a row of the input has {found - 1}.",
        f"Give dims each number from 1 to {found - 1} once, in the new order.",
    )


def _rank_remedy(context: Context, wanted: int, found: int) -> str:
    kind, shape = context.kind, context.input_shape or ()
    return _fewer_axes(kind, shape) if found > wanted else _more_axes(kind, shape, wanted)


def _more_axes(kind: str, shape: Shape, wanted: int) -> str:
    if kind.startswith("Global"):
        return "Remove it: the input is one vector a row already. Or move it before the Flatten."
    target = "[1]" if kind == "Dense" else toml(remedies.with_axes(shape, wanted))
    reshape = f"ut a Reshape before it: target_shape = {target}."
    if kind in _RECURRENT:
        return f"Set return_sequences = true in the recurrent layer before it. After other layers, p{reshape}"
    if len(shape) == 2:
        return f"Move it before the Flatten, if there is one. Or p{reshape}"
    return f"P{reshape}"


def _fewer_axes(kind: str, shape: Shape) -> str:
    if kind in _RECURRENT:
        return f"Put a Reshape before it: target_shape = {toml(remedies.merged(shape))} keeps the steps."
    if kind == "RepeatVector":
        return "Put a Flatten before it, or leave return_sequences off in the layer before."
    return "Put a Flatten or a Global…Pooling layer before it, or take the kind made for this input."


@RULES.on(r"[Cc]omputed output size would be zero or negative")
def _window_too_large(_: re.Match[str], context: Context) -> Words:
    pooling = "Pooling" in context.kind
    argument = "pool_size" if pooling else "kernel_size"
    window = _window(context.text, pooling=pooling)
    given = [str(size) for size in (context.input_shape or ())[1:-1]]
    less = "remove a pooling layer before it" if pooling else "pool less before it"
    return (
        f"The input is too small for {context.kind}",
        f"A window of {by(window)} does not fit into {by(given)}.",
        f'Make {argument} smaller, set padding = "same", or {less}.',
    )


def _window(text: str, *, pooling: bool) -> list[str]:
    """The window with its holes: a kernel of 3 at dilation 2 covers 5."""
    found = re.search(r"pool_size=([\[(][^\])]*)" if pooling else r"kernel shape=([\[(][^\])]*)", text)
    window = sizes(found[1]) if found else []
    if pooling:
        return window
    dilation = re.search(r"dilation_rate=([\[(][^\])]*)", text)
    holes = sizes(dilation[1]) if dilation else []
    spread = [str((int(size) - 1) * int(hole) + 1) for size, hole in zip(window, holes, strict=False)]
    return spread or window[:-2]


@RULES.on(r"total size of the tensor must be unchanged.*input_shape=(\([^)]*\)), target_shape=(\([^)]*\))")
def _reshape(match: re.Match[str], _: Context) -> Words:
    given, wanted = ([int(size) for size in sizes(shape) if size != "None"] for shape in match.groups())
    values = math.prod(given)
    if -1 in wanted:
        parts = [size for size in wanted if size != -1]
        cause = f"{values} values a row cannot be divided by {_product(parts)}."
    else:
        cause = f"A row has {_product(given)} values, and the target has {_product(wanted)}."
    remedy = f"Choose sizes whose product is {values}; one of them may be -1, which takes what is left."
    return "Reshape does not add up", cause, remedy


def _product(shape: list[int]) -> str:
    """`3 x 5 = 15`, or the one size there is."""
    text = by([str(size) for size in shape])
    return text if len(shape) == 1 else f"{text} = {math.prod(shape)}"


@RULES.on(r"fully-defined|must have a known shape|NoneType")
def _unknown_size(_: re.Match[str], context: Context) -> Words | None:
    if not context.input_shape or None not in context.input_shape[1:]:
        return _time_distributed(_, context) if context.kind == "TimeDistributed" else None
    return (
        f"{context.kind} needs a fixed size",
        f"Its weights depend on an axis of the input {context.input_shape} that is None, and so may vary.",
        "Give the input a fixed shape, or put a Global…Pooling layer where the Flatten is.",
    )


@RULES.on(r"divisible by the number of groups. Received groups=(\d+).* (\d+) channels")
@RULES.on(r"Number of groups \((\d+)\) .*number of channels \((\d+)\)")
def _groups(match: re.Match[str], _: Context) -> Words:
    groups, channels = match[1], int(match[2])
    return (
        "groups does not divide the channels",
        f"The input has {counted(channels, 'channel')}, which cannot be split into {groups} equal groups.",
        f"Set groups to a number that divides {channels}.",
    )


@RULES.on(r"cropping.* (?:parameter|argument).*smaller|ropping.*smaller than")
def _cropping(_: re.Match[str], context: Context) -> Words:
    given = [str(size) for size in (context.input_shape or ())[1:-1]]
    return (
        f"{context.kind} would leave nothing",
        f"It cuts away as much as the {by(given)} input has, or more.",
        "Make cropping smaller: both sides together must leave at least 1.",
    )


@RULES.on(r"TimeDistributed.*at least 3 dimensions")
def _time_distributed(_: re.Match[str], context: Context) -> Words:
    return (
        "TimeDistributed needs more axes",
        f"It gives its layer one step at a time, and a step of the input {context.input_shape} has too few.",
        "Use the inner layer alone, or set return_sequences = true in the recurrent layer before it.",
    )


@RULES.on(r"merge layer should be called on a list|missing a required argument: '(?:value|query|key)'")
def _several_inputs(_: re.Match[str], context: Context) -> Words:
    return (
        f"{context.kind} needs several inputs",
        f"{context.kind} joins several tensors, and a Sequential passes exactly one from layer to layer.",
        "Remove it. Models that branch and join need Keras's Functional API.",
    )


@RULES.on(r"index out of range|axis.* out of (?:bounds|range)|range \[-ndim, ndim\)")
def _axis(_: re.Match[str], context: Context) -> Words | None:
    axis = context.spec.arguments.get("axis") if context.spec else None
    if not context.input_shape:
        return None
    if axis is None:
        return _dimensions(context.kind, context.input_shape)
    rank = len(context.input_shape)
    return (
        f"{context.kind} has no such axis",
        f"axis is {axis}, and the input {context.input_shape} has the axes 0 to {rank - 1}.",
        "Set axis to -1, the last one, or to one that the input has.",
    )


def _dimensions(kind: str, shape: Shape) -> Words | None:
    """Transposed convolutions fail on an index where others name the rank; theirs is in the kind's name."""
    found = re.search(r"([123])D", kind)
    wanted = int(found[1]) + 2 if found else len(shape)
    if wanted >= len(shape):
        return None
    cause = f"{kind} takes {counted(wanted, 'axis')} ({axes(wanted)}); its input {shape} has {len(shape)}."
    return f"{kind} needs fewer axes", cause, _fewer_axes(kind, shape)


@RULES.on(r"expected axis (-?\d+) of input shape to have value (\d+).*received input with shape (\([^)]*\))")
def _wrong_axis_size(match: re.Match[str], context: Context) -> Words:
    return (
        "The rows do not fit the model",
        f"{context.kind} was built for {match[2]} values on axis {match[1]} and got the shape {match[3]}.",
        "Build the model afresh for this data set.",
    )
