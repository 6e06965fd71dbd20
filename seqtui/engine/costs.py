"""What a layer costs, read off a built Keras layer: multiply-accumulates, bytes, parameter formula.

Shapes and counts are Keras's own; only the MACs are closed forms, since Keras does not count them.
They follow the usual convention (one multiply with its add, biases and activations left out; see
Sze et al., "Efficient Processing of Deep Neural Networks", 2017, section III).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from seqtui.recipe.flow import Shape

_DTYPE_BYTES = {"bool": 1, "int8": 1, "uint8": 1, "bfloat16": 2, "float16": 2, "int16": 2, "uint16": 2}
_DTYPE_BYTES |= {"float32": 4, "int32": 4, "uint32": 4, "float64": 8, "int64": 8, "uint64": 8, "complex64": 8}
_DTYPE_BYTES |= {"float8_e4m3fn": 1, "float8_e5m2": 1, "complex128": 16}

_ONE_AN_ELEMENT = (
    "BatchNormalization",
    "LayerNormalization",
    "GroupNormalization",
    "RMSNormalization",
    "UnitNormalization",
    "Normalization",
    "Rescaling",
    "PReLU",
)
_UNCOUNTED = ("Random", "Resizing", "STFT", "MelSpectrogram", "AugMix", "CutMix", "MixUp", "RandAugment")


def elements(shape: Sequence[int | None]) -> int | None:
    """Product of the sizes; None where one is not known."""
    sizes = [size for size in shape if size is not None]
    return math.prod(sizes) if len(sizes) == len(shape) else None


def tensor_bytes(shape: Shape, dtype: str, batch_size: int) -> int:
    """Bytes of a layer's output at the batch size; 0 where a size or the type's width is not known."""
    sample = elements(shape[1:])
    return 0 if sample is None else batch_size * sample * _DTYPE_BYTES.get(dtype, 0)


def weight_bytes(weights: Sequence[Any]) -> int:
    """Bytes of variables, by their own types (mixed precision keeps float32 variables)."""
    return sum(math.prod(weight.shape) * _DTYPE_BYTES.get(str(weight.dtype), 0) for weight in weights)


def macs(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    """Multiply-accumulates for one sample in the forward pass.

    Args:
        layer: A built Keras layer.
        input_shape: With the batch axis.
        output_shape: With the batch axis.

    Returns:
        0 for layers that only move, compare or add; None where a size is not known or the kind has no
        closed form here.
    """
    kind = type(layer).__name__
    rule = _RULES.get(kind)
    if rule is not None:
        return rule(layer, input_shape, output_shape)
    if kind in _ONE_AN_ELEMENT:
        return elements(output_shape[1:])
    if kind.startswith(_UNCOUNTED) or layer.weights:
        return None
    return 0


def _size(weight: Any) -> int:
    return math.prod(weight.shape)


def _positions(shape: Shape, layer: Any) -> int | None:
    """Places at which a convolution's kernel is applied: the spatial axes of this shape."""
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    return elements(shape[2:] if first else shape[1:-1])


def _times(count: int | None, each: int | None) -> int | None:
    return None if count is None or each is None else count * each


def _dense(layer: Any, _: Shape, output_shape: Shape) -> int | None:
    return _times(elements(output_shape[1:-1]), math.prod(layer.kernel.shape))


