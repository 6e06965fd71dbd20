import os
import time
from types import SimpleNamespace

import pytest

from seqtui.runs import events, live
from seqtui.runs.manifest import Manifest, metric_columns
from seqtui.runs.writer import RunWriter

METRICS = ("loss", "accuracy")


@pytest.fixture
def run(tmp_path):
    """An empty run directory."""
    path = tmp_path / "2026-11-22T21-05-17-lesson-a3f1"
    path.mkdir()
    return path


@pytest.fixture
def manifest():
    return Manifest(
        title="The lesson",
        dataset="lesson",
        fingerprint="ab12",
        metrics=metric_columns(METRICS),
        versions={"keras": "3.15.1"},
        epochs=5,
        steps_per_epoch=10,
        created=time.time(),
        seed=3,
    )


@pytest.fixture
def make():
    """Events with what they need, and the rest by keyword."""

    def started(**more):
        given = {"pid": os.getpid(), "host": live.host(), **more}
        return events.Started(
            **{"time": time.time(), "run": "r", "path": "/r", "epochs": 5, "steps_per_epoch": 10, **given}
        )

    def epoch(number, **metrics):
        return events.EpochEnded(
            time=time.time(),
            epoch=number,
            epochs=5,
            step=10 * number,
            metrics=metrics or {"loss": 1 / number, "accuracy": 0.5},
            observation="Learning.",
            seconds=0.5,
        )

    def finished(**more):
        return events.Finished(
            **{
                "time": time.time(),
                "run": "r",
                "path": "/r",
                "epochs": 5,
                "step": 50,
                "metrics": {"loss": 0.2},
                "best": {"loss": 0.2},
                **more,
            }
        )

    def failed():
        return events.Failed(time=time.time(), run="r", path="/r", title="T", cause="C", remedy="R")

    def stopped():
        return events.Stopped(time=time.time(), run="r", path="/r", epoch=2, step=13)

    def paused(step=3):
        return events.Paused(time=time.time(), epoch=1, step=step)

    def resumed(step=3):
        return events.Resumed(time=time.time(), epoch=1, step=step)

    return SimpleNamespace(
        started=started,
        epoch=epoch,
        finished=finished,
        failed=failed,
        stopped=stopped,
        paused=paused,
        resumed=resumed,
    )


@pytest.fixture
def written(run, manifest, make):
    """A finished run of five epochs and fifty points on disk, written by the real writer."""
    with_metrics = RunWriter(run, METRICS)
    with_metrics.write_manifest(manifest)
    with_metrics.write_recipe('title = "The lesson"\n')
    with_metrics.emit(make.started())
    for number in range(1, 6):
        for step in range(10 * number - 9, 10 * number + 1):
            with_metrics.steps(step, 1_790_000_000.0 + step, (1 / step, step / 50))
        with_metrics.emit(make.epoch(number))
    with_metrics.emit(make.finished())
    assert with_metrics.close()
    return run
