"""The stages of a sample as lines: the way of the data through the model, drawn to scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from seqtui.tui.trace import texts
from seqtui.tui.widgets.cells import fitted
from seqtui.tui.widgets.flowtext import bar

if TYPE_CHECKING:
    from seqtui.engine.tracing import Stage
    from seqtui.recipe.flow import Shape
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

_NARROWEST_BAR = 4
_BAR_ROOM = 8
"""Cells that names leave to the bars: how wide data is says more than every argument."""


def lines(seen: Seen, at: int, pen: Pen, *, keras: bool) -> list[Line]:
    """Every stage a line: number, what it is, rows x features, parameters, and a bar to scale."""
    stages = seen.trace.stages
    rows = seen.wanted.dataset.rows
    names = [texts.title(seen, stage, pen) for stage in stages]
    shapes = [texts.rows_by(rows, stage.output_shape, pen, keras=keras) for stage in stages]
    counts = [f"{stage.params:,}" if stage.params else "" for stage in stages]
    most = max(_size(stage.output_shape) for stage in stages)
    right = max(map(len, shapes)) + max((len(one) + 2 for one in counts if one), default=0)
    room = pen.width - 2 - right - 3 - _BAR_ROOM
    name = max(min(max(map(len, names)), room), 8)
    cells = pen.width - 2 - name - 1 - right - 2
    wide = max(len(one) for one in counts)
    found: list[Line] = []
    for number, stage in enumerate(stages):
        here = number == at
        words = f"{'>' if here else ' '} {fitted(names[number], name, plain=pen.plain)} "
        words += shapes[number].rjust(max(map(len, shapes)))
        if wide:
            words += f"  {counts[number]:>{wide}}"
        drawn = _bar(stage, most, cells, pen)
        found.append(((words, "strong" if here else ""), (f"  {drawn}", "bar")))
    return found


def _bar(stage: Stage, most: int, cells: int, pen: Pen) -> str:
    shape = stage.output_shape
    inner = [one or 1 for one in shape[1:]]
    beside = len("x".join(map(str, inner[:-1]))) + len(str(inner[-1])) + 1 if len(inner) > 2 else 0
    if cells - beside < _NARROWEST_BAR:
        return ""
    drawn = bar(shape, most, plain=pen.plain, cells=min(cells - beside, 24))
    return drawn if len(drawn) <= cells else ""


def _size(shape: Shape) -> int:
    inner = [one or 1 for one in shape[1:]]
    return inner[-1] if len(inner) > 2 else math.prod(inner)


def one_line(seen: Seen, at: int, pen: Pen) -> Line:
    """All stages in one line, the one in focus in brackets, each with its size as a height."""
    parts = []
    most = max(_size(stage.output_shape) for stage in seen.trace.stages)
    for number, stage in enumerate(seen.trace.stages):
        name = "Input" if stage.index == 0 else f"{stage.index} {stage.kind}"
        share = math.log1p(_size(stage.output_shape)) / math.log1p(most)
        height = "" if pen.plain else pen.height(share)
        words = f"{name} {texts.sizes(stage.output_shape, pen)}{height}"
        parts.append((f"[{words}]" if number == at else words, "strong" if number == at else "dim"))
    between = f" {pen.arrow} "
    start, total = 0, len(between.join(text for text, _ in parts))
    while total > pen.width - 2 and start < at:
        total -= len(parts[start][0]) + len(between)
        start += 1
    line: list[tuple[str, str]] = [(pen.dots + between if start else "", "dim")]
    for number, (text, role) in enumerate(parts[start:]):
        line += [(between if number else "", "dim"), (text, role)]
    used, found = 0, []
    for text, role in line:
        if used + len(text) > pen.width:
            found.append((pen.dots, "dim"))
            break
        found.append((text, role))
        used += len(text)
    return tuple(found)
