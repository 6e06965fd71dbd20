"""Delimited text: from bytes to a layout (encoding, delimiter, header, columns), or a clear refusal."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seqtui.data.table import plural
from seqtui.errors import SeqtuiError

SAMPLE = 64 * 1024
_UTF16 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
# A comma also separates decimals and thousands, so that it comes last among those that fit.
_DELIMITERS = ("\t", ";", "|", ",")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)
_CHUNK = 1 << 24
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is laid out.

    Attributes:
        delimiter: One character.
        header: Whether the first line names the columns.
        names: Of the columns, unique, never empty.
        notes: What was assumed, one sentence each.
    """

    delimiter: str
    header: bool
    names: tuple[str, ...]
    notes: tuple[str, ...]


def read_text(path: Path) -> tuple[bytes, tuple[str, ...]]:
    """A text file as UTF-8 bytes without a byte order mark, with notes.

    Raises:
        SeqtuiError: Where it is empty, UTF-16 or UTF-32, or no text.
    """
    data = path.read_bytes()
    return decoded(data, path.name)


def decoded(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """Bytes as UTF-8 without a byte order mark; Windows-1252 is converted, with a note.

    Raises:
        SeqtuiError: As for `read_text`.
    """
    if data.startswith(_UTF16):
        raise SeqtuiError(
            "The file is not UTF-8",
            f"{name} starts with the byte order mark of UTF-16 or UTF-32.",
            f"Save it as UTF-8, for instance: iconv -f UTF-16 -t UTF-8 {name} > utf8-{name}",
        )
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data[:SAMPLE].strip() and not data.strip():
        raise SeqtuiError(
            "The file is empty", f"{name} holds no line.", "Give a file with a header and rows."
        )
    if b"\0" in data or len(data[:SAMPLE].translate(None, _CONTROL)) < len(data[:SAMPLE]):
        raise _no_text(name)
    return (data, ()) if _is_utf8(data) else _from_windows(data, name)


def _is_utf8(data: bytes) -> bool:
    """Checked in pieces: decoding holds Python's lock, and the app draws in another thread."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(data[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _from_windows(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _no_text(name) from None
    return text.encode(), (f"{name} is not UTF-8: it was read as Windows-1252.",)


def _empty(name: str) -> SeqtuiError:
    return SeqtuiError("The file is empty", f"{name} holds no value.", "Give a file with a header and rows.")


def _no_text(name: str) -> SeqtuiError:
    return SeqtuiError(
        "The file is no text",
        f"{name} holds bytes that no text has.",
        "Give a CSV or TSV file in UTF-8; NPZ, NPY and Parquet files need their own ending.",
    )


def layout(data: bytes, name: str) -> Layout:
    """Delimiter, header and column names, from the first lines.

    Args:
        data: UTF-8; the whole file or its beginning.
        name: Of the file; `.tsv` settles the delimiter.

    Raises:
        SeqtuiError: Where there is no value in them.
    """
    lines = _first_lines(data, complete=len(data) <= SAMPLE)
    delimiter = "\t" if name.lower().endswith((".tsv", ".tab")) else _sniff(lines)
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise _unreadable(name, str(error)) from None
    if not rows:
        raise _empty(name)
    first = [cell.strip() for cell in rows[0]]
    header = not any(_NUMBER.fullmatch(cell) for cell in first)
    if not header:
        names = tuple(f"column_{index + 1}" for index in range(len(first)))
        notes = (f"{name} has no header: its columns are called column_1 to column_{len(first)}.",)
        return Layout(delimiter, header, names, notes)
    return Layout(delimiter, header, *_unique(first))


def _first_lines(data: bytes, *, complete: bool) -> list[str]:
    """Lines of the sample that are whole."""
    text = data[:SAMPLE].decode(errors="ignore")
    lines = io.StringIO(text, newline="").readlines()
    if not complete and len(lines) > 1:
        lines.pop()
    return [line for line in lines if line.strip()]


def _sniff(lines: list[str]) -> str:
    """The delimiter that the same number of times stands in nearly every line, outside quotes."""
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines[:100]]
    best, share = ",", 0.0
    for delimiter in _DELIMITERS:
        count, lines_with = Counter(line.count(delimiter) for line in bare).most_common(1)[0]
        if count and lines_with / len(bare) > share:
            best, share = delimiter, lines_with / len(bare)
    return best


def _unique(cells: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names that are neither empty nor used twice, and notes on those that were."""
    names: list[str] = []
    notes: list[str] = []
    for index, cell in enumerate(cells):
        name = base = cell or f"column_{index + 1}"
        number = 1
        while name in names or (name != cell and name in cells):
            number += 1
            name = f"{base}_{number}"
        if name != cell:
            told = f"Another column named {cell!r}" if cell else f"Column {index + 1} without a name"
            notes.append(f"{told} is called {name!r}.")
        names.append(name)
    return tuple(names), tuple(notes)


def is_even(data: bytes, delimiter: str, columns: int) -> bool:
    """Whether every line has as many fields, counted without parsing; quoted text is passed over.

    False also where a quote stands inside a bare field: then only a parser can tell.
    """
    if b'"' in data and not _quotes_enclose(data, delimiter):
        return False
    inside, fields, blank = False, 0, True
    mark = ord(delimiter)
    for start in range(0, len(data), _CHUNK):
        chunk = np.frombuffer(data, np.uint8, min(_CHUNK, len(data) - start), start)
        quoted = np.bitwise_xor.accumulate((chunk == 34).view(np.uint8)) ^ np.uint8(inside)
        free = quoted == 0
        inside = bool(quoted[-1])
        ends = np.nonzero((chunk == 10) & free)[0]
        marks = np.nonzero((chunk == mark) & free)[0]
        counts = np.diff(np.searchsorted(marks, ends), prepend=0)
        if len(ends):
            counts[0] += fields
            lengths = np.diff(ends, prepend=-1)
            empty = (lengths == 1) | ((lengths == 2) & (chunk[ends - 1] == 13))
            empty[0] = empty[0] and blank
            if np.any((counts != columns - 1) & ~empty):
                return False
            fields, blank = 0, True
        tail = len(chunk) - (int(ends[-1]) + 1 if len(ends) else 0)
        fields += int(len(marks) - (np.searchsorted(marks, ends[-1]) if len(ends) else 0))
        blank = blank and tail == 0
    return not inside and (blank or fields == columns - 1)


def _quotes_enclose(data: bytes, delimiter: str) -> bool:
    """Whether every quote stands at the edge of a field or beside another quote."""
    edge = np.zeros(256, dtype=np.bool_)
    edge[[10, 13, 34, ord(delimiter)]] = True
    characters = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(characters == 34)
    starts = edge[characters[quotes - 1]] | (quotes == 0)
    ends = edge[characters[np.minimum(quotes + 1, len(data) - 1)]]
    return bool(np.all(starts | ends))


def parse(data: bytes, shape: Layout, name: str) -> Iterator[list[str]]:
    """Rows of cells, read by Python's parser: slow, exact, and able to say which line is wrong.

    Raises:
        SeqtuiError: At the first line with too few or too many fields.
    """
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=shape.delimiter)
    width, pending_header = len(shape.names), shape.header
    line = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _unreadable(name, f"line {line}: {error}") from None
        if row is None:
            return
        if not any(cell.strip() for cell in row) and len(row) <= 1:
            continue
        if len(row) != width:
            raise _ragged(name, line, len(row), shape)
        if pending_header:
            pending_header = False
            continue
        yield row


def _ragged(name: str, line: int, found: int, shape: Layout) -> SeqtuiError:
    expected = f"{plural(len(shape.names), 'column')}"
    quoted = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}[shape.delimiter]
    return SeqtuiError(
        "The rows differ in length",
        f"Line {line:,} of {name} has {plural(found, 'field')}, the first line has {expected}.",
        f"Repair that line: each {quoted} separates two fields, unless it stands inside double quotes.",
    )


def _unreadable(name: str, reason: str) -> SeqtuiError:
    return SeqtuiError(
        "The file cannot be read as a table",
        f"{name}, {reason}.",
        "Look for a double quote that is never closed.",
    )
