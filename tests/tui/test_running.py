"""Training by keys, on real Keras."""

import asyncio
import math

import pytest

LONG = """
title = "Long"
[data]
source = "lesson"
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[fit]
epochs = 100000
"""

WILD = """
title = "Wild"
[data]
source = "lesson"
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 1
[compile]
optimizer = { name = "sgd", learning_rate = 1e30 }
loss = "mean_squared_error"
metrics = []
[fit]
epochs = 3
"""


@pytest.fixture
def long_recipe(tmp_path):
    path = tmp_path / "long.toml"
    path.write_text(LONG)
    return str(path)


def phase(seen):
    return seen.app.desk.phase


async def test_a_run_asked_for_before_keras_is_ready_begins_by_itself(drive, monkeypatch):
    from seqtui import engine
    from seqtui.engine import LoadState

    ready = engine.loading
    monkeypatch.setattr(engine, "loading", lambda: LoadState("loading", 0.1))
    async with drive((80, 24)) as seen:
        await seen.shows("TensorFlow loading…, runs by itself when ready")
        await seen.press("t")
        assert "Queued: runs by itself" in seen.text
        assert seen.app.desk.training is None
        await seen.press("x")
        assert "taken back" in seen.text
        assert not seen.app.desk.queued
        await seen.press("t")
        monkeypatch.setattr(engine, "loading", ready)
        await seen.until(lambda: phase(seen) == "finished", "the end of the run")


async def test_five_epochs_are_drawn_and_told(drive):
    async with drive((120, 40)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "finished", "the end of the run")
        await seen.shows("of unseen rows. t trains on.")
        assert "epoch 5/5" in seen.text  # the figures never lag behind the words of the end
        epochs = seen.app.build.query_one("#epochs").text
        assert all(f"{number}/5" in epochs for number in range(1, 6))
        view = seen.app.desk.view
        assert view.epochs[-1].metrics["loss"] < view.epochs[0].metrics["loss"]
        last = view.epochs[-1].metrics
        assert f"loss {last['loss']:.4f}" in seen.text
        await seen.until(lambda: "train" in seen.app.build.query_one("#chart").text, "the chart")
        assert "train on" in seen.lines[-1]


async def test_pause_step_epoch_and_stop(drive, long_recipe):
    async with drive((80, 24), long_recipe) as seen:

        async def paused_at(step):
            await seen.until(
                lambda: phase(seen) == "paused" and seen.app.desk.state.step == step,
                f"a pause at step {step}",
            )

        await seen.press("full_stop")
        await paused_at(1)
        await seen.press("full_stop")
        await paused_at(2)
        assert "Space goes on" in seen.text
        assert "Space go on" in seen.lines[-1]
        await seen.press("e")
        await paused_at(25)
        await seen.press("space")
        await seen.until(lambda: phase(seen) == "running" and seen.app.desk.state.step > 25, "the run")
        await seen.press("space")
        await seen.until(lambda: phase(seen) == "paused", "the pause")
        await seen.press("x")
        await seen.until(lambda: phase(seen) == "stopped", "the checkpoint")
        assert list(seen.app.desk.path.glob("ckpt-*.keras"))
        assert "Stopped and kept. t continues." in seen.text


async def test_t_continues_a_stopped_run_in_place(drive, long_recipe):
    async with drive((80, 24), long_recipe) as seen:
        await seen.press("e")
        await seen.until(lambda: phase(seen) == "paused", "one epoch")
        await seen.press("x")
        await seen.until(lambda: phase(seen) == "stopped", "the stop")
        path, step = seen.app.desk.path, seen.app.desk.state.step
        assert "t continue" in seen.lines[-1]
        await seen.press("t")
        await seen.until(
            lambda: phase(seen) == "running" and seen.app.desk.state.step > step, "the continuation"
        )
        assert seen.app.desk.path == path


async def test_edited_settings_go_on_from_the_weights_as_a_new_run(drive):
    async with drive((80, 24)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "finished", "the first run")
        first, loss = seen.app.desk.path, seen.app.desk.view.epochs[-1].metrics["loss"]
        await seen.press("G", "enter", "down")
        await seen.type("0.0001")
        await seen.press("enter", "t")
        await seen.until(lambda: seen.app.desk.path != first and phase(seen) == "finished", "the second run")
        assert f'"parent": "{first.name}"' in (seen.app.desk.path / "run.json").read_text()
        assert seen.app.desk.view.epochs[0].metrics["loss"] < loss * 1.2


async def test_weights_that_are_not_finite_are_not_trained_on(drive, tmp_path):
    path = tmp_path / "wild.toml"
    path.write_text(WILD)
    async with drive((80, 24), str(path)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "finished", "the run of NaN")
        first = seen.app.desk.path
        assert math.isnan(seen.app.desk.view.epochs[-1].metrics["loss"])
        await seen.shows("t trains anew")
        await seen.press("G", "enter", "down")
        await seen.type("0.001")
        await seen.press("enter", "t")
        await seen.until(lambda: seen.app.desk.path != first and phase(seen) == "finished", "the second run")
        assert math.isfinite(seen.app.desk.view.epochs[-1].metrics["loss"])


