"""cells.py: which cells of a line changed, and panes that scroll by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from seqtui.tui.widgets.cells import TextPane, changed_cells, fitted, last_change


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("loss 0.1234", "loss 0.1234", []),
        ("loss 0.1234", "loss 0.1299", [(9, 11)]),
        ("0.1 and 0.2", "0.3 and 0.4", [(2, 11)]),
        ("0.1                0.2", "0.3                0.4", [(2, 3), (21, 22)]),
        ("short", "longer line", [(0, 11)]),
        ("数 a", "数 b", [(3, 4)]),
    ],
)
def test_runs_of_cells_that_changed(old, new, runs):
    assert list(changed_cells(((old, ""),), ((new, ""),))) == runs


def test_a_change_of_colour_is_a_change_but_blanks_have_none():
    assert list(changed_cells((("a b", "dim"),), (("a", "dim"), (" b", "bad")))) == [(2, 3)]


LINES = st.lists(
    st.tuples(st.text("ab 数é", max_size=4), st.sampled_from(["", "dim", "@231,17"])), max_size=5
).map(tuple)


@given(LINES, LINES)
def test_nothing_differs_behind_the_last_change(old, new):
    ends = [end for _, end in changed_cells(old, new)]
    assert last_change(old, new) >= max(ends, default=0)
    assert last_change(old, old) == 0


def test_what_stays_at_the_end_is_not_sent():
    assert last_change((("> a", ""), (" bars", "dim")), (("  a", ""), (" bars", "dim"))) == 1
    assert last_change((("loss 0.1299 same", ""),), (("loss 0.1234 same", ""),)) == 11


def test_fitted_says_that_something_is_left_out():
    assert fitted("sparse", 8) == "sparse  "
    assert fitted("sparse_categorical", 8) == "sparse_…"
    assert fitted("sparse_categorical", 8, plain=True) == "sparse_~"
    assert fitted("sparse", 0) == ""


class Panes(App):
    def compose(self):
        yield TextPane(plain=False)


def lines(count):
    return [((f"row {number}", ""),) for number in range(count)]


def seen(pane):
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


async def test_moving_stays_within_the_lines_and_heading_and_footer_stand():
    async with Panes().run_test(size=(30, 6)) as pilot:
        pane = pilot.app.query_one(TextPane)
        pane.set_lines(lines(10), heading=[(("head", ""),)], footer=[(("foot", ""),)])
        assert seen(pane) == ["head", "row 0", "row 1", "row 2", "row 3", "foot"]
        pane.move(3)
        assert seen(pane) == ["head", "row 3", "row 4", "row 5", "row 6", "foot"]
        pane.go(pane.count)
        assert seen(pane)[1:5] == ["row 6", "row 7", "row 8", "row 9"]
        pane.move(-100)
        assert seen(pane)[1] == "row 0"
        assert pane.page() == 3


async def test_fewer_lines_than_before_leave_nothing_behind():
    async with Panes().run_test(size=(30, 6)) as pilot:
        pane = pilot.app.query_one(TextPane)
        pane.set_lines(lines(30))
        pane.go(20)
        pane.set_lines(lines(2))
        assert seen(pane) == ["row 0", "row 1", "", "", "", ""]
        assert pane.text == "row 0\nrow 1"


def test_blanks_with_a_colour_behind_them_are_sent():
    assert list(changed_cells((("    ", "@231,17"),), (("    ", "@231,94"),))) == [(0, 4)]
    assert list(changed_cells((("    ", "dim"),), (("    ", "strong"),))) == []
