"""Models as somebody misreads them: one thing overlooked at a time; Keras computes what would follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seqtui.recipe.values import LayerSpec

Slip = tuple[tuple[LayerSpec, ...], str]
"""The layers as misread, and what was overlooked."""


def slips(layers: tuple[LayerSpec, ...]) -> Iterator[Slip]:
    """Every likely misreading of a stack, those of its last layers first."""
    for position in range(len(layers) - 1, -1, -1):
        for misread, reason in _of_layer(layers[position], position + 1):
            changed = (*layers[:position], *misread, *layers[position + 1 :])
            yield changed, reason


def _of_layer(spec: LayerSpec, number: int) -> Iterator[tuple[tuple[LayerSpec, ...], str]]:
    yield from _of_windows(spec, number)
    yield from _of_sequences(spec, number)
    if spec.kind == "Flatten":
        yield (replace(spec, kind="GlobalAveragePooling2D"),), f"Layer {number} joins all values in one row."
    if spec.kind == "GlobalAveragePooling2D":
        yield (replace(spec, kind="Flatten"),), f"Layer {number} keeps one average for each channel."
    if spec.arguments.get("use_bias") is False:
        yield (spec.without_argument("use_bias"),), f"Layer {number} has no biases."
    elif spec.kind == "Dense":
        without = spec.with_argument("use_bias", value=False)
        yield (without,), f"Layer {number} also has one bias for each unit."


def _of_windows(spec: LayerSpec, number: int) -> Iterator[tuple[tuple[LayerSpec, ...], str]]:
    given = spec.arguments
    if spec.kind.startswith("Conv"):
        if given.get("padding") == "same":
            yield (spec.without_argument("padding"),), f'Layer {number} has padding="same": it pads.'
        else:
            padded = spec.with_argument("padding", "same")
            yield (padded,), f'Layer {number} pads nothing ("valid"): the kernel must fit inside.'
        if given.get("strides", 1) != 1:
            yield (spec.without_argument("strides"),), f"Layer {number} strides: it skips positions."
    if "Pooling" in spec.kind and not spec.kind.startswith("Global"):
        yield (spec.with_argument("strides", 1),), f"Layer {number} moves by its pool_size by itself."
        yield (), f"Layer {number} pools: height and width get smaller."


def _of_sequences(spec: LayerSpec, number: int) -> Iterator[tuple[tuple[LayerSpec, ...], str]]:
    if "return_sequences" in spec.arguments:
        one = spec.without_argument("return_sequences")
        yield (one,), f"Layer {number} returns one output for each step."
    elif spec.kind in {"LSTM", "GRU", "SimpleRNN"}:
        every = spec.with_argument("return_sequences", value=True)
        yield (every,), f"Layer {number} returns its last output only."
    inner = spec.arguments.get("layer")
    if spec.kind == "Bidirectional" and isinstance(inner, LayerSpec):
        yield (inner,), f"Layer {number} reads both ways and joins the two outputs."
