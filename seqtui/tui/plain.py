"""What may reach the terminal, whoever draws it: no control characters, and in plain mode ASCII alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

# One character for one, so that no column moves. Letters of other scripts stay as they are: what a user
# named so is better shown as the terminal can than not at all.
_GROUPS = {
    "-": "─━═╸╺╶╴—–",
    "|": "│┃║",
    "+": "╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┣┫",
    "#": "█▇▆▅▄▃▂▁▏▎▍▌▋▊▉▔▕░▒▓",
    ".": "·⋯",
    "x": "×",
    ">": "→",
    "<": "←",
    "^": "↑",
    "v": "↓✓",
    "~": "…",
    "*": "•",
    "X": "✗",
}
_ASCII = {ord(each): plain for plain, group in _GROUPS.items() for each in group}


# They take no cell, and a terminal obeys them: a layer's name in somebody's recipe could hold any.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class ControlFilter(LineFilter):
    """Takes control characters out of texts; Textual's own orders to the terminal are left as they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """See Textual."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(_CONTROLS.sub("", segment.text), segment.style)
            for segment in segments
        ]


class AsciiFilter(LineFilter):
    """Replaces each character that a plain terminal lacks by the nearest one that it has."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """See Textual."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(_ASCII), segment.style, segment.control)
            for segment in segments
        ]
