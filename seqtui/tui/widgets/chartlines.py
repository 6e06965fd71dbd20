"""What the chart pane says, as lines of coloured words: made in the render worker, without any widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui import plot
from seqtui.curves import readings, record_chart
from seqtui.look import digits, metrics
from seqtui.runs.events import Failed
from seqtui.tui.widgets.cells import Line, Text
from seqtui.tui.widgets.chartrequest import Memory, Request, centred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.runs.record import RecordView

_TWO_CHARTS = 14
_ROLES = {
    None: "dim",
    plot.TRAIN: "train",
    plot.VALIDATION: "validation",
    plot.BAD: "bad",
    plot.OTHER: "accent",
    plot.RAW: "dim",
}
_READING_ROLES = {"train": "train", "smoothed": "train", "val": "validation"}
_LEAST = 5  # rows of a chart that can spare one for the cursor's values
_STARTING: tuple[Line, ...] = ((("Training starts: the first points come with the first steps.", "dim"),),)


def chart_lines(request: Request, memory: Memory) -> tuple[Line, ...]:
    """One chart, or two above each other where there is room, as `height` lines of `width` cells.

    Without a chosen metric: loss, and below it the first of the others.
    """
    memory.begin(request)
    names = metrics(request.view)
    if not names or not (request.view.steps.size or request.view.epochs):
        return centred(_without_points(request.view), request.width, request.height)
    shown = shown_metrics(names, request.metric, request.height)
    heights = [request.height] if len(shown) == 1 else [(request.height + 1) // 2, request.height // 2]
    lines: list[Line] = []
    for name, height in zip(shown, heights, strict=True):
        told = _at_cursor(request, name) if request.look.cursor is not None and height >= _LEAST else ()
        chart = record_chart(
            request.view,
            name,
            planned_steps=request.planned_steps,
            epochs=request.epochs,
            limits=memory.limits.get(name),
            look=request.look,
            other=request.other,
        )
        memory.limits[name] = chart.y_range
        drawn = plot.spans(chart, request.width, height - len(told), plain=request.look.plain)
        lines += [tuple((span.text, _ROLES.get(span.colour, "")) for span in line) for line in drawn]
        lines += told
    return tuple(lines)


def shown_metrics(names: Sequence[str], chosen: str | None, height: int) -> tuple[str, ...]:
    """The metrics that have room: the chosen one, or loss and the first of the others."""
    if chosen is not None and chosen in names:
        return (chosen,)
    return tuple(names[: 2 if height >= _TWO_CHARTS else 1])


def _at_cursor(request: Request, metric: str) -> tuple[Line, ...]:
    """One line: the step, its epoch, and what each curve says there."""
    step, view = request.look.cursor or 0, request.view
    epoch = -(-step // view.steps_per_epoch) if view.steps_per_epoch else 0
    parts: list[Text] = [(f"step {step:,}" + (f", epoch {epoch}" if epoch else "") + ":", "strong")]
    best = view.best("val_" + metric) or view.best(metric)
    for reading in readings(view, metric, request.look, step, request.other):
        value = "-" if reading.value is None else digits(metric, reading.value).strip()
        if (
            best is not None
            and best.step == step
            and best.metric == ("val_" if reading.name == "val" else "") + metric
        ):
            value += plot.BEST_MARK
        parts.append((f"  {reading.name} {value}", _READING_ROLES.get(reading.name, "accent")))
    return (_within(parts, request.width, plain=request.look.plain),)


def _within(parts: Sequence[Text], width: int, *, plain: bool) -> Line:
    """As many of the parts as there is room for; what was left out is told by an ellipsis."""
    kept: list[Text] = []
    for text, role in parts:
        if width - len(text) < (0 if (text, role) == parts[-1] else 2):
            kept.append((" ~" if plain else " …", "dim"))
            width -= 2
            break
        kept.append((text, role))
        width -= len(text)
    # As wide as the line before, so that only what differs is sent.
    return (*kept, (" " * max(width, 0), ""))


def _without_points(view: RecordView) -> tuple[Line, ...]:
    """Says why there is nothing to draw: the run begins, or it ended before its first step."""
    failed = next((event for event in reversed(view.events) if isinstance(event, Failed)), None)
    if view.status == "failed" and failed is not None:
        return (
            (("The run failed before its first step.", "strong"),),
            (),
            ((failed.title.rstrip(".") + ".", "bad"),),
        )
    if view.status in {"stopped", "interrupted", "finished"}:
        return ((("The run ended before its first step.", "dim"),),)
    return _STARTING
