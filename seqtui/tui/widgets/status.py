"""The one-line widgets: status on top, progress and words of the run, keys at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from seqtui.tui.widgets.cells import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable

# Metric names as short as they can be told.
_SHORT = {
    "accuracy": "acc",
    "binary_accuracy": "acc",
    "categorical_accuracy": "acc",
    "sparse_categorical_accuracy": "acc",
    "mean_absolute_error": "mae",
    "mean_squared_error": "mse",
    "root_mean_squared_error": "rmse",
}


class Line(Static):
    """Words that are sent to the terminal only where they changed.

    Args:
        id: Name of the widget.
        seconds: Least time between two drawings; the last one counts. 0 draws at once.
    """

    def __init__(self, *, id: str, seconds: float = 0.0) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__("", id=id, markup=False)
        self.shown: Text = Text()
        self._drawn: Text | None = None
        self._pace = Pace(self, seconds, self._draw)

    def show(self, text: Text, *, at_once: bool = False) -> None:
        """Draws `text` unless it is there already; `at_once` lets it wait for no earlier drawing."""
        if text.plain != self.shown.plain or text.spans != self.shown.spans:
            self.shown = text
            if not at_once:
                self._pace.ask()
        if at_once:
            self._draw()

    def _draw(self) -> None:
        if self._drawn is self.shown:
            return
        self._drawn = self.shown
        # A layout pass lays out the whole screen, for a line whose height is mostly fixed.
        height = self.styles.height
        self.update(self.shown, layout=height is None or height.is_auto)


def short_metric(name: str) -> str:
    """`val_accuracy` as `val_acc`."""
    if name.startswith("val_"):
        return f"val_{short_metric(name[4:])}"
    return _SHORT.get(name, name)


def fixed(name: str, value: float) -> str:
    """A metric with fixed digits, so that nothing jitters: loss 4, accuracy 3."""
    digits = 3 if "acc" in name else 4
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  # the test for NaN
        return "NaN" if value != value else "inf"  # noqa: PLR0124  # the test for NaN
    if abs(value) >= 10_000:
        return f"{value:.3g}"
    return f"{value:.{digits}f}"


def seconds_words(seconds: float) -> str:
    """A duration in the largest units that matter: `2 s`, `3 min 20 s`, `1 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def footer_text(entries: Iterable[tuple[str, str]]) -> Text:
    """Keys and what they do; keys stand out by weight, so that they do without colour too."""
    text = Text(" ", no_wrap=True)
    for key, label in entries:
        text.append(key, style="bold")
        text.append(f" {label}  ")
    return text


def status_text(left: list[tuple[str, str]], right: list[tuple[str, str]], width: int) -> Text:
    """The status line: (words, style) from the left and from the right end."""
    text = Text(" ", no_wrap=True, overflow="ellipsis")
    for words, style in left:
        text.append(words, style=style)
        text.append("   ")
    end = Text("   ").join([Text(words, style=style) for words, style in right])
    gap = width - cell_len(text.plain) - cell_len(end.plain) - 1
    if gap < 1:
        text.truncate(max(0, width - cell_len(end.plain) - 2), overflow="ellipsis")
        gap = 1
    text.append(" " * gap)
    return text.append_text(end)
