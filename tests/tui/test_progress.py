"""The run's line: what is kept where room is scarce."""

from types import SimpleNamespace

import pytest

from seqtui.engine.state import TrainingState
from seqtui.runs.events import EpochEnded
from seqtui.runs.record import RunRecord
from seqtui.tui.words import progress


def desk(seconds_left=12.0, speed=2265.0, phase="running"):
    record = RunRecord(("loss", "accuracy"), 400, 25)
    record.append(26, 0.0, (0.0812, 0.974))
    metrics = {"loss": 0.1, "accuracy": 0.9, "val_loss": 0.0971, "val_accuracy": 0.968}
    record.apply(
        EpochEnded(time=0.0, epoch=1, epochs=400, step=25, metrics=metrics, observation="", seconds=1.0)
    )
    state = TrainingState(
        phase=phase,
        epoch=2,
        epochs=400,
        step=26,
        steps_per_epoch=25,
        error=None,
        steps_per_second=speed,
        seconds_left=seconds_left,
    )
    return SimpleNamespace(queued=False, starting=False, view=record.snapshot(), state=state)


def told(width, **more):
    return progress(desk(**more), "", width).plain


def test_the_time_left_goes_before_the_training_accuracy_and_the_speed():
    assert told(80) == "epoch   2/400  loss 0.0812  val_loss 0.0971   val_acc 0.968   12 s left"
    wide = told(120)
    assert "acc 0.974" in wide
    assert wide.endswith("12 s left  2,265 steps/s")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_no_width_is_overrun_and_nothing_comes_and_goes_with_the_time_left(width):
    lines = [told(width, seconds_left=seconds) for seconds in (3600.0 * 30, 3540.0, 59.0, 1.0)]
    shown = {tuple(word for word in line.split() if word[0].isalpha() and "_" in word) for line in lines[1:]}
    assert len(shown) == 1
    assert all(len(line) <= width for line in lines[1:])


def test_before_a_step_was_measured_there_is_no_time_left_to_tell():
    line = told(120, seconds_left=None, speed=None)
    assert "left" not in line
    assert "steps/s" not in line


def test_a_pause_is_said_at_80_columns():
    assert told(80, phase="paused").endswith("paused")


def test_while_it_runs_the_line_is_of_one_colour_and_costs_no_more_than_its_words():
    assert not progress(desk(), "", 120).spans
    assert progress(desk(phase="finished", seconds_left=None), "", 120).spans
