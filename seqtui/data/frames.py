"""Tables in files: CSV, TSV and Parquet, read by polars, typed column by column.

Imported by `sources` when a file is opened, and by nobody before: polars takes a while to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seqtui.data import text
from seqtui.data.table import Column, Kind, Rows, number, plural
from seqtui.errors import SeqtuiError

GAPS = ("", "NA", "N/A", "n/a", "na", "#N/A", "NaN", "nan", "-nan", "null", "NULL", "Null", "None", "?")
_BOOLEANS = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})
_TRUE = ("true", "yes", "y", "t")
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
_TIME = rf"([ T]{_CLOCK}( ?[AaPp][Mm])?(Z|[+-]\d{{2}}:?\d{{2}})?)?"
_DAY = r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
_DATE = rf"^({_DAY}{_TIME}|{_CLOCK})$"
_DECIMAL_COMMA = r"^[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+$|^[+-]?\d+$"
# A column of numbers with a few words in it ("unknown", "-") is numbers with gaps.
NUMBERS_AMONG_WORDS = 0.95
# Texts that differ in more than half of the rows are no categories, unless they make a short list.
MOST_SHORT_LIST = 20
_GLIMPSE = 1000


@dataclass(frozen=True, slots=True, eq=False)
class FileTable:
    """A table whose columns are typed when they are asked for.

    Attributes:
        name: Of the file.
        frame: Text columns for CSV and TSV, typed ones for Parquet.
        notes: What was done to read it.
        decimal_commas: Whether `1,5` may be a number (the comma does not separate fields).
    """

    name: str
    frame: pl.DataFrame
    notes: tuple[str, ...] = ()
    decimal_commas: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns, in the file's order."""
        return tuple(self.frame.columns)

    @property
    def rows(self) -> int:
        """How many."""
        return self.frame.height

    def column(self, name: str, rows: Rows | None = None) -> Column:
        """All values of a column, its type inferred from these rows alone (None: from all)."""
        series = self.frame[name]
        if series.dtype in (pl.Categorical, pl.Enum):
            series = series.cast(pl.String)
        if series.dtype == pl.String:
            return _typed(_with_gaps(series), rows, decimal_commas=self.decimal_commas)
        return _from_type(series)


def read_delimited(path: Path) -> FileTable:
    """A CSV or TSV file; every cell stays text until its column is asked for.

    Raises:
        SeqtuiError: For an empty file, no text, a header without rows, rows of different lengths.
    """
    data, notes = text.read_text(path)
    shape = text.layout(data, path.name)
    frame = _frame(data, shape, path.name)
    if frame.width > 1:
        frame = frame.filter(~_all_null())
    if not frame.height:
        raise SeqtuiError(
            "The file has no rows",
            f"{path.name} holds a header with {plural(frame.width, 'column')} and nothing below it.",
            "Give a file with at least a few rows.",
        )
    return FileTable(path.name, frame, (*notes, *shape.notes), shape.delimiter != ",")


def _all_null() -> pl.Expr:
    """Blank lines reach the frame as rows without any value."""
    return pl.all_horizontal(pl.all().is_null())


def _frame(data: bytes, shape: text.Layout, name: str) -> pl.DataFrame:
    if text.is_even(data, shape.delimiter, len(shape.names)):
        try:
            return pl.read_csv(
                data,
                has_header=shape.header,
                new_columns=list(shape.names),
                separator=shape.delimiter,
                infer_schema=False,
            )
        except pl.exceptions.PolarsError:
            pass  # Python's parser reads quotes in odd places that polars refuses, or names the line
    rows = list(text.parse(data, shape, name))
    return pl.DataFrame(rows, schema=dict.fromkeys(shape.names, pl.String), orient="row")


def read_parquet(path: Path) -> FileTable:
    """A Parquet file.

    Raises:
        SeqtuiError: Where it is none, or has no rows.
    """
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise SeqtuiError(
            "The file is no Parquet file",
            f"{path.name}: {str(error).splitlines()[0]}",
            "Write it again, or save it as CSV.",
        ) from None
    if not frame.height or not frame.width:
        raise SeqtuiError("The file has no rows", f"{path.name} holds none.", "Give a file with rows.")
    return FileTable(path.name, frame)


