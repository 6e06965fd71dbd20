"""Pause, one step, one epoch, stop: by calls and by requests of other processes."""

from seqtui.engine import pace
from seqtui.engine.training import Training
from seqtui.runs.control import ask
from seqtui.runs.events import Paused, Resumed


def told(training, kind):
    return [event.step for event in training.record.snapshot().events if isinstance(event, kind)]


def test_pause_waits_at_once_and_resume_goes_on(lab, start, single_steps):
    training = start(lab.recipe(), lab.rows(), asks={4: ["pause"]})
    training.record.wait_for("paused")
    assert training.state.phase == "paused"
    assert training.state.step == 4
    assert not training.done.is_set()
    training.resume()
    assert training.join(120)
    assert training.record.names() == ["started", "paused", "resumed", "checkpoint", "finished"]
    assert told(training, Paused) == told(training, Resumed) == [4]
    assert training.state.step == 21


def test_single_steps_pause_after_each_and_end_the_epoch_with_its_validation(lab, start):
    training = start(lab.recipe(), lab.rows(), go=False)
    training.step()
    training.start()
    for count in range(1, 8):
        training.record.wait_for("paused", count)
        training.step()
    training.record.wait_for("paused", 8)
    assert told(training, Paused) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert told(training, Resumed) == []
    assert training.record.snapshot().steps.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(lab.epochs(training)) == 1
    training.resume()
    assert training.join(120)
    assert training.state.phase == "finished"


def test_a_step_after_a_pause_on_an_epochs_last_step_trains_one_more(lab, start, single_steps):
    training = start(lab.recipe(), lab.rows(), asks={7: ["pause"]})
    training.record.wait_for("paused")
    assert training.state.step == 7
    training.step()
    training.record.wait_for("paused", 2)
    assert training.state.step == 8
    assert len(lab.epochs(training)) == 1
    training.stop()
    assert training.join(120)


def test_an_epoch_at_a_time(lab, start):
    training = start(lab.recipe(), lab.rows(), go=False)
    training.epoch()
    training.start()
    training.record.wait_for("paused")
    assert (training.state.step, len(lab.epochs(training))) == (7, 1)
    training.epoch()
    training.record.wait_for("paused", 2)
    assert (training.state.step, len(lab.epochs(training))) == (14, 2)
    training.epoch()
    assert training.join(120)
    assert training.state.phase == "finished"


def test_full_speed_comes_back_after_single_steps(lab, start, monkeypatch):
    monkeypatch.setattr(pace, "UPDATE_SECONDS", 1e9)
    monkeypatch.setattr(pace, "_GROWTH", 10**9)
    training = start(lab.recipe(epochs=4), lab.rows(), asks={8: ["step"]})
    training.record.wait_for("paused")
    training.step()
    training.record.wait_for("paused", 2)
    first, second = told(training, Paused)
    assert second == first + 1
    training.resume()
    assert training.join(120)
    assert training.state.phase == "finished"


def test_a_stop_while_paused_saves_and_ends(lab, start, single_steps):
    training = start(lab.recipe(), lab.rows(), asks={2: ["pause"]})
    training.record.wait_for("paused")
    training.stop()
    assert training.join(120)
    assert training.state.phase == "stopped"
    assert training.record.names() == ["started", "paused", "checkpoint", "stopped"]
    assert (training.run.path / "ckpt-2.keras").is_file()
    assert (training.run.path / "ckpt-2.state").is_file()


def test_a_stop_before_the_first_step_leaves_a_run_that_can_be_resumed(lab, start, finish):
    data = lab.rows()
    training = start(lab.recipe(), data, go=False)
    training.stop()
    training.start()
    assert training.join(120)
    assert (training.state.phase, training.state.step) == ("stopped", 0)
    again = Training.resume_from(training.run.path, dataset=data)
    again.start()
    assert again.join(120)
    assert lab.equal(lab.weights(again), lab.weights(finish(lab.recipe(), data)))


def test_other_processes_ask_through_the_run_directory(lab, start, single_steps):
    training = start(lab.recipe(), lab.rows(), asks={3: ["pause"]})
    training.record.wait_for("paused")
    for action in ("step", "step"):
        count = training.record.names().count("paused")
        ask(training.run.path, action)
        training.record.wait_for("paused", count + 1)
    assert told(training, Paused) == [3, 4, 5]
    ask(training.run.path, "stop")
    assert training.join(120)
    assert (training.state.phase, training.state.step) == ("stopped", 5)
