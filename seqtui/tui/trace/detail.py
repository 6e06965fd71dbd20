"""A stage in detail: what it does, its shapes, what goes in and comes out, how a value came about."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.tui.trace import answers, maps, rowlines, termlines, texts
from seqtui.tui.trace.numbers import CELL, grid, number
from seqtui.tui.trace.view import View
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.engine.tracing import Stage
    from seqtui.tui.trace.controller import TraceDesk
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

_TERMS = 8
_NAMES_MEASURED = 256
_PICTURE = 10
"""Lines that a picture is worth: heading, 16 pixels, scale."""
_LEAST = 4
"""Lines from which a sample's own values are worth showing below rows."""


def lines(desk: TraceDesk, seen: Seen, pen: Pen, height: int, *, flow: bool = False) -> list[Line]:
    """The stage in focus.

    Args:
        desk: Its place is in focus.
        seen: The newest answer.
        pen: How to draw.
        height: Lines that are seen at once.
        flow: Whether to show what the stage does to rows of the data, rather than how one value came about.
    """
    at = min(desk.at, len(seen.trace.stages) - 1)
    stage = seen.trace.stages[at]
    head = _head(desk, seen, stage, pen)
    if flow:
        return [*head, *_flow(desk, seen, pen, at, height - len(head))]
    spare = height - len(head) - 1
    # A picture keeps its lines; its terms are few until Enter gives them the pane.
    picture = max(_PICTURE, stage.values.shape[0] // 2 + 2) if stage.values.ndim == 3 else 0
    most = min(_TERMS, max(spare - picture, 4)) if picture else _TERMS
    terms = termlines.lines(seen, at, pen, most) if _is_there(desk, seen) else []
    room = max(height - len(head) - len(terms) - 1, 4)
    view = View(seen, at, desk.place, pen, room, _others(seen, at))
    body = _body(view, changed=desk.x is not None)
    if not terms:
        return [*head, *body]
    left = height - len(head) - len(body) - 1
    if left > most:
        terms = termlines.lines(seen, at, pen, left)  # more of them, where the stage itself took less
    return [*head, *body, (), *terms]


def terms_page(desk: TraceDesk, seen: Seen, pen: Pen) -> tuple[list[Line], list[Line]]:
    """How the value in focus came about: what its terms come to, and all of them."""
    if not _is_there(desk, seen):
        return [], [(("…", "dim"),)]
    return termlines.page(seen, desk.at, pen, desk.term)


def _flow(desk: TraceDesk, seen: Seen, pen: Pen, at: int, room: int) -> list[Line]:
    """Rows before and after the stage, and below them the sample's own values where there is room."""
    place, values = desk.place, seen.trace.stages[at].values
    channel = place[-1] if len(place) == 3 and len(place) == values.ndim else 0
    rows = rowlines.lines(seen, at, channel, pen, room)
    left = room - len(rows) - 1
    if left < (_LEAST if values.ndim < 2 else _PICTURE):
        return rows
    view = View(seen, at, place, pen, left, _others(seen, at))
    return [*rows, (), *_body(view, changed=desk.x is not None)]


def _is_there(desk: TraceDesk, seen: Seen) -> bool:
    """Whether the answer's terms are those of the value in focus."""
    return seen.wanted.at == desk.at and seen.wanted.place == desk.place


def _head(desk: TraceDesk, seen: Seen, stage: Stage, pen: Pen) -> list[Line]:
    rows = seen.wanted.dataset.rows
    words = textwrap.wrap(texts.does(seen, stage), max(pen.width, 20))
    found: list[Line] = [((line, ""),) for line in words]
    before = texts.rows_by(rows, stage.input_shape, pen, keras=desk.keras_shapes)
    after = texts.rows_by(rows, stage.output_shape, pen, keras=desk.keras_shapes)
    told = after if stage.index == 0 else f"{before} {pen.arrow} {after}"
    if stage.params:
        fixed = stage.params - stage.trainable
        told += f"   {stage.params:,} parameters" + (f", {fixed:,} of them fixed" if fixed else "")
    if stage.values.dtype.kind in "fiu" and stage.values.size > 1:
        zeros = int(np.count_nonzero(stage.values == 0))
        told += f"   {zeros:,} of {stage.values.size:,} are 0" if zeros else ""
    found.append(((fitted(told, min(len(told), pen.width), plain=pen.plain), "dim"),))
    return found


def _body(view: View, *, changed: bool) -> list[Line]:
    stage, last = view.stage, view.at == len(view.seen.trace.stages) - 1
    if last and texts.chances(view.seen, view.seen.trace) is not None and stage.values.ndim == 1:
        return answers.lines(view)
    if stage.values.dtype.kind not in "fiub":
        return _texts(view)
    if stage.values.ndim >= 2:
        return maps.lines(view)
    return _beside(view) if view.others else _row(view, changed=changed)


def _others(seen: Seen, at: int) -> tuple[tuple[str, Any], ...]:
    """Traces to be shown beside: (heading, values at this stage)."""
    found: list[tuple[str, Any]] = []
    for name, trace in (("held", seen.held), ("untrained", seen.untrained)):
        if trace is not None and at < len(trace.stages):
            heading = f"held {trace.sample}" if name == "held" else name
            found.append((heading, trace.stages[at].values))
    return tuple(found)


def _row(view: View, *, changed: bool) -> list[Line]:
    """A row of numbers: as a list with names where it is short enough, else in columns."""
    values, pen = view.values.reshape(-1), view.pen
    before = view.seen.trace.stages[view.at - 1].values if view.at else None
    if view.at == 0:
        own = view.seen.wanted.dataset.sample(view.seen.trace.sample)[0] if changed else None
        return _named(view, own)
    if before is not None and before.shape == values.shape and not texts.mixes(view.stage):
        if len(values) <= max(view.room, 4):
            return _named(view, before)
        return grid(values, pen, view.focus, before, rows=view.room)
    lines: list[Line] = []
    if before is not None and before.dtype.kind in "fiub" and before.ndim == 1 and view.room > 4:
        lines = _labelled("in", "dim", grid(before, pen, None, base=4, rows=2 if view.room > 7 else 1))
        if before.size > len(lines) * ((pen.width - 4) // CELL):
            lines[-1] = (*lines[-1][:-3], (f"{pen.dots:>{CELL - 2}}", "dim"))
    more = grid(values, pen, view.focus, base=4, rows=max(view.room - len(lines), 1))
    return [*lines, *_labelled("out", "accent", more)]


def _labelled(name: str, role: str, lines: list[Line]) -> list[Line]:
    """Lines that are indented by four cells, with a name before the first of them."""
    return [
        (((f"{name:4}" if number == 0 else "    "), role), *line[1:]) for number, line in enumerate(lines)
    ]


def _name(view: View, one: int) -> str:
    return texts.value_name(view.seen, view.at, (one,))


def _name_width(view: View, count: int) -> int:
    """Cells of the longest name, by the first and the last ones: thousands need not be made for it."""
    some = {*range(min(count, _NAMES_MEASURED)), max(count - 1, 0)}
    return min(max((len(_name(view, one)) for one in some), default=0), 24)


def _named(view: View, was: Any) -> list[Line]:
    """Each value with its name, and what it was before this stage, or before it was changed."""
    values, pen, room = view.values.reshape(-1), view.pen, view.room
    width = _name_width(view, len(values))
    cell = width + 12 + (12 if was is not None else 0)
    columns = max(min(pen.width // (cell + 2), -(-len(values) // max(room, 1))), 1)
    tall = -(-len(values) // columns)
    first = min(max(view.focus % tall - room // 2, 0), max(tall - room, 0))
    top = float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) if values.dtype.kind == "f" else 0.0
    found: list[Line] = []
    for row in range(first, min(first + room, tall)):
        line: list[tuple[str, str]] = []
        for at in range(row, len(values), tall):
            strong = "strong" if at == view.focus else ""
            line.append((">" if strong else " ", "accent"))
            line.append((fitted(_name(view, at), width, plain=pen.plain), strong))
            role = strong
            if was is not None:
                line.append((f" {number(was[at])} {pen.arrow:>2}", "dim"))
                role = "dim" if was[at] == values[at] else strong
            line.append((f" {number(values[at])} ", role))
            share = abs(float(values[at])) / top if top else 0.0
            line += [(pen.height(share), "train" if values[at] > 0 else "validation"), ("  ", "")]
        found.append(tuple(line))
    return found


def _beside(view: View) -> list[Line]:
    """A row of numbers beside those of another sample, or of the untrained model."""
    values, pen, room = view.values.reshape(-1), view.pen, view.room
    first = min(max(view.focus - room // 2, 0), max(len(values) - room + 1, 0))
    width = _name_width(view, len(values))
    heads = "".join(f"{name:>12}" for name, _ in view.others)
    lines: list[Line] = [((f"  {'':{width}}{f'sample {view.seen.trace.sample}':>12}{heads}", "dim"),)]
    for one in range(first, min(first + room - 1, len(values))):
        strong = "strong" if one == view.focus else ""
        line = [
            (">" if strong else " ", "accent"),
            (f" {fitted(_name(view, one), width, plain=pen.plain)}", strong),
            (f"{number(values[one]):>12}", strong),
        ]
        for _, other in view.others:
            same = one < len(other) and bool(other[one] == values[one])
            line.append((f"{number(other[one]):>12}" if one < len(other) else "", "dim" if same else ""))
        lines.append(tuple(line))
    return lines


def _texts(view: View) -> list[Line]:
    """Values that are words."""
    shape = view.values.shape
    focused = int(np.ravel_multi_index(view.place, shape)) if view.place and shape else 0
    return [
        (
            (">" if at == focused else " ", "accent"),
            (f" {at + 1:>3}  {fitted(number(one), view.pen.width - 8, plain=view.pen.plain)}", ""),
        )
        for at, one in enumerate(view.values.reshape(-1).tolist())
    ]