def delimited_columns(path: Path) -> tuple[str, ...]:
    """The column names of a CSV or TSV file, from its beginning alone."""
    with path.open("rb") as file:
        head = file.read(text.SAMPLE + 1)
    # A character cut in two at the end would look like another encoding.
    whole = head if len(head) <= text.SAMPLE else head[: head.rfind(b"\n") + 1] or head
    data, _ = text.decoded(whole, path.name)
    return text.layout(data, path.name).names


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The column names of a Parquet file, from its footer."""
    return read_parquet(path).names


def _with_gaps(series: pl.Series) -> pl.Series:
    """Text without surrounding spaces, null where a gap is written."""
    stripped = pl.col(series.name).str.strip_chars()
    gap = stripped.is_in(list(GAPS))
    return series.to_frame().select(pl.when(~gap).then(stripped).alias(series.name)).to_series()


def _typed(series: pl.Series, rows: Rows | None, *, decimal_commas: bool) -> Column:
    seen = (series if rows is None else _only(series, rows)).drop_nulls()
    if not len(seen):
        return _presence(series, "empty")
    if _mostly_numbers(seen):
        return _numbers(series, "")
    if decimal_commas and _all_match(seen, _DECIMAL_COMMA):
        plain = series.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        return _numbers(plain, "decimal commas read as points")
    return _boolean(series, seen) or _words(series, seen)


def _only(series: pl.Series, rows: Rows) -> pl.Series:
    """These rows in the file's order, which is read faster than a shuffled one."""
    mask = np.zeros(len(series), dtype=np.bool_)
    mask[rows] = True
    return series.filter(pl.Series(mask))


def _words(series: pl.Series, seen: pl.Series) -> Column:
    if _all_match(seen, _DATE):
        return _presence(series, "date")
    distinct = seen.n_unique()
    many = distinct > MOST_SHORT_LIST and distinct > 0.5 * len(seen)
    nearly_all = len(seen) > 4 and distinct >= 0.9 * len(seen)
    return _presence(series, "text") if many or nearly_all else _category(series)


def _mostly_numbers(seen: pl.Series) -> bool:
    def share(part: pl.Series) -> float:
        return int(part.cast(pl.Float64, strict=False).is_not_null().sum()) / len(part)

    # The glimpse is there to be done soon with long columns of words; it must not decide on its own.
    return share(seen.head(_GLIMPSE)) >= NUMBERS_AMONG_WORDS / 2 and share(seen) >= NUMBERS_AMONG_WORDS


def _all_match(seen: pl.Series, pattern: str) -> bool:
    return bool(seen.head(_GLIMPSE).str.contains(pattern).all() and seen.str.contains(pattern).all())


def _numbers(series: pl.Series, remark: str) -> Column:
    floats = series.cast(pl.Float64, strict=False)
    column = number(series.name, floats.to_numpy())
    words = series.filter(series.is_not_null() & floats.is_null())
    remarks = [remark] if remark else []
    if len(words):
        remarks.append(f"{plural(len(words), 'value')} such as {words[0]!r} taken as gaps")
    remarks += [column.remark] if column.remark else []
    return Column(column.name, column.kind, column.values, whole=column.whole, remark="; ".join(remarks))


def _boolean(series: pl.Series, seen: pl.Series) -> Column | None:
    """Yes and no as 1 and 0; None where one of them does not occur, or a third word does."""
    if seen.head(_GLIMPSE).str.to_lowercase().n_unique() > 2:
        return None
    lowered = series.str.to_lowercase()
    words = sorted(seen.str.to_lowercase().unique())
    if set(words) not in _BOOLEANS:
        return None
    words.sort(key=lambda word: word in _TRUE)
    values = lowered.replace_strict(words, [0.0, 1.0], default=None, return_dtype=pl.Float64)
    spelled = [seen.filter(seen.str.to_lowercase() == word)[0] for word in words]
    return Column(series.name, "boolean", _floats(values), tuple(spelled))


def _category(series: pl.Series) -> Column:
    levels = series.drop_nulls().unique().sort().to_list()
    codes = series.cast(pl.Enum(levels)).to_physical().cast(pl.Int64).fill_null(-1)
    return Column(series.name, "category", codes.to_numpy(), tuple(levels))


def _presence(series: pl.Series, kind: Kind) -> Column:
    return Column(series.name, kind, np.where(series.is_null().to_numpy(), np.nan, 1.0))


def _floats(series: pl.Series) -> NDArray[Any]:
    return series.cast(pl.Float64).to_numpy()


def _from_type(series: pl.Series) -> Column:
    """A Parquet column, by its own type."""
    if series.dtype == pl.Boolean:
        return Column(series.name, "boolean", _floats(series), ("false", "true"))
    if series.dtype.is_numeric():
        return number(series.name, _floats(series))
    if series.dtype.is_temporal():
        return _presence(series, "date")
    return _presence(series, "empty" if series.dtype == pl.Null else "nested")