def _einsum_dense(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    """Every index of the equation is looped over once, whatever the order of the sums."""
    left, result = layer.equation.replace(" ", "").split("->")
    given, weights = left.split(",")
    sizes: dict[str, int] = {}
    for indices, shape in (
        (given, input_shape),
        (weights, tuple(layer.kernel.shape)),
        (result, output_shape),
    ):
        if "..." in indices or len(indices) != len(shape):
            return _times(elements(output_shape[1:-1]), _size(layer.kernel))
        sizes |= {index: size for index, size in zip(indices, shape, strict=True) if size is not None}
    summed = [index for index in dict.fromkeys(given + weights) if index != given[0]]
    return elements([sizes.get(index) for index in summed])


def _conv(layer: Any, _: Shape, output_shape: Shape) -> int | None:
    return _times(_positions(output_shape, layer), _size(layer.kernel))


def _conv_transpose(layer: Any, input_shape: Shape, _: Shape) -> int | None:
    return _times(_positions(input_shape, layer), _size(layer.kernel))


def _separable(layer: Any, _: Shape, output_shape: Shape) -> int | None:
    each = _size(layer.depthwise_kernel) + _size(layer.pointwise_kernel)
    return _times(_positions(output_shape, layer), each)


def _recurrent(layer: Any, input_shape: Shape, _: Shape) -> int | None:
    """Each step multiplies by every matrix of the cell once; GRU's bias of two rows is only added."""
    matrices = [weight for weight in layer.weights if str(weight.path).endswith("kernel")]
    return _times(input_shape[1], sum(_size(weight) for weight in matrices))


def _conv_lstm(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    spatial = output_shape[2:] if layer.return_sequences else output_shape[1:]
    first = getattr(layer, "data_format", "channels_last") == "channels_first"
    places = elements(spatial[1:] if first else spatial[:-1])
    each = _size(layer.cell.kernel) + _size(layer.cell.recurrent_kernel)
    return _times(_times(input_shape[1], places), each)


def _spectral(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    return macs(layer.layer, input_shape, output_shape)


def _bidirectional(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    one = macs(layer.forward_layer, input_shape, output_shape)
    return _times(2, one)


def _time_distributed(layer: Any, input_shape: Shape, output_shape: Shape) -> int | None:
    step_in = (input_shape[0], *input_shape[2:])
    step_out = (output_shape[0], *output_shape[2:])
    return _times(input_shape[1], macs(layer.layer, step_in, step_out))


_Rule = Callable[[Any, Shape, Shape], int | None]
_RULES: dict[str, _Rule] = {
    "Dense": _dense,
    "EinsumDense": _einsum_dense,
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"), _conv),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), _conv_transpose),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU", "RNN"), _recurrent),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _conv_lstm),
    "Bidirectional": _bidirectional,
    "SpectralNormalization": _spectral,
    "TimeDistributed": _time_distributed,
    **dict.fromkeys(("Embedding", "ReversibleEmbedding"), lambda *_: 0),
}

_WORDS = {
    "kernel": ("weight", "weights"),
    "embeddings": ("weight", "weights"),
    "bias": ("bias", "biases"),
    "recurrent_kernel": ("recurrent weight", "recurrent weights"),
    "depthwise_kernel": ("depthwise weight", "depthwise weights"),
    "pointwise_kernel": ("pointwise weight", "pointwise weights"),
    "moving_variance": ("moving variance", "moving variances"),
    "variance": ("variance", "variances"),
}


def formula(layer: Any) -> str | None:
    """How the parameter count comes about, with this layer's numbers.

    `20 x 64 weights + 64 biases = 1,344`. None where the layer has no parameters.
    """
    weights = list(layer.weights)
    total = sum(_size(weight) for weight in weights)
    if not weights or not total:
        return None
    kind = type(layer).__name__
    if kind == "Bidirectional":
        return f"2 x ({_terms(layer.forward_layer)}) = {total:,}"
    return f"{_terms(layer)} = {total:,}"


_GATES = {"LSTM": 4, "GRU": 3, "ConvLSTM1D": 4, "ConvLSTM2D": 4, "ConvLSTM3D": 4}


def _terms(layer: Any) -> str:
    gates = _GATES.get(type(layer).__name__, 1)
    parts = " + ".join(_term(weight, gates) for weight in layer.weights)
    return f"{gates} gates x ({parts})" if gates > 1 else parts


def _term(weight: Any, gates: int) -> str:
    """One variable as `3 x 3 x 1 x 32 weights`; of recurrent layers, the share of one gate."""
    name = str(weight.path).rsplit("/", 1)[-1]
    shape = (*weight.shape[:-1], weight.shape[-1] // gates) if gates > 1 else tuple(weight.shape)
    singular, plural = _WORDS.get(name, (name.replace("_", " "), name.replace("_", " ") + "s"))
    word = singular if math.prod(shape) == 1 else plural
    return f"{' x '.join(f'{size:,}' for size in shape) or '1'} {word}"
