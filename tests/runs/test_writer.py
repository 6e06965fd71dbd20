import json
import math
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from seqtui.errors import SeqtuiError
from seqtui.runs import writer as writing
from seqtui.runs.appender import Appender
from seqtui.runs.codec import from_json
from seqtui.runs.events import EpochEnded, Finished, Gap, Heartbeat, Started
from seqtui.runs.layout import step_dtype
from seqtui.runs.writer import RunWriter

from .conftest import METRICS


def points(run):
    return np.fromfile(run / "steps.bin", step_dtype(METRICS))


def told(run):
    return [from_json(line) for line in (run / "events.jsonl").read_text().splitlines()]


def test_what_is_written_is_what_was_given(written, manifest):
    found = points(written)
    assert found["step"].tolist() == list(range(1, 51))
    assert found["wall"][0] == 1_790_000_001.0
    np.testing.assert_array_equal(found["values"][:, 0], (1 / np.arange(1, 51)).astype("f4"))
    kinds = [type(each) for each in told(written)]
    assert kinds == [Started, *[EpochEnded] * 5, Finished]
    assert json.loads((written / "run.json").read_text())["title"] == manifest.title
    assert (written / "recipe.toml").read_text() == 'title = "The lesson"\n'


def test_records_are_little_endian_packed_and_can_be_mapped(written):
    assert (written / "steps.bin").stat().st_size == 50 * (8 + 8 + 4 + 4)
    raw = (written / "steps.bin").read_bytes()
    assert int.from_bytes(raw[24:32], "little") == 2
    mapped = np.memmap(written / "steps.bin", step_dtype(METRICS), mode="r")
    assert mapped["values"].shape == (50, 2)


def test_nan_infinity_and_what_float32_cannot_hold_are_kept(run):
    writer = RunWriter(run, METRICS)
    writer.steps(1, 0.0, (math.nan, -math.inf))
    writer.steps(2, 0.0, (1e300, np.float32(0.5)))
    assert writer.close()
    values = points(run)["values"]
    assert math.isnan(values[0, 0])
    assert values[0, 1] == -math.inf
    assert values[1].tolist() == [math.inf, 0.5]


def test_an_event_follows_the_points_queued_before_it(run, make, monkeypatch):
    seen = []
    real = Appender.push

    def push(self, *, sync):
        seen.append((self._path.name, self.pending))
        real(self, sync=sync)

    monkeypatch.setattr(Appender, "push", push)
    writer = RunWriter(run, METRICS)
    writer.steps(1, 0.0, (1.0, 1.0))
    writer.emit(make.started())
    assert writer.close()
    names = [name for name, pending in seen if pending]
    assert names == ["steps.bin", "events.jsonl"]


def test_events_are_on_the_disk_with_the_points_before_them_and_heartbeats_cost_no_sync(
    run, make, monkeypatch
):
    synced = []
    real = Appender.push

    def push(self, *, sync):
        pending = self.pending
        real(self, sync=sync)
        synced.append((self._path.name, pending > 0, sync))

    monkeypatch.setattr(Appender, "push", push)
    writer = RunWriter(run, METRICS, heartbeat=0.0)
    writer.steps(1, 0.0, (1.0, 1.0))
    assert writer.flush()
    assert synced == [("steps.bin", True, False)]
    writer.steps(2, 0.0, (1.0, 1.0))
    writer.emit(make.started())
    assert writer.flush()
    assert [each for each in synced if each[2]] == [("steps.bin", True, True), ("events.jsonl", True, True)]
    assert writer.flush()
    assert writer.close()
    assert ("events.jsonl", True, False) in synced  # the heartbeats
    assert sum(each[2] for each in synced) == 2


def test_flush_waits_until_everything_queued_before_is_written(run, make):
    writer = RunWriter(run, METRICS)
    writer.emit(make.started())
    for step in range(1000):
        writer.steps(step, 0.0, (1.0, 1.0))
    assert writer.flush()
    assert len(points(run)) == 1000
    assert len(told(run)) == 1
    writer.close()
    assert writer.flush()


def test_a_wrong_number_of_values_or_no_number_is_the_callers_error_and_harms_nothing(run):
    writer = RunWriter(run, METRICS)
    with pytest.raises(ValueError, match="loss, accuracy"):
        writer.steps(1, 0.0, (1.0,))
    with pytest.raises(ValueError, match="convert"):
        writer.steps(1, 0.0, ("one", 2.0))
    writer.steps(2, 0.0, (1.0, 2.0))
    assert writer.close()
    assert points(run)["step"].tolist() == [2]


