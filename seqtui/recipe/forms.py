"""Values as people type them in a form, and back: `64`, `3, 3`, `same`, `l2(0.01)`, `LSTM(8)`, `None`."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import FAMILIES, Argument, catalogue, suggestion
from seqtui.recipe.check import value as checked
from seqtui.recipe.values import Arguments, LayerSpec, Obj, Value

_WORDS: dict[str, Value] = {"None": None, "none": None, "true": True, "false": False, "inf": math.inf}
_NONE = ("None", "none")


def parse_value(argument: Argument, text: str) -> Value:
    """What a person typed into an argument's field.

    Args:
        argument: The field.
        text: A number, numbers with commas, a name, `name(arguments)`, true, false or None.

    Raises:
        SeqtuiError: It cannot be read, has the wrong type, or names something that Keras does not have.
    """
    written = text.strip()
    if not written:
        raise _error(argument, "Nothing is typed.")
    control = argument.value.control
    if control == "text":
        return None if written in _NONE else _unquoted(written)
    if control == "choice":
        return _choice(argument, _unquoted(written))
    found = _read(argument, written)
    if control == "tuple" and isinstance(found, str) and argument.value.family == "text":
        found = (found,)
    lone = isinstance(found, (int, float)) and not isinstance(found, bool)
    if control == "tuple" and lone and isinstance(argument.start, tuple):
        found = (found,)  # Reshape to 64 is Reshape to (64,): Keras takes no bare number there
    result = checked(argument, found, argument.name, argument.name)
    return _known(argument, result)


def format_value(value: Value) -> str:
    """A value as `parse_value` reads it."""
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _listed(value)
    if isinstance(value, Obj):
        return _call(value.name, value.arguments)
    if isinstance(value, LayerSpec):
        return _call(value.kind, value.arguments)
    return value if isinstance(value, str) and value not in _NONE else repr(value)


def _listed(value: tuple[Value, ...]) -> str:
    if not value:
        return "()"
    inside = ", ".join(_inner(item) for item in value)
    return inside + "," if len(value) == 1 else inside


def _inner(value: Value) -> str:
    """A value inside another: nested lists get brackets, text gets quotes."""
    if isinstance(value, tuple):
        return f"({_listed(value)})" if value else "()"
    return repr(value) if isinstance(value, str) else format_value(value)


def _call(name: str, arguments: Arguments) -> str:
    inside = ", ".join(f"{key}={_inner(item)}" for key, item in arguments.items())
    return f"{name}({inside})"


def _unquoted(written: str) -> str:
    if len(written) > 1 and written[0] in "\"'":
        try:
            found = ast.literal_eval(written)
        except (ValueError, SyntaxError):
            return written
        return found if isinstance(found, str) else written
    return written


def _choice(argument: Argument, written: str) -> Value:
    choices = argument.value.choices
    if written in _NONE:
        return checked(argument, None, argument.name, argument.name)
    for choice in choices:
        if written == choice or written.lower() == str(choice).lower():
            return choice
    allowed = ", ".join(format_value(choice) for choice in choices)
    near = suggestion(written, [choice for choice in choices if isinstance(choice, str)])
    raise _error(argument, f'"{written}" is not one of {allowed}.', near)


def _read(argument: Argument, written: str) -> Any:
    try:
        node = ast.parse(written, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _error(argument, f"{written} cannot be read.") from error
    return _from_node(argument, node)


def _from_node(argument: Argument, node: ast.expr) -> Any:
    """Python's syntax, of which only values and calls with values are understood; nothing is run."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str, type(None))):
        return node.value
    if isinstance(node, ast.Name):
        return _WORDS.get(node.id, node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inside = _from_node(argument, node.operand)
        if isinstance(inside, (int, float)) and not isinstance(inside, bool):
            return -inside if isinstance(node.op, ast.USub) else inside
    if isinstance(node, (ast.Tuple, ast.List)):
        return tuple(_from_node(argument, item) for item in node.elts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _from_call(argument, node, node.func.id)
    raise _error(argument, f"{ast.unparse(node)} is neither a number nor a name.")


def _from_call(argument: Argument, node: ast.Call, name: str) -> Any:
    if argument.value.control == "layer":
        kind = catalogue().get(name)
        given = _call_arguments(argument, node, kind.arguments, kind.argument)
        return checked(argument, {"kind": name, **given}, argument.name, argument.name)
    family = argument.value.family
    if family is None or family not in FAMILIES:
        raise _error(argument, f"{name}(…) is an object, and {argument.name} takes none.")
    item = catalogue().named(family, name)
    given = _call_arguments(argument, node, item.arguments, item.argument)
    return checked(argument, {"name": name, **given}, argument.name, argument.name)


def _call_arguments(
    argument: Argument,
    node: ast.Call,
    known: tuple[Argument, ...],
    find: Callable[[str], Argument],
) -> dict[str, Any]:
    """Arguments by place and by name, as in a Python call."""
    if len(node.args) > len(known):
        raise _error(argument, f"{ast.unparse(node.func)} takes at most {len(known)} arguments.")
    given = {item.name: _from_node(item, value) for item, value in zip(known, node.args, strict=False)}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in given:
            raise _error(argument, f"{ast.unparse(node)} gives an argument twice or by **.")
        given[keyword.arg] = _from_node(find(keyword.arg), keyword.value)
    return given


def _known(argument: Argument, result: Value) -> Value:
    """Names of objects are looked up while someone types; in a file Keras judges them."""
    if isinstance(result, str) and argument.value.control == "object":
        item = catalogue().named(str(argument.value.family), result)
        if item.name == "constant":
            # Keras makes every initializer from its bare name but this one.
            return Obj(item.name)
    return result


def _error(argument: Argument, cause: str, remedy: str = "") -> SeqtuiError:
    example = argument.start if argument.start is not None else argument.default
    shown = "" if example is None else f"For example: {format_value(example)}"
    return SeqtuiError(
        f"Wrong value for {argument.name}", cause, remedy or shown or argument.summary, key=argument.name
    )
