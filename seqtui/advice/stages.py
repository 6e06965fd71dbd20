"""What a layer does, in one sentence made from its arguments and shapes: "64 weighted sums of 20 values"."""

from __future__ import annotations

from collections.abc import Callable

from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.flow import Shape
from seqtui.recipe.values import LayerSpec, Obj, Value

# What an activation does to the sums; others are named.
_ACTIVATIONS = {
    "relu": "negatives cut to 0",
    "sigmoid": "squeezed between 0 and 1",
    "tanh": "squeezed between -1 and 1",
    "softmax": "turned into shares that sum to 1",
    "softplus": "bent smoothly above 0",
    "leaky_relu": "negatives made smaller",
    "elu": "negatives bent towards -1",
    "selu": "scaled, negatives bent",
    "gelu": "small and negative ones bent towards 0",
    "silu": "small and negative ones bent towards 0",
    "exponential": "raised to powers of e",
}


def sentence(spec: LayerSpec, input_shape: Shape, output_shape: Shape) -> str:
    """What a layer does to one sample.

    Args:
        spec: The layer.
        input_shape: Of what it gets, batch axis first.
        output_shape: Of what it gives.
    """
    rule = _RULES.get(spec.kind)
    words = rule(spec, input_shape, output_shape) if rule else catalogue().get(spec.kind).summary
    return words[:1].upper() + words[1:].rstrip(".") + "."


def input_sentence(shape: Shape, kind: str) -> str:
    """What the input is.

    Args:
        shape: Batch axis first.
        kind: What the values are called: "feature", "token"…
    """
    sizes = shape[1:]
    if len(sizes) == 1:
        return f"{_count(sizes[0], kind)} as they come from the data set."
    if len(sizes) == 2:
        return f"{_size(sizes[0])} steps of {_count(sizes[1], 'value')} each."
    if len(sizes) == 3:
        return f"A picture of {_size(sizes[0])} x {_size(sizes[1])} with {_count(sizes[2], 'channel')}."
    return "Values as they come from the data set."


def _activated(spec: LayerSpec) -> str:
    activation = spec.arguments.get("activation")
    name = activation.name if isinstance(activation, Obj) else activation
    if not isinstance(name, str) or name in {"linear", "None"}:
        return ""
    return f", {_ACTIVATIONS.get(name, name)}"


def _biased(spec: LayerSpec) -> str:
    return "" if spec.arguments.get("use_bias") is False else ", plus a bias each"


def _dense(spec: LayerSpec, given: Shape, out: Shape) -> str:
    places = f" at each of {_size(given[1])} steps" if len(given) > 2 else ""
    one = out[-1] == 1
    sums = "one weighted sum" if one else f"{_size(out[-1])} weighted sums"
    bias = _biased(spec).replace(" each", "") if one else _biased(spec)
    return f"{sums} of {_count(given[-1], 'value')}{places}{bias}{_activated(spec)}"


def _conv(spec: LayerSpec, given: Shape, out: Shape) -> str:
    rank = len(out) - 2
    size = _window(spec.arguments.get("kernel_size"), rank)
    strides = spec.arguments.get("strides", 1)
    moved = "" if strides in (1, (1,) * rank) else f", moved by {_window(strides, rank)}"
    padded = ", edges padded" if spec.arguments.get("padding") in {"same", "causal"} else ""
    filters = _count(out[-1], "filter")
    return f"{filters} of {size} slid over {_count(given[-1], 'channel')}{moved}{padded}{_activated(spec)}"


def _pool(spec: LayerSpec, _: Shape, out: Shape) -> str:
    size = _window(spec.arguments.get("pool_size", 2), len(out) - 2)
    what = "the largest" if "Max" in spec.kind else "the mean"
    return f"{what} of each {size} window, channel by channel"


def _global_pool(spec: LayerSpec, given: Shape, _: Shape) -> str:
    what = "largest value" if "Max" in spec.kind else "mean"
    return f"the {what} of each of {_count(given[-1], 'channel')} over all places"


