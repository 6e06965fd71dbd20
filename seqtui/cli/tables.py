"""Columns of text for people."""

from __future__ import annotations

from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Lines of columns as wide as their widest text.

    Args:
        heads: Column headings.
        rows: Texts, one a heading.
        right: Indices of the columns that are set to the right, as numbers are.
    """
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        cells = [
            text.rjust(width) if at in right else text.ljust(width)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(heads), *map(line, rows)]


def size(count: float) -> str:
    """Bytes in the unit that keeps the number short: 512 B, 13.7 KB, 3.2 GB (powers of 1024)."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TB"


def shape_text(shape: Sequence[int | None] | None) -> str:
    """A shape as Keras writes it, `(None, 64)`; a dash where it is not known."""
    if shape is None:
        return "-"
    inner = ", ".join(str(each) for each in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"
