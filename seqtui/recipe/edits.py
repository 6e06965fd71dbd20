"""Edits of a recipe: pure functions, each of which returns a new Recipe.

Positions count from 0, as in `recipe.layers`; keys that people see and write (`layers.2.units`) count
from 1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.check import argument_value
from seqtui.recipe.reading import recipe_from_plain
from seqtui.recipe.values import Arguments, LayerSpec, Recipe, Value
from seqtui.recipe.writing import plain_layer, plain_recipe, plain_value


def new_layer(kind: str) -> LayerSpec:
    """A layer of a kind with first values for what Keras asks for, ready to be inserted.

    Raises:
        SeqtuiError: The kind is unknown, does not fit a Sequential, or carries code.
    """
    found = catalogue().get(kind)
    if found.carries_code:
        raise SeqtuiError(
            f"{kind} carries code",
            f"{kind} runs code of its own, which a recipe cannot hold.",
            "Use a layer of Keras's, or keep this model in a Python script.",
        )
    starts = {item.name: item.start for item in found.arguments if item.start is not None}
    return LayerSpec(found.name, Arguments(starts))


def insert(recipe: Recipe, position: int, spec: LayerSpec) -> Recipe:
    """The layer put before the one at `position`; the number of layers appends."""
    return insert_all(recipe, position, (spec,))


def delete(recipe: Recipe, *positions: int) -> Recipe:
    """The recipe without these layers."""
    _check_all(recipe, positions)
    return replace(recipe, layers=tuple(one for at, one in enumerate(recipe.layers) if at not in positions))


def duplicate(recipe: Recipe, *positions: int) -> Recipe:
    """Copies of these layers, in their order, put behind the last of them.

    The copies have no names of their own, since names must differ.
    """
    _check_all(recipe, positions)
    copies = tuple(
        LayerSpec(layer.kind, layer.arguments.without("name"), layer.enabled)
        for layer in (recipe.layers[at] for at in sorted(positions))
    )
    return insert_all(recipe, max(positions) + 1, copies)


def insert_all(recipe: Recipe, position: int, specs: tuple[LayerSpec, ...]) -> Recipe:
    """Layers put, in their order, before the one at `position`; the number of layers appends."""
    _check(recipe, position, last=len(recipe.layers))
    layers = recipe.layers
    return replace(recipe, layers=(*layers[:position], *specs, *layers[position:]))


def move(recipe: Recipe, position: int, by: int) -> Recipe:
    """One layer moved by so many places, at most to an end of the stack."""
    _check(recipe, position)
    layers = list(recipe.layers)
    layer = layers.pop(position)
    layers.insert(max(0, min(len(layers), position + by)), layer)
    return replace(recipe, layers=tuple(layers))


def shift(recipe: Recipe, positions: tuple[int, ...], *, down: bool) -> Recipe:
    """Layers moved one place, each past its neighbour; those that have reached the end stay there."""
    _check_all(recipe, positions)
    layers, stuck = list(recipe.layers), set[int]()
    step = 1 if down else -1
    for at in sorted(positions, reverse=down):
        to = at + step
        if not 0 <= to < len(layers) or to in stuck:
            stuck.add(at)
        else:
            layers[at], layers[to] = layers[to], layers[at]
    return replace(recipe, layers=tuple(layers))


def toggle(recipe: Recipe, *positions: int) -> Recipe:
    """Layers disabled, or, where all of them are, enabled again."""
    _check_all(recipe, positions)
    enabled = not any(recipe.layers[at].enabled for at in positions)
    return _with_each(recipe, positions, lambda layer: replace(layer, enabled=enabled))


def rename(recipe: Recipe, position: int, name: str | None) -> Recipe:
    """One layer given a name, or Keras's own with None or an empty name.

    Raises:
        SeqtuiError: Another layer has that name.
    """
    _check(recipe, position)
    if not name:
        return reset_argument(recipe, position, "name")
    for index, layer in enumerate(recipe.layers):
        if index != position and layer.arguments.get("name") == name:
            raise SeqtuiError(
                f'There is a layer named "{name}"',
                f"Layer {index + 1} has that name, and names in a model must differ.",
                "Choose another name.",
                layer=position + 1,
                key=f"layers.{position + 1}.name",
            )
    return set_argument(recipe, position, "name", name)


def freeze(recipe: Recipe, *positions: int) -> Recipe:
    """Layers' weights kept from training (Keras's `trainable`), or, where all are, released again.

    Raises:
        SeqtuiError: None of the layers takes `trainable`; of several, those that do not are passed over.
    """
    _check_all(recipe, positions)
    able = [at for at in positions if _takes_trainable(recipe.layers[at])]
    if not able:
        return set_argument(recipe, positions[0], "trainable", value=False)
    if any(recipe.layers[at].arguments.get("trainable", True) for at in able):
        return _with_each(recipe, able, lambda layer: layer.with_argument("trainable", value=False))
    return _with_each(recipe, able, lambda layer: layer.without_argument("trainable"))


def _takes_trainable(layer: LayerSpec) -> bool:
    return any(argument.name == "trainable" for argument in catalogue().get(layer.kind).arguments)


def set_argument(recipe: Recipe, position: int, name: str, value: Value) -> Recipe:
    """One argument of a layer set.

    Raises:
        SeqtuiError: The layer has no such argument, or the value has the wrong type.
    """
    _check(recipe, position)
    layer = recipe.layers[position]
    checked = argument_value(catalogue().get(layer.kind), name, value, f"layers.{position + 1}.{name}")
    return _with_layer(recipe, position, layer.with_argument(name, checked))


def reset_argument(recipe: Recipe, position: int, name: str) -> Recipe:
    """One argument of a layer left to Keras's default."""
    _check(recipe, position)
    return _with_layer(recipe, position, recipe.layers[position].without_argument(name))