def _flatten(_: LayerSpec, given: Shape, out: Shape) -> str:
    sizes = " x ".join(_size(size) for size in given[1:])
    return f"{sizes} values put in one row of {_size(out[-1])}"


def _dropout(spec: LayerSpec, _: Shape, __: Shape) -> str:
    rate = spec.arguments.get("rate", 0.5)
    share = f"{float(rate) * 100:.0f} %" if isinstance(rate, (int, float)) else "a share"
    return f"{share} of the values set to 0 in training and the rest made larger; here all pass"


def _recurrent(spec: LayerSpec, given: Shape, out: Shape) -> str:
    every = spec.arguments.get("return_sequences") is True
    kept = "its state after each step" if every else "its state after the last step"
    steps = f"reads {_size(given[1])} steps of {_count(given[-1], 'value')}"
    return f"{steps}, gives {kept}: {_size(out[-1])} numbers"


def _embedding(_: LayerSpec, given: Shape, out: Shape) -> str:
    each = f"each of {_size(given[1])} tokens" if len(given) > 1 else "the token"
    return f"looks up a row of {_size(out[-1])} learned numbers for {each}"


def _normalization(spec: LayerSpec, given: Shape, _: Shape) -> str:
    each = "the value" if given[-1] == 1 else f"each of {_count(given[-1], 'feature')}"
    each = "all values together" if spec.arguments.get("axis", -1) in {None, "None"} else each
    return f"{each} moved to mean 0 and scaled to variance 1, as in the training rows"


def _batch_normalization(_: LayerSpec, given: Shape, __: Shape) -> str:
    return (
        f"each of {_count(given[-1], 'feature')} moved and scaled by running mean and variance, "
        "then by a learned scale and offset"
    )


def _layer_normalization(_: LayerSpec, __: Shape, ___: Shape) -> str:
    return "each sample moved to mean 0 and scaled to variance 1, then by a learned scale and offset"


def _activation(spec: LayerSpec, _: Shape, __: Shape) -> str:
    words = _activated(spec).removeprefix(", ")
    return f"each value {words}" if words else "each value passed on"


def _relu(spec: LayerSpec, _: Shape, __: Shape) -> str:
    slope = spec.arguments.get("negative_slope", 0)
    return f"negatives {'multiplied by ' + str(slope) if slope else 'cut to 0'}, the rest kept"


def _rescaling(spec: LayerSpec, _: Shape, __: Shape) -> str:
    offset = spec.arguments.get("offset", 0)
    return f"each value times {spec.arguments.get('scale')}" + (f", plus {offset}" if offset else "")


def _reshape(_: LayerSpec, given: Shape, out: Shape) -> str:
    return f"the same values, {_sizes(given)} put as {_sizes(out)}"


_Rule = Callable[[LayerSpec, Shape, Shape], str]
_RULES: dict[str, _Rule] = {
    "Dense": _dense,
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _conv),
    **{f"{kind}Pooling{rank}D": _pool for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{f"Global{kind}Pooling{rank}D": _global_pool for kind in ("Max", "Average") for rank in (1, 2, 3)},
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Dropout": _dropout,
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN"), _recurrent),
    "Embedding": _embedding,
    "Normalization": _normalization,
    "BatchNormalization": _batch_normalization,
    "LayerNormalization": _layer_normalization,
    "Activation": _activation,
    "ReLU": _relu,
    "Rescaling": _rescaling,
}


def _size(size: int | None) -> str:
    return "any number of" if size is None else f"{size:,}"


def _sizes(shape: Shape) -> str:
    return " x ".join("?" if size is None else f"{size:,}" for size in shape[1:]) or "one number"


def _count(size: int | None, word: str) -> str:
    return f"{_size(size)} {word}{'' if size == 1 else 's'}"


def _window(size: Value, rank: int) -> str:
    sizes = size if isinstance(size, tuple) else (size,) * rank
    return " x ".join(str(one) for one in sizes)
