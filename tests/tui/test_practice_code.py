import pytest

from seqtui.tui.practice.code import code_lines

ROW = "model.compile(optimizer='adam', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))"


def rows(code, width, gap="____"):
    return ["".join(words for words, _ in line) for line in code_lines(code, width, gap)]


@pytest.mark.parametrize("width", [24, 40, 60, 80])
def test_long_rows_are_cut_behind_commas_and_brackets_and_lose_nothing(width):
    found = rows(ROW, width)
    assert all(len(one) <= width for one in found)
    assert "".join("".join(found).split()) == "".join(ROW.split())
    assert all(one.rstrip()[-1] in ",([" or len(one) == width for one in found[:-1])


def test_a_short_row_stays_whole_and_the_gap_shows_what_is_put_in():
    assert rows("layers.Dense(____),", 40, "units=8") == ["layers.Dense(units=8),"]
    assert rows("", 40) == [""]


def test_a_word_longer_than_the_line_is_cut_anywhere():
    found = rows("x" * 100, 30)
    assert "".join(one.strip() for one in found) == "x" * 100
