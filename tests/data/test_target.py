import numpy as np
import pytest

from seqtui.data import target
from seqtui.data.table import category, number
from seqtui.errors import SeqtuiError


def of(values):
    return target.of_column(number("y", np.array(values, dtype=float)))


def test_two_numbers_are_two_classes_whatever_they_are():
    found = of([2.5, -1, 2.5, -1])
    assert (found.task, found.class_names, found.values.tolist()) == ("binary", ("-1", "2.5"), [1, 0, 1, 0])


def test_a_few_whole_numbers_without_a_hole_are_classes_and_it_is_said():
    found = of([3, 4, 5] * 10)
    assert (found.task, found.class_names) == ("multiclass", ("3", "4", "5"))
    assert found.note == "y: the whole numbers 3 to 5 are taken as classes."


@pytest.mark.parametrize(
    "values",
    [
        [1.5, 2.5, 3.5] * 10,
        [1, 2, 4] * 10,
        list(range(30)) * 10,
        [1, 2, 3, 4],
    ],
    ids=["fractions", "a hole", "too many", "too few rows of each"],
)
def test_other_numbers_are_regression(values):
    found = of(values)
    assert found.task == "regression"
    assert target.encode(found, "integer")[1].shape == (len(values), 1)


def test_names_are_classes_in_alphabetical_order():
    found = target.of_column(category("y", ["malignant", "benign", "benign"]))
    assert found.class_names == ("benign", "malignant")
    assert target.encode(found, "integer")[1].tolist() == [[1.0], [0.0], [0.0]]


def test_one_hot_labels():
    task, y = target.encode(of([0, 1, 2] * 5), "one_hot")
    assert task == "multiclass"
    assert y.dtype == np.float32
    assert y[:3].tolist() == np.eye(3).tolist()


def test_one_hot_labels_of_two_classes_are_a_multiclass_task():
    task, y = target.encode(of([0, 1] * 5), "one_hot")
    assert (task, y.shape) == ("multiclass", (10, 2))


def test_labels_from_0_up_may_be_many():
    labels = np.tile(np.arange(60), 6)
    assert target.of_labels("y", labels).task == "multiclass"
    assert target.of_labels("y", labels.astype(float)).task == "regression"


def test_text_labels():
    assert target.of_labels("y", np.array(["b", "a", "b"])).class_names == ("a", "b")


@pytest.mark.parametrize(
    ("labels", "title"),
    [
        (np.ones(9), "The target has one class only"),
        (np.array([1.0, np.nan, 0.0]), "The target has gaps"),
        (np.array([1.0, np.inf, 0.0]), "The target has gaps"),
        (np.array([1j, 2j]), "The target is neither numbers nor names"),
    ],
)
def test_labels_that_cannot_be_learned(labels, title):
    with pytest.raises(SeqtuiError) as caught:
        target.of_labels("y", labels)
    assert (caught.value.title, caught.value.key) == (title, "data.target")