def set_value(recipe: Recipe, dotted_key: str, value: Any) -> Recipe:
    """One setting set by its dotted key.

    Args:
        recipe: The recipe to change.
        dotted_key: `title`, `data.source`, `compile.optimizer`, `compile.optimizer.learning_rate`,
            `fit.early_stopping.patience`, `layers.2.units` (1 is the first layer)…
        value: A recipe value, or TOML's plain types. None takes an optional setting away.

    Raises:
        SeqtuiError: Unknown key, wrong type, or a value that is not allowed; `key` is set.
    """
    parts = dotted_key.strip().split(".")
    if not all(parts):
        raise _no_such_key(dotted_key)
    if parts[0] == "layers":
        return _set_in_layer(recipe, parts, dotted_key, value)
    plain = plain_recipe(recipe)
    _put(plain, parts, dotted_key, value)
    changed = recipe_from_plain(plain)
    # Layers were not touched: the same ones, so that their identities stay.
    return replace(changed, layers=recipe.layers)


def set_text(recipe: Recipe, text: str) -> Recipe:
    """One setting from `key=value`: the value as TOML, a bare word as text.

    Raises:
        SeqtuiError: No "=" (exit code of wrong usage), or as `set_value`.
    """
    key, equals, written = text.partition("=")
    if not equals or not key.strip():
        raise SeqtuiError(
            "Not a setting",
            f'"{text}" is not of the form key=value.',
            "For example: compile.optimizer.learning_rate=0.01, or layers.2.units=8",
            exit_code=EXIT_USAGE,
        )
    return set_value(recipe, key.strip(), _parsed(written.strip()))


def _parsed(written: str) -> Any:
    try:
        return tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        return written


def _check(recipe: Recipe, position: int, last: int | None = None) -> None:
    limit = len(recipe.layers) - 1 if last is None else last
    if not 0 <= position <= limit:
        raise SeqtuiError(
            f"There is no layer {position + 1}",
            f"The stack has {len(recipe.layers)} layers.",
            "Choose one of them; 1 is the first.",
        )


def _check_all(recipe: Recipe, positions: Sequence[int]) -> None:
    for position in positions:
        _check(recipe, position)


def _with_each(recipe: Recipe, positions: Sequence[int], change: Callable[[LayerSpec], LayerSpec]) -> Recipe:
    layers = (change(one) if at in positions else one for at, one in enumerate(recipe.layers))
    return replace(recipe, layers=tuple(layers))


def _with_layer(recipe: Recipe, position: int, layer: LayerSpec) -> Recipe:
    layers = recipe.layers
    return replace(recipe, layers=(*layers[:position], layer, *layers[position + 1 :]))


def _set_in_layer(recipe: Recipe, parts: list[str], key: str, value: Any) -> Recipe:
    if len(parts) < 3 or not parts[1].isdigit():
        raise _no_such_key(key, "Layers are set as layers.2.units=8, where 1 is the first layer.")
    position = int(parts[1]) - 1
    _check(recipe, position)
    if len(parts) == 3 and parts[2] not in ("kind", "enabled"):
        return set_argument(recipe, position, parts[2], value)
    layer = recipe.layers[position]
    plain = plain_layer(layer)
    _put(plain, parts[2:], key, value)
    others = [plain_layer(one) for one in recipe.layers]
    others[position] = plain
    changed = recipe_from_plain({"layers": others}).layers[position]
    return _with_layer(recipe, position, replace(changed, identity=layer.identity))


def _put(plain: dict[str, Any], parts: list[str], key: str, value: Any) -> None:
    """Sets one place in nested tables; None removes it."""
    *way, last = parts
    for index, part in enumerate(way):
        inside = plain.setdefault(part, {})
        if isinstance(inside, str):
            # A name alone is the short form of a table: optimizer = "adam".
            inside = plain[part] = {"name": inside}
        if not isinstance(inside, dict):
            above = ".".join(parts[: index + 1])
            raise _no_such_key(key, f"{above} has no settings inside.")
        plain = inside
    if value is None:
        plain.pop(last, None)
    else:
        plain[last] = _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else plain_value(value)


def _no_such_key(key: str, remedy: str = "") -> SeqtuiError:
    return SeqtuiError(
        f"Unknown key {key}",
        f'"{key}" names no setting of a recipe.',
        remedy or "Settings are named as in the file: data.seed, compile.loss, fit.epochs, layers.2.units.",
        key=key,
    )
