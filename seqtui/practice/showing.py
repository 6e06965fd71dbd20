"""A model as people read it beside a prompt: Python, numbered layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.recipe.python import layer_source
from seqtui.recipe.toml import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.recipe.values import LayerSpec, Recipe


def model_code(input_shape: Sequence[int | None], layers: Sequence[LayerSpec], dtype: str = "float32") -> str:
    """A model as a person writes it, for the code beside a prompt; layers are numbered, Input is none."""
    kind = "" if dtype == "float32" else f', dtype="{dtype}"'
    rows = [f"    keras.Input({tuple(input_shape)!r}{kind}),"]
    rows += [f"    {layer_source(one, 4)},  # {number}" for number, one in enumerate(layers, 1)]
    return "\n".join(["model = keras.Sequential([", *rows, "])"])


def enabled(recipe: Recipe) -> tuple[LayerSpec, ...]:
    """The layers of somebody's own model that are built."""
    return tuple(one for one in recipe.layers if one.enabled)


def stack_code(toml: str) -> str:
    """`keras.Sequential([…])` of a recipe; without its Input where data of its own give that."""
    recipe = parse(toml)
    if recipe.input is not None:
        return model_code(recipe.input.shape, enabled(recipe), recipe.input.dtype)
    head, _, *rows = model_code((), enabled(recipe)).split("\n")
    return "\n".join([head, *rows])
