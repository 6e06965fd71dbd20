"""The data flow in Trace: rows of the data before and after a stage, pictures, the map of a unit."""

import re

import numpy as np

from tests.tui.traced import entered

LARGE = """
[data]
source = "large.npz"
target = "y"
[[layers]]
kind = "Conv2D"
filters = 2
kernel_size = 3
[[layers]]
kind = "GlobalMaxPooling2D"
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
"""


def rows_of(text):
    """The numbers of the rows' table: sample number -> (in, out)."""
    found = {}
    for line in text.split("\n"):
        told = re.match(r"\s*>?\s*(\d+) +(-?[\d.].*?) → +(.*)", line)
        if told:
            numbers = [re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", part) for part in told.groups()[1:]]
            found[int(told[1])] = tuple([float(one) for one in part] for part in numbers)
    return found


async def test_a_stage_shows_what_it_does_to_rows_of_the_data(drive):
    async with drive((80, 24), source="lesson") as seen:
        await entered(seen)
        await seen.press("down")
        await seen.shows("1,000 × 20 → 1,000 × 20")
        await seen.until(lambda: len(rows_of(seen.text)) == 5, "five rows")
        data, traced = seen.app.session.dataset, seen.app.mode_screen.desk.current
        for row, (before, after) in rows_of(seen.text).items():
            assert np.allclose(before[:2], data.x_train[row][:2], atol=0.06)
            expected = traced.rows[row].stages[1].values
            assert np.allclose(after[:4], expected[:4], atol=6e-4)


async def test_rows_are_of_the_sample_and_those_after_it(drive):
    async with drive((80, 24), source="lesson") as seen:
        await entered(seen)
        await seen.press("down", "n", "n")
        await seen.until(lambda: set(rows_of(seen.text)) == {2, 3, 4, 5, 6}, "rows from sample 2 on")
        await seen.press("N")
        await seen.until(lambda: set(rows_of(seen.text)) == {1, 2, 3, 4, 5}, "rows from sample 1 on")


async def test_enter_leads_from_rows_to_the_sample_to_the_sum(drive):
    async with drive((80, 24), source="lesson") as seen:
        await entered(seen)
        await seen.press("down", "down", "enter")
        await seen.shows("weighted sum of 20 values")
        assert not rows_of(seen.text)
        await seen.press("escape")
        await seen.until(lambda: len(rows_of(seen.text)) == 5, "the rows again")


async def test_pictures_are_seen_whole_before_and_after_a_convolution(drive):
    async with drive((80, 24), source="digits-cnn") as seen:
        await entered(seen)
        await seen.press("down")
        await seen.shows("in 8×8×1")
        await seen.shows("out 8×8×16, channel 1")
        assert "drawn as one" not in seen.text
        await seen.press("enter")
        await seen.shows("kernel 3×3")
        await seen.shows("out, channel 1 of 16")
        await seen.shows("3 x 3 window over 1 channel")
        await seen.shows("the same")
        await seen.press("]")
        await seen.shows("out, channel 2 of 16")


async def test_a_picture_larger_than_the_screen_is_told_to_be_smaller(drive, tmp_path):
    generator = np.random.default_rng(0)
    np.savez(tmp_path / "large.npz", x=generator.random((20, 90, 90, 1), np.float32), y=np.arange(20) % 2)
    recipe = tmp_path / "large.toml"
    recipe.write_text(LARGE)
    async with drive((80, 24), source=str(recipe)) as seen:
        await entered(seen)
        await seen.shows("pixels drawn as one")
        await seen.press("down", "enter")
        await seen.shows("Drawn smaller: in")
        await seen.shows("Keras gave")


async def test_the_map_of_a_dense_unit_follows_the_focus(drive):
    async with drive((120, 40), source="spiral") as seen:
        await entered(seen)
        await seen.shows("MAP  the model's answer")
        await seen.press("down", "down", "enter", "right")
        screen = seen.app.mode_screen
        place = screen.desk.place[0]
        await seen.shows(f"MAP  layer 2 Dense, unit {place + 1}")
        await seen.until(lambda: screen.desk.current.plane.of_unit, "the unit's map")
        assert screen.desk.current.plane.map.low >= 0  # behind a relu
