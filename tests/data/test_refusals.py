"""Bad tables: each is refused with what happened, why, and what to do."""

import numpy as np
import pytest

from seqtui.data import columns
from seqtui.errors import SeqtuiError

GOOD = "a,b,y\n" + "".join(f"{index},{index % 3},{index % 2}\n" for index in range(20))

TEXTS = {
    "empty": ("", "The file is empty"),
    "blank": ("\n \n\n", "The file is empty"),
    "header only": ("a,b,y\n", "The file has no rows"),
    "a row too short": ("a,b,y\n1,2,0\n3,4\n5,6,1\n", "The rows differ in length"),
    "a row too long": ("a,b,y\n1,2,0\n3,4,5,6\n", "The rows differ in length"),
    "an open quote": ('a,b,y\n"1,2,0\n3,4,1\n', "The rows differ in length"),
    "noise": (np.random.default_rng(0).bytes(5000), "The file is no text"),
    "null bytes": (b"a,b,y\n1,\0,3\n", "The file is no text"),
    "UTF-16": (GOOD.encode("utf-16"), "The file is not UTF-8"),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "The file is no text"),
    "UTF-32": (GOOD.encode("utf-32"), "The file is not UTF-8"),
    "target all missing": ("a,y\n1,\n2,NA\n", "The target has no values"),
    "one class": ("a,y\n1,k\n2,k\n3,k\n", "The target has one class only"),
    "one row": ("a,y\n1,0\n", "Too few rows for the split"),
    "two rows": ("a,y\n1,0\n2,1\n", "Too few rows for the split"),
    "dates as target": (
        "a,y\n" + "".join(f"{i},2024-01-{i + 10}\n" for i in range(9)),
        "'y' cannot be the target",
    ),
    "names as target": ("a,y\n" + "".join(f"{i},name {i}\n" for i in range(30)), "'y' cannot be the target"),
    "no feature": ("y\n0\n1\n0\n1\n", "No column is left to learn from"),
    "no usable feature": (
        "a,b,y\n" + "".join(f"7,,{i % 2}\n" for i in range(9)),
        "No column is left to learn from",
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_bad_text(folder, case):
    content, title = TEXTS[case]
    assert folder.refused("bad.csv", content).title == title


def test_a_ragged_line_is_named(folder):
    error = folder.refused("bad.csv", "a,b,y\n1,2,0\n3,4\n5,6,1\n")
    assert error.cause == "Line 3 of bad.csv has 2 fields, the first line has 3 columns."


def test_no_file_names_the_nearest(folder):
    folder.write("customers.csv", GOOD)
    error = folder.refused("custmers.csv")
    assert error.key == "data.source"
    assert error.remedy == "Did you mean 'customers.csv'?"


def test_a_misspelled_built_in_set(folder):
    assert folder.refused("breast_cancr").remedy == "Did you mean 'breast_cancer'?"


@pytest.mark.parametrize(
    "source", ["nowhere/at/all.csv", "x" * 5000 + ".csv", "a\0b.csv", "~nobody-here/a.csv", ""]
)
def test_paths_that_lead_nowhere(folder, source):
    assert folder.refused(source).key == "data.source"


def test_a_directory(folder):
    (folder.path / "rows.csv").mkdir()
    assert folder.refused("rows.csv").title == "A directory, not a file"


def test_an_unknown_ending(folder):
    assert ".csv" in folder.refused("a.xlsx", GOOD).cause


def test_keras_sets_say_what_to_do(folder):
    assert "np.savez" in folder.refused("keras:mnist").remedy


def test_noise_on_a_file(folder):
    assert folder.refused("a.csv", GOOD, noise=0.1).key == "data.noise"


def test_no_such_target_names_the_nearest(folder):
    error = folder.refused("a.csv", GOOD.replace("y", "churn"), "chrun")
    assert (error.title, error.key) == ("No column named 'chrun'", "data.target")
    assert error.remedy == "Did you mean 'churn'?"
    assert "a, b, churn" in error.cause


def test_no_target_in_a_recipe(folder):
    error = folder.refused("a.csv", GOOD, None)
    assert (error.title, error.key) == ("Which column?", "data.target")


@pytest.mark.parametrize("features", [("z",), ("y",), ("a", "nope")])
def test_features_that_are_none(folder, features):
    assert folder.refused("a.csv", GOOD, features=features).key == "data.features"


def test_a_feature_asked_for_by_name_is_not_dropped_in_silence(folder):
    text = "day,b,y\n" + "".join(f"2024-01-{index + 10},{index % 3},{index % 2}\n" for index in range(20))
    error = folder.refused("a.csv", text, features=("day", "b"))
    assert error.title == "'day' cannot be a feature"
    assert "dates" in error.cause


def test_a_feature_all_missing_is_left_out_and_noted(folder):
    text = "a,b,y\n" + "".join(f"{index % 5},,{index % 2}\n" for index in range(20))
    data = folder.load("a.csv", text)
    assert data.feature_names == ("a",)
    assert data.notes == ("b: left out, it has no value in the training rows.",)


@pytest.mark.parametrize("content", [b"hello", b"PAR1" + b"x" * 50 + b"PAR1", b""])
def test_a_parquet_file_that_is_none(folder, content):
    assert folder.refused("bad.parquet", content).title == "The file is no Parquet file"


@pytest.mark.parametrize("content", ["", b"\0\1\2", "a,b".encode("utf-16")])
def test_column_names_of_a_bad_file(folder, content):
    with pytest.raises(SeqtuiError):
        columns(folder.write("bad.csv", content))
