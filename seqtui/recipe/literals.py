"""Python expressions as recipe values, read from their syntax tree. Nothing is ever executed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from seqtui.errors import SeqtuiError
from seqtui.recipe.arithmetic import OPERATORS
from seqtui.recipe.catalogue import Argument, Kind, Named, catalogue
from seqtui.recipe.check import argument_value, object_arguments
from seqtui.recipe.values import Arguments, InputSpec, LayerSpec, Obj

_Found = TypeVar("_Found")

_GREATEST = 10**18
# Libraries that have layers of the same names and other meanings.
_STRANGERS = {"torch", "nn", "flax", "linen", "jax", "mx", "F"}
# Where a recipe leaves an argument out, those behind it cannot be given by place alone.
_BY_PLACE = {"Bidirectional": 2, "RNN": 2}
_INPUT_ARGUMENTS = ("input_shape", "batch_input_shape", "input_dim")


class NotRead(Exception):  # noqa: N818  # what was not read is told to people, it is no fault of the program
    """One thing that was not understood.

    Attributes:
        line: Where it stands, from 1.
        reason: Why, as one sentence.
        remedy: What to write instead; "" where the reason says it.
    """

    def __init__(self, node: ast.AST, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.line: int = getattr(node, "lineno", 1)
        self.reason = reason
        self.remedy = remedy


@dataclass(slots=True)
class Scope:
    """What names mean so far: `imported` names as dotted paths, `known` ones as values."""

    imported: dict[str, str] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    inputs: list[InputSpec] = field(default_factory=list)

    def path(self, node: ast.expr) -> list[str]:
        """`keras.layers.Dense` as its parts, imports followed; empty for what is no dotted name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return []
        return [*self.imported.get(node.id, node.id).split("."), *reversed(parts)]


def layer_name(node: ast.expr, scope: Scope) -> str | None:
    """The name by which an expression speaks of a Keras layer (or Input, Sequential), else None."""
    parts = scope.path(node)
    if not parts or _STRANGERS & set(parts[:-1]):
        return None
    name = parts[-1]
    known = catalogue()
    if name in {"Input", "InputLayer", "Sequential", *known.refused}:
        return name
    try:
        known.get(name)
    except SeqtuiError:
        return None
    return name


def looks_like_a_layer(node: ast.AST, scope: Scope) -> bool:
    """Whether a layer is made somewhere inside."""
    return any(isinstance(one, ast.Call) and layer_name(one.func, scope) for one in ast.walk(node))


def layer(node: ast.Call, scope: Scope, *, inside: bool = False) -> LayerSpec:
    """One call of a layer's class.

    Args:
        node: The call.
        scope: What its names mean; an input shape found on the way is put into `inputs`.
        inside: Whether it stands in another layer, where cells may.

    Raises:
        NotRead: The kind, an argument or a value is none that a recipe can hold.
    """
    kind = _kind(node, scope, inside=inside)
    given: dict[str, Any] = {}
    for name, value_node in _arguments(node, kind.name, kind.arguments):
        if name in _INPUT_ARGUMENTS and not _has(kind, name):
            _note_input(name, value_node, scope)
            continue
        argument = _told(value_node, partial(kind.argument, name))
        value = _value(value_node, argument, f"{kind.name}'s {name}", scope)
        given[name] = _told(value_node, partial(argument_value, kind, name, value, name))
    return LayerSpec(kind.name, Arguments(given))


def _kind(node: ast.Call, scope: Scope, *, inside: bool) -> Kind:
    parts = scope.path(node.func)
    if not parts:
        what = "A layer called on a tensor" if isinstance(node.func, ast.Call) else "This call"
        raise NotRead(
            node, f"{what} is no layer of a Sequential.", "Paste the layers alone, one after another."
        )
    if _STRANGERS & set(parts[:-1]):
        raise NotRead(node, f"{'.'.join(parts)} is no Keras layer.", "Write it with keras.layers.")
    kind = _told(node, lambda: catalogue().get(parts[-1]))
    if kind.carries_code:
        raise NotRead(node, f"{kind.name} runs code of its own, which a recipe cannot hold.")
    if kind in catalogue().inner and not inside:
        raise NotRead(node, f"{kind.name} is one time step of a recurrent layer, no layer of its own.")
    return kind


def _has(kind: Kind, name: str) -> bool:
    return any(argument.name == name for argument in kind.arguments)


