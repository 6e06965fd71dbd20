"""Numbers in columns: what is 0 or unchanged is quiet, the one in focus stands in brackets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

CELL = 10
"""Cells that a number takes with its bar and brackets."""


def number(value: Any, width: int = 8) -> str:
    """A value right-aligned in `width` cells, decimal points under each other."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if not isinstance(value, (float, np.floating)):
        return str(value).rjust(width)
    return _float(float(value), width)


def _float(plain: float, width: int) -> str:
    if not math.isfinite(plain):
        return f"{'NaN' if math.isnan(plain) else 'inf' if plain > 0 else '-inf':>{width}}"
    size = abs(plain)
    if size == 0:
        return f"{'0':>{width - 4}}    " if width > 4 else "0".rjust(width)
    if size < 5e-4 or size >= 1e6:
        return f"{plain:>{width}.1e}"
    if size >= 1e4:
        return f"{plain:>{width}.1f}"
    return f"{plain:>{width}.3f}"


def grid(
    values: Any, pen: Pen, place: int | None, before: Any = None, *, rows: int = 99, base: int = 0
) -> list[Line]:
    """A row of numbers over as many lines as it takes.

    Args:
        values: Shape (n,).
        pen: How to draw.
        place: The one in focus.
        before: The values before this stage, of the same shape: what is still the same is quiet.
        rows: Lines at most; the one in focus is among them.
        base: Cells to indent by.
    """
    across = max((pen.width - base) // CELL, 1)
    total = -(-len(values) // across)
    first = 0
    if total > rows and place is not None:
        first = min(max(place // across - rows // 2, 0), total - rows)
    top = _top(values)
    lines: list[Line] = []
    for row in range(first, min(first + rows, total)):
        cells: list[tuple[str, str]] = [(" " * base, "")]
        for at in range(row * across, min((row + 1) * across, len(values))):
            cells += _cell(values[at], pen, top, focused=at == place, same=_same(values, before, at))
        lines.append(tuple(cells))
    return lines


def _top(values: Any) -> float:
    if values.dtype.kind not in "fiu" or not values.size:
        return 0.0
    sizes = np.abs(values.astype(np.float64))
    finite = sizes[np.isfinite(sizes)]
    return float(finite.max()) if finite.size else 0.0


def _same(values: Any, before: Any, at: int) -> bool:
    if before is None or before.shape != values.shape:
        return False
    return bool(values[at] == before[at])


def _cell(value: Any, pen: Pen, top: float, *, focused: bool, same: bool) -> list[tuple[str, str]]:
    text = number(value)
    text = fitted(text, CELL - 2, plain=pen.plain) if len(text) > CELL - 2 else text.rjust(CELL - 2)
    if focused:
        return [("[", "accent"), (text, "strong"), ("]", "accent")]
    numeric = isinstance(value, (int, float, np.integer, np.floating))
    share = abs(float(value)) / top if numeric and top else 0.0
    quiet = same or (numeric and value == 0)
    role = "dim" if quiet else ""
    bar = "train" if numeric and value > 0 else "validation"
    return [(text, role), (" ", ""), (pen.height(share), bar)]
