"""Probes as pages of lines: layers, histograms, classes, mistakes."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from seqtui.errors import SeqtuiError
from seqtui.tui.trace.shades import merged, shade
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.engine.probes import Classes, Histogram, LayerProbe
    from seqtui.tui.trace.looks import Probed
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

PAGES = ("layers", "histograms", "classes", "mistakes")
_NAME = 18
_SMALL_GRADIENT, _MANY_DEAD = 1e-6, 0.5


def lines(probed: Probed | SeqtuiError, page: str, pen: Pen) -> tuple[list[Line], list[Line]]:
    """A page: the lines of its heading and its lines."""
    if isinstance(probed, SeqtuiError):
        return [], failure(probed, pen)
    if page in {"layers", "histograms"}:
        if isinstance(probed.layers, SeqtuiError):
            return [], failure(probed.layers, pen)
        return _layers(probed.layers, pen) if page == "layers" else _histograms(probed.layers, pen)
    if isinstance(probed.classes, SeqtuiError):
        return [], failure(probed.classes, pen)
    return _classes(probed.classes, pen) if page == "classes" else _mistakes(probed.classes, pen)


def tabs(page: str) -> Line:
    """The pages, the shown one in brackets."""
    line: list[tuple[str, str]] = []
    for one in PAGES:
        line.append((f"[{one}]" if one == page else f" {one} ", "strong" if one == page else "dim"))
        line.append((" ", ""))
    return tuple(line)


def failure(error: SeqtuiError, pen: Pen) -> list[Line]:
    """What is the matter, why, and what can be done: in full, on as many lines as that takes."""
    told = ((error.title, "strong"), (error.cause, ""), (error.remedy, "dim"))
    return [((line, role),) for text, role in told for line in textwrap.wrap(text, max(pen.width, 20))]


def _name_width(layers: tuple[LayerProbe, ...]) -> int:
    return min(max(len("layer"), *(len(one.kind) for one in layers)), _NAME)


def _layers(layers: tuple[LayerProbe, ...], pen: Pen) -> tuple[list[Line], list[Line]]:
    wide = _name_width(layers)
    head = f"{'':3} {'layer':{wide}} {'dead':>5} {'saturated':>9} {'gradient':>9} {'mean':>8} {'spread':>8}"
    found: list[Line] = []
    gradients = [one.gradient for one in layers if one.gradient and math.isfinite(one.gradient)]
    top = max(gradients, default=0.0)
    for one in layers:
        dead = "" if one.dead is None else f"{100 * one.dead:.0f} %"
        full = "" if one.saturated is None else f"{100 * one.saturated:.0f} %"
        gradient = "" if one.gradient is None else f"{one.gradient:.2e}"
        bad = (one.dead or 0) >= _MANY_DEAD or (
            one.gradient is not None and not one.gradient >= _SMALL_GRADIENT
        )
        words = (
            f"{one.index:>3} {fitted(one.kind, wide, plain=pen.plain)} {dead:>5} {full:>9} {gradient:>9}"
            f" {one.outputs.mean:>8.3g} {one.outputs.deviation:>8.3g}"
        )
        share = one.gradient / top if one.gradient and top else 0.0
        drawn = pen.bar(share, max(min(pen.width - len(words) - 2, 20), 0))
        found.append(((words, "warning" if bad else ""), (f"  {drawn}", "bar")))
    told = (
        "dead: units that are 0 for every row looked at; they learn no more.",
        "saturated: outputs at an end of sigmoid or tanh, where gradients are near 0.",
        "gradient: norm over one batch, with a bar; much smaller in early layers, it vanishes on its way.",
        "mean, spread: of what the layer puts out, over up to 512 training rows.",
    )
    explained = [line for one in told for line in textwrap.wrap(one, pen.width)]
    return [((fitted(head, pen.width, plain=pen.plain), "dim"),)], [
        *found,
        (),
        *[((one, "dim"),) for one in explained],
    ]


def _histograms(layers: tuple[LayerProbe, ...], pen: Pen) -> tuple[list[Line], list[Line]]:
    wide = _name_width(layers)
    names = max(len(one.name) for layer in layers for one in (*layer.weights, layer.outputs))
    names = min(max(names, len("values")), 12)
    around = 4 + wide + 1 + names + 1 + 9 + 2 + 2 + 9
    bins = next((one for one in (24, 12, 8) if around + one <= pen.width), 6)
    head = f"{'':3} {'layer':{wide}} {'values':{names}} {'least':>9}  {'how many':{bins}}  {'greatest':>9}"
    found: list[Line] = []
    for one in layers:
        shown = [each for each in one.weights if each.counts.sum() + each.nonfinite > 1]
        for at, histogram in enumerate((*shown, one.outputs)):
            name = (
                f"{one.index:>3} {fitted(one.kind, wide, plain=pen.plain)}" if at == 0 else " " * (wide + 4)
            )
            role = "accent" if histogram is one.outputs else "bar"
            label = f"{name} {fitted(histogram.name, names, plain=pen.plain)}"
            found.append(_histogram(label, histogram, pen, role, bins))
    told = "Heights are square roots of how many, so that few are seen beside many."
    return [((fitted(head, pen.width, plain=pen.plain), "dim"),)], [
        *found,
        (),
        *[((line, "dim"),) for line in textwrap.wrap(told, pen.width)],
    ]


def _histogram(label: str, one: Histogram, pen: Pen, role: str, bins: int) -> Line:
    counts = one.counts.reshape(bins, -1).sum(axis=1) if one.counts.size % bins == 0 else one.counts
    top = max(int(counts.max(initial=0)), 1)
    drawn = "".join(pen.height(math.sqrt(count / top)) for count in counts.tolist())
    low, high = float(one.edges[0]), float(one.edges[-1])
    more = f"  {one.nonfinite:,} not finite" if one.nonfinite else ""
    return (
        (f"{label} {low:>9.3g}  ", ""),
        (drawn, role),
        (f"  {high:>9.3g}", ""),
        (more, "bad"),
    )


def _classes(found: Classes, pen: Pen) -> tuple[list[Line], list[Line]]:
    count = len(found.support)
    names = [str(name) for name in found.names[:count]]
    width = min(max(map(len, names), default=4), 14)
    fair = max((pen.width - width - 34) // count - 1, 4)
    cell = max(len(str(int(found.confusion.max(initial=0)))), min(max(map(len, names)), fair, 10)) + 1
    shown = max(min(count, (pen.width - width - 34) // cell), 1)
    rows = int(found.support.sum())
    head: Line = ((f"{100 * found.accuracy:.1f} % of {rows:,} {found.part} rows are right.", "strong"),)
    told: Line = (("Lines: what they are. Columns: what they are taken for.", "dim"),)
    columns = "".join(fitted(name, cell - 1, plain=pen.plain).strip().rjust(cell) for name in names[:shown])
    cut = f" {pen.dots}" if shown < count else "  "
    second: Line = (
        (f"{'':{width}}{columns}{cut} {'precision':>9} {'recall':>7} {'F1':>7} {'rows':>7}", "dim"),
    )
    lines: list[Line] = []
    for at in range(count):
        row = found.confusion[at]
        cells: list[tuple[str, str]] = [(fitted(names[at], width, plain=pen.plain), "")]
        for column in range(shown):
            number = int(row[column])
            text = f"{number or '.':>{cell}}"
            cells.append((text, _cell_role(number, int(found.support[at]), right=at == column, pen=pen)))
        figures = " ".join(
            f"{_share(value):>{size}}"
            for value, size in ((found.precision[at], 9), (found.recall[at], 7), (found.f1[at], 7))
        )
        cells.append((f"{cut} {figures} {int(found.support[at]):>7,}", ""))
        lines.append(merged(cells))
    return [head, told, second], lines


def _cell_role(number: int, support: int, *, right: bool, pen: Pen) -> str:
    if not number:
        return "dim"
    if not pen.blocks:
        return "strong" if right else ""
    share = number / max(support, 1)
    if right:
        return shade(231, (17, 18, 24, 25, 31)[min(int(share * 5), 4)])
    return shade(231, (52, 94, 94, 130, 130)[min(int(share * 5), 4)])


def _share(value: float) -> str:
    return "-" if not np.isfinite(value) else f"{value:.3f}"


def _mistakes(found: Classes, pen: Pen) -> tuple[list[Line], list[Line]]:
    rows = int(found.support.sum())
    head: Line = ((f"{len(found.mistakes):,} of {rows:,} {found.part} rows are classed wrong.", "strong"),)
    told: Line = (("The most confident first. Enter follows one through the layers.", "dim"),)
    second: Line = ((f"  {'sample':>8}   {'taken for':20} {'sure':>6}   {'it is':20}", "dim"),)
    lines: list[Line] = []
    for one in found.mistakes:
        taken, true = (
            fitted(str(found.names[each]), 20, plain=pen.plain) for each in (one.predicted, one.target)
        )
        bar = pen.bar(one.confidence, 10)
        lines.append(((f"{one.sample:>8}   {taken} {one.confidence:>6.3f}   {true} ", ""), (bar, "bad")))
    if not lines:
        return [head], []
    return [head, told, second], lines
