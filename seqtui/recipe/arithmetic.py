"""Operators of Python whose results stay within bounds: what people type is worked out, never executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

_LARGEST_POWER = 64


def _power(base: float, exponent: float) -> Any:
    """A power that stays in bounds: its digits could fill any memory.

    Raises:
        ArithmeticError: It does not, or has no real value.
    """
    if abs(exponent) > _LARGEST_POWER or (base < 0 and exponent != int(exponent)):
        raise OverflowError
    return base**exponent


OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
"""What is worked out, by its node; each raises an ArithmeticError where there is no result."""
