"""Cuts a TOML text into its tables with the comments above them, so that layers can change places.

A comment directly above a header belongs to that table and goes where it goes. A comment set off by a
blank line belongs to nobody and stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER = re.compile(r"\s*\[")
# Strings and comments are passed over whole; what is left are brackets, which may span lines.
_TOKEN = re.compile(
    r"""\"\"\"(?:[^\\]|\\.)*?\"{3,5}(?!\") | '''.*?'{3,5}(?!') | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]*
    | [\[\]{}]""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One table's text.

    Attributes:
        path: Of its header: ("data",), ("layers",)…; () for what stands before the first header.
        gap: Blank lines and free comments before it.
        text: Comments directly above the header, the header and the keys; ends with a newline. Tables
            under a layer (`[layers.kernel_regularizer]`) are part of its text.
    """

    path: tuple[str, ...]
    gap: str
    text: str

    @property
    def is_layer(self) -> bool:
        """Whether this is one [[layers]] table."""
        return self.path == ("layers",)


def split(text: str) -> tuple[tuple[Block, ...], str]:
    """All blocks in order, and the blank lines and comments behind the last one.

    Joining gaps and texts gives `text` again. `text` must be valid TOML with Unix line ends.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    starts = _header_lines(text, lines)
    quiet = _quiet_lines(text, lines)
    blocks: list[Block] = []
    gap, lead, at = "", "", 0
    path: tuple[str, ...] = ()
    for start in [*starts, len(lines)]:
        body, next_gap, next_lead = _cut(lines[at:start], quiet[at:start])
        if lead or body or path:
            blocks.append(Block(path, gap, lead + body))
        else:
            next_gap = gap + next_gap
        gap, lead, at = next_gap, next_lead, start
        path = _path(lines[start]) if start < len(lines) else ()
    return _with_subtables(blocks), gap + lead


def join(blocks: tuple[Block, ...], tail: str) -> str:
    """The text of all blocks. A block that another follows ends with a newline."""
    parts: list[str] = []
    for block in blocks:
        if parts and not parts[-1].endswith("\n"):
            parts.append("\n")
        parts += [block.gap, block.text] if block.gap else [block.text]
    return "".join(parts) + tail


def _cut(lines: list[str], quiet: list[bool]) -> tuple[str, str, str]:
    """A table's own lines, then the free gap, then the comments that belong to the next header."""
    end = len(lines)
    while end and quiet[end - 1]:
        end -= 1
    behind = lines[end:]
    blanks = [index for index, line in enumerate(behind) if not line.strip()]
    if not blanks:
        return "".join(lines[:end]), "", "".join(behind)
    # Comments right under the last key are the table's own, where there is a last key.
    own = blanks[0] if end else 0
    return (
        "".join(lines[: end + own]),
        "".join(behind[own : blanks[-1] + 1]),
        "".join(behind[blanks[-1] + 1 :]),
    )


def _quiet_lines(text: str, lines: list[str]) -> list[bool]:
    """For each line, whether it is blank or a comment and not the inside of a value."""
    inside = _lines_inside_values(text)
    return [
        index not in inside and (not line.strip() or line.lstrip().startswith("#"))
        for index, line in enumerate(lines)
    ]


def _header_lines(text: str, lines: list[str]) -> list[int]:
    inside = _lines_inside_values(text)
    return [index for index, line in enumerate(lines) if index not in inside and _HEADER.match(line)]


def _lines_inside_values(text: str) -> set[int]:
    """Numbers of the lines that begin inside a string or an array of several lines."""
    inside: set[int] = set()
    line, at, depth = 0, 0, 0
    for start, end, change in _tokens(text):
        crossed = text.count("\n", at, start)
        if depth:
            inside.update(range(line + 1, line + crossed + 1))
        line += crossed
        within = text.count("\n", start, end)
        inside.update(range(line + 1, line + within + 1))
        line += within
        at = end
        depth += change
    return inside


def _tokens(text: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each string, comment and bracket, and how it changes the nesting."""
    for match in _TOKEN.finditer(text):
        token = match.group()
        yield match.start(), match.end(), {"[": 1, "{": 1, "]": -1, "}": -1}.get(token, 0)


def _path(header: str) -> tuple[str, ...]:
    found = tomllib.loads(header)
    path: list[str] = []
    while found:
        name, inside = next(iter(found.items()))
        path.append(name)
        found = inside[0] if isinstance(inside, list) else inside
    return tuple(path)


def _with_subtables(blocks: list[Block]) -> tuple[Block, ...]:
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last is not None and last.is_layer and block.path[:1] == ("layers",) and len(block.path) > 1:
            merged[-1] = Block(last.path, last.gap, last.text + block.gap + block.text)
        else:
            merged.append(block)
    return tuple(merged)
