"""How a broken model becomes the healthy one that it was made of, as an order in Python's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seqtui.recipe.python import layer_source
from seqtui.recipe.values import LayerSpec, Obj, Recipe

Layers = Sequence[LayerSpec]


def orders(broken: Layers, healthy: Layers) -> tuple[str, ...]:
    """What to do with the first, so that it is the second; both differ by one edit, or by arguments.

    Returns:
        `Delete layer 5, GRU.`, `Put layers.Flatten() before layer 3, Dense.`, `Write layer 2 as …`.
    """
    same = next(
        (at for at, pair in enumerate(zip(broken, healthy, strict=False)) if pair[0] != pair[1]), None
    )
    at = min(len(broken), len(healthy)) if same is None else same
    if len(broken) > len(healthy):
        return (f"Delete layer {at + 1}, {broken[at].kind}.",)
    if len(broken) < len(healthy):
        where = f"before layer {at + 1}, {broken[at].kind}" if at < len(broken) else "at the end"
        return (f"Put {written(healthy[at])} {where}.",)
    return tuple(
        f"Write layer {number} as {written(right)}."
        for number, (one, right) in enumerate(zip(broken, healthy, strict=True), 1)
        if one != right
    )


def all_orders(broken: Recipe, healthy: Recipe) -> Iterator[str]:
    """The same of whole recipes: what they are compiled with counts as well."""
    if broken.layers != healthy.layers:
        yield from orders(broken.layers, healthy.layers)
    if broken.compile.optimizer != healthy.compile.optimizer:
        yield f"Compile it with optimizer={optimizer_source(healthy.compile.optimizer)}."


def written(spec: LayerSpec) -> str:
    """A layer in one line."""
    return layer_source(spec, -1000)


def optimizer_source(optimizer: Obj) -> str:
    """`keras.optimizers.Adam(0.01)`."""
    name = {"sgd": "SGD", "adam": "Adam"}[optimizer.name]
    return f"keras.optimizers.{name}({optimizer.arguments['learning_rate']!r})"
