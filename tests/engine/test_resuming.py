"""A run that was stopped goes on as if it had not been."""

import shutil

import numpy as np
import pytest

from seqtui.engine import checkpoint, ledger
from seqtui.engine.stepping import TestFunction
from seqtui.engine.training import Training
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, LayerSpec, Obj
from seqtui.runs.events import Checkpointed
from seqtui.runs.reader import RunReader
from tests.thorough import sample

EARLY = Arguments(monitor="val_loss", patience=3, restore_best_weights=True)
ADAM = Obj("adam", Arguments(learning_rate=0.3))
MOMENTUM = Obj("sgd", Arguments(learning_rate=1.0, momentum=0.9))


def chancy(lab, **more):
    layers = (
        LayerSpec("Normalization"),
        lab.dense(8),
        LayerSpec("Dropout", Arguments(rate=0.4)),
        LayerSpec("BatchNormalization"),
        LayerSpec("GaussianNoise", Arguments(stddev=0.2)),
        lab.dense(1, "sigmoid"),
    )
    return lab.recipe(layers=layers, **more)


def resumed(training, data):
    again = Training.resume_from(training.run.path, dataset=data)
    again.start()
    assert again.join(120)
    return again


def assert_same_run(lab, one, other):
    assert other.state.phase == "finished"
    assert lab.equal(lab.weights(one), lab.weights(other))
    assert lab.epochs(one) == lab.epochs(other)
    ours, theirs = one.record.snapshot(), other.record.snapshot()
    assert ours.steps.tolist() == theirs.steps.tolist()
    np.testing.assert_array_equal(ours.values["loss"], theirs.values["loss"])


@pytest.mark.parametrize(
    ("optimizer", "step"),
    sample([(ADAM, 3), (MOMENTUM, 7), (ADAM, 17)], 3),
    ids=["adam-3", "momentum-7", "adam-17"],
)
def test_a_run_stopped_in_mid_epoch_goes_on_bit_for_bit(lab, finish, single_steps, optimizer, step):
    data, what = lab.rows(train=213), chancy(lab, optimizer=optimizer)
    whole = finish(what, data)
    part = finish(what, data, asks={step: ["stop"]})
    assert part.state.phase == "stopped"
    assert part.state.step == step
    assert part.record.names()[-2:] == ["checkpoint", "stopped"]
    assert_same_run(lab, whole, resumed(part, data))


def test_early_stopping_remembers_how_long_it_waited_and_the_best_weights(lab, finish, single_steps):
    data = lab.rows(train=60)
    what = chancy(lab, epochs=60, early_stopping=EARLY, optimizer=ADAM)
    whole = finish(what, data)
    count = len(lab.epochs(whole))
    assert count < 60
    # One epoch before the end two of three epochs of patience are used up.
    part = finish(what, data, asks={2 * (count - 1) + 1: ["stop"]})
    point = checkpoint.newest(part.run.path)
    assert point.progress.early_stopping["wait"] == 2
    assert_same_run(lab, whole, resumed(part, data))


@pytest.mark.slow
def test_stopped_again_and_again(lab, finish, single_steps):
    data, what = lab.rows(), chancy(lab)
    whole = finish(what, data)
    part = finish(what, data, asks={2: ["stop"]})
    for step in (9, 14, 20):
        again = Training.resume_from(part.run.path, dataset=data)
        again.record.__class__ = type(part.record)
        again.record.asks, again.record.training = {step: ["stop"]}, again
        again.start()
        assert again.join(120)
        assert again.state.step == step
    assert_same_run(lab, whole, resumed(part, data))
    reader = RunReader(part.run.path)
    record = reader.new_record()
    reader.poll(record)
    assert record.snapshot().steps.tolist() == list(range(1, 22))


