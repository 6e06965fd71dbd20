"""The decision map as lines: the ground says what the model answers, letters say what the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqtui.tui.trace import texts
from seqtui.tui.trace.shades import CURSOR, GROUNDS, merged, shade
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.tui.trace.looks import Plane, Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

TRAIN, HELD = "o+xvwzsy", "O#XVWZSY"
"""A character for each class: training rows, and rows held back for validation."""
_RAMP = " .:-=*"
_CLASS_SIGNS = " .:-=*%&"
_DARK = (130, 94, 52, 235, 17, 24, 25)
"""The darker half of the scale: letters stand on it."""
_WIDE = 70
"""Cells from which the legend is one line."""


def room(width: int, height: int) -> tuple[int, int]:
    """Columns and lines that a map has in a pane of that size."""
    return max(width, 8), max(height - (2 if width >= _WIDE else 3), 4)


def lines(seen: Seen, pen: Pen) -> list[Line]:
    """The map with its points, what its axes span, and a legend."""
    plane = seen.plane
    if plane is None:
        return [((seen.note or "…", "dim"),)]
    ground = _ground(plane)
    height, width = plane.map.values.shape
    marks = _marks(plane, width, height)
    found: list[Line] = []
    for row in range(height):
        cells = []
        for column in range(width):
            char, role = marks.get((column, row), ("", ""))
            back, under = ground[row][column]
            if pen.colour and not pen.plain:
                front = {"dim": 252, "strong": 231, "spot": CURSOR}.get(role, 252)
                cells.append((char or " ", shade(front, back)))
            else:
                cells.append((char or under, "strong" if role == "spot" else "" if char else "dim"))
        found.append(merged(cells))
    return [*found, _axes(seen, plane, pen), *_legend(seen, plane, pen)]


def _axes(seen: Seen, plane: Plane, pen: Pen) -> Line:
    """Which feature goes which way, and from where to where."""
    area = plane.map.area
    told = [f" {one[0]:.3g} to {one[1]:.3g}" for one in (area.x, area.y)]
    names = [texts.feature(seen.wanted.dataset, (at,)) for at in range(2)]
    spare = pen.width - len("across:    up: ") - sum(map(len, told))
    across, up = (fitted(name, min(len(name), max(spare // 2, 1)), plain=pen.plain) for name in names)
    return ((f"across: {across}{told[0]}   up: {up}{told[1]}", "dim"),)


def _ground(plane: Plane) -> list[list[tuple[int, str]]]:
    """Each cell's colour and its character where there is none."""
    if plane.map.classes:
        numbers = plane.map.values.astype(int)
        sure = np.nan_to_num(plane.map.sure)
        chars = [_CLASS_SIGNS[one % len(_CLASS_SIGNS)] for one in range(int(numbers.max()) + 1)]
        return [
            [
                (GROUNDS[one % len(GROUNDS)], chars[one] if certain >= 0.5 else " ")
                for one, certain in zip(row, by, strict=True)
            ]
            for row, by in zip(numbers.tolist(), sure.tolist(), strict=True)
        ]
    middle, half = _middle(plane)
    scaled = np.nan_to_num((plane.map.values - middle) / half, posinf=1.0, neginf=-1.0)
    steps = np.clip(np.round((scaled + 1) / 2 * (len(_DARK) - 1)), 0, len(_DARK) - 1).astype(int)
    dots = np.clip(np.round((scaled + 1) / 2 * (len(_RAMP) - 1)), 0, len(_RAMP) - 1).astype(int)
    return [
        [(_DARK[a], _RAMP[b]) for a, b in zip(row, by, strict=True)]
        for row, by in zip(steps.tolist(), dots.tolist(), strict=True)
    ]


def _middle(plane: Plane) -> tuple[float, float]:
    """The value that parts the plane, and how far values reach from it: a unit's 0 is where it is silent."""
    low, high = plane.map.low, plane.map.high
    if plane.of_unit:
        return 0.0, max(high, -low) or 1.0
    if low >= 0 and high <= 1:
        return 0.5, 0.5
    if low < 0 < high:
        return 0.0, max(high, -low)
    return (low + high) / 2, max((high - low) / 2, 1e-9)


def _marks(plane: Plane, width: int, height: int) -> dict[tuple[int, int], tuple[str, str]]:
    """The letter of each cell; the sample's own goes over it."""
    found = {
        spot: ((HELD if held else TRAIN)[label % len(TRAIN)], "strong" if held else "dim")
        for spot, (label, held) in plane.marks.items()
    }
    column, line = plane.spot
    if 0 <= column < width and 0 <= line < height:
        found[column, line] = ("@", "spot")
    return found


def _legend(seen: Seen, plane: Plane, pen: Pen) -> list[Line]:
    data = seen.wanted.dataset
    line: list[tuple[str, str]] = [("@", "strong"), (" this sample  ", "dim")]
    names = data.class_names if data.task != "regression" else ("below the median", "above")
    for number, name in enumerate(names[: len(TRAIN)]):
        back = GROUNDS[number % len(GROUNDS)] if plane.map.classes else _DARK[0 if number == 0 else -1]
        back = 235 if plane.of_unit else back
        role = shade(231, back) if pen.colour and not pen.plain else "strong"
        line += [(f"{TRAIN[number]}{HELD[number]}", role), (f" {name}  ", "dim")]
    told = "second sign: validation"
    if not plane.map.classes and (plane.of_unit or data.task == "regression"):
        told += f"   ground: {plane.map.low:.2g} to {plane.map.high:.2g}"
    if pen.width >= _WIDE:
        return [_cut([*line, (told, "dim")], pen.width)]
    return [_cut(line, pen.width), _cut([(told, "dim")], pen.width)]


def _cut(line: list[tuple[str, str]], width: int) -> Line:
    """The parts that there is room for."""
    used, found = 0, []
    for text, role in line:
        if used + len(text) > width:
            break
        found.append((text, role))
        used += len(text)
    return tuple(found)
