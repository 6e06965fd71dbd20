"""How a broken model becomes the healthy one that it was made of, as orders in Python's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqtui.practice.generators.coding import optimizer_source
from seqtui.recipe.python import value_source
from seqtui.recipe.values import LayerSpec, Recipe


def layer_corrections(broken: Sequence[LayerSpec], healthy: Sequence[LayerSpec]) -> tuple[str, ...]:
    """What to do with the first, so that it is the second; both differ by one edit, or by arguments.

    Returns:
        `Delete layer 5, GRU.`, `Put layers.Flatten() before layer 3, Dense.`, `Write layer 2 as …`.
    """
    pairs = enumerate(zip(broken, healthy, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(broken), len(healthy)))
    if len(broken) > len(healthy):
        return (f"Delete layer {at + 1}, {broken[at].kind}.",)
    if len(broken) < len(healthy):
        where = f"before layer {at + 1}, {broken[at].kind}" if at < len(broken) else "at the end"
        return (f"Put {value_source(healthy[at])} {where}.",)
    return tuple(
        f"Write layer {number} as {value_source(right)}."
        for number, (one, right) in enumerate(zip(broken, healthy, strict=True), 1)
        if one != right
    )


def recipe_corrections(broken: Recipe, healthy: Recipe) -> Iterator[str]:
    """The same of whole recipes: what they are compiled with counts as well."""
    if broken.layers != healthy.layers:
        yield from layer_corrections(broken.layers, healthy.layers)
    if broken.compile.optimizer != healthy.compile.optimizer:
        yield f"Compile it with optimizer={optimizer_source(healthy.compile.optimizer)}."
