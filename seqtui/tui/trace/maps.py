"""Pictures, feature maps, kernels, sequences and embeddings, as tiles of cells with a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.tui.trace import pictures
from seqtui.tui.trace.numbers import grid, number
from seqtui.tui.trace.shades import RAMP, colours, merged, shade, tile

if TYPE_CHECKING:
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.trace.view import View
    from seqtui.tui.widgets.cells import Line


def lines(view: View) -> list[Line]:
    """What a stage of several axes puts out."""
    values, pen = view.values, view.pen
    if values.ndim == 3:
        return [*pictures.lines(view), _scale(values, pen, view.place)]
    if view.seen.tokens and view.seen.wanted.at == view.at:
        found = _tokens(view)
    elif values.ndim == 2:
        found = _steps(view)
    else:
        found = _flat(view)
    for name, other in view.others:
        found += [((f"{name}:", "dim"),), *_strip(other, pen, max(view.room // 3, 2))]
    return [*found, _scale(values, pen, view.place)]


def _scale(values: Any, pen: Pen, place: tuple[int, ...]) -> Line:
    """What the shades mean, and the value in focus."""
    numbers = values.astype(np.float64)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return (("no finite value", "bad"),)
    low, high = float(finite.min()), float(finite.max())
    told = (
        f"   at {', '.join(str(one + 1) for one in place)}: {number(values[place]).strip()}" if place else ""
    )
    if not pen.blocks:
        sign = ", - is negative" if low < 0 else ""
        scale: Line = ((f"{min(low, 0):.3g} {RAMP} {max(high, -low):.3g} by size{sign}", "dim"),)
        return (*scale, (told, ""))
    steps = np.linspace(-max(high, -low) if low < 0 else 0.0, max(high, -low), 11)
    cells = merged([("██", shade(int(one))) for one in colours(steps)])
    return ((f"{steps[0]:.3g} ", "dim"), *cells, (f" {steps[-1]:.3g}", "dim"), (told, ""))


def _flat(view: View) -> list[Line]:
    """More axes than a picture has: the row of numbers that the focus stands in."""
    row = view.values[view.place[:-1]] if view.place else view.values.reshape(-1)
    where = ", ".join(str(one + 1) for one in view.place[:-1])
    place = view.place[-1] if view.place else None
    return [((f"at {where}:", "dim"),), *grid(row, view.pen, place, rows=view.room - 2)]


def _steps(view: View) -> list[Line]:
    """Steps from left to right, units from top to bottom; and the step in focus as numbers."""
    step, unit = view.place if len(view.place) == 2 else (0, 0)
    values, pen = view.values, view.pen
    numbers = grid(values[step], pen, unit, rows=2 if view.room > 8 else 1)
    picture = tile(values.T, pen, pen.width - 8, max(view.room - len(numbers) - 3, 1), (unit, step))
    down = f", {values.shape[1]:,} units downwards" if values.shape[1] > 1 else ""
    head: Line = ((f"{len(values):,} steps from left to right{down}", "dim"),)
    return [head, *picture, ((f"step {step + 1}:", "dim"),), *numbers]


def _strip(values: Any, pen: Pen, room: int) -> list[Line]:
    flat = values.reshape(len(values), -1) if values.ndim > 1 else values[:, None]
    return tile(flat.T, pen, pen.width - 8, room)


def _tokens(view: View) -> list[Line]:
    """Each token, its row of the table as a strip, and the tokens whose rows are nearest."""
    tokens, pen, units = view.seen.tokens, view.pen, view.values.shape[-1]
    flat = view.values.reshape(-1, units)
    rows = max(view.room - 4, 1)
    first = min(max(view.focus - rows // 2, 0), max(len(tokens) - rows, 0))
    wide = min(max((pen.width - 40) // (1 if pen.blocks else 2), 4), units)
    shades = colours(flat)
    found: list[Line] = [(("   token   its row of the table, and the tokens with the nearest rows", "dim"),)]
    for at, token, nearest in tokens[first : first + rows]:
        strong = "strong" if at == view.focus else ""
        if pen.blocks:
            strip = merged([("█", shade(int(one))) for one in shades[at][:wide]])
        else:
            strip = tile(flat[at][None, :wide], pen, 2 * wide, 1)[0]
        words = "  nearest " + " ".join(str(one) for one in nearest)
        found.append(((f"{'>' if strong else ' '} {token:>6}   ", strong), *strip, (words, "dim")))
    row = grid(flat[min(view.focus, len(flat) - 1)], pen, view.place[-1] if view.place else 0, rows=1)
    return [*found, ((f"token {view.focus + 1}:", "dim"),), *row]
