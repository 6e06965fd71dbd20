import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from seqtui.runs import live
from seqtui.runs.codec import to_json
from seqtui.runs.events import Checkpointed, Gap, Heartbeat
from seqtui.runs.layout import STALE_SECONDS
from seqtui.runs.reader import RunReader
from seqtui.runs.status import derive, status_after
from seqtui.runs.store import summarize
from seqtui.runs.writer import RunWriter

from .conftest import METRICS

LONG_AGO = STALE_SECONDS + 1000.0


@pytest.fixture
def files(run, manifest):
    """Puts events, some seconds old, into a run whose writer is gone; returns its status as read."""

    def put(*told, age=0.0):
        (run / "run.json").write_text(replace(manifest, created=time.time() - LONG_AGO).to_json())
        moment = time.time() - age
        lines = [to_json(replace(each, time=moment)) + "\n" for each in told]
        (run / "events.jsonl").write_text("".join(lines))
        reader = RunReader(run)
        record = reader.new_record()
        reader.poll(record)
        assert record.status == reader.status()
        assert summarize(run).status == reader.status()
        return reader.status()

    return put


@pytest.fixture
def gone():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_the_last_event_tells_how_a_run_ended_however_long_ago(files, make):
    start = make.started(pid=0)
    assert files(start, make.finished(), age=LONG_AGO) == "finished"
    assert files(start, make.stopped(), age=LONG_AGO) == "stopped"
    assert files(start, make.failed(), age=LONG_AGO) == "failed"


def test_a_run_that_went_on_after_its_end_is_judged_by_what_followed(files, make):
    assert files(make.started(pid=0), make.stopped(), make.started(pid=0)) == "running"
    assert files(make.started(pid=0), make.stopped(), make.started(pid=0), age=LONG_AGO) == "interrupted"


def test_a_recent_sign_of_life_is_enough(files, make, gone):
    start = make.started(pid=gone, host="elsewhere")
    assert files(start) == "running"
    assert files(start, make.paused()) == "paused"
    assert files(start, make.paused(), Heartbeat(time=0, step=3)) == "paused"


def test_silence_and_no_process_is_an_interruption(files, make, gone):
    assert files(make.started(pid=gone), age=LONG_AGO) == "interrupted"
    assert files(make.started(pid=gone), make.paused(), age=LONG_AGO) == "interrupted"
    assert files(age=LONG_AGO) == "interrupted"


def test_a_silent_process_of_this_host_is_alive(files, make):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        # It began before the run did, as a trainer does.
        run_began = make.started(pid=process.pid)
        assert files(run_began, age=-1.0) == "running"
        assert live.writer_lives(os.curdir, process.pid, live.host(), time.time())
        assert not live.writer_lives(os.curdir, process.pid, "elsewhere", time.time())
        process.communicate(b"\n")


def test_a_process_that_began_after_the_run_bears_its_number_by_chance(run):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        if live._born(process.pid) is not None:
            assert not live.writer_lives(run, process.pid, live.host(), time.time() - LONG_AGO)
        process.communicate(b"\n")


def test_a_clock_that_runs_ahead_does_not_keep_a_dead_run_alive(files, make, gone):
    assert files(make.started(pid=gone), age=-LONG_AGO) == "interrupted"


def test_a_run_of_this_process_lives_as_long_as_its_writer(files, run, make):
    writer = RunWriter(run, METRICS)
    assert files(make.started(), age=LONG_AGO) == "running"
    assert writer.close()
    assert files(make.started(), age=LONG_AGO) == "interrupted"


def test_a_run_whose_writing_resumes_is_alive_again_even_with_a_wrong_clock(files, run, make, gone):
    files(make.started(pid=gone), age=LONG_AGO)
    reader = RunReader(run)
    record = reader.new_record()
    reader.poll(record)
    assert reader.status() == "interrupted"
    with (run / "events.jsonl").open("a") as file:
        file.write(to_json(Heartbeat(time=time.time() - LONG_AGO, step=4)) + "\n")
    assert reader.poll(record)
    assert (reader.status(), record.status) == ("running", "running")


def test_checkpoints_heartbeats_and_gaps_change_no_state():
    for event in (
        Checkpointed(time=1.0, epoch=1, step=2, model="m", state="s"),
        Heartbeat(time=1.0, step=2),
        Gap(time=1.0, first_step=1, last_step=2, points=2),
    ):
        assert status_after("paused", event) == "paused"


def test_growth_outweighs_every_clock(run):
    assert derive(run, "running", None, 0.0, growing=True) == "running"
    assert derive(run, "running", None, 0.0, growing=False) == "interrupted"
    assert derive(run, "stopped", None, 0.0, growing=True) == "stopped"
