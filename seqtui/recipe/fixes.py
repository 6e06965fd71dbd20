"""One-step remedies as values: which edit makes a layer fit that Keras refuses as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seqtui.recipe import edits
from seqtui.recipe.values import LayerSpec, Obj, Recipe, Value


@dataclass(frozen=True, slots=True)
class Fix:
    """One edit.

    Attributes:
        action: "insert" `spec` before the layer, "set" or "reset" its argument `name`, "remove" it,
            "replace" it by `spec`, or "raise" it: put it before the layer in front of it. "setting" sets
            what `name` says outside the layers (`compile.loss`).
        layer: Which layer the edit is about; 1 is the first, 0 stands for none.
        kind: That layer's kind, for telling.
        spec: The layer that comes in.
        name: The argument.
        value: What it is set to.
    """

    action: Literal["insert", "set", "reset", "remove", "replace", "raise", "setting"]
    layer: int
    kind: str
    spec: LayerSpec | None = None
    name: str = ""
    value: Value = None


def apply(recipe: Recipe, fix: Fix) -> Recipe:
    """The recipe with the fix made."""
    position = fix.layer - 1
    match fix:
        case Fix(action="insert", spec=LayerSpec() as spec):
            made = edits.insert(recipe, position, spec)
        case Fix(action="replace", spec=LayerSpec() as spec):
            made = edits.insert(edits.delete(recipe, position), position, spec)
        case Fix(action="set"):
            made = edits.set_argument(recipe, position, fix.name, fix.value)
        case Fix(action="reset"):
            made = edits.reset_argument(recipe, position, fix.name)
        case Fix(action="setting"):
            made = edits.set_value(recipe, fix.name, fix.value)
        case Fix(action="raise"):
            made = edits.move(recipe, position, -1)
        case _:
            made = edits.delete(recipe, position)
    return made


def words(fix: Fix) -> str:
    """The fix as an order: `put Flatten before it`, `set padding = "same"`."""
    what, where = written(fix.value), f"{fix.layer} {fix.kind}"
    orders = {
        "insert": f"put {_layer(fix.spec)} {f'before {where}' if fix.kind else 'at the end'}",
        "replace": f"replace {where} by {_layer(fix.spec)}",
        "set": f"set {fix.name} = {what} in {where}",
        "setting": f"set {fix.name} = {what}",
        "reset": f"leave {fix.name} out of {where}",
        "raise": f"put {where} one place further up",
        "remove": f"remove {where}",
    }
    return orders[fix.action]


def label(fix: Fix) -> str:
    """What undo calls it."""
    return f"remedy: {words(fix)}"


def _layer(spec: LayerSpec | None) -> str:
    """A layer with what is set on it: `Reshape (target_shape = [20, 1])`."""
    if spec is None:
        return ""
    given = ", ".join(f"{name} = {written(value)}" for name, value in spec.arguments.items())
    return f"{spec.kind} ({given})" if given else spec.kind


def written(value: Value) -> str:
    """A value much as a recipe writes it: `"same"`, `true`, `[2, 2]`."""
    if isinstance(value, LayerSpec):
        return _layer(value)
    if isinstance(value, Obj):
        return f'"{value.name}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(written(item) for item in value)}]"
    return str(value)