async def test_early_stopping_is_named_at_the_end(drive, tmp_path):
    path = tmp_path / "early.toml"
    path.write_text(LONG + 'early_stopping = { monitor = "loss", patience = 1, min_delta = 1e9 }\n')
    async with drive((80, 24), str(path)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "finished", "the end of the run")
        await seen.shows("Stopped early after epoch 2: loss no longer improved.")
        await seen.until(
            lambda: " 2/100000" in seen.text and " 3/100000" not in seen.text,
            "the last epoch that was trained",
        )


async def test_edited_layers_start_afresh(drive):
    async with drive((80, 24)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "finished", "the first run")
        first = seen.app.desk.path
        await seen.shows("t trains on.")
        await seen.press("down", "down", "d", "escape")
        await seen.shapes()
        assert "t trains anew." in seen.text
        await seen.press("t")
        await seen.until(lambda: seen.app.desk.path != first and phase(seen) == "finished", "the second run")
        assert '"parent": null' in (seen.app.desk.path / "run.json").read_text()


async def test_a_failed_run_tells_title_cause_and_remedy(drive, tmp_path):
    recipe = tmp_path / "wrong.toml"
    recipe.write_text(
        '[data]\nsource = "iris"\n[[layers]]\nkind = "Dense"\nunits = 2\nactivation = "softmax"\n'
        '[compile]\nloss = "sparse_categorical_crossentropy"\n[fit]\nepochs = 1\n'
    )
    async with drive((100, 30), str(recipe)) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "failed", "the failure")
        error = seen.app.desk.state.error
        shown = " ".join(seen.text.split())
        for part in (error.title.rstrip("."), error.cause, error.remedy):
            assert " ".join(part.split()) in shown
        await seen.shows("The run failed before its first step.")
        assert "Training starts" not in seen.text
        assert "No step was trained." in seen.text


async def test_a_disk_that_refuses_is_told_while_training_goes_on(drive, long_recipe, monkeypatch):
    from seqtui.errors import SeqtuiError
    from seqtui.runs.writer import RunWriter

    async with drive((100, 30), long_recipe) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "running", "the run")
        full = SeqtuiError("The run cannot be written", "No space left on device.", "Make room.")
        with monkeypatch.context() as patch:
            patch.setattr(RunWriter, "error", property(lambda self: full))
            await seen.shows("The run cannot be written. No space left on device. Make room.")
            assert seen.app.desk.live
        await seen.until(lambda: "cannot be written" not in seen.text, "the end of the trouble")


async def test_ctrl_z_is_refused_during_a_run_with_the_reason(drive, long_recipe, monkeypatch):
    async with drive((80, 24), long_recipe) as seen:
        suspended = []
        monkeypatch.setattr(seen.app, "action_suspend_process", lambda: suspended.append(True))
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "running", "the run")
        await seen.press("ctrl+z")
        assert "Ctrl-Z would freeze the run" in seen.text
        assert not suspended


async def test_quitting_a_live_run_asks_and_can_stay(drive, long_recipe):
    async with drive((80, 24), long_recipe) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "running", "the run")
        await seen.press("q")
        await seen.shows("leave it running")
        await seen.press("enter")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")
        assert seen.app.desk.live


async def test_quitting_with_stop_and_keep_writes_a_checkpoint_first(drive, long_recipe):
    async with drive((80, 24), long_recipe) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "running" and seen.app.desk.state.step > 0, "the run")
        await seen.pilot.press("ctrl+c")
        await seen.shows("stop and keep")
        await seen.pilot.press("x")
        await asyncio.to_thread(seen.app.desk.training.join, 60)
        await seen.until(lambda: seen.app.return_value is not None, "the end")
        assert seen.app.return_value.run is None
        assert list(seen.app.desk.path.glob("ckpt-*.keras"))


async def test_leaving_lets_the_run_train_on_under_its_name(drive, long_recipe):
    async with drive((80, 24), long_recipe) as seen:
        await seen.press("t")
        await seen.until(lambda: phase(seen) == "running" and seen.app.desk.state.step > 0, "the run")
        await seen.pilot.press("q")
        await seen.shows("leave it running")
        await seen.pilot.press("l")
        await seen.until(lambda: seen.app.return_value is not None, "the end")
        assert seen.app.return_value.run == seen.app.desk.path.name
        assert not seen.app.desk.training.done.is_set()


async def test_no_data_no_layer_no_run(drive, tmp_path):
    recipe = tmp_path / "empty.toml"
    recipe.write_text('title = "Nothing yet"\n')
    async with drive((80, 24), str(recipe)) as seen:
        await seen.press("t")
        assert "There is no data to train on" in seen.text
        assert not seen.app.desk.queued
