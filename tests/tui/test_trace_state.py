"""Trace by keys on real Keras: samples found, held and compared; runs followed; the map walked over."""

import re

import numpy as np
import pytest

from seqtui.recipe.presets import preset
from tests.tui.traced import Traced

LAYERS = """
[[layers]]
kind = "Dense"
units = 8
activation = "relu"
[[layers]]
kind = "Dropout"
rate = 0.5
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
optimizer = { name = "adam", learning_rate = 0.05 }
loss = "sparse_categorical_crossentropy"
[fit]
epochs = 2
"""
IRIS = f'[data]\nsource = "iris"\n[[layers]]\nkind = "Normalization"\n{LAYERS}'
EASY = """
[data]
source = "easy.npz"
validation = 0.5
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[compile]
optimizer = { name = "sgd", learning_rate = 10.0 }
loss = "binary_crossentropy"
[fit]
epochs = 3
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(IRIS)
    return str(path)


async def clear(seen):
    await seen.press(*["backspace"] * 6)


async def test_a_sample_is_found_by_its_number_and_held_beside_the_next(drive):
    async with drive((120, 40), source="lesson") as seen:
        traced = Traced(seen)
        await traced.enter()
        await seen.press("/")
        await seen.shows("Which sample?")
        await seen.type("1000")
        await seen.press("enter")
        await seen.shows("There is no sample 1,000: there are 1,000, 0 to 999.")
        await clear(seen)
        await seen.type("-1")
        await seen.press("enter")
        await seen.shows("A whole number from 0 to 999.")
        await clear(seen)
        await seen.type("999")
        await seen.press("enter")
        await seen.shows("sample 999 of 1,000")
        await traced.press("h", "right")
        await seen.shows("sample 0 of 1,000")
        current = traced.desk.current
        assert current.held.sample == 999
        await traced.press("enter")
        assert "held 999" in seen.text
        await traced.press("escape", "h")
        assert traced.desk.current.held is None
        await traced.press("left")
        await seen.shows("sample 999")


async def test_before_and_after_training_and_as_in_training(drive, own):
    async with drive((120, 40), source=own) as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("b")
        await seen.shows("The model is untrained")
        untrained = traced.desk.current.trace.prediction.copy()
        await traced.press("b")
        await traced.trained()
        await traced.press("b")
        seen_now = traced.desk.current
        np.testing.assert_allclose(seen_now.untrained.prediction, untrained, rtol=1e-6)
        x = seen_now.trace.stages[0].values[None]
        for layer, stage in zip(seen.app.desk.training.model.layers, seen_now.trace.stages[1:], strict=True):
            x = layer(x)
            np.testing.assert_allclose(stage.values, np.asarray(x)[0], rtol=1e-5, atol=1e-6)
        assert not np.allclose(seen_now.trace.prediction, untrained)
        await traced.press("down", "down", "down", "d")
        await seen.shows("as in training")
        before, dropped = (traced.stages[at].values for at in (2, 3))
        kept = dropped != 0
        np.testing.assert_allclose(dropped[kept], 2 * before[kept], rtol=1e-5)
        assert (~kept & (before != 0)).any()
        await traced.press("d")
        np.testing.assert_array_equal(traced.stages[3].values, traced.stages[2].values)


async def test_a_run_is_followed_while_it_goes_on_and_the_map_with_it(drive, tmp_path):
    endless = tmp_path / "endless.toml"
    endless.write_text(re.sub(r"epochs = \d+", "epochs = 100000", preset("spiral").path.read_text()))
    async with drive((120, 40), source=str(endless)) as seen:
        traced = Traced(seen)
        await traced.enter()
        first = traced.desk.current
        assert first.plane is not None
        await seen.press("t")
        await seen.until(lambda: traced.desk.current.origin == "run", "weights of the run")
        early = traced.desk.current
        await seen.until(lambda: traced.desk.current.step > early.step, "newer weights")
        assert not seen.app.desk.training.done.is_set()
        later = traced.desk.current
        assert not np.array_equal(later.plane.map.values, first.plane.map.values)
        assert not np.array_equal(later.trace.prediction, early.trace.prediction)
        await seen.press("x")
        await seen.until(lambda: not seen.app.desk.live, "the end of the run")


async def test_the_map_is_walked_over_and_leads_to_the_nearest_sample(drive):
    async with drive((120, 40), source="spiral") as seen:
        traced = Traced(seen)
        await traced.enter()
        seen.app.mode_screen.focus_pane("plane")
        await traced.settled()
        await seen.press("G")
        await seen.shows("You stand on the sample itself")
        own, spot = traced.stages[0].values.copy(), traced.desk.current.plane.spot
        data, area = traced.desk.dataset, traced.desk.current.plane.map.area
        assert f"across: {data.feature_names[0]} {area.x[0]:.3g} to {area.x[1]:.3g}" in seen.text
        assert f"up: {data.feature_names[1]} {area.y[0]:.3g} to {area.y[1]:.3g}" in seen.text
        await traced.press("right", "right", "up")
        walked = traced.desk.current
        assert (walked.plane.spot[0] - spot[0], spot[1] - walked.plane.spot[1]) in {(2, 1), (-2, -1)}
        assert walked.trace.stages[0].values[0] > own[0]
        assert walked.trace.stages[0].values[1] > own[1]
        assert "changed by you" in seen.text
        data = seen.app.session.dataset
        rows = np.concatenate([data.x_train, data.x_val])
        nearest = int(((rows - walked.trace.stages[0].values) ** 2).sum(axis=1).argmin())
        await traced.press("G")
        await seen.shows(f"Sample {nearest} is the nearest.")
        assert traced.desk.current.trace.sample == nearest
        await traced.press("left", "g")
        np.testing.assert_array_equal(traced.stages[0].values, rows[nearest])


async def test_channels_and_the_sum_behind_a_place_of_a_feature_map(drive):
    async with drive((120, 40), source="digits-cnn") as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("down", "enter", "]", "]", "[", "right", "down")
        at = traced.desk.place
        assert at[2] == 1
        terms = traced.desk.current.terms
        assert terms.place == at
        assert terms.result == pytest.approx(float(traced.stages[1].values[at]), rel=1e-5, abs=1e-5)
        await traced.press("[", "[")
        assert traced.desk.place[2] == traced.stages[1].values.shape[2] - 1
        await traced.press("escape", "G", "enter", "]")
        await seen.shows("This stage has no channels")


async def test_where_no_mistake_is_left_that_is_said(drive, tmp_path):
    x = np.repeat([[-1.0], [1.0]], 20, axis=0).astype("float32")
    np.savez(tmp_path / "work" / "easy.npz", x=x, y=(x[:, 0] > 0).astype("int32"))
    (tmp_path / "work" / "easy.toml").write_text(EASY)
    async with drive((120, 40), source="easy.toml") as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.trained()
        await seen.press("m")
        await seen.shows("There is no mistake. All 20 validation rows are classed rightly.")


async def test_plain_mode_is_ascii_on_every_pane_and_a_resize_loses_nothing(drive):
    async with drive((80, 24), source="spiral", unicode=False) as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("right", "down")
        for pane in seen.app.mode_screen.MODE.panes:
            seen.app.mode_screen.focus_pane(pane)
            await traced.press(*(["p"] if pane == "probes" else []))
            assert seen.text.isascii(), pane
        await seen.pilot.resize_terminal(120, 40)
        await traced.settled()
        assert traced.desk.current.trace.sample == 1
        assert traced.desk.at == 1
        assert seen.text.isascii()
        await seen.pilot.resize_terminal(80, 24)
        await seen.press("1")
        await traced.press("2")
        assert traced.desk.current.trace.sample == 1
