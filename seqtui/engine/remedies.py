"""Edits that may mend a layer which Keras refuses, most fitting first.

They are guesses from the layer, its input and the layers before it. Keras judges each one, and the first
that it accepts is offered: nothing here decides what is right.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import Argument, Kind, catalogue
from seqtui.recipe.fixes import Fix
from seqtui.recipe.flow import Shape
from seqtui.recipe.values import Arguments, LayerSpec, Obj, Value

_ALIKE = 0.5
_RECURRENT = {"LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"}


@dataclass(frozen=True, slots=True)
class Place:
    """An enabled layer, its index in the recipe (1 is the first), and the shape that reaches it."""

    index: int
    spec: LayerSpec
    shape: Shape


def for_arguments(place: Place) -> Iterator[Fix]:
    """Where the constructor refuses an argument: the value that was meant, a first value, the default."""
    spec = place.spec
    try:
        kind = catalogue().get(spec.kind)
    except SeqtuiError:
        return
    for argument in kind.arguments:
        if argument.required and argument.name not in spec.arguments:
            yield _set(place, argument.name, argument.start)
    yield from _filters(place)
    for name, value in spec.arguments.items():
        found = _argument(kind, name)
        if found is not None:
            for better in _meant(found, value):
                yield _set(place, name, better)
    for name in spec.arguments:
        found = _argument(kind, name)
        if found is None or not found.required:
            yield Fix("reset", place.index, spec.kind, name=name)


def _argument(kind: Kind, name: str) -> Argument | None:
    return next((one for one in kind.arguments if one.name == name), None)


def _meant(argument: Argument, value: Value) -> Iterator[Value]:
    """Values that somebody may have meant who wrote this one."""
    if isinstance(value, str):
        yield from _near(value, _names(argument))
    if isinstance(value, Obj):
        yield from (Obj(name, value.arguments) for name in _near(value.name, _names(argument)))
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and isinstance(value, int) and value < 0:
        yield -value
    if isinstance(value, tuple) and value.count(-1) > 1:
        last = len(value) - 1 - value[::-1].index(-1)
        yield tuple(item for place, item in enumerate(value) if item != -1 or place == last)
    if argument.name == "dims" and isinstance(value, tuple) and all(isinstance(one, int) for one in value):
        yield _ranked(value)
    if argument.start is not None and argument.start != value:
        yield argument.start


def _near(name: str, known: list[str]) -> Iterator[str]:
    """The known name that is spelled most like this one, the first of several; none where none is close."""
    ratios = [(difflib.SequenceMatcher(None, one, name.lower()).ratio(), -at) for at, one in enumerate(known)]
    best = max(ratios, default=(0.0, 0))
    if best[0] >= _ALIKE:
        yield known[-best[1]]


def _names(argument: Argument) -> list[str]:
    if argument.value.control == "object":
        return [item.name for item in catalogue().family(str(argument.value.family))]
    return [choice for choice in argument.value.choices if isinstance(choice, str)]


def _ranked(dims: tuple[Any, ...]) -> tuple[int, ...]:
    """The order that these numbers stand in, counted from 1: (0, 1) is (1, 2)."""
    order = sorted(set(dims))
    return tuple(order.index(one) + 1 for one in dims)


def _filters(place: Place) -> Iterator[Fix]:
    """A convolution in groups: filters up to the next multiple of the groups."""
    groups, filters = place.spec.arguments.get("groups"), place.spec.arguments.get("filters")
    if isinstance(groups, int) and isinstance(filters, int) and groups > 1 and filters % groups:
        yield _set(place, "filters", -(-filters // groups) * groups)


def for_input(place: Place, before: tuple[Place, ...]) -> Iterator[Fix]:
    """Where the layer does not take its input.

    Args:
        place: The layer refused.
        before: The enabled layers in front of it, in their order.
    """
    kind, rank = place.spec.kind, len(place.shape)
    if kind in catalogue().refused:
        yield _remove(place)
        return
    yield from _sequences(before)
    yield from _arguments_for_shape(place)
    wanted = _wanted(place)
    if wanted is None or wanted == rank:
        yield from _fixed_size(place, before)
        return
    yield from _more_axes(place, before, wanted) if wanted > rank else _fewer_axes(place, wanted)


def _wanted(place: Place) -> int | None:
    """The rank, batch axis included, that the kind takes; None where several will do."""
    if place.spec.kind in {"Bidirectional", "TimeDistributed"}:
        return 3
    if place.spec.kind == "Dense" and len(place.shape) < 2:
        return 2
    spatial = re.search(r"([123])D", place.spec.kind)
    if spatial and len(place.shape) > int(spatial[1]) + 2:
        return int(spatial[1]) + 2
    ranks = catalogue().get(place.spec.kind).rank
    if ranks is None or len(place.shape) in ranks:
        return None
    return min(ranks) if len(place.shape) < min(ranks) else max(ranks)


def _sequences(before: tuple[Place, ...]) -> Iterator[Fix]:
    """The recurrent layer in front hands on its sequence, or only its last step."""
    for one in reversed(before):
        inner = one.spec.arguments.get("layer")
        holder = inner if one.spec.kind == "Bidirectional" and isinstance(inner, LayerSpec) else one.spec
        if holder.kind not in _RECURRENT:
            continue
        given = holder.arguments.get("return_sequences", False)
        changed = holder.with_argument("return_sequences", not given)
        if holder is one.spec:
            yield _set(one, "return_sequences", not given)
        else:
            yield _set(one, "layer", changed)
        return


def _more_axes(place: Place, before: tuple[Place, ...], wanted: int) -> Iterator[Fix]:
    inner = place.spec.arguments.get("layer")
    if place.spec.kind == "TimeDistributed" and isinstance(inner, LayerSpec):
        yield Fix("replace", place.index, place.spec.kind, inner)
    if before and before[-1].spec.kind == "Flatten" and before[-1].index == place.index - 1:
        yield Fix("raise", place.index, place.spec.kind)
    if place.spec.kind.startswith("Global"):
        yield _remove(place)
    yield _insert(place, LayerSpec("Reshape", Arguments(target_shape=with_axes(place.shape, wanted))))


def _fewer_axes(place: Place, wanted: int) -> Iterator[Fix]:
    if wanted == 2:
        yield _insert(place, LayerSpec("Flatten"))
    yield _insert(place, LayerSpec("Reshape", Arguments(target_shape=merged(place.shape, wanted))))


def with_axes(shape: Shape, wanted: int) -> tuple[int, ...]:
    """A target_shape of `wanted - 1` axes that holds the same values, as square as they allow."""
    known = [size if size is not None else -1 for size in shape[1:]]
    if len(known) == 1 and wanted == 4 and known[0] > 0:
        side = math.isqrt(known[0])
        height = next(size for size in range(side, 0, -1) if known[0] % size == 0)
        known = [height, known[0] // height]
    return tuple(known + [1] * (wanted - 1 - len(known)))


def merged(shape: Shape, wanted: int = 3) -> tuple[int, ...]:
    """A target_shape of `wanted - 1` axes: the first ones kept, the others made one."""
    kept = list(shape[1 : wanted - 1])
    rest = [size for size in shape[wanted - 1 :] if size is not None]
    last = math.prod(rest) if len(rest) == len(shape) - wanted + 1 else -1
    return (*(-1 if size is None else size for size in kept), last)


def _arguments_for_shape(place: Place) -> Iterator[Fix]:
    """Sizes that fit this input: of windows, borders, groups, axes, targets and orders."""
    arguments = place.spec.arguments
    yield from _windows(place)
    channels = place.shape[-1] if len(place.shape) > 1 else None
    if place.spec.kind == "GroupNormalization" or "groups" in arguments:
        groups = arguments.get("groups", 32)
        if isinstance(channels, int) and isinstance(groups, int):
            fitting = [size for size in range(min(groups, channels), 0, -1) if channels % size == 0]
            yield from (_set(place, "groups", size) for size in fitting)
    if "axis" in arguments:
        yield _set(place, "axis", -1)
    if place.spec.kind == "Reshape":
        yield from _targets(place)
    if place.spec.kind == "Permute":
        yield from _orders(place)
    if place.spec.kind.startswith("Cropping"):
        yield from _borders(place)
    if arguments.get("return_state"):
        yield Fix("reset", place.index, place.spec.kind, name="return_state")


def _windows(place: Place) -> Iterator[Fix]:
    """A window no larger than the input, or padding; a layer that has nothing left to pool goes."""
    kind, arguments, spatial = place.spec.kind, place.spec.arguments, place.shape[1:-1]
    known = [size for size in spatial if size is not None]
    pools = "Pooling" in kind and not kind.startswith(("Global", "Adaptive"))
    if not pools and "kernel_size" not in arguments:
        return
    name = "pool_size" if pools else "kernel_size"
    smaller = _smaller(arguments.get(name, 2), arguments.get("dilation_rate", 1), spatial)
    useful = smaller is not None and smaller not in {1, (1,) * len(spatial)}
    if useful:
        yield _set(place, name, smaller)
    if arguments.get("padding", "valid") != "same" and max(known, default=2) > 1:
        yield _set(place, "padding", "same")
    if pools and max(known, default=2) == 1:
        yield _remove(place)
    if smaller is not None and not useful:
        yield _set(place, name, smaller)


def _smaller(window: Value, dilation: Value, spatial: Shape) -> Value:
    """The window cut to the input, holes counted; None where it is not a size, or fits."""
    axes = len(spatial)
    sizes = window if isinstance(window, tuple) else (window,) * axes
    holes = dilation if isinstance(dilation, tuple) else (dilation,) * axes
    cut: list[int] = []
    for size, hole, room in zip(sizes, holes, spatial, strict=False):
        if not isinstance(size, int) or not isinstance(hole, int):
            return None
        cut.append(size if room is None else max(1, min(size, (room - 1) // max(hole, 1) + 1)))
    if tuple(cut) == tuple(sizes) or not cut:
        return None
    return tuple(cut) if isinstance(window, tuple) else min(cut)


def _targets(place: Place) -> Iterator[Fix]:
    """The target with one size left open, the others kept where they divide the values there are."""
    target = place.spec.arguments.get("target_shape")
    sizes = [one for one in place.shape[1:] if one is not None]
    if not isinstance(target, tuple) or len(sizes) < len(place.shape) - 1:
        return
    values = math.prod(sizes)
    whole = [one for one in target if isinstance(one, int)]
    for open_at in range(len(whole) - 1, -1, -1):
        others = [one for at, one in enumerate(whole) if at != open_at]
        if all(one > 0 for one in others) and values % math.prod(others) == 0:
            yield _set(place, "target_shape", (*whole[:open_at], -1, *whole[open_at + 1 :]))
    for at, one in enumerate(whole):
        rest = math.prod(other for where, other in enumerate(whole) if where != at and other > 0)
        near = [(abs(size - one), -size) for size in _divisors(values) if values % (size * rest) == 0]
        if near and one > 0:
            yield _set(place, "target_shape", (*whole[:at], -min(near)[1], *whole[at + 1 :]))
    yield _set(place, "target_shape", (-1,))


def _divisors(number: int) -> set[int]:
    small = [size for size in range(1, math.isqrt(number) + 1) if number % size == 0]
    return {*small, *(number // size for size in small)}


def _orders(place: Place) -> Iterator[Fix]:
    """The order without the axes that there are none of, then all axes as they stand."""
    axes = len(place.shape) - 1
    dims = place.spec.arguments.get("dims")
    if isinstance(dims, tuple):
        kept = tuple(one for one in dims if isinstance(one, int) and 1 <= one <= axes)
        missing = tuple(one for one in range(1, axes + 1) if one not in kept)
        yield _set(place, "dims", (*kept, *missing))
    yield _set(place, "dims", tuple(range(axes, 0, -1)))


def _borders(place: Place) -> Iterator[Fix]:
    """As much cut off on each side as leaves something; where there is nothing to cut, the layer goes."""
    sizes = [size for size in place.shape[1:-1] if size is not None]
    most = (min(sizes, default=1) - 1) // 2
    if most > 0:
        yield _set(place, "cropping", most)
    yield _remove(place)


def _fixed_size(place: Place, before: tuple[Place, ...]) -> Iterator[Fix]:
    """Weights on an axis that varies: the Flatten in front becomes an average over that axis."""
    for one in reversed(before):
        if one.spec.kind == "Flatten" and None in one.shape[1:] and 3 <= len(one.shape) <= 5:
            kind = f"GlobalAveragePooling{len(one.shape) - 2}D"
            yield Fix("replace", one.index, "Flatten", LayerSpec(kind))
            return
    if place.spec.kind == "Equalization":
        yield _remove(place)


def _set(place: Place, name: str, value: Value) -> Fix:
    return Fix("set", place.index, place.spec.kind, name=name, value=value)


def _insert(place: Place, spec: LayerSpec) -> Fix:
    return Fix("insert", place.index, place.spec.kind, spec)


def _remove(place: Place) -> Fix:
    return Fix("remove", place.index, place.spec.kind)
