"""What Keras takes a stack for: its layers' `get_config()`, by which two ways to write a model are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seqtui.engine import build
from seqtui.engine.loader import ensure_loaded
from seqtui.recipe.values import InputSpec, LayerSpec, Recipe

_DECAYS = ("L1", "L2", "L1L2")


def model_config(layers: Sequence[LayerSpec], given: InputSpec | None) -> dict[str, Any]:
    """`get_config()` of the model, or of the layers alone where no input is known.

    Names of layers are left out, for Keras counts them up, those of wrapped layers too; what means the
    same has one form.

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
        return {"layers": _plain(config["layers"])}
    with build.undisturbed_random():
        names = build.names(recipe.layers)
        made = [build.layer(spec, name) for spec, name in zip(recipe.layers, names, strict=True)]
        rows = [{"class_name": type(one).__name__, "config": one.get_config()} for one in made]
        return {"layers": _plain(rows)}


def _plain(value: Any, *, named: bool = False) -> Any:
    """A config without names, but for those of types, which are their meaning; tuples as lists."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    kind = value.get("class_name")
    if kind in _DECAYS:
        decays = {"l1": 0.0, "l2": 0.0, **value["config"]}
        return {"class_name": "L1L2", "config": {name: float(one) for name, one in decays.items()}}
    return {
        key: _plain(one, named=kind == "DTypePolicy")
        for key, one in value.items()
        if key not in {"build_config", "registered_name", "module"} and (named or key != "name")
    }
