"""Python as lines of words with roles: enough to read a short model by, and more by weight than by colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seqtui.practice.question import GAP

if TYPE_CHECKING:
    from seqtui.tui.widgets.cells import Line, Text

_TOKEN = re.compile(
    rf"""(?P<accent>{GAP})
    | (?P<dim>\#.*)
    | (?P<validation>"[^"]*"|'[^']*')
    | (?P<strong>\b(?:import|from|as|def|return|for|in|if|else|with|class|None|True|False)\b|\b[A-Z]\w+(?=\())
    | (?P<train>\b\d+(?:\.\d+)?(?:e-?\d+)?\b)""",
    re.VERBOSE,
)


def code_lines(code: str, width: int, gap: str = GAP) -> list[Line]:
    """Code with its numbers, strings and layer names told apart; long lines go on below, deeper in.

    Args:
        code: Python.
        width: Cells.
        gap: What stands in the gap.
    """
    return [line for row in code.split("\n") for line in _wrapped(_parts(row, gap), row, width)]


def _parts(row: str, gap: str) -> list[Text]:
    parts: list[Text] = []
    at = 0
    for found in _TOKEN.finditer(row):
        if found.start() > at:
            parts.append((row[at : found.start()], ""))
        role = found.lastgroup or ""
        parts.append((gap if role == "accent" else found.group(), role))
        at = found.end()
    if at < len(row):
        parts.append((row[at:], ""))
    return parts


def _wrapped(parts: list[Text], row: str, width: int) -> list[Line]:
    """A row of code cut at the width; what goes on stands eight cells deeper than the row began."""
    text = "".join(words for words, _ in parts)
    lead = " " * min(len(row) - len(row.lstrip()) + 8, max(width // 2, 0))
    lines: list[Line] = []
    at, room = 0, width
    while len(text) - at > room:
        end = at + _break(text[at : at + room])
        lines.append((*([(lead, "")] if lines else []), *_between(parts, at, end)))
        at = end + (len(text[end:]) - len(text[end:].lstrip()))
        room = max(width - len(lead), 1)
    return [*lines, (*([(lead, "")] if lines else []), *_between(parts, at, len(text)))]


def _break(text: str) -> int:
    """Where a row is cut best: behind a comma, else behind an opening bracket, at a blank, or anywhere."""
    indent = len(text) - len(text.lstrip())
    for mark in (", ", "(", "[", " "):
        found = text.rfind(mark)
        if found > indent:
            return found + len(mark.rstrip() or " ")
    return max(len(text), 1)


def _between(parts: list[Text], start: int, end: int) -> list[Text]:
    """The parts of the cells from `start` on, before `end`."""
    found: list[Text] = []
    at = 0
    for words, role in parts:
        piece = words[max(start - at, 0) : max(end - at, 0)]
        if piece:
            found.append((piece, role))
        at += len(words)
    return found
