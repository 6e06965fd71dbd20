"""Columns of text, and sizes that agree with the app's."""

import pytest

from seqtui.cli.tables import size, table, without_empty
from seqtui.tui.widgets.flowtext import bytes_words


def test_columns_without_a_word_are_left_out_and_numbers_stay_on_the_right():
    heads, rows = ("name", "role", "gaps", "mean"), [("a", "", "", "1"), ("bb", "", "12", "10.5")]
    assert table(*without_empty(heads, rows, right=(2, 3))) == [
        "name  gaps  mean",
        "a              1",
        "bb      12  10.5",
    ]


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1024, 24_360, 999_949, 999_950, 10**9, 10**15])
def test_a_model_is_as_large_on_the_command_line_as_in_the_app(count):
    assert size(count) == bytes_words(count)