def test_a_closed_writer_says_so(run, make):
    writer = RunWriter(run, METRICS)
    assert writer.close()
    assert writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.steps(1, 0.0, (1.0, 2.0))
    with pytest.raises(ValueError, match="closed"):
        writer.emit(make.started())


def test_a_run_is_told_once(written, manifest):
    writer = RunWriter(written, METRICS)
    with pytest.raises(SeqtuiError, match="begun before"):
        writer.write_manifest(manifest)
    assert writer.close()


def test_going_on_mends_what_a_crash_tore(written, make):
    with (written / "steps.bin").open("ab") as file:
        file.write(b"\x07" * 13)
    with (written / "events.jsonl").open("ab") as file:
        file.write(b'{"event": "pau')
    writer = RunWriter(written, METRICS)
    writer.emit(make.started(step=50))
    writer.steps(51, 0.0, (0.5, 0.5))
    assert writer.close()
    assert points(written)["step"].tolist() == list(range(1, 52))
    lines = (written / "events.jsonl").read_text().splitlines()
    assert lines[-2] == '{"event": "pau'
    assert from_json(lines[-1]).step == 50


def test_signs_of_life_come_while_nothing_else_is_told(run, make):
    writer = RunWriter(run, METRICS, heartbeat=0.0)
    writer.steps(7, 0.0, (1.0, 1.0))
    assert writer.flush()
    assert told(run) == []  # before a run has started nothing lives
    writer.emit(make.started())
    assert writer.flush()
    deadline = time.monotonic() + 10
    while len(told(run)) < 3 and time.monotonic() < deadline:
        assert writer.flush()
    writer.close()
    beats = told(run)[1:]
    assert len(beats) >= 2
    assert all(isinstance(each, Heartbeat) and each.step == 7 for each in beats)


def test_a_folder_that_cannot_be_written_is_told_before_training(tmp_path):
    with pytest.raises(SeqtuiError) as caught:
        RunWriter(tmp_path / "gone", METRICS)
    assert "gone" in caught.value.cause
    assert caught.value.remedy


class Disk:
    """Lets pushes through, refuses them, or holds them, as a disk would."""

    def __init__(self, monkeypatch):
        self.error = None
        self.free = threading.Event()
        self.free.set()
        self.waiting = threading.Event()
        real = Appender.push

        def push(appender, *, sync):
            self.waiting.set()
            self.free.wait(30)
            if self.error is not None:
                raise self.error
            real(appender, sync=sync)

        monkeypatch.setattr(Appender, "push", push)
        monkeypatch.setattr(writing, "RETRY_SECONDS", 0.01)


@pytest.fixture
def disk(monkeypatch):
    disk = Disk(monkeypatch)
    yield disk
    disk.error = None
    disk.free.set()


def test_a_disk_that_hangs_holds_up_neither_points_nor_events_nor_close(run, make, disk, monkeypatch):
    monkeypatch.setattr(writing, "HUNG_SECONDS", 0.0)
    disk.free.clear()
    writer = RunWriter(run, METRICS)
    writer.emit(make.started())
    assert disk.waiting.wait(10)
    for step in range(1000):
        writer.steps(step, 0.0, (1.0, 1.0))
    writer.emit(make.finished())
    assert not writer.flush(0.01)
    assert "does not answer" in writer.problem
    assert not writer.close(0.01)
    assert writer.error.title
    assert "lost" in writer.error.remedy
    disk.free.set()
    assert writer.close()  # the thread comes back after all, and had kept everything
    assert len(points(run)) == 1000


def test_points_beyond_the_bound_are_left_out_and_the_gap_is_told(run, make, disk, monkeypatch):
    monkeypatch.setattr(writing, "QUEUE_LIMIT", 50)
    disk.free.clear()
    writer = RunWriter(run, METRICS)
    writer.emit(make.started())
    assert disk.waiting.wait(10)
    for step in range(1, 101):
        writer.steps(step, 0.0, (1.0, 1.0))
    writer.emit(make.epoch(1))
    disk.free.set()
    assert writer.flush()
    assert writer.flush()  # the gap is queued behind what the first waited for
    writer.steps(101, 0.0, (1.0, 1.0))
    assert writer.close()
    assert points(run)["step"].tolist() == [*range(1, 51), 101]
    gaps = [each for each in told(run) if isinstance(each, Gap)]
    assert [(each.first_step, each.last_step, each.points) for each in gaps] == [(51, 100, 50)]
    assert any(isinstance(each, EpochEnded) for each in told(run))


