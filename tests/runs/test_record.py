import threading

import numpy as np
import pytest

from seqtui.runs.events import Heartbeat
from seqtui.runs.layout import step_dtype
from seqtui.runs.record import RunRecord

from .conftest import METRICS


@pytest.fixture
def record():
    return RunRecord(METRICS, epochs=5, steps_per_epoch=10)


def block(start, end, value=1.0):
    points = np.zeros(end - start, step_dtype(METRICS))
    points["step"] = np.arange(start, end)
    points["wall"] = points["step"] * 0.5
    points["values"] = value
    return points


def test_points_are_kept_in_order_with_their_values(record):
    for step in range(1, 3001):
        record.append(step, step * 0.5, (1 / step, step))
    view = record.snapshot()
    assert view.steps.tolist() == list(range(1, 3001))
    assert view.wall[-1] == 1500.0
    assert view.values["loss"].dtype == np.float32
    np.testing.assert_allclose(view.values["loss"], 1 / np.arange(1, 3001), rtol=1e-6)
    assert view.values["accuracy"][-1] == 3000


def test_a_view_is_read_only_shares_its_memory_and_never_changes(record):
    record.append(1, 0.0, (1.0, 2.0))
    early = record.snapshot()
    with pytest.raises(ValueError, match="read-only"):
        early.steps[0] = 9
    record.append(2, 0.0, (3.0, 4.0))
    late = record.snapshot()
    assert np.shares_memory(early.steps, late.steps)
    assert early.steps.tolist() == [1]
    for step in range(3, 5000):
        record.append(step, 0.0, (0.0, 0.0))
    assert early.values["loss"].tolist() == [1.0]
    assert late.values["loss"].tolist() == [1.0, 3.0]


def test_the_same_version_is_the_same_view(record, make):
    record.append(1, 0.0, (1.0, 2.0))
    before = record.version
    view = record.snapshot()
    assert record.snapshot() is view
    record.apply(Heartbeat(time=1.0, step=1))
    assert record.version == before
    record.apply(make.epoch(1))
    assert record.version > before
    assert record.snapshot() is not view


def test_blocks_and_single_points_mix(record):
    record.extend(block(1, 2000))
    record.append(2000, 0.0, (5.0, 5.0))
    record.extend(block(2001, 2003))
    record.extend(block(1, 1))
    assert record.snapshot().steps.tolist() == list(range(1, 2003))


def test_a_stretch_trained_twice_counts_once_and_the_later_counts(record):
    record.extend(block(1, 21, value=1.0))
    early = record.snapshot()
    record.append(11, 0.0, (2.0, 2.0))
    record.append(12, 0.0, (2.0, 2.0))
    view = record.snapshot()
    assert view.steps.tolist() == list(range(1, 13))
    assert view.values["loss"].tolist() == [1.0] * 10 + [2.0] * 2
    assert early.steps.tolist() == list(range(1, 21))
    assert early.values["loss"].tolist() == [1.0] * 20


def test_going_back_within_one_block_is_seen(record):
    record.extend(np.concatenate([block(1, 21, 1.0), block(11, 16, 2.0), block(14, 15, 3.0)]))
    view = record.snapshot()
    assert view.steps.tolist() == list(range(1, 15))
    assert view.values["loss"].tolist() == [1.0] * 10 + [2.0] * 3 + [3.0]


def test_epochs_trained_twice_count_once(record, make):
    for number in (1, 2, 3):
        record.apply(make.epoch(number, loss=1.0))
    record.apply(make.epoch(2, loss=9.0))
    epochs = record.snapshot().epochs
    assert [each.epoch for each in epochs] == [1, 2]
    assert epochs[1].metrics == {"loss": 9.0}
    assert len(record.snapshot().events) == 4


def test_the_best_epoch_goes_by_the_metrics_goal_and_passes_nan_over(record, make):
    record.apply(make.epoch(1, loss=0.5, accuracy=0.7, val_loss=float("nan")))
    record.apply(make.epoch(2, loss=float("nan"), accuracy=0.9, val_loss=0.4))
    record.apply(make.epoch(3, loss=0.6, accuracy=0.9, val_loss=float("-inf")))
    assert (record.best("loss").value, record.best("loss").epoch) == (0.5, 1)
    assert (record.best("accuracy").value, record.best("accuracy").epoch) == (0.9, 2)
    assert (record.best("val_loss").value, record.best("val_loss").step) == (0.4, 20)
    assert record.best("mae") is None


def test_an_epoch_series_has_the_epochs_that_measured_it(record, make):
    record.apply(make.epoch(1, loss=0.5))
    record.apply(make.epoch(2, loss=0.4, val_loss=0.45))
    steps, values = record.snapshot().epoch_series("val_loss")
    assert (steps.tolist(), values.tolist()) == ([20], [0.45])
    assert record.snapshot().epoch_series("mae")[0].shape == (0,)


def test_the_status_follows_the_events(record, make):
    seen = []
    for event in (make.started(), make.paused(), make.resumed(), make.epoch(1), make.stopped()):
        record.apply(event)
        seen.append(record.status)
    assert seen == ["running", "paused", "running", "running", "stopped"]
    record.apply(make.started(epochs=7, steps_per_epoch=3))
    view = record.snapshot()
    assert (view.status, view.planned_epochs, view.steps_per_epoch) == ("running", 7, 3)


def test_clearing_forgets_and_leaves_old_views_alone(record, make):
    record.extend(block(1, 10))
    record.apply(make.finished())
    early = record.snapshot()
    record.clear()
    assert len(record.snapshot().steps) == 0
    assert record.snapshot().events == ()
    assert record.status == "running"
    record.extend(block(1, 4, 7.0))
    assert early.values["loss"].tolist() == [1.0] * 9


def test_a_view_taken_while_another_thread_writes_is_whole(record):
    stop = threading.Event()

    def write():
        for step in range(1, 20_001):
            record.append(step, float(step), (step, -step))
        stop.set()

    thread = threading.Thread(target=write)
    thread.start()
    looked = 0
    while not stop.is_set() or looked == 0:
        view = record.snapshot()
        looked += 1
        count = len(view.steps)
        assert len(view.wall) == len(view.values["loss"]) == len(view.values["accuracy"]) == count
        if count:
            assert view.steps[-1] == view.wall[-1] == view.values["loss"][-1] == -view.values["accuracy"][-1]
            assert view.steps[-1] == count
    thread.join()
    assert len(record.snapshot().steps) == 20_000


def test_a_million_points_fit(record):
    record.extend(block(0, 1_000_000))
    record.append(1_000_000, 0.0, (1.0, 1.0))
    view = record.snapshot()
    assert len(view.steps) == 1_000_001
    assert np.shares_memory(view.steps, record._steps)


def test_the_best_is_told_anew_where_a_resumed_run_goes_back(make):
    record = RunRecord(("loss",), 5, 10)
    for number, loss in ((1, 0.5), (2, 0.1), (3, 0.3)):
        record.apply(make.epoch(number, loss=loss))
    before = record.snapshot()
    record.apply(make.epoch(2, loss=0.4))
    assert (before.best("loss").value, record.best("loss").value) == (0.1, 0.4)
    record.clear()
    assert record.best("loss") is None
    assert record.snapshot().measured == ()