def test_a_stop_during_validation_is_obeyed_there_and_the_validation_made_again(
    lab, finish, start, single_steps, monkeypatch
):
    data, what = lab.rows(validation=150), chancy(lab)
    whole = finish(what, data)
    calls = []
    original = TestFunction.__call__

    def counted(self, iterator):
        calls.append(1)
        if len(calls) == 7:  # five batches an epoch: in the middle of the second validation
            part.stop()
        return original(self, iterator)

    monkeypatch.setattr(TestFunction, "__call__", counted)
    part = start(what, data, go=False)
    part.start()
    assert part.join(120)
    assert len(calls) == 7
    assert (part.state.phase, part.state.step, len(lab.epochs(part))) == ("stopped", 14, 1)
    assert_same_run(lab, whole, resumed(part, data))


def test_an_interrupted_run_goes_on_from_its_newest_whole_checkpoint(lab, finish, single_steps):
    data, what = lab.rows(), chancy(lab)
    whole = finish(what, data)
    part = finish(what, data, asks={5: ["stop"]})
    later = finish(what, data, asks={11: ["stop"]})
    for name in ("ckpt-11.keras", "ckpt-11.state"):  # written, but torn by a crash
        torn = (later.run.path / name).read_bytes()[:300]
        (part.run.path / name).write_bytes(torn)
    assert checkpoint.newest(part.run.path).progress.step == 5
    assert_same_run(lab, whole, resumed(part, data))


def test_a_run_killed_early_has_a_checkpoint_already(lab, start, single_steps, monkeypatch):
    monkeypatch.setattr(ledger, "FIRST_CHECKPOINT_SECONDS", 0.0)
    training = start(lab.recipe(), lab.rows(), asks={5: ["pause"]})
    training.record.wait_for("paused")
    saved = [each.step for each in training.record.snapshot().events if isinstance(each, Checkpointed)]
    assert saved == [1]
    training.stop()
    assert training.join(120)


def test_what_cannot_be_resumed_says_why(lab, finish, single_steps):
    data = lab.rows()
    done = finish(lab.recipe(epochs=1), data)
    with pytest.raises(SeqtuiError, match="This run has finished"):
        Training.resume_from(done.run.path, dataset=data)
    part = finish(lab.recipe(), data, asks={4: ["stop"]})
    with pytest.raises(SeqtuiError, match="The data has changed"):
        Training.resume_from(part.run.path, dataset=lab.rows(seed=1))
    for path in part.run.path.glob("ckpt-*"):
        path.unlink()
    with pytest.raises(SeqtuiError, match="cannot be resumed"):
        Training.resume_from(part.run.path, dataset=data)


def test_a_live_run_is_not_taken_up_twice(lab, start, single_steps):
    data = lab.rows()
    training = start(lab.recipe(), data, asks={2: ["pause"]})
    training.record.wait_for("paused")
    training.run.flush()
    with pytest.raises(SeqtuiError, match="This run is alive"):
        Training.resume_from(training.run.path, dataset=data)
    training.stop()
    assert training.join(120)


def test_only_the_newest_checkpoints_are_kept(lab, finish, single_steps):
    data = lab.rows()
    part = finish(lab.recipe(), data, asks={1: ["stop"]})
    path = part.run.path
    for step in (101, 102, 103):
        for suffix in ("keras", "state"):
            shutil.copy(path / f"ckpt-1.{suffix}", path / f"ckpt-{step}.{suffix}")
    checkpoint._prune(path)
    assert sorted(each.name for each in path.glob("ckpt-*.keras")) == [
        f"ckpt-{step}.keras" for step in (101, 102, 103)
    ]
    assert len(list(path.glob("ckpt-*.state"))) == 3


def test_a_full_disk_leaves_the_older_checkpoint_whole(lab, finish, single_steps, monkeypatch):
    part = finish(lab.recipe(), lab.rows(), asks={1: ["stop"]})
    before = {each.name: each.read_bytes() for each in part.run.path.glob("*ckpt*")}

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint.os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        checkpoint.save_model(part.model, part.run.path / "ckpt-1.keras")
    assert {each.name: each.read_bytes() for each in part.run.path.glob("*ckpt*")} == before
    assert [each for each in part.run.path.iterdir() if ".tmp" in each.name] == []
