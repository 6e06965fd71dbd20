"""What Keras takes a stack for: its layers' `get_config()`, by which two ways to write a model are one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.recipe.values import InputSpec, LayerSpec, Recipe


def model_config(layers: Sequence[LayerSpec], given: InputSpec | None) -> dict[str, Any]:
    """`get_config()` of the model, or of the layers alone where no input is known.

    Args:
        layers: In order.
        given: Shape and type of one sample; None leaves the model unbuilt.

    Raises:
        SeqtuiError: Keras refuses a layer.
    """
    ensure_loaded()
    recipe = Recipe(layers=tuple(layers), input=given)
    if given is not None:
        config = build.model(recipe, given.shape, given.dtype).get_config()
        # Keras counts the names of models and inputs through the life of a thread.
        config["layers"][0]["config"]["name"] = "input"
        return {"layers": config["layers"]}
    with build.undisturbed_random():
        names = build.names(recipe.layers)
        made = [build.layer(spec, name) for spec, name in zip(recipe.layers, names, strict=True)]
        return {"layers": [one.get_config() for one in made]}
