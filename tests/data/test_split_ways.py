"""The split that a recipe asks for: stratified unless it says otherwise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from seqtui.data.loading import load
from seqtui.data.split import split
from seqtui.recipe.values import DataSpec


def test_ordered_holds_the_last_rows_back():
    train, held = split(10, 0.3, seed=1, way="ordered")
    assert train.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert held.tolist() == [7, 8, 9]


def test_shuffled_looks_at_no_class():
    classes = np.repeat([0, 1], [95, 5])
    with_classes = split(100, 0.2, 3, classes, "shuffled")
    without = split(100, 0.2, 3)
    assert [part.tolist() for part in with_classes] == [part.tolist() for part in without]
    assert sorted(np.concatenate(with_classes).tolist()) == list(range(100))


@pytest.fixture
def series(tmp_path) -> Path:
    path = tmp_path / "series.csv"
    path.write_text("x,y\n" + "".join(f"{at * 1.5},{at * 2.25}\n" for at in range(40)))
    return path


def test_an_ordered_table_keeps_its_order(series):
    data = load(DataSpec(str(series), "y", split="ordered"), series.parent)
    np.testing.assert_array_equal(data.y_train[:, 0], np.arange(32) * np.float32(2.25))
    np.testing.assert_array_equal(data.y_val[:, 0], np.arange(32, 40) * np.float32(2.25))
    assert "The last 8 rows validate, in the order of the file." in data.notes


def test_a_class_that_only_validation_has_is_told(tmp_path):
    path = tmp_path / "sorted.csv"
    rows = [f"{at % 7 * 0.5},{name}" for name, count in (("ant", 30), ("bee", 10)) for at in range(count)]
    path.write_text("x,kind\n" + "\n".join(rows) + "\n")
    spec = DataSpec(str(path), "kind", validation=0.25, split="ordered")
    ordered, stratified = (load(each, tmp_path) for each in (spec, replace(spec, split="stratified")))
    assert "kind: no training row is bee, so the model cannot learn it." in ordered.notes
    assert not [note for note in stratified.notes if "cannot learn" in note]
    assert ordered.fingerprint != stratified.fingerprint
