"""The training trace: chart, epochs and observation of the run, inside Trace mode."""

import pytest

from tests.tui.traced import entered

RECIPE = """
[data]
source = "wine"
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
loss = "sparse_categorical_crossentropy"
metrics = ["accuracy"]
[fit]
epochs = 3
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(RECIPE)
    return str(path)


async def trained(seen):
    await seen.shapes()
    await seen.press("t")
    await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
    await seen.press("2")
    await seen.shows("0 Input")


async def test_without_a_run_it_says_what_trains(drive, recipe):
    async with drive((80, 24), source=recipe) as seen:
        await seen.shapes()
        await seen.press("2", "c")
        await seen.shows("Press t to train")


async def test_chart_table_and_words_of_the_run_at_80_columns(drive, recipe):
    async with drive((80, 24), source=recipe) as seen:
        await trained(seen)
        await seen.press("c")
        await seen.shows("TRAINING")
        await seen.shows("epoch 3")
        table = seen.app.mode_screen.query_one("#training")
        assert [f"{one}/3" in table.text for one in (1, 2, 3)] == [True] * 3
        for words in ("higher", "lower", "what it means", seen.app.desk.view.epochs[-1].observation[:20]):
            assert words in seen.text, words
        assert seen.app.mode_screen.query_one("#training-chart").size.height >= 6
        await seen.press("c")
        assert seen.app.mode_screen.pane == "stages"


async def test_the_chart_follows_the_epoch_that_is_pointed_at(drive, recipe):
    async with drive((120, 40), source=recipe) as seen:
        await trained(seen)
        await seen.press("c", "up", "up")
        chart = seen.app.mode_screen.query_one("#training-chart")
        assert chart.look.cursor == seen.app.desk.view.epochs[1].step
        await seen.press("enter")
        await seen.shows("Epoch 2 of 3")
        await seen.press("up", "enter")
        assert chart.look.cursor == seen.app.desk.view.epochs[0].step
        assert "TRAINING" in seen.text


async def test_tab_leaves_the_map_out_where_there_is_none(drive, recipe):
    async with drive((80, 24), source=recipe) as seen:
        await entered(seen)
        passed = []
        for _ in range(4):
            passed.append(seen.app.mode_screen.pane)
            await seen.press("tab")
        assert passed == ["stages", "values", "training", "probes"]
        assert seen.app.mode_screen.pane == "stages"
