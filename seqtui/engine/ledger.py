"""What a run has come to: told to its directory and its record, saved in checkpoints, read by the app."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seqtui.advice.observations import observe
from seqtui.engine import checkpoint
from seqtui.engine.best import BestWeights
from seqtui.engine.checkpoint import Progress
from seqtui.engine.glance import Glance
from seqtui.engine.pace import Pace
from seqtui.engine.state import Phase, TrainingState
from seqtui.errors import SeqtuiError
from seqtui.runs.events import (
    Checkpointed,
    EpochEnded,
    Event,
    Failed,
    Finished,
    Paused,
    Resumed,
    Started,
    Stopped,
)
from seqtui.runs.goals import better
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter

CHECKPOINT_SECONDS = 10.0
# The first one comes soon: a process killed in its first seconds should not lose all of them.
FIRST_CHECKPOINT_SECONDS = 2.0
# Saving takes at most this share of the time.
_SAVING_SHARE = 0.05


class Ledger:
    """Kept by the training thread; only `state` is read by others.

    Args:
        writer: Of the run directory.
        record: Of the run in memory.
        epochs: Planned.
        steps_per_epoch: Updates an epoch.
        progress: Where the run goes on.
    """

    def __init__(
        self, writer: RunWriter, record: RunRecord, epochs: int, steps_per_epoch: int, progress: Progress
    ) -> None:
        self._writer, self._record = writer, record
        self._epochs, self._steps_per_epoch = epochs, steps_per_epoch
        self._lock = threading.Lock()
        self._phase: Phase = "starting"
        self._error: SeqtuiError | None = None
        self._progress = progress
        self._columns: list[int | None] = []
        self._best: BestWeights | None = None
        self._saved_at = time.monotonic()
        self._saving = 0.0
        self._saved_step = -1
        self._clock = time.monotonic()
        self.pace = Pace(max(0, epochs * steps_per_epoch - progress.step))
        self.glance = Glance()
        self.model: Any = None
        self.early: Any = None
        self.plateau: Any = None
        self.conductor: Any = None

    @property
    def state(self) -> TrainingState:
        """The run as it is now."""
        with self._lock:
            progress, phase, error = self._progress, self._phase, self._error
        steps = self._epochs * self._steps_per_epoch - progress.step
        live = phase in ("running", "paused", "stopping")
        return TrainingState(
            phase=phase,
            epoch=min(progress.epoch + 1, self._epochs)
            if phase not in ("starting", "compiling")
            else progress.epoch,
            epochs=self._epochs,
            step=progress.step,
            steps_per_epoch=self._steps_per_epoch,
            error=error,
            steps_per_second=self.pace.steps_per_second,
            seconds_left=self.pace.seconds_left(steps, self._epochs - progress.epoch) if live else None,
        )

    @property
    def phase(self) -> Phase:
        """What the run does."""
        return self._phase

    @phase.setter
    def phase(self, phase: Phase) -> None:
        with self._lock:
            self._phase = phase

    @property
    def progress(self) -> Progress:
        """Where the run stands."""
        return self._progress

    def attach(self, fitting: Any, conductor: Any) -> None:
        """What the run works with, known when it is built (an `engine.fit.Fitting`)."""
        self.model, self.conductor = fitting.model, conductor
        self.early, self.plateau = fitting.early, fitting.plateau
        names = fitting.train.names
        self._columns = [names.index(name) if name in names else None for name in self._writer.metrics]
        watched = fitting.early.monitor if fitting.early else ("val_loss" if fitting.test else "loss")
        self._best = BestWeights(self._writer.path, fitting.model, watched)
        for metrics in self._progress.epochs:
            self._best.seen(metrics)

    def started(self) -> None:
        """Tells that training begins, or goes on."""
        self.phase = "running"
        self._clock = self._saved_at = time.monotonic()
        self._tell(
            Started(
                time=time.time(),
                run=self._writer.path.name,
                path=str(self._writer.path),
                epochs=self._epochs,
                steps_per_epoch=self._steps_per_epoch,
                step=self._progress.step,
                pid=os.getpid(),
                host=socket.gethostname(),
            )
        )

    def stepped(self, epoch: int, position: int, points: list[tuple[int, tuple[float, ...]]]) -> None:
        """Takes step points in; points hold the step within the epoch and the metrics."""
        before, wall = epoch * self._steps_per_epoch, time.time()
        for step, values in points:
            row = [float("nan") if column is None else values[column] for column in self._columns]
            self._writer.steps(before + step, wall, row)
            self._record.append(before + step, wall, row)
        self._advance(epoch=epoch, position=position, step=before + position, seconds=self._spent())

    def paused(self) -> None:
        """Training waits."""
        self._advance(seconds=self._spent())
        self.phase = "paused"
        self._tell(Paused(time=time.time(), epoch=self._shown_epoch(), step=self._progress.step))

    def resumed(self, *, told: bool) -> None:
        """Training goes on after a pause; a single step is not worth an event of its own."""
        self._clock = time.monotonic()
        self.phase = "running"
        if told:
            self._tell(Resumed(time=time.time(), epoch=self._shown_epoch(), step=self._progress.step))

    def waiting(self) -> None:
        """Shows the weights to who asked, and saves, where that is due."""
        self.glance.serve(self.model, self._progress.step)
        since = time.monotonic() - self._saved_at
        usual = FIRST_CHECKPOINT_SECONDS if self._saved_step < 0 else CHECKPOINT_SECONDS
        due = since >= max(usual, self._saving / _SAVING_SHARE)
        if not due or self._progress.step in (0, self._saved_step):
            return
        try:
            self.save()
        except OSError:
            self._saved_at = (
                time.monotonic()
            )  # the writer tells of the disk; training goes on and tries again

    def epoch_ended(self, epoch: int, metrics: Mapping[str, float]) -> None:
        """Takes an epoch's metrics in, as Keras reports them."""
        seconds = self._spent()
        history = (*self._progress.epochs, dict(metrics))
        step = (epoch + 1) * self._steps_per_epoch
        self._advance(epoch=epoch + 1, position=0, step=step, seconds=0.0, epochs=history)
        self._consider(metrics)
        self._tell(
            EpochEnded(
                time=time.time(),
                epoch=epoch + 1,
                epochs=self._epochs,
                step=step,
                metrics=dict(metrics),
                observation=observe(history).text + self._rate_words(),
                seconds=seconds,
            )
        )

    def save(self) -> None:
        """Writes a checkpoint, and the best weights where they are not yet on disk.

        Raises:
            OSError: The disk refuses.
        """
        from seqtui.engine.fit import generators

        began = time.monotonic()
        early = self.early
        progress = self._progress
        if early is not None:
            progress = replace(progress, early_stopping=early.numbers())
        if self.plateau is not None:
            progress = replace(progress, reduce_lr_on_plateau=self.plateau.numbers())
        names = checkpoint.write(
            self._writer.path,
            self.model,
            progress,
            generators=[each.value.numpy() for each in generators(self.model)],
            metrics=self.conductor.metrics(),
            best_weights=early.best_weights if early is not None else None,
        )
        if self._best is not None:
            self._best.write()
        self._tell(
            Checkpointed(
                time=time.time(),
                epoch=self._shown_epoch(),
                step=progress.step,
                model=names[0],
                state=names[1],
            )
        )
        self._saved_at, self._saved_step = time.monotonic(), progress.step
        self._saving = self._saved_at - began

    def stopped(self) -> None:
        """The run was asked to stop, and is saved."""
        history = self._progress.epochs
        self._tell(
            Stopped(
                time=time.time(),
                run=self._writer.path.name,
                path=str(self._writer.path),
                epoch=self._shown_epoch(),
                step=self._progress.step,
                metrics=history[-1] if history else {},
            )
        )
        self.phase = "stopped"

    def finished(self) -> None:
        """All epochs are done, or early stopping ended the run; it is saved."""
        history = self._progress.epochs
        self._tell(
            Finished(
                time=time.time(),
                run=self._writer.path.name,
                path=str(self._writer.path),
                epochs=len(history),
                step=self._progress.step,
                metrics=history[-1] if history else {},
                best=_bests(history),
            )
        )
        self.phase = "finished"

    def failed(self, error: SeqtuiError) -> None:
        """The run ended with an error."""
        with self._lock:
            self._error, self._phase = error, "failed"
        self._tell(
            Failed(
                time=time.time(),
                run=self._writer.path.name,
                path=str(self._writer.path),
                title=error.title,
                cause=error.cause,
                remedy=error.remedy,
                step=self._progress.step,
                layer=error.layer,
            )
        )

    def lost(self, error: SeqtuiError) -> None:
        """The run's directory could not take all of it."""
        with self._lock:
            self._error = self._error or error

    def detach(self) -> None:
        """Lets go of what the run worked with; the model belongs to others."""
        self.model = self.early = self.plateau = self.conductor = self._best = None

    def _tell(self, event: Event) -> None:
        self._writer.emit(event)
        self._record.apply(event)

    def _advance(self, **changes: Any) -> None:
        with self._lock:
            self._progress = replace(self._progress, **changes)

    def _spent(self) -> float:
        """Seconds spent in this epoch, pauses left out."""
        now = time.monotonic()
        spent, self._clock = self._progress.seconds + now - self._clock, now
        return spent

    def _rate_words(self) -> str:
        """What ReduceLROnPlateau has just done, a sentence."""
        rate = None if self.plateau is None else self.plateau.reduced_to
        return "" if rate is None else f" Learning rate lowered to {rate:.3g}."

    def _shown_epoch(self) -> int:
        return min(self._progress.epoch + 1, self._epochs)

    def _consider(self, metrics: Mapping[str, float]) -> None:
        if self._best is None:
            return
        with contextlib.suppress(OSError):  # the writer tells of the disk; training goes on
            self._best.consider(metrics)


def _bests(history: tuple[Mapping[str, float], ...]) -> dict[str, float]:
    best: dict[str, float] = {}
    for metrics in history:
        for name, value in metrics.items():
            if name not in best or better(name, value, best[name]):
                best[name] = value
    return best