def test_bytes_that_wait_for_a_full_disk_are_bounded_too(run, make, disk, monkeypatch):
    monkeypatch.setattr(writing, "PENDING_LIMIT", 24 * 10)
    disk.error = OSError(28, "No space left on device")
    writer = RunWriter(run, METRICS)
    for step in range(1, 11):
        writer.steps(step, 0.0, (1.0, 1.0))
    assert not writer.flush(0.3)
    for step in range(11, 101):
        writer.steps(step, 0.0, (1.0, 1.0))
    assert "90 more could not be kept" in writer.problem
    disk.error = None
    assert writer.flush()
    assert writer.close()
    assert writer.problem is None
    assert points(run)["step"].tolist() == list(range(1, 11))
    assert [each.points for each in told(run)] == [90]


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (OSError(28, "No space left on device"), "full"),
        (OSError(122, "Disk quota exceeded"), "full"),
        (OSError(5, "Input/output error"), "cannot be written"),
        (OSError(116, "Stale file handle"), "cannot be written"),
    ],
)
def test_a_refusal_is_told_and_forgotten_when_it_is_over(run, make, disk, error, title):
    disk.error = error
    writer = RunWriter(run, METRICS)
    writer.emit(make.started())
    writer.steps(1, 0.0, (1.0, 1.0))
    assert not writer.flush(0.3)
    assert title in writer.error.title
    assert error.strerror in writer.error.cause
    assert "goes on" in writer.error.remedy
    disk.error = None
    assert writer.flush()
    assert writer.problem is None
    assert writer.close()
    assert len(points(run)) == 1


def test_closing_on_a_full_disk_says_what_is_lost(run, disk):
    disk.error = OSError(28, "No space left on device")
    writer = RunWriter(run, METRICS)
    for step in range(3):
        writer.steps(step, 0.0, (1.0, 1.0))
    assert not writer.close(0.2)
    assert "3 points" in writer.problem
    assert "lost" in writer.problem


# A limit on file size acts on every system and for every user as a full disk does: a write is cut short
# in mid-record, the next one is refused, and raising the limit gives the space back.
_FULL_DISK = """
import resource, sys, time
from pathlib import Path
from seqtui.runs import writer as writing
from seqtui.runs.events import Paused
from seqtui.runs.writer import RunWriter

writing.RETRY_SECONDS = 0.01
run = Path(sys.argv[1])
writer = RunWriter(run, ("loss", "accuracy"))
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
for step in range(1, 201):
    writer.steps(step, 0.0, (1.0, 1.0))
    if step % 10 == 0:
        writer.emit(Paused(time=0.0, epoch=1, step=step))
assert not writer.flush(0.5)
print(writer.error.title)
print((run / "steps.bin").stat().st_size)
for step in range(201, 301):
    writer.steps(step, 0.0, (1.0, 1.0))
writer.emit(Paused(time=0.0, epoch=1, step=300))
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
assert writer.flush(10.0)
print(writer.problem)
assert writer.close()
"""


def test_a_real_full_disk_is_survived_in_order_without_loss(run):
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(run)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    title, size, problem = done.stdout.splitlines()
    assert title == "The disk is full."
    assert int(size) == 1000  # 41 records and 16 bytes of the next: torn
    assert problem == "None"
    assert points(run)["step"].tolist() == list(range(1, 301))
    assert [each.step for each in told(run)] == [*range(10, 201, 10), 300]


_KILLED = """
import os, sys
from pathlib import Path
from seqtui.runs.events import Paused
from seqtui.runs.writer import RunWriter

writer = RunWriter(Path(sys.argv[1]), ("loss", "accuracy"))
for step in range(100):
    writer.steps(step, 0.0, (1.0, 1.0))
writer.emit(Paused(time=0.0, epoch=1, step=99))
assert writer.flush()
os.kill(os.getpid(), 9)
"""


def test_what_was_flushed_outlives_kill_nine(run):
    done = subprocess.run([sys.executable, "-c", _KILLED, str(run)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(points(run)) == 100
    assert told(run)[0].step == 99


def test_neither_thread_nor_file_is_left_open(run, make):
    writer = RunWriter(run, METRICS)
    writer.emit(make.started())
    assert writer.close()
    assert not writer._thread.is_alive()
    descriptors = [writer._steps_file._descriptor, writer._events_file._descriptor]
    assert descriptors == [None, None]
