"""Receptive fields: how many input pixels or steps one output value can see.

The recurrence is the usual one (Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional
Neural Networks", Distill 2019): r ← r + (k - 1) · j, j ← j · s, per spatial axis, from r = j = 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

_WINDOWS = ("Conv", "DepthwiseConv", "SeparableConv", "MaxPooling", "AveragePooling")
_KEPT = (
    *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "Identity", "Masking", "Dense"),
    *("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization"),
    *("UnitNormalization", "Normalization", "Rescaling", "ActivityRegularization"),
    *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
    *("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """What a layer does to the receptive field.

    Attributes:
        effect: "keep" leaves it, "lose" makes it meaningless from here on (Flatten, LSTM…), "grow" applies
            the window.
        kernel: Extent on each spatial axis in positions of the layer's input, dilation included.
        stride: Input positions between neighbouring outputs; below 1 where the layer enlarges.
    """

    effect: Literal["keep", "lose", "grow"]
    kernel: tuple[int, ...] = ()
    stride: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """Receptive field and distance of neighbouring outputs, in input positions per spatial axis.

    Attributes:
        sizes: Empty before the first window; None once the field means nothing.
        jumps: Same length as `sizes`.
    """

    sizes: tuple[Fraction, ...] | None = ()
    jumps: tuple[Fraction, ...] = ()

    def through(self, window: Window) -> Field:
        """The field behind a layer with this window."""
        if self.sizes is None or window.effect == "keep":
            return self
        axes = len(window.kernel)
        if window.effect == "lose" or (self.sizes and len(self.sizes) != axes):
            return Field(None)
        sizes = self.sizes or (Fraction(1),) * axes
        jumps = self.jumps or (Fraction(1),) * axes
        return Field(
            tuple(size + (k - 1) * jump for size, k, jump in zip(sizes, window.kernel, jumps, strict=True)),
            tuple(jump * stride for jump, stride in zip(jumps, window.stride, strict=True)),
        )

    @property
    def value(self) -> tuple[int, ...] | None:
        """Whole input positions, rounded up; None where there is no field to speak of."""
        return tuple(math.ceil(size) for size in self.sizes) if self.sizes else None


def window(layer: Any) -> Window:
    """A built Keras layer's window."""
    kind = type(layer).__name__
    if kind.startswith("UpSampling"):
        size = _axes(layer.size)
        return Window("grow", (1,) * len(size), tuple(Fraction(1, s) for s in size))
    if kind in _KEPT:
        return Window("keep")
    if not kind.startswith(_WINDOWS) or kind.startswith("ConvLSTM"):
        return Window("lose")
    kernel = _axes(layer.pool_size if "Pooling" in kind else layer.kernel_size)
    axes = len(kernel)
    stride = _axes(layer.strides, axes)
    if kind.endswith("Transpose"):
        # An output sees the inputs whose enlarged windows reach it: every stride-th place of the kernel.
        seen = tuple(math.ceil(k / s) for k, s in zip(kernel, stride, strict=True))
        return Window("grow", seen, tuple(Fraction(1, s) for s in stride))
    dilation = _axes(getattr(layer, "dilation_rate", 1), axes)
    extent = tuple((k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True))
    return Window("grow", extent, tuple(Fraction(s) for s in stride))


def _axes(value: Any, axes: int = 1) -> tuple[int, ...]:
    return tuple(int(item) for item in value) if hasattr(value, "__iter__") else (int(value),) * axes
