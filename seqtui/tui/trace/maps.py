"""Pictures, feature maps, kernels, sequences and embeddings, as tiles of cells with a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.tui.trace.numbers import grid, number
from seqtui.tui.trace.shades import RAMP, colours, merged, shade, tile
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.trace.view import View
    from seqtui.tui.widgets.cells import Line

_GAP = 2


def lines(view: View) -> list[Line]:
    """What a stage of several axes puts out."""
    values, pen = view.values, view.pen
    if values.ndim == 3:
        return [*_channels(view), _scale(values, pen, view.place)]
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
    head: Line = ((f"{len(values):,} steps from left to right, {values.shape[1]:,} units downwards", "dim"),)
    return [head, *picture, ((f"step {step + 1}:", "dim"),), *numbers]


def _strip(values: Any, pen: Pen, room: int) -> list[Line]:
    flat = values.reshape(len(values), -1) if values.ndim > 1 else values[:, None]
    return tile(flat.T, pen, pen.width - 8, room)


def _channels(view: View) -> list[Line]:
    """The channel in focus large, with its kernel; all channels small below it."""
    values, pen, room, seen = view.values, view.pen, view.room, view.seen
    row, column, channel = view.place if len(view.place) == 3 else (0, 0, 0)
    depth = values.shape[-1]
    high = max((room - 2) * 3 // 5, 3) if depth > 1 else max(room - 2, 3)
    width = max(min(pen.width * 2 // 3, 64), 12)
    name = f"channel {channel + 1} of {depth}" if depth > 1 else "picture"
    blocks = [(name, tile(values[..., channel], pen, width, high, (row, column)))]
    if seen.kernel is not None and seen.wanted.at == view.at and channel < seen.kernel.shape[-1]:
        kernel = seen.kernel[..., channel].mean(axis=2)
        size = f"kernel {seen.kernel.shape[0]}{pen.times}{seen.kernel.shape[1]}"
        more = f", mean of {seen.kernel.shape[2]}" if seen.kernel.shape[2] > 1 else ""
        blocks.append((size + more, tile(kernel, pen, 16, high)))
    for heading, other in view.others:
        if other.ndim == 3 and channel < other.shape[-1]:
            blocks.append((heading, tile(other[..., channel], pen, width, high)))
    found = beside(blocks, pen)
    left = room - len(found) - 1
    return [*found, *_thumbnails(values, channel, pen, left)] if depth > 1 and left >= 3 else found


def _thumbnails(values: Any, channel: int, pen: Pen, room: int) -> list[Line]:
    """As many channels as there is room for, the one in focus among them."""
    depth = values.shape[-1]
    wide = min(values.shape[1] * (1 if pen.blocks else 2), 14)
    wide = max(wide, 6)
    across = max((pen.width + _GAP) // (wide + _GAP), 1)
    start = min(max(channel - across // 2, 0), max(depth - across, 0))
    blocks = []
    for one in range(start, min(start + across, depth)):
        head = f"[{one + 1}]" if one == channel else f" {one + 1}"
        blocks.append((fitted(head, wide, plain=pen.plain), tile(values[..., one], pen, wide, room - 1)))
    return beside(blocks, pen)


def beside(blocks: list[tuple[str, list[Line]]], pen: Pen) -> list[Line]:
    """Blocks of lines beside each other under their headings, as many as there is room for."""
    widths = [
        max(len(head), *(sum(len(text) for text, _ in line) for line in body), 1) for head, body in blocks
    ]
    kept, used = 0, 0
    for width in widths:
        used += width + (_GAP if kept else 0)
        if used > pen.width and kept:
            break
        kept += 1
    tall = max(len(body) for _, body in blocks[:kept])
    found: list[Line] = [
        tuple(
            (head.ljust(width + _GAP), "dim")
            for (head, _), width in zip(blocks[:kept], widths[:kept], strict=True)
        )
    ]
    for row in range(tall):
        line: list[tuple[str, str]] = []
        for (_, body), width in zip(blocks[:kept], widths[:kept], strict=True):
            own = body[row] if row < len(body) else ()
            line += own
            line.append((" " * (width + _GAP - sum(len(text) for text, _ in own)), ""))
        found.append(tuple(line))
    return found


def _tokens(view: View) -> list[Line]:
    """Each token, its row of the table as a strip, and the tokens whose rows are nearest."""
    tokens, pen, units = view.seen.tokens, view.pen, view.values.shape[-1]
    flat = view.values.reshape(-1, units)
    rows = max(view.room - 4, 1)
    first = min(max(view.first - rows // 2, 0), max(len(tokens) - rows, 0))
    wide = min(max((pen.width - 40) // (1 if pen.blocks else 2), 4), units)
    shades = colours(flat)
    found: list[Line] = [(("   token   its row of the table, and the tokens with the nearest rows", "dim"),)]
    for at, token, nearest in tokens[first : first + rows]:
        strong = "strong" if at == view.first else ""
        if pen.blocks:
            strip = merged([("█", shade(int(one))) for one in shades[at][:wide]])
        else:
            strip = tile(flat[at][None, :wide], pen, 2 * wide, 1)[0]
        words = "  nearest " + " ".join(str(one) for one in nearest)
        found.append(((f"{'>' if strong else ' '} {token:>6}   ", strong), *strip, (words, "dim")))
    row = grid(flat[min(view.first, len(flat) - 1)], pen, view.place[-1] if view.place else 0, rows=1)
    return [*found, ((f"token {view.first + 1}:", "dim"),), *row]
