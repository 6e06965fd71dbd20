"""Numbers as people type them: thousands marks, decimal commas, percents, sums worked out from their tree."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from typing import NoReturn

from seqtui.recipe.arithmetic import OPERATORS

_LONGEST = 200
_LARGEST = 1e15
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "log": math.log,
    "ln": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "floor": math.floor,
    "ceil": math.ceil,
}
_SIGNS = str.maketrans(
    {"×": "*", "·": "*", "\u2212": "-", "÷": "/", "^": "**", "_": "", "'": "", "\u202f": ""}
)
_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:[, ]\d{3})+(?![\d,])")


def parse_number(text: str) -> float | None:
    """A number: `1344`, `1,344`, `0,25`, `25 %`, `2.1k`, `20*64+64`, `ln(10)`; None where it is none."""
    try:
        tree, factor = _read(text)
        value = _value(tree) * factor
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return None
    return float(value) if abs(value) < _LARGEST else None


def is_sum(text: str) -> bool:
    """Whether what `parse_number` can read was typed as more than a number: its value is worth telling."""
    return any(isinstance(one, (ast.BinOp, ast.Call)) for one in ast.walk(_read(text)[0]))


def _read(text: str) -> tuple[ast.expr, float]:
    """The tree of a typed number, and what its ending multiplies it by.

    Raises:
        SyntaxError, ValueError: It is none.
    """
    plain = text.strip().lower().translate(_SIGNS)
    if len(plain) > _LONGEST:
        raise ValueError("too long")
    factor = 1.0
    for ending, times in (("%", 0.01), ("k", 1e3), ("m", 1e6)):
        if plain.endswith(ending):
            plain, factor = plain.removesuffix(ending).strip(), times
            break
    plain = _THOUSANDS.sub(lambda found: re.sub(r"[, ]", "", found[0]), plain)
    return ast.parse(re.sub(r"(?<=\d),(?=\d)", ".", plain), mode="eval").body, factor


def _value(node: ast.expr) -> float:
    """The value of a tree of numbers.

    Raises:
        ValueError, ArithmeticError, TypeError: It is anything else, or has no value within bounds.
    """
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _bounded(number)
        case ast.UnaryOp(op=ast.USub(), operand=inside):
            return -_value(inside)
        case ast.UnaryOp(op=ast.UAdd(), operand=inside):
            return _value(inside)
        case ast.BinOp(left=left, op=act, right=right):
            known = OPERATORS.get(type(act))
            return _bounded(known(_value(left), _value(right))) if known else _refuse(type(act).__name__)
        case ast.Call(func=called, args=given, keywords=[]):
            name = ast.unparse(called).removeprefix("math.").removeprefix("np.")
            return _bounded(_FUNCTIONS[name](*map(_value, given))) if name in _FUNCTIONS else _refuse(name)
    return _refuse(ast.unparse(node))


def _bounded(value: float) -> float:
    """The value itself; whole numbers stay whole.

    Raises:
        OverflowError: It is no number, or too large to be anybody's answer.
    """
    if not math.isfinite(value) or abs(value) > _LARGEST:
        raise OverflowError
    return value


def _refuse(what: str) -> NoReturn:
    raise ValueError(what)
