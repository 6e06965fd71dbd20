"""The shape flow as a table: every layer a row, every number a column, the sums below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from seqtui.tui.widgets.cells import Line, fitted
from seqtui.tui.widgets.flowtext import bar, bytes_words, matched, widest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.recipe.flow import Flow, LayerFlow, Shape

_LONGEST_KIND = 22
_SMALLEST_BAR, _LARGEST_BAR = 10, 24


@dataclass(frozen=True)
class _Column:
    """One column: its name and a cell for the input, for each layer and for the sums."""

    name: str
    cells: tuple[str, ...]
    left: bool = False

    @cached_property
    def width(self) -> int:
        return max(len(self.name), *(len(cell) for cell in self.cells))

    @property
    def empty(self) -> bool:
        return not any(cell.strip("-0") for cell in self.cells)

    def text(self, row: int | None) -> str:
        said = self.name if row is None else self.cells[row]
        return said.ljust(self.width) if self.left else said.rjust(self.width)


def table(
    flow: Flow, focused: int, width: int, *, plain: bool = False, trained: Flow | None = None
) -> tuple[Line, ...]:
    """All layers, one a row, under a heading, and the sums.

    Args:
        flow: What is shown.
        focused: 0-based position of the layer that is marked; -1 for none.
        width: Cells in a line. Where room is short, columns go whose numbers stand with the focused
            layer, or in the row above, too.
        plain: Whether to draw in ASCII.
        trained: The flow that was trained last, for the column of changes.
    """
    columns = _columns(flow, trained, plain=plain)
    shapes = [flow.input_shape, *(row.output_shape for row in flow.layers)]
    room = width - 4 - 2 - _SMALLEST_BAR - _beside(shapes)
    for name in ("dtype", "input", "weights", "sees", "fixed", "change"):
        if _taken(columns) > room:
            columns = [one for one in columns if one.name != name]
    head = "    " + "  ".join(column.text(None) for column in columns)
    lines: list[Line] = [((fitted(head, width, plain=plain), "dim"),)]
    most, last = widest(flow), len(flow.layers) + 1
    cells = width - 4 - _taken(columns) - 2 - _beside(shapes)
    for row, shape in enumerate(shapes):
        found = flow.layers[row - 1] if row else None
        mark = (">" if row == focused + 1 and row else " ") + f"{row:>2} "
        if found is not None and found.state != "ok":
            lines.append(_not_ok(mark, found, columns[0], width, plain=plain))
            continue
        words = mark + "  ".join(column.text(row) for column in columns)
        drawn = _bar(shape, most, cells, plain=plain)
        role = "strong" if row and row == focused + 1 else ""
        lines.append(((fitted(words, min(width, len(words)), plain=plain), role), (f"  {drawn}", "bar")))
    sums = "    " + "  ".join(column.text(last) for column in columns)
    return (*lines, ((fitted(sums, min(width, len(sums)), plain=plain), "dim"),))


def _taken(columns: Sequence[_Column]) -> int:
    return sum(column.width + 2 for column in columns) - 2


def _bar(shape: Shape | None, most: int, cells: int, *, plain: bool) -> str:
    if cells < 2:
        return ""
    return bar(shape, most, plain=plain, cells=min(cells, _LARGEST_BAR))


def _beside(shapes: Sequence[Shape | None]) -> int:
    """Cells that the sizes and channels of pictures take beside their bars."""
    pictures = (shape for shape in shapes if shape is not None and len(shape) > 3)
    return max((len("x".join(map(str, one[1:-1]))) + len(str(one[-1])) + 1 for one in pictures), default=0)


def _not_ok(mark: str, row: LayerFlow, kinds: _Column, width: int, *, plain: bool) -> Line:
    """A layer without numbers: why it has none."""
    said = (
        row.error.title if row.error is not None else {"disabled": "switched off"}.get(row.state, row.state)
    )
    words = mark + row.kind.ljust(kinds.width) + "  " + said
    return ((fitted(words, width, plain=plain).rstrip(), "bad" if row.state == "failed" else "dim"),)


def _columns(flow: Flow, trained: Flow | None, *, plain: bool) -> list[_Column]:
    """All columns, those that hold nothing for this model left out."""
    rows, sums = flow.layers, flow.totals
    changed, total = _changes(flow, trained)

    def column(name: str, at_input: str, cells: Sequence[str], at_sums: str = "") -> _Column:
        return _Column(name, (at_input, *cells, at_sums))

    kinds = [fitted(row.kind, min(len(row.kind), _LONGEST_KIND), plain=plain) for row in rows]
    outputs = [_sizes(row.output_shape, plain=plain) for row in rows]
    macs = ["-" if row.macs is None else _count(row.macs, row) for row in rows]
    memory = [_bytes(row.activation_bytes, row) for row in rows]
    found = [
        _Column("layer", ("Input", *kinds, "sum"), left=True),
        column("input", "", [_sizes(row.input_shape, plain=plain) for row in rows]),
        column("output", _sizes(flow.input_shape, plain=plain), outputs),
        column("trainable", "", [_count(row.trainable, row) for row in rows], f"{sums.trainable:,}"),
        column("fixed", "", [_count(row.non_trainable, row) for row in rows], f"{sums.non_trainable:,}"),
        column("MACs", "", macs, f"{sums.macs:,}"),
        column("weights", "", [_bytes(row.param_bytes, row) for row in rows], bytes_words(sums.param_bytes)),
        column("outputs", "", memory, bytes_words(sums.activation_bytes)),
        column("sees", "", [_sees(row, plain=plain) for row in rows]),
        column("dtype", flow.input_dtype, [row.dtype or "" for row in rows]),
        column("change", "", [changed.get(row.index, "") for row in rows], total),
    ]
    return [one for one in found if not (one.empty and one.name in {"fixed", "sees", "change", "MACs"})]


def _sizes(shape: Shape | None, *, plain: bool) -> str:
    """A shape without its rows: `28×28×1`."""
    if shape is None:
        return ""
    times = "x" if plain else "×"
    return times.join("?" if size is None else f"{size}" for size in shape[1:]) or "1 value"


def _count(number: int, row: LayerFlow) -> str:
    return f"{number:,}" if row.state == "ok" else ""


def _bytes(number: int, row: LayerFlow) -> str:
    return bytes_words(number) if row.state == "ok" else ""


def _sees(row: LayerFlow, *, plain: bool) -> str:
    """The receptive field: how much of the input one output sees."""
    return ("x" if plain else "×").join(map(str, row.receptive_field or ()))


def _changes(flow: Flow, trained: Flow | None) -> tuple[dict[int, str], str]:
    """What each layer has changed by since the last training, by its index, and the sum of it."""
    if trained is None:
        return {}, ""
    found: dict[int, str] = {}
    for old, new in matched(trained, flow):
        if new is None or new.state != "ok":
            continue
        if old is None:
            found[new.index] = "new"
        elif old.params != new.params:
            found[new.index] = f"{new.params - old.params:+,}"
        elif old.trainable != new.trainable:
            found[new.index] = "frozen" if new.trainable < old.trainable else "freed"
        elif old.output_shape != new.output_shape:
            found[new.index] = "shape"
    more = flow.totals.params - trained.totals.params
    return found, f"{more:+,}" if more and flow.error is None else ""
