"""A model that was written down as a recipe, as people read it: Python, its layers alone."""

from __future__ import annotations

from seqtui.practice.generators.base import enabled, model_code
from seqtui.recipe.toml import parse


def stack_code(toml: str) -> str:
    """`keras.Sequential([…])` of a recipe; without its Input where data of its own give that."""
    recipe = parse(toml)
    if recipe.input is not None:
        return model_code(recipe.input.shape, enabled(recipe), recipe.input.dtype)
    head, _, *rows = model_code((), enabled(recipe)).split("\n")
    return "\n".join([head, *rows])
