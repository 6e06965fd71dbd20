"""Export from the app: what is offered, what is written, and what is said where it cannot be."""

import csv
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def folder(tmp_path):
    """Where the driven app runs; it is made before the app starts."""
    return tmp_path / "work"


async def choose(seen, kind):
    seen.app.run_command("exports.export")
    await seen.shows("a script that trains the same model")
    await seen.type(kind)
    await seen.press("enter")


async def write_to(seen, name):
    await seen.shows("Export to")
    seen.app.screen.query_one("#field").value = str(Path.cwd() / name)
    await seen.press("enter")


async def trained(seen):
    await seen.shapes()
    await seen.press("t")
    await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")


async def test_the_palette_lists_it_and_escape_leaves_it(drive):
    async with drive((100, 30)) as seen:
        await seen.press(":")
        await seen.type("export")
        await seen.shows("Write a script, model, weights or curves")
        await seen.press("enter")
        await seen.shows("a script that trains the same model")
        await seen.press("escape")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")


async def test_curves_and_weights_of_the_run_on_the_desk(drive, folder):
    import keras

    async with drive((120, 40), "gauss") as seen:
        await trained(seen)
        await choose(seen, "csv")
        await write_to(seen, "curves")
        await seen.shows("curves.csv. 30 rows.")
        await choose(seen, "weights")
        await write_to(seen, "w.weights.h5")
        await seen.shows("It holds the weights after step")
        model = seen.app.desk.training.model
    assert len(list(csv.DictReader((folder / "curves.csv").read_text().splitlines()))) == 30
    fresh = keras.models.clone_model(model)
    fresh.load_weights(folder / "w.weights.h5")
    for one, other in zip(fresh.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


async def test_after_an_edit_the_first_weights_are_written_and_said_so(drive, folder):
    async with drive((120, 40), "gauss") as seen:
        await trained(seen)
        await seen.press("down", "D")
        await seen.shapes()
        seen.app.run_command("exports.export")
        await seen.shows("untrained, as edited since the run")
        await seen.type("keras")
        await seen.press("enter")
        await write_to(seen, "m.keras")
        await seen.shows("untrained first weights")
        assert (folder / "m.keras").exists()


async def test_a_script_and_its_rows_ask_before_they_replace(drive, folder):
    (folder / "lesson.npz").write_text("mine")
    async with drive((120, 40), "lesson") as seen:
        await choose(seen, "python")
        await write_to(seen, "lesson.py")
        await seen.shows("lesson.npz would be replaced")
        await seen.press("enter")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")
        assert (folder / "lesson.npz").read_text() == "mine"
        await choose(seen, "python")
        await write_to(seen, "lesson.py")
        await seen.shows("lesson.npz would be replaced")
        await seen.press("r")
        await seen.shows("Wrote ")
        assert "x_train" in np.load(folder / "lesson.npz")
        assert "model.fit" in (folder / "lesson.py").read_text()


async def test_what_cannot_be_exported_is_said(drive):
    async with drive((120, 40), "lesson") as seen:
        await choose(seen, "csv")
        assert "nothing was trained yet" in seen.text
        await seen.press("escape")
        await choose(seen, "keras")
        await write_to(seen, "no/such/m.keras")
        await seen.shows("There is no directory")
        seen.app.screen.query_one("#field").value = "m.h5"
        await seen.shows("ends in .keras")
        await seen.press("escape")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")


async def test_a_broken_stack_is_told_in_words(drive, folder, tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text('input = { shape = [4] }\n[[layers]]\nkind = "LSTM"\nunits = 3\n')
    async with drive((120, 40), str(path)) as seen:
        await choose(seen, "keras")
        await write_to(seen, "m.keras")
        await seen.shows("LSTM needs more axes")
        assert not (folder / "m.keras").exists()
