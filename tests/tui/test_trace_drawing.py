"""How Trace is drawn: only what changed, and in the colours that were chosen meanwhile."""

import numpy as np
import pytest

from seqtui.tui.trace import detail, stagelines


async def test_what_is_shown_already_is_not_made_anew(drive, monkeypatch):
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("2")
        desk = seen.app.groups["trace"].tracing
        await seen.until(lambda: desk.current is not None and not desk.pending, "the trace")
        seen.app.draw()

        def made(*_args, **_more):
            raise AssertionError("made anew")

        with monkeypatch.context() as patched:
            patched.setattr(detail, "lines", made)
            patched.setattr(stagelines, "lines", made)
            seen.app.draw()
            desk.sample += 1
            with pytest.raises(AssertionError, match="made anew"):
                seen.app.draw()
        desk.sample -= 1


async def test_a_mode_left_and_entered_again_has_the_colours_chosen_meanwhile(drive):
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("2")
        await seen.shows("0 Input")
        pane = seen.app.mode_screen.query_one("#stages")
        dark = pane.role_style("strong"), pane.role_style("bar")
        await seen.press("1")
        seen.app.theme = "light"
        await seen.press("2")
        await seen.shows("0 Input")
        assert seen.app.mode_screen.query_one("#stages") is pane
        light = pane.role_style("strong"), pane.role_style("bar")
        assert all(one != other for one, other in zip(dark, light, strict=True))


def test_the_letter_of_a_cell_is_what_most_of_its_rows_are():
    from seqtui.engine.boundary import Points
    from seqtui.tui.trace import marks

    columns = np.array([0, 0, 0, 3, 3, 5, 5, 5, 5])
    lines = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0])
    labels = np.array([2, 2, 0, 1, 0, 0, 0, 1, 1])
    held = np.array([False, False, True, False, True, False, False, False, False])
    found = marks.count(Points(columns, lines, labels, held), regression=False)
    assert found == {(0, 1): (2, False), (3, 1): (0, True), (5, 0): (0, False)}
    numbers = Points(columns, lines, np.arange(9) / 10, held)
    assert marks.count(numbers, regression=True)[5, 0] == (1, False)
    nothing = np.zeros(0, int)
    assert marks.count(Points(nothing, nothing, nothing, nothing.astype(bool)), regression=False) == {}


def test_many_rows_are_counted_as_one_by_one():
    from seqtui.engine.boundary import Points
    from seqtui.tui.trace import marks

    random = np.random.default_rng(0)
    size = 3000
    points = Points(
        random.integers(0, 9, size), random.integers(0, 7, size), random.integers(0, 4, size),
        random.random(size) < 0.3,
    )  # fmt: skip
    votes = {}
    for column, line, label, held in zip(
        points.columns, points.lines, points.labels, points.validation, strict=True
    ):
        cell = votes.setdefault((int(column), int(line)), {})
        cell[int(label), bool(held)] = cell.get((int(label), bool(held)), 0) + 1
    found = marks.count(points, regression=False)
    assert found.keys() == votes.keys()
    assert all(cell[found[spot]] == max(cell.values()) for spot, cell in votes.items())
