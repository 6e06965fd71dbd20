"""A stage that puts out pictures: what comes in, the kernel, what comes out, and all its channels small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqtui.tui.trace import answers
from seqtui.tui.trace.shades import pixels, reach, shrinking, tile
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.trace.view import View
    from seqtui.tui.widgets.cells import Line

_GAP = 2
_LARGEST_KERNEL = 22
Block = tuple[str, "list[Line]"]


def lines(view: View) -> list[Line]:
    """What comes in, the kernel and the channel in focus beside each other; right of or below them the rest.

    All channels share one scale, so that a channel that says little is seen to.
    """
    values, pen, room = view.values, view.pen, view.room
    row, column, channel = view.place if len(view.place) == 3 else (0, 0, 0)
    depth, within = values.shape[-1], reach(values)
    widest, high = max((pen.width - 16) // 2, 12), max(room - 2, 2)
    sizes = [values.shape, *[one.values.shape for one in view.seen.trace.stages[view.at - 1 : view.at]]]
    if any(shrinking(size, *pixels(pen, widest, high)) > 1 for size in sizes if len(size) == 3):
        high = max(high - 1, 2)  # a line says so
    blocks, smaller = ([], []) if view.others else _before(view, widest, high)
    name = "out" if view.at else "picture"
    if depth > 1:
        name = f"{'out, ' if view.at else ''}channel {channel + 1} of {depth}"
    smaller.append(("out" if blocks else "", shrinking(values.shape, *pixels(pen, widest, high))))
    blocks.append((name, tile(values[..., channel], pen, widest, high, (row, column), within=within)))
    for heading, other in view.others:
        if other.ndim == 3 and channel < other.shape[-1]:
            blocks.append((heading, tile(other[..., channel], pen, widest, high, within=within)))
    if not view.at and (told := answers.short(view.seen, pen, high)):
        blocks.append(("the model's answer", told))
    used = sum(_width(block) + _GAP for block in blocks)
    small = _small(values.shape[1], pen)
    if depth > 1 and pen.width - used >= 2 * (small + _GAP):
        blocks.append(("channels, ] the next", _gallery(values, channel, pen, pen.width - used, high)))
        return [*beside(blocks, pen), *_told(smaller, pen)]
    found = [*beside(blocks, pen), *_told(smaller, pen)]
    left = room - len(found) - 1
    return [*found, *_gallery(values, channel, pen, pen.width, left)] if depth > 1 and left >= 3 else found


def shrunk(shape: tuple[int, ...], pen: Pen, width: int, high: int, what: str = "pixels") -> str:
    """That a picture is drawn smaller than it is; "" where it is not."""
    by = shrinking(shape, *pixels(pen, width, high))
    return f", {by}{pen.times}{by} {what} drawn as one" if by > 1 else ""


def _told(smaller: list[tuple[str, int]], pen: Pen) -> list[Line]:
    """Which pictures are drawn smaller than they are, a line; none where all are seen in full."""
    told = [f"{name} {by}{pen.times}{by}".strip() for name, by in smaller if by > 1]
    return [((f"Drawn smaller: {', '.join(told)} pixels as one. z gives them room.", "dim"),)] if told else []


def _before(view: View, widest: int, high: int) -> tuple[list[Block], list[tuple[str, int]]]:
    """What the stage gets, and its kernel: of several channels the one that adds most.

    Returns:
        The blocks; and what is drawn smaller, by how much.
    """
    given = view.seen.trace.stages[view.at - 1].values if view.at else None
    if given is None or given.ndim != 3 or given.dtype.kind not in "fiub":
        return [], []
    pen, depth = view.pen, given.shape[-1]
    one = _strongest(view, depth)
    name = "in" if depth == 1 else f"in, channel {one + 1}"
    blocks = [(name, tile(given[..., one], pen, widest, high, within=reach(given)))]
    kernel, channel = view.seen.kernel, view.place[-1] if view.place else 0
    if kernel is not None and view.seen.wanted.at == view.at and channel < kernel.shape[-1]:
        own = kernel[:, :, one % kernel.shape[2], channel]
        size = f"kernel {own.shape[0]}{pen.times}{own.shape[1]}"
        blocks.append((size, tile(own, pen, _LARGEST_KERNEL, min(high, own.shape[0] * 2))))
    return blocks, [("in", shrinking(given.shape, *pixels(pen, widest, high)))]


def _strongest(view: View, depth: int) -> int:
    """The input channel whose terms add most to the value in focus; else the channel of the same number."""
    terms = view.seen.terms
    if terms is not None and view.seen.wanted.at == view.at and view.seen.wanted.place == view.place:
        sums: dict[int, float] = {}
        for one in terms.terms:
            if len(one.place) == 3:
                sums[one.place[-1]] = sums.get(one.place[-1], 0.0) + one.product
        if sums:
            return max(sums, key=lambda channel: abs(sums[channel]))
    return min(view.place[-1], depth - 1) if view.place else 0


def _small(columns: int, pen: Pen) -> int:
    return max(min(columns * (1 if pen.blocks else 2), 14), 5)


def _gallery(values: Any, channel: int, pen: Pen, width: int, room: int) -> list[Line]:
    """As many channels as there is room for, the one in focus among them, each under its number."""
    depth, within = values.shape[-1], reach(values)
    wide = _small(values.shape[1], pen)
    across = max((width + _GAP) // (wide + _GAP), 1)
    tall = len(tile(values[..., 0], pen, wide, max(room - 1, 1))) + 1
    down = max(room // tall, 1)
    if depth > across * down and down > 1:
        down = max((room - 1) // tall, 1)
    count = across * down
    start = min(max(channel - count // 2, 0), max(depth - count, 0))
    shown = range(start, min(start + count, depth))
    found: list[Line] = []
    for first in range(0, len(shown), across):
        blocks = []
        for one in shown[first : first + across]:
            head = f"[{one + 1}]" if one == channel else f" {one + 1}"
            drawn = tile(values[..., one], pen, wide, max(room - 1, 1), within=within)
            blocks.append((fitted(head, wide, plain=pen.plain), drawn))
        found += beside(blocks, pen)
    return found


def _width(block: Block) -> int:
    head, body = block
    return max(len(head), *(sum(len(text) for text, _ in line) for line in body), 1)


def beside(blocks: list[Block], pen: Pen) -> list[Line]:
    """Blocks of lines beside each other under their headings, as many as there is room for."""
    kept, used = 0, 0
    for block in blocks:
        used += _width(block) + (_GAP if kept else 0)
        if used > pen.width and kept:
            break
        kept += 1
    chosen = [(head, body, _width((head, body)) + _GAP) for head, body in blocks[:kept]]
    found: list[Line] = [tuple((head.ljust(width), "dim") for head, _, width in chosen)]
    for row in range(max(len(body) for _, body, _ in chosen)):
        line: list[tuple[str, str]] = []
        for _, body, width in chosen:
            own = body[row] if row < len(body) else ()
            line += own
            line.append((" " * (width - sum(len(text) for text, _ in own)), ""))
        found.append(tuple(line))
    return found
