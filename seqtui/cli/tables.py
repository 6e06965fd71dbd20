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


def without_empty(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> tuple[list[str], list[list[str]], list[int]]:
    """The same arguments for `table` without the columns that no row says anything in."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    return (
        [heads[at] for at in kept],
        [[row[at] for at in kept] for row in rows],
        [place for place, at in enumerate(kept) if at in right],
    )


def size(count: float) -> str:
    """Bytes as the app tells them: 512 B, 13.7 kB, 3.2 GB; 1 kB is 1,000 bytes."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.95:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"


def shape_text(shape: Sequence[int | None] | None) -> str:
    """A shape as Keras writes it, `(None, 64)`; a dash where it is not known."""
    if shape is None:
        return "-"
    inner = ", ".join(str(each) for each in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"
