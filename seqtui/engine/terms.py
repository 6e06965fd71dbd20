"""How one number came about: the weighted sum term by term, and the number that Keras gave beside it.

The terms are read out of the layer's own variables and settings. They explain Keras's number and decide
nothing; where the layer does something that no sum tells, there are no terms.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]
Place = tuple[int, ...]
"""Where a number stands in a layer's output for one sample, without the batch axis."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a sum.

    Attributes:
        place: Where the value stands in the layer's input; () for what is no input, such as a bias.
        label: What it is, where it is no input.
        value: The input's value.
        weight: What it is multiplied by; None where it is added, or chosen, as it is.
        product: What it adds.
    """

    place: Place
    label: str
    value: float
    weight: float | None
    product: float


@dataclass(frozen=True, slots=True)
class Terms:
    """A number taken apart.

    Attributes:
        place: Of the number, in the layer's output.
        rule: How the terms make the number, a sentence.
        terms: In the order of the inputs; a reader sorts them by size.
        total: Their sum; for a maximum, the largest.
        steps: What happens to the total afterwards: (what, the number then), in order.
        result: The number that follows.
        keras: The number that Keras gave.
    """

    place: Place
    rule: str
    terms: tuple[Term, ...]
    total: float
    steps: tuple[tuple[str, float], ...]
    result: float
    keras: float

    @property
    def adding(self) -> tuple[Term, ...]:
        """The inputs that add something, the largest first."""
        found = (one for one in self.terms if one.place and one.product)
        return tuple(sorted(found, key=lambda one: -abs(one.product)))


def explain(
    layer: Any, given: Values, output: Values, place: Place, *, training: bool = False
) -> Terms | None:
    """The number at one place of a layer's output for one sample.

    Args:
        layer: A built keras.Layer.
        given: What it gets, without the batch axis.
        output: What it put out, without the batch axis.
        place: Of the number in `output`.
        training: Whether the layer behaved as in training, the sample a batch of its own.

    Returns:
        The terms; None for kinds that are no sum of a few terms.
    """
    kind = type(layer).__name__
    rule = _RULES.get(kind)
    if rule is None or getattr(layer, "data_format", None) == "channels_first":
        return None
    if training and kind == "BatchNormalization" and layer.trainable:
        found = _batch_statistics(layer, given, place)
    elif training and kind == "Dropout":
        found = _dropped(layer, given, place, kept=bool(output[place] != 0))
    else:
        found = rule(layer, given, place)
    if found is None:
        return None
    words, terms, total = found
    if total is None:
        total = float(np.sum([one.product for one in terms], dtype=np.float64))
    steps = _activated(layer, given, place, total)
    if steps is None:
        return None
    result = steps[-1][1] if steps else total
    return Terms(place, words, tuple(terms), total, tuple(steps), result, float(output[place]))


_Found = tuple[str, list[Term], float | None] | None


def _dense(layer: Any, given: Values, place: Place) -> _Found:
    row = given[place[:-1]]
    weights = _weights(layer.kernel)[:, place[-1]]
    terms = [
        Term((*place[:-1], at), "", float(value), float(weight), float(value) * float(weight))
        for at, (value, weight) in enumerate(zip(row, weights, strict=True))
    ]
    return f"weighted sum of {len(terms):,} values", [*terms, *_bias(layer, place[-1])], None


def _bias(layer: Any, unit: int) -> list[Term]:
    if getattr(layer, "bias", None) is None:
        return []
    bias = float(_weights(layer.bias)[unit])
    return [Term((), "bias", bias, None, bias)]


def _conv(layer: Any, given: Values, place: Place) -> _Found:
    """Conv1D and Conv2D: the kernel's window of each channel of the filter's group."""
    *where, unit = place
    kernel = _weights(layer.kernel)
    *size, depth, filters = kernel.shape
    first = unit // (filters // layer.groups) * depth
    terms = [
        Term(
            (*spot, first + channel),
            "",
            value := float(given[(*spot, first + channel)]),
            weight := float(kernel[(*tap, channel, unit)]),
            value * weight,
        )
        for tap, spot in _window(given.shape[:-1], where, size, layer, layer.dilation_rate)
        for channel in range(depth)
    ]
    words = f"{' x '.join(map(str, size))} window over {depth} channel{'s' if depth > 1 else ''}"
    return words, [*terms, *_bias(layer, unit)], None


def _depthwise(layer: Any, given: Values, place: Place) -> _Found:
    *where, unit = place
    kernel = _weights(layer.kernel)
    *size, _, multiplier = kernel.shape
    channel, copy = divmod(unit, multiplier)
    terms = [
        Term(
            (*spot, channel),
            "",
            value := float(given[(*spot, channel)]),
            weight := float(kernel[(*tap, channel, copy)]),
            value * weight,
        )
        for tap, spot in _window(given.shape[:-1], where, size, layer, layer.dilation_rate)
    ]
    words = f"{' x '.join(map(str, size))} window of channel {channel}"
    return words, [*terms, *_bias(layer, unit)], None


def _pool(layer: Any, given: Values, place: Place) -> _Found:
    *where, channel = place
    spots = [spot for _, spot in _window(given.shape[:-1], where, layer.pool_size, layer)]
    return _gathered(layer, given, [(*spot, channel) for spot in spots])


def _global_pool(layer: Any, given: Values, place: Place) -> _Found:
    spots = itertools.product(*(range(size) for size in given.shape[:-1]))
    return _gathered(layer, given, [(*spot, place[-1]) for spot in spots])


def _gathered(layer: Any, given: Values, places: Sequence[Place]) -> _Found:
    """The largest of the values at some places, or their mean, as the layer's kind says."""
    values = [float(given[place]) for place in places]
    if "Max" in type(layer).__name__:
        terms = [Term(spot, "", value, None, value) for spot, value in zip(places, values, strict=True)]
        return f"largest of {len(values):,} values", terms, max(values)
    share = 1 / len(values)
    terms = [Term(spot, "", value, share, value * share) for spot, value in zip(places, values, strict=True)]
    return f"mean of {len(values):,} values", terms, None


