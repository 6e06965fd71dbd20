import csv
import io

import numpy as np
import pytest

from seqtui.data import load
from seqtui.data.loading import fingerprint
from seqtui.recipe.values import DataSpec

HEADER = ["mark", "plan", "age", "income", "member", "y"]


def table(count=60):
    rng = np.random.default_rng(5)
    return [
        [
            f"{index + rng.random() / 2:.4f}",
            ["pro", "basic", "team", ""][rng.integers(4)],
            "" if index % 9 == 0 else str(rng.integers(18, 80)),
            f"{rng.normal(5e4, 1e4):.2f}",
            ["yes", "no"][rng.integers(2)],
            ["stay", "leave"][index % 2],
        ]
        for index in range(count)
    ]


def written(rows):
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([HEADER, *rows])
    return target.getvalue()


def held_rows(data, rows):
    """Which rows went to validation, by their mark."""
    marks = {round(float(np.float32(row[0])), 3): index for index, row in enumerate(rows)}
    column = data.feature_names.index("mark")
    return [marks[round(float(value), 3)] for value in data.x_val[:, column]]


CHANGES = {
    "large numbers": ["1e30", "pro", "1e30", "-1e30", "yes"],
    "gaps": ["", "", "", "", ""],
    "new categories": ["1", "gold", "20", "1.0", "maybe"],
    "words for numbers": ["one", "two", "three", "four", "five"],
    "numbers for words": ["1", "2", "3", "4", "5"],
    "dates": ["2024-01-01"] * 5,
}


@pytest.mark.parametrize("change", CHANGES)
def test_validation_rows_never_change_training_arrays(folder, change):
    rows = table()
    before = folder.load("a.csv", written(rows))
    held = held_rows(before, rows)
    assert len(held) == 12
    for index in held:
        rows[index] = [*CHANGES[change], rows[index][-1]]
    after = folder.load("a.csv", written(rows))
    assert before.feature_names == after.feature_names
    np.testing.assert_array_equal(before.x_train, after.x_train)
    np.testing.assert_array_equal(before.y_train, after.y_train)
    assert before.fingerprint != after.fingerprint


def test_training_rows_do_decide(folder):
    rows = table()
    before = folder.load("a.csv", written(rows))
    rows[next(index for index in range(60) if index not in held_rows(before, rows))][1] = "gold"
    assert "plan=gold" in folder.load("a.csv", written(rows)).feature_names


def test_numbers_are_not_scaled(folder):
    rows = table()
    data = folder.load("a.csv", written(rows))
    incomes = {float(np.float32(row[3])) for row in rows}
    assert set(data.x_train[:, data.feature_names.index("income")].tolist()) <= incomes


def test_validation_none_and_relative_and_absolute_paths(folder):
    rows = table()
    data = folder.load("a.csv", written(rows), validation=0.0)
    assert (data.x_train.shape[0], data.x_val.shape) == (60, (0, data.x_train.shape[1]))
    absolute = load(
        DataSpec(str(folder.path / "a.csv"), target="y", validation=0.0), folder.path / "elsewhere"
    )
    assert absolute.fingerprint == data.fingerprint


def test_features_keep_the_order_in_which_they_are_named(folder):
    data = folder.load("a.csv", written(table()), features=("income", "age"))
    assert data.feature_names == ("income", "age")


def test_one_hot_labels(folder):
    data = folder.load("a.csv", written(table()), labels="one_hot")
    assert data.task == "multiclass"
    assert data.y_train.shape == (48, 2)
    assert (data.y_train.sum(axis=1) == 1).all()


def test_fingerprint_sees_types_shapes_and_values():
    one = np.arange(6, dtype=np.float32)
    prints = [
        fingerprint([one]),
        fingerprint([one.astype(np.float64)]),
        fingerprint([one.reshape(2, 3)]),
        fingerprint([one + 1]),
        fingerprint([one, one[:0]]),
    ]
    assert len(set(prints)) == 5
    assert fingerprint([one]) == fingerprint([one.astype(">f4")])
