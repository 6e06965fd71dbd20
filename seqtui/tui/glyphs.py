"""The few characters that are drawn, in Unicode and in ASCII for terminals without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters of certain width only, so that no terminal shifts a column.

    Attributes:
        times: Between the sizes of a shape.
        bar: One cell of a bar.
        failed: Marks the layer that Keras refuses, and a wrong answer.
        right: Marks a right answer.
        blocked: Marks the layers behind it.
        off: Marks a layer that is switched off.
        frozen: Marks a layer whose weights stay as they are.
        cursor: Stands before the focused row.
        ellipsis: Stands for what does not fit.
        arrow: From an input shape to an output shape.
        rule, strong_rule: Fill a heading's line, plain and focused.
        best: Marks the best value.
        fits: Marks a kind of layer that Keras accepts at a place.
        marked: Stands before a marked row.
    """

    times: str
    bar: str
    failed: str
    right: str
    blocked: str
    off: str
    frozen: str
    cursor: str
    ellipsis: str
    arrow: str
    rule: str
    strong_rule: str
    best: str
    fits: str
    marked: str


UNICODE = Glyphs(
    times="×",
    bar="█",
    failed="✗",
    right="✓",
    blocked="⋯",
    off="-",
    frozen="f",
    cursor=">",
    ellipsis="…",
    arrow="→",
    rule="─",
    strong_rule="━",
    best="*",
    fits="+",
    marked="m",
)
ASCII = Glyphs(
    times="x",
    bar="#",
    failed="X",
    right="+",
    blocked=".",
    off="-",
    frozen="f",
    cursor=">",
    ellipsis="~",
    arrow="->",
    rule="-",
    strong_rule="=",
    best="*",
    fits="+",
    marked="m",
)


def glyphs(*, unicode: bool) -> Glyphs:
    """The set that the terminal can show."""
    return UNICODE if unicode else ASCII
