"""Mixed precision, written out: which layers compute in half precision and which stay in float32.

Keras sets a dtype policy for all that is made from then on; a recipe's policy is its model's alone, so it
is put into the layers' own `dtype` argument, where the shape flow, the engine and the script find it.
"""

from __future__ import annotations

from dataclasses import replace

from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import Arguments, LayerSpec, Recipe

# They bring raw values, which float16 may not hold (its largest number is 65,504), to a form for the rest.
_RAW = ("numerical features", "categorical features", "text", "audio", "image preprocessing")


def with_precision(recipe: Recipe) -> Recipe:
    """The recipe with `fit.precision` put into its layers.

    Layers that set a dtype keep it. Layers that prepare raw values, and the last one, whose output meets
    the loss, stay in float32, as Keras's guide to mixed precision advises.
    """
    policy = recipe.fit.precision
    enabled = [index for index, layer in enumerate(recipe.layers) if layer.enabled]
    if policy == "float32" or not enabled:
        return recipe
    layers = tuple(
        layer if index == enabled[-1] else _in_policy(layer, policy)
        for index, layer in enumerate(recipe.layers)
    )
    return replace(recipe, layers=layers)


def _in_policy(layer: LayerSpec, policy: str) -> LayerSpec:
    kind = catalogue().get(layer.kind)
    known = {argument.name for argument in kind.arguments}
    if kind.group in _RAW or layer.arguments.get("dtype") not in (None, "None") or "dtype" not in known:
        return layer
    inside = {
        name: _in_policy(value, policy) if isinstance(value, LayerSpec) else value
        for name, value in layer.arguments.items()
    }
    return replace(layer, arguments=Arguments(inside).with_("dtype", policy))


def scales_loss(recipe: Recipe) -> bool:
    """Whether gradients need Keras's LossScaleOptimizer, so that float16 does not lose the small ones."""
    layers = with_precision(recipe).layers
    return any(layer.enabled and layer.arguments.get("dtype") == "mixed_float16" for layer in layers)
