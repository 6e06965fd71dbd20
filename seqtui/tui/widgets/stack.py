"""The stack pane: data, layers and training settings as rows of one list, and what the focused row means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from seqtui.tui.glyphs import UNICODE, Glyphs
from seqtui.tui.widgets.lists import LineList, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqtui.tui.rows import Row

_STATE_STYLES = {"failed": "bad", "blocked": "dim", "disabled": "dim", "waiting": ""}
_NUMBER = 6
_SMALLEST_BAR = 6
_LARGEST_BAR = 24
_LONGEST_ARGUMENTS = 30


class Columns(NamedTuple):
    """Widths in cells, chosen from the rows and the room there is."""

    kind: int
    arguments: int
    out: int
    params: int
    bar: int


def columns(rows: Sequence[Row], width: int) -> Columns:
    """Shares out `width`: outputs and counts get what they need, bars what is left over from the words."""
    out = max((cell_len(row.out) for row in rows), default=0)
    params = max((cell_len(row.params) for row in rows), default=0)
    params = max(params, len("params")) if params else 0  # a count without its name says nothing
    kind = max((cell_len(row.kind) for row in rows), default=0)
    told = [row for row in rows if row.state != "training"]
    arguments = max((cell_len(row.arguments) for row in told), default=0)
    room = width - _NUMBER - out - params - 3
    aligned = kind + 1 + min(arguments, _LONGEST_ARGUMENTS)
    words = min(max((cell_len(row.kind) + 1 + cell_len(row.arguments) for row in told), default=0), aligned)
    pictures = [cell_len(row.picture[0]) + len(str(row.picture[1])) + 2 for row in rows if row.picture]
    bar = max(
        _SMALLEST_BAR, *pictures, min(_LARGEST_BAR, room - max(words, aligned if room > 2 * aligned else 0))
    )
    label = max(8, room - bar)
    if label >= aligned:
        return Columns(kind, label - kind - 1, out, params, bar)
    return Columns(0, label, out, params, bar)


def fit(text: str, width: int, glyphs: Glyphs = UNICODE) -> str:
    """Text in exactly `width` cells, with an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    if width < 1:
        return ""
    return set_cell_size(text, width - 1) + glyphs.ellipsis


class StackPane(LineList):
    """Draws stack rows; `cursor` is the focused one."""

    def __init__(self, glyphs: Glyphs = UNICODE, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._glyphs = glyphs
        self._rows: tuple[Row, ...] = ()
        self._columns = Columns(0, 0, 0, 0, 0)
        self._measured: tuple[object, int] = ((), 0)

    def set_glyphs(self, glyphs: Glyphs) -> None:
        """Draws with other characters."""
        self._glyphs = glyphs
        self.refresh()

    def show(self, rows: tuple[Row, ...]) -> None:
        """Takes new rows; only lines that changed are redrawn."""
        self._rows = rows
        if self._measure():
            self.refresh()
        self.set_lines(rows)

    def _measure(self) -> bool:
        """Shares the width out anew; returns whether columns moved."""
        width = self.scrollable_content_region.width
        before, self._columns = self._columns, columns(self._rows, width)
        return before != self._columns

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self._measure()
        super().on_resize()
        self.refresh()

    def heading(self, width: int, *, strong: bool) -> str:
        """The pane's top line, with each column's name over the column."""
        rule = self._glyphs.strong_rule if strong else self._glyphs.rule
        cells = self._columns
        label = _NUMBER + (cells.kind + 1 if cells.kind else 0) + cells.arguments
        marked = sum(row.marked for row in self._rows)
        title = f" STACK, {marked} marked " if marked else " STACK "
        text = title + rule * max(1, label + 1 - len(title))
        text = _over(text, "out", cells.out, rule)
        text = _over(text, "params", cells.params, rule)
        room = min(cells.bar, width - cell_len(text))
        text += next((each for each in (" width, log scale ", " width ", "") if len(each) <= room), "")
        return (text + rule * width)[:width]

    def parts(self, line: int, width: int) -> list[Part]:
        """One row: mark, number, kind, arguments, output, parameters, bar."""
        row, cells, glyphs = self._rows[line], self._columns, self._glyphs
        if self._measured != (self._rows, width):
            self._columns = cells = columns(self._rows, width)
            self._measured = (self._rows, width)
        mark = {"failed": glyphs.failed, "blocked": glyphs.blocked, "disabled": glyphs.off}.get(
            row.state, " "
        )
        if mark == " " and row.frozen:
            mark = glyphs.frozen
        pointer = glyphs.cursor if line == self.cursor else " "
        style = _STATE_STYLES.get(row.state, "")
        if row.marked:
            # A character, not only a colour: it takes the number's first place, or the blank behind it.
            parts: list[Part] = [
                (f"{pointer}{self._glyphs.marked}{row.number:>2}{mark} "[:_NUMBER], "accent")
            ]
        else:
            parts = [(f"{pointer}{row.number:>3}{mark} ", style or "dim")]
        parts += self._words(row, cells, style)
        if row.state == "training":
            return parts
        parts.append((f" {row.out:>{cells.out}}", ""))
        parts.append((f" {row.params:>{cells.params}} ", ""))
        bar_style = {"failed": "bad", "blocked": "dim", "disabled": "dim"}.get(row.state, "bar")
        parts.append((self._bar(row, cells.bar), bar_style))
        return parts

    def _words(self, row: Row, cells: Columns, style: str) -> list[Part]:
        """Kind and arguments; the training row takes the whole line, it has no output."""
        whole = cells.kind + bool(cells.kind) + cells.arguments
        if row.state == "training":
            whole += cells.out + cells.params + 3 + cells.bar
        kind_style = style or ("strong" if row.number else "accent")
        argument_style = style or ("" if row.number else "dim")
        if cells.kind:
            kind = fit(row.kind, cells.kind, self._glyphs) + " "
            return [
                (kind, kind_style),
                (fit(row.arguments, whole - cells.kind - 1, self._glyphs), argument_style),
            ]
        text = fit(f"{row.kind} {row.arguments}", whole, self._glyphs)
        return [(text[: len(row.kind)], kind_style), (text[len(row.kind) :], argument_style)]

    def _bar(self, row: Row, width: int) -> str:
        if row.state in {"failed", "blocked", "disabled", "waiting"}:
            blocked = "blocked" if width > len("blocked") else "waits"
            return {"failed": "failed", "blocked": blocked, "disabled": "off"}.get(row.state, "")
        if row.picture is not None:
            return picture_words(*row.picture, width)
        return self._glyphs.bar * max(1 if row.share else 0, round(row.share * width))


def picture_words(size: str, channels: int, width: int) -> str:
    """Picture size and a pile of channels on a log scale; where room is short the pile shrinks, no number."""
    room = width - len(size) - 1 - len(str(channels))
    return f"{size} {'#' * max(1, min(channels.bit_length(), room))}{channels}"


def _over(text: str, name: str, width: int, rule: str) -> str:
    """Appends a column's name, right-aligned over its column."""
    if width < len(name):
        return text + rule * (width + 1)
    return text + rule * (width - len(name) - 1) + f" {name} " if width > len(name) else text + f" {name}"