def _arguments(node: ast.Call, owner: str, known: tuple[Argument, ...]) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of a call's arguments; those given by place get their names from Keras's signature."""
    names: set[str] = set()
    if len(node.args) > min(len(known), _BY_PLACE.get(owner, len(known))):
        cause = f"{owner} is given {len(node.args)} arguments by place, which is too many."
        raise NotRead(node, cause, "Write the later ones with their names.")
    for place, value in enumerate(node.args):
        if isinstance(value, ast.Starred):
            raise NotRead(value, f"{owner} is given *arguments.", "Write its arguments out.")
        names.add(known[place].name)
        yield known[place].name, value
    for keyword in node.keywords:
        if keyword.arg is None:
            raise NotRead(keyword.value, f"{owner} is given **arguments.", "Write its arguments out.")
        if keyword.arg in names:
            raise NotRead(keyword.value, f"{owner} is given {keyword.arg} twice.")
        names.add(keyword.arg)
        yield keyword.arg, keyword.value


def _value(node: ast.expr, argument: Argument, what: str, scope: Scope) -> Any:
    """The value of one argument: an object or a layer where it may be one, else plain."""
    family = argument.value.family
    control = argument.value.control
    found: Any
    if isinstance(node, ast.Name) and node.id in scope.known:
        return scope.known[node.id]
    if control == "layer" and isinstance(node, ast.Call):
        found = layer(node, scope, inside=True)
    elif family is not None and control in {"object", "float"} and isinstance(node, ast.Call):
        found = _object(node, family, what, scope)
    elif isinstance(node, ast.Attribute) and control in {"object", "choice"}:
        # keras.activations.relu, tf.float32: the last name is what the recipe says.
        found = scope.path(node)[-1] if scope.path(node) else plain(node, what, scope)
    else:
        found = plain(node, what, scope)
    return found


def _object(node: ast.Call, family: str, what: str, scope: Scope) -> Any:
    """`regularizers.l2(0.01)` as `{ name = "l2", l2 = 0.01 }`; a bare `HeNormal()` by its name alone."""
    parts = scope.path(node.func)
    if not parts:
        raise NotRead(node, f"{what} is a call that is not read.", "Write the object's name in quotes.")
    item: Named = _told(node, lambda: catalogue().named(family, parts[-1]))
    given = {}
    for name, value_node in _arguments(node, item.name, item.arguments):
        argument = _told(value_node, partial(item.argument, name))
        given[name] = _value(value_node, argument, f"{item.name}'s {name}", scope)
    if not given:
        return item.name
    return Obj(item.name, _told(node, lambda: object_arguments(item, given, item.name)))


def plain(node: ast.expr, what: str, scope: Scope) -> Any:
    """A number, text, flag, None, or tuple of these; sums and products of numbers are worked out.

    Raises:
        NotRead: It is anything else.
    """
    match node:
        case ast.Constant(value=(bool() | int() | float() | str() | None) as value):
            return value
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            number = _number(operand, what, scope)
            return -number if isinstance(sign, ast.USub) else number
        case ast.BinOp():
            return _worked_out(node, what, scope)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return tuple(plain(item, what, scope) for item in items)
        case ast.Name(id=name) if name in scope.known:
            return scope.known[name]
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as text)]):
            return _float(node, text)
    shown = ast.unparse(node)
    raise NotRead(
        node, f"{what} is {shown if len(shown) < 40 else 'an expression'}, which only running it would tell.",
        "Write the value itself.",
    )  # fmt: skip


def _float(node: ast.AST, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NotRead(node, f'"{text}" is no number.') from None


def _number(node: ast.expr, what: str, scope: Scope) -> Any:
    value = plain(node, what, scope)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotRead(node, f"{what} calculates with {value!r}, which is no number.")
    return value


def _worked_out(node: ast.BinOp, what: str, scope: Scope) -> Any:
    act = OPERATORS.get(type(node.op))
    if act is None:
        raise NotRead(node, f"{what} is a calculation that is not read.", "Write the number itself.")
    left, right = _number(node.left, what, scope), _number(node.right, what, scope)
    if max(abs(left), abs(right)) > _GREATEST:
        raise NotRead(node, f"{what} calculates with numbers that are too large.", "Write the number itself.")
    try:
        return act(left, right)
    except ZeroDivisionError:
        raise NotRead(node, f"{what} divides by zero.") from None
    except ArithmeticError:
        cause = f"{what} calculates with numbers that are too large."
        raise NotRead(node, cause, "Write the number itself.") from None


def input_spec(node: ast.Call, scope: Scope) -> InputSpec:
    """`keras.Input((28, 28, 1))`, InputLayer the same.

    Raises:
        NotRead: Its shape is not written out.
    """
    shape: Any = None
    dtype = "float32"
    places = ("shape", "batch_size", "dtype")
    given = [*zip(places, node.args, strict=False), *((one.arg, one.value) for one in node.keywords)]
    for name, value in given:
        if name in {"shape", "input_shape"}:
            shape = _sizes(value, scope)
        elif name in {"batch_shape", "batch_input_shape"}:
            shape = _sizes(value, scope)[1:]
        elif name == "dtype":
            parts = scope.path(value)
            dtype = parts[-1] if parts else str(plain(value, "Input's dtype", scope))
    if shape is None:
        raise NotRead(node, "Input is given no shape.")
    return InputSpec(shape, dtype)


def _sizes(node: ast.expr, scope: Scope) -> tuple[int | None, ...]:
    value = plain(node, "the input's shape", scope)
    sizes = value if isinstance(value, tuple) else (value,)
    if not all(size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in sizes):
        raise NotRead(node, f"{value!r} is no shape.")
    return sizes


def _note_input(name: str, node: ast.expr, scope: Scope) -> None:
    """The input shape that a first layer was given before there was keras.Input."""
    sizes = _sizes(node, scope)
    scope.inputs.append(InputSpec(sizes[1:] if name == "batch_input_shape" else sizes))


def _told(node: ast.AST, find: Callable[[], _Found]) -> _Found:
    """What the catalogue says; its refusal learns its line."""
    try:
        return find()
    except SeqtuiError as error:
        raise NotRead(node, error.cause, error.remedy) from None
