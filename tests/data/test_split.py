import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtui.data.split import split
from seqtui.errors import SeqtuiError


@given(st.integers(2, 400), st.floats(0, 0.95), st.integers(0, 2**32), st.integers(0, 6))
def test_every_row_goes_to_exactly_one_part(rows, validation, seed, kinds):
    classes = np.random.default_rng(seed).integers(0, kinds, rows) if kinds else None
    try:
        train, held = split(rows, validation, seed, classes)
    except SeqtuiError:
        held_rows = round(rows * validation)
        assert held_rows in (0, rows) or (classes is not None and np.bincount(classes).max() == 1)
        return
    assert sorted([*train, *held]) == list(range(rows))
    assert len(train)
    if classes is None:
        assert len(held) == round(rows * validation)
    else:
        assert set(classes[held]) <= set(classes[train])


@given(st.integers(0, 1000))
def test_classes_are_held_back_in_the_same_share(seed):
    classes = np.repeat([0, 1, 2], [700, 200, 100])
    _, held = split(1000, 0.2, seed, classes)
    assert np.bincount(classes[held]).tolist() == [140, 40, 20]


def test_the_seed_decides_and_rows_are_shuffled():
    first, again, other = split(100, 0.2, 1), split(100, 0.2, 1), split(100, 0.2, 2)
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].tolist() != other[0].tolist()
    assert first[0].tolist() != sorted(first[0].tolist())
    assert first[1].tolist() != list(range(80, 100))


def test_classes_are_mixed_within_the_training_rows():
    classes = np.repeat([0, 1], 50)
    train, _ = split(100, 0.2, 0, classes)
    assert 5 < classes[train][:20].sum() < 15


def test_no_validation_keeps_all_rows():
    train, held = split(10, 0.0, 0)
    assert (len(train), len(held)) == (10, 0)


@pytest.mark.parametrize(("rows", "validation"), [(0, 0.0), (1, 0.2), (2, 0.2), (3, 0.9), (2, 0.01)])
def test_too_few_rows(rows, validation):
    with pytest.raises(SeqtuiError, match="Too few rows") as caught:
        split(rows, validation, 0)
    assert caught.value.key == "data.validation"
