"""How a shape comes about, in numbers: sums are shown only where they end at Keras's own."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, prod

from seqtui.practice.answers import format_shape
from seqtui.recipe.flow import Flow, LayerFlow, Shape
from seqtui.recipe.values import LayerSpec, Value

_UNCHANGED = {"Dropout", "BatchNormalization", "LayerNormalization", "Normalization", "Activation", "ReLU"}
_RECURRENT = {"LSTM", "GRU", "SimpleRNN"}


def layer_steps(flow: Flow, layers: Sequence[LayerSpec]) -> tuple[str, ...]:
    """A sentence for each layer of a flow: what goes in, what comes out, and why."""
    rows = [row for row in flow.layers if row.state == "ok"]
    return tuple(_step(row, spec) for row, spec in zip(rows, layers, strict=False))


def _step(row: LayerFlow, spec: LayerSpec) -> str:
    before, after = row.input_shape or (), row.output_shape or ()
    why = _why(spec, before, after)
    shapes = f"Layer {row.index}, {row.kind}: {format_shape(before)} -> {format_shape(after)}"
    return f"{shapes}. {why}" if why else f"{shapes}."


def _why(spec: LayerSpec, before: Shape, after: Shape) -> str:
    """The reason in a sentence; "" where there is none to give."""
    if before == after and spec.kind in _UNCHANGED:
        return "It leaves the shape as it is."
    return (
        window_sum(spec, before, after) or _last_axis(spec, before, after) or _recurrent(spec, before, after)
    )


def window_sum(spec: LayerSpec, before: Shape, after: Shape) -> str:
    """How a convolution or pooling comes to its height and width; "" for other layers."""
    if spec.kind.startswith("Conv") and "Transpose" not in spec.kind:
        return _window(spec, before, after, spec.arguments.get("kernel_size"), 1)
    if "Pooling" in spec.kind and not spec.kind.startswith("Global"):
        size = spec.arguments.get("pool_size", 2)
        return _window(spec, before, after, size, size)
    return ""


def _last_axis(spec: LayerSpec, before: Shape, after: Shape) -> str:
    """Where a layer changes the last axis alone, or leaves no other."""
    found = ""
    if spec.kind == "Dense" and after[:-1] == before[:-1]:
        kept = "" if len(after) == 2 else "; the axes before it stay"  # batch and units
        found = f"Its {after[-1]} units become the last axis{kept}."
    elif spec.kind.startswith("Global") and before[-1] == after[-1]:
        found = f"One number is left of each of the {before[-1]} channels."
    elif spec.kind == "Embedding" and after[:-1] == before:
        found = f"Each number becomes a vector of {after[-1]}."
    elif spec.kind == "Flatten" and None not in before[1:]:
        sizes = [one or 0 for one in before[1:]]
        if len(sizes) > 1 and after[-1] == prod(sizes):
            found = f"{' * '.join(map(str, sizes))} = {prod(sizes)}."
    return found


def _recurrent(spec: LayerSpec, before: Shape, after: Shape) -> str:
    inner, twice = spec.arguments.get("layer"), ""
    if spec.kind == "Bidirectional" and isinstance(inner, LayerSpec):
        units = inner.arguments.get("units")
        if not isinstance(units, int) or after[-1] != 2 * units:
            return ""
        twice = f" Both ways together: 2 * {units} = {2 * units}."
        spec = inner
    if spec.kind not in _RECURRENT:
        return ""
    if len(after) == len(before):
        return f"It returns {after[-1]} numbers for each of the {before[1]} steps.{twice}"
    return f"It returns its last output only: {after[-1]} numbers.{twice}"


def _window(spec: LayerSpec, before: Shape, after: Shape, size: Value, stride: Value) -> str:
    """The sum for each axis that a window moves along; once where all are alike."""
    given = spec.arguments
    axes = len(after) - 2
    sizes, strides = _each(size, axes), _each(given.get("strides") or stride, axes)
    dilations = _each(given.get("dilation_rate", 1), axes)
    same = given.get("padding") == "same"
    if sizes is None or strides is None or dilations is None:
        return ""
    found = []
    for at in range(axes):
        full, out = before[1 + at], after[1 + at]
        if full is None:
            return ""
        window = (sizes[at] - 1) * dilations[at] + 1
        value, text = _sum(full, window, strides[at], same=same)
        if value != out:  # an axis order or an option that these sums do not know
            return ""
        found.append(text)
    last = ""
    if spec.kind.startswith("Conv") and "Depthwise" not in spec.kind:
        last = f" Its {after[-1]} filters become the last axis."
    return f"{'; '.join(dict.fromkeys(found))}.{last}"


def _sum(full: int, window: int, stride: int, *, same: bool) -> tuple[int, str]:
    if same:
        value = ceil(full / stride)
        return value, f'padding "same": ceil({full} / {stride}) = {value}'
    value = (full - window) // stride + 1
    return value, f"floor(({full} - {window}) / {stride}) + 1 = {value}"


def _each(value: Value, axes: int) -> list[int] | None:
    """One number for each axis; None where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [value] * axes
    if isinstance(value, tuple) and len(value) == axes:
        found = [one for one in value if isinstance(one, int)]
        return found if len(found) == axes else None
    return None
