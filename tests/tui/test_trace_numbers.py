"""Numbers of a trace in columns."""

import math

import numpy as np
import pytest

from seqtui.tui.trace.numbers import number
from seqtui.tui.trace.rowlines import aligned


@pytest.mark.parametrize("width", [1, 4, 5, 8])
@pytest.mark.parametrize("value", [0.0, 1.5, -2e-5, 3e7, math.nan, -math.inf, np.float32(0), 3, b"word"])
def test_any_value_has_words_at_any_width(value, width):
    assert number(value, width).strip()


def test_points_stand_below_each_other():
    told = [number(value) for value in (0.5, -12.25, 1234.5)]
    assert {text.index(".") for text in told} == {4}
    assert number(0.0).index("0") == 3


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([0.5, -12.25, 0.0], ["0.50", "-12.25", "0   "]),
        ([2.0, 16.0, 5.0], ["2", "16", "5"]),
        ([0.0001, 0.9999], ["0.000", "1.000"]),
        ([2e7, 1.0], ["2.0e+07", "1.0e+00"]),
        ([b"red", b"green"], ["red", "green"]),
    ],
)
def test_a_column_has_its_points_below_each_other(values, told):
    assert aligned(values) == told