def _window(
    inside: Sequence[int], where: Sequence[int], size: Sequence[int], layer: Any, dilation: Any = 1
) -> list[tuple[Place, Place]]:
    """(place in the kernel, place in the input) of every tap that falls on a value rather than on padding.

    "same" pads as TensorFlow does: `max((ceil(n / s) - 1) s + (k - 1) d + 1 - n, 0)` in all, the smaller
    half in front; "causal" pads `(k - 1) d` in front.
    """
    strides, gaps = _each(layer.strides, len(inside)), _each(dilation, len(inside))
    axes: list[list[tuple[int, int]]] = []
    for length, at, taps, stride, gap in zip(inside, where, size, strides, gaps, strict=True):
        span = (taps - 1) * gap + 1
        before = 0
        if layer.padding == "same":
            before = max((-(-length // stride) - 1) * stride + span - length, 0) // 2
        elif layer.padding == "causal":
            before = span - 1
        spots = [(tap, at * stride + tap * gap - before) for tap in range(taps)]
        axes.append([(tap, spot) for tap, spot in spots if 0 <= spot < length])
    return [
        (tuple(tap for tap, _ in combined), tuple(spot for _, spot in combined))
        for combined in itertools.product(*axes)
    ]


def _each(value: Any, count: int) -> tuple[int, ...]:
    return (value,) * count if isinstance(value, int) else tuple(value)


def _embedding(layer: Any, given: Values, place: Place) -> _Found:
    token = int(given[place[:-1]])
    row = float(_weights(layer.embeddings)[token, place[-1]])
    term = Term(place[:-1], f"row {token:,}, column {place[-1]}", float(token), None, row)
    return f"looked up: row {token:,} of the table", [term], row


def _batch_normalization(layer: Any, given: Values, place: Place) -> _Found:
    """Moving statistics, as in inference."""
    at = place[layer.axis - 1 if layer.axis > 0 else layer.axis]
    mean, variance = (float(_weights(one)[at]) for one in (layer.moving_mean, layer.moving_variance))
    return _normalized(layer, given, place, (mean, variance), at)


def _batch_statistics(layer: Any, given: Values, place: Place) -> _Found:
    """Those of the sample alone, as in training on a batch of one."""
    axis = layer.axis - 1 if layer.axis > 0 else layer.axis % given.ndim
    at = place[axis]
    values = np.take(given, at, axis).astype(np.float64)
    return _normalized(layer, given, place, (float(values.mean()), float(values.var())), at)


def _dropped(layer: Any, given: Values, place: Place, *, kept: bool) -> _Found:
    value, factor = float(given[place]), 1 / (1 - layer.rate) if kept else 0.0
    words = f"kept, x 1 / (1 - {layer.rate:g})" if kept else "dropped, or 0 before"
    return words, [Term(place, "", value, factor, value * factor)], None


def _layer_normalization(layer: Any, given: Values, place: Place) -> _Found:
    axes = [axis - 1 if axis > 0 else axis + given.ndim for axis in _each(layer.axis, 1)]
    if axes != [given.ndim - 1] or getattr(layer, "rms_scaling", False):
        return None
    row = given[place[:-1]].astype(np.float64)
    return _normalized(layer, given, place, (float(row.mean()), float(row.var())), place[-1])


def _normalized(layer: Any, given: Values, place: Place, statistics: tuple[float, float], at: int) -> _Found:
    mean, variance = statistics
    value = float(given[place])
    scale = 1 / np.sqrt(variance + layer.epsilon)
    gamma = float(_weights(layer.gamma)[at]) if getattr(layer, "gamma", None) is not None else 1.0
    beta = float(_weights(layer.beta)[at]) if getattr(layer, "beta", None) is not None else 0.0
    factor = float(scale * gamma)
    terms = [
        Term(place, "", value, factor, value * factor),
        Term((), "mean", mean, -factor, -mean * factor),
        Term((), "beta", beta, None, beta),
    ]
    words = f"(value - mean) / sqrt(variance {variance:.4g} + {layer.epsilon:g}) x gamma {gamma:.4g} + beta"
    return words, terms, None


def _normalization(layer: Any, given: Values, place: Place) -> _Found:
    shape = (1, *given.shape)
    mean = float(np.broadcast_to(np.asarray(layer.mean), shape)[(0, *place)])
    deviation = float(
        np.maximum(np.sqrt(np.broadcast_to(np.asarray(layer.variance), shape)[(0, *place)]), 1e-7)
    )
    if layer.invert:
        return None
    value = float(given[place])
    terms = [
        Term(place, "", value, 1 / deviation, value / deviation),
        Term((), "mean", mean, -1 / deviation, -mean / deviation),
    ]
    return f"(value - mean) / deviation {deviation:.4g}", terms, None


def _rescaling(layer: Any, given: Values, place: Place) -> _Found:
    value, scale = float(given[place]), float(np.asarray(layer.scale))
    offset = float(np.asarray(layer.offset))
    terms = [Term(place, "", value, scale, value * scale), Term((), "offset", offset, None, offset)]
    return "value x scale + offset", terms, None


def _same(_: Any, given: Values, place: Place) -> _Found:
    value = float(given[place])
    return "passed on as it is", [Term(place, "", value, None, value)], None


def _flatten(_: Any, given: Values, place: Place) -> _Found:
    spot = tuple(int(at) for at in np.unravel_index(place[-1], given.shape))
    value = float(given[spot])
    return "one value, moved", [Term(spot, "", value, None, value)], None


def _reshape(layer: Any, given: Values, place: Place) -> _Found:
    shape = np.empty(given.shape, np.bool_).reshape(layer.target_shape).shape
    return _flatten(layer, given, (int(np.ravel_multi_index(place, shape)),))


_Rule = Callable[[Any, Values, Place], _Found]
_RULES: dict[str, _Rule] = {
    "Dense": _dense,
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _conv),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _depthwise),
    **{f"{kind}Pooling{rank}D": _pool for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{f"Global{kind}Pooling{rank}D": _global_pool for kind in ("Max", "Average") for rank in (1, 2, 3)},
    "Embedding": _embedding,
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
    "Normalization": _normalization,
    "Rescaling": _rescaling,
    "Flatten": _flatten,
    "Reshape": _reshape,
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "ELU", "Dropout", "InputLayer"), _same),
}
_WHOLE_ROW = {"softmax", "log_softmax", "sparsemax", "glu"}


