"""Numbers of a trace in columns."""

import math

import numpy as np
import pytest

from seqtui.tui.trace.numbers import number


@pytest.mark.parametrize("width", [1, 4, 5, 8])
@pytest.mark.parametrize("value", [0.0, 1.5, -2e-5, 3e7, math.nan, -math.inf, np.float32(0), 3, b"word"])
def test_any_value_has_words_at_any_width(value, width):
    assert number(value, width).strip()


def test_points_stand_below_each_other():
    told = [number(value) for value in (0.5, -12.25, 1234.5)]
    assert {text.index(".") for text in told} == {4}
    assert number(0.0).index("0") == 3
