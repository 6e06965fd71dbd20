"""What if: pixels painted and values changed, and the trace that follows; mistakes opened from the probes."""

import numpy as np

from tests.tui.traced import entered


async def test_a_painted_pixel_changes_the_answer_beside_it_and_r_takes_it_back(drive):
    async with drive((80, 24), source="digits") as seen:
        await entered(seen)
        desk = seen.app.mode_screen.desk
        await seen.press("enter")
        await seen.shows("the model's answer")
        own, before = desk.stages[0].values.copy(), desk.current.trace.prediction.copy()
        place = desk.place
        await seen.press("v")
        await seen.until(lambda: desk.current.trace.stages[0].values[place] != own[place], "the paint")
        await seen.until(lambda: not np.allclose(desk.current.trace.prediction, before), "another answer")
        painted = desk.current.trace.stages[0].values
        assert painted[place] in {0.0, 1.0}
        assert (painted != own).sum() == 1
        await seen.press("down", "right")
        assert desk.place == (place[0] + 1, place[1] + 1, 0)
        await seen.press("r")
        await seen.until(lambda: np.array_equal(desk.current.trace.stages[0].values, own), "its own again")


async def test_keys_that_change_are_offered_on_the_input_only(drive):
    async with drive((120, 40), source="lesson") as seen:
        await entered(seen)
        await seen.press("enter")
        await seen.shows("v paint")
        await seen.press("escape", "down", "enter")
        await seen.shows("1 Normalization")
        assert "v paint" not in seen.text
        await seen.press("v")
        await seen.shows("Only input values can be changed")


async def test_a_mistake_of_the_probes_opens_where_the_classes_are_told_apart(drive):
    async with drive((80, 24), source="digits") as seen:
        await entered(seen)
        await seen.press("p")
        await seen.shows("dead")
        await seen.press("left")
        await seen.shows("Enter follows one")
        pane = seen.app.mode_screen.query_one("#probes")
        chosen = pane.desk.probed.classes.mistakes[0]
        await seen.press("enter")
        await seen.until(lambda: pane.desk.current.trace.sample == chosen.sample, "the mistake")
        await seen.shows("wrong")
        await seen.until(lambda: pane.desk.place == (chosen.predicted,), "the class that it is taken for")
        bars = [line for line in seen.lines if line.rstrip().endswith(("predicted", "true"))]
        assert len(bars) == 2


async def test_no_line_of_the_probes_is_cut_at_80_columns(drive):
    async with drive((80, 24), source="digits") as seen:
        await entered(seen)
        await seen.press("p")
        await seen.shows("dead")
        for _ in range(4):
            pane = seen.app.mode_screen.query_one("#probes")
            assert max(map(len, pane.text.split("\n"))) <= 80
            assert "…" not in pane.text
            await seen.press("right")
