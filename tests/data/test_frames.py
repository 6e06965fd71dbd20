import datetime as dt

import numpy as np
import polars as pl
import pytest

from seqtui.data import columns, load
from seqtui.recipe.values import DataSpec


def test_types_are_inferred_column_by_column(folder, rows):
    text = rows(
        "customer_id,joined,plan,age,note,member,seen,const,y",
        lambda i: (
            f"C{i:03},2024-01-{i % 28 + 1:02},{['pro', 'basic'][i % 2]},{i * i % 37},words {i},"
            f"{['Yes', 'no'][i % 3 > 0]},12:{i:02}:01,7,{[0, 1][i % 5 > 2]}"
        ),
    )
    data = folder.load("a.csv", text)
    assert data.feature_names == ("plan=basic", "plan=pro", "age", "member")
    assert data.task == "binary"
    left_out = [note.split(":")[0] for note in data.notes if "left out" in note]
    assert left_out == ["customer_id", "joined", "note", "seen", "const"]
    member = data.feature_names.index("member")
    assert set(np.unique(data.x_train[:, member])) == {0, 1}


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.csv"), ("|", "a.txt"), ("\t", "a.tsv")]
)
def test_delimiters_are_found(folder, rows, delimiter, name):
    text = rows("a;b;y", lambda i: f"{i % 7};{i * 3 % 11};{['no', 'yes'][i % 2]}").replace(";", delimiter)
    data = folder.load(name, text)
    assert data.feature_names == ("a", "b")
    assert columns(folder.path / name) == ("a", "b", "y")


def test_decimal_commas_between_semicolons(folder, rows):
    data = folder.load("a.csv", rows("a;b;y", lambda i: f"{i % 7},5;1.00{i % 3},25;{i % 2}"))
    assert set(np.unique(data.x_train[:, 0])) <= {value + 0.5 for value in range(7)}
    assert set(np.unique(data.x_train[:, 1])) <= {1000.25, 1001.25, 1002.25}
    assert "a: decimal commas read as points." in data.notes


def test_a_file_without_a_header(folder, rows):
    data = folder.load("a.csv", rows("0,0.5,1", lambda i: f"{i % 7},{i % 3}.5,{i % 2}"), "column_3")
    assert data.rows == 41
    assert data.feature_names == ("column_1", "column_2")
    assert data.notes[0] == "a.csv has no header: its columns are called column_1 to column_3."


def test_unnamed_and_repeated_columns_get_names(folder, rows):
    folder.write("a.csv", rows(",a,a,y", lambda i: f"{i},{i % 3},{i % 5},{i % 2}"))
    assert columns(folder.path / "a.csv") == ("column_1", "a", "a_2", "y")
    data = folder.load("a.csv")
    assert data.feature_names == ("a", "a_2")
    assert "Another column named 'a' is called 'a_2'." in data.notes
    assert "column_1: left out, it is a row number or identifier, every value differs." in data.notes


def test_byte_order_mark_windows_line_ends_and_blank_lines(folder, rows):
    text = rows("a,y", lambda i: f"{i % 7},{i % 2}\r\n").replace("\n\r\n", "\n\n")
    data = folder.load("a.csv", "\ufeff" + text.replace("\n", "\r\n"))
    assert (data.rows, data.feature_names, data.notes) == (40, ("a",), ())


def test_quoted_delimiters_quotes_and_line_ends(folder, rows):
    text = rows("a,b,y", lambda i: f'"x, ""{i % 3}""\nz",{i % 7},{i % 2}')
    data = folder.load("a.csv", text)
    assert data.feature_names[:3] == ('a=x, "0"\nz', 'a=x, "1"\nz', 'a=x, "2"\nz')
    assert data.rows == 40


def test_a_quote_within_a_bare_field_is_a_character(folder, rows):
    data = folder.load("a.csv", rows("a,b,y", lambda i: f'{5 + i % 2}" pipe,{i % 7},{i % 2}', 41))
    assert data.feature_names[:2] == ('a=5" pipe', 'a=6" pipe')
    assert data.rows == 41


def test_windows_1252_is_read_and_said(folder, rows):
    data = folder.load("a.csv", rows("größe,y", lambda i: f"{'äü'[i % 2]},{i % 2}").encode("cp1252"))
    assert data.feature_names == ("größe=ä", "größe=ü")
    assert data.notes[0] == "a.csv is not UTF-8: it was read as Windows-1252."


@pytest.mark.parametrize("gap", ["", "NA", "NaN", "null", "?", " ", " N/A "])
def test_gaps_in_all_their_spellings(folder, rows, gap):
    data = folder.load("a.csv", rows("a,b,y", lambda i: f"{gap if i % 10 == 0 else i % 7 + 1},x,{i % 2}"))
    assert data.x_train.shape[1] == 1
    assert data.x_train.min() >= 1
    assert "4 gaps filled with the median" in data.notes[0]


def test_a_few_words_among_numbers_are_gaps(folder, rows):
    data = folder.load("a.csv", rows("a,y", lambda i: f"{'unknown' if i == 9 else i % 7},{i % 2}", 100))
    assert data.feature_names == ("a",)
    assert "a: 1 value such as 'unknown' taken as gaps." in data.notes


def test_infinite_values_are_gaps(folder, rows):
    data = folder.load(
        "a.csv", rows("a,y", lambda i: f"{'inf' if i < 2 else 1e39 if i < 4 else i % 7},{i % 2}")
    )
    assert np.isfinite(data.x_train).all()
    assert any("4 infinite or too large values taken as gaps" in note for note in data.notes)


def test_rows_without_a_target_are_left_out(folder, rows):
    data = folder.load("a.csv", rows("a,y", lambda i: f"{i % 7},{'' if i < 5 else i % 2}"))
    assert data.rows == 35
    assert "5 rows without a value of y left out." in data.notes


def test_parquet_keeps_its_types(folder):
    frame = pl.DataFrame(
        {
            "n": [index % 7 for index in range(40)],
            "flag": [index % 3 == 0 for index in range(40)],
            "kind": pl.Series(["u", "v", None, "u"] * 10, dtype=pl.Categorical),
            "day": [dt.date(2024, 1, 1)] * 40,
            "list": [[1, 2]] * 40,
            "nothing": [None] * 40,
            "y": ["no", "yes"] * 20,
        }
    )
    frame.write_parquet(folder.path / "a.parquet")
    data = folder.load("a.parquet")
    assert data.feature_names == ("n", "flag", "kind=u", "kind=v", "kind=missing")
    assert data.class_names == ("no", "yes")
    assert columns(folder.path / "a.parquet") == tuple(frame.columns)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_million_rows_load(folder):
    count = 1_000_000
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({f"n{index}": rng.normal(size=count).round(4) for index in range(8)})
    frame = frame.with_columns(
        pl.Series("kind", np.array(["red", "green", "blue"])[rng.integers(0, 3, count)]),
        pl.Series("words", np.array(['a "quoted", text', "plain"])[rng.integers(0, 2, count)]),
        (pl.col("n0") + pl.col("n1") > 0).cast(pl.String).alias("y"),
    )
    frame.write_csv(folder.path / "big.csv")
    data = load(DataSpec("big.csv", target="y"), folder.path)
    assert data.x_train.shape == (800_000, 13)
    assert data.class_names == ("false", "true")