def _weights(variable: Any) -> Values:
    """A variable's values, as the layer uses them."""
    return np.asarray(variable)


def _activated(layer: Any, given: Values, place: Place, total: float) -> list[tuple[str, float]] | None:
    """The activation, if any: computed by Keras's own function, for a whole row where it needs one.

    None where the row is not known.
    """
    kind = type(layer).__name__
    if kind in {"ReLU", "LeakyReLU", "ELU"}:
        value = np.asarray(layer(np.full((1, 1), total, np.float32)))
        return [(kind, float(value[0, 0]))]
    activation = getattr(layer, "activation", None)
    name = getattr(activation, "__name__", type(activation).__name__)
    if activation is None or name == "linear":
        return []
    if name in _WHOLE_ROW:
        row = _row_before(layer, given, place)
        return None if row is None else [(name, float(np.asarray(activation(row[None]))[0, place[-1]]))]
    return [(name, float(np.asarray(activation(np.full((1, 1), total, np.float32)))[0, 0]))]


def _row_before(layer: Any, given: Values, place: Place) -> Values | None:
    """All units' sums at a place, which softmax weighs against each other."""
    kind = type(layer).__name__
    if kind == "Activation":
        row: Values = np.asarray(given[place[:-1]], np.float32)
        return row
    if kind == "Dense":
        sums: Values = given[place[:-1]].astype(np.float32) @ _weights(layer.kernel)
    elif _RULES[kind] is _conv:
        sums = _filters_before(layer, given, place[:-1])
    else:
        return None
    return sums + _weights(layer.bias) if layer.bias is not None else sums


def _filters_before(layer: Any, given: Values, where: Place) -> Values:
    """All filters' sums at a place, (filters,), without bias."""
    kernel = _weights(layer.kernel)
    *size, depth, filters = kernel.shape
    groups = layer.groups
    sums = np.zeros((groups, filters // groups))
    for tap, spot in _window(given.shape[:-1], where, size, layer, layer.dilation_rate):
        values, weights = given[spot].reshape(groups, depth), kernel[tap].reshape(depth, groups, -1)
        sums += np.einsum("gd,dgf->gf", values, weights)
    return sums.ravel().astype(np.float32)
