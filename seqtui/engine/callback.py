# ruff: noqa: ARG002  # Keras names the arguments of its hooks, used or not
"""The Keras callbacks that conduct a run: one before all others, one after them.

Keras calls them in the training thread. `Conductor` sizes the steps, records them, and obeys requests;
`Closing` comes after early stopping has spoken, tells the epoch's end, and saves.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

import keras
import numpy as np

from seqtui.engine.feed import Feed
from seqtui.engine.gate import Gate
from seqtui.engine.pace import Pace
from seqtui.engine.stepping import TestFunction, TrainFunction, metric_variables

PAUSE_POLL_SECONDS = 0.2


class Stop(Exception):  # noqa: N818  # no error: it leaves `fit` at once, which only an exception can
    """Raised out of `fit` when the run was asked to stop."""


class Journal(Protocol):
    """What the callbacks tell a run; `engine.training` implements it."""

    def stepped(self, epoch: int, position: int, points: list[tuple[int, tuple[float, ...]]]) -> None:
        """Steps were trained; points hold the step within the epoch and the metrics."""

    def paused(self) -> None:
        """Training waits."""

    def resumed(self, *, told: bool) -> None:
        """Training goes on after a pause; `told` where that is an event."""

    def waiting(self) -> None:
        """A pause lasts, or a call of the train function has ended: time to save, where it is due."""

    def epoch_ended(self, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch is over, its validation too."""


class Conductor(keras.callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """First in the list: runs the train and test functions step by step.

    Args:
        train: The model's train function.
        test: The model's test function; None without validation.
        feed: Training rows.
        pace: Sizes the calls.
        gate: What was asked.
        journal: Told of everything.
        start: Epoch, position, and the metrics' variables to start with (empty: as new).

    Attributes:
        first_epoch: Epoch to start with, from 0.
        single_step: Whether the step trained last was asked for by itself.
    """

    def __init__(
        self,
        train: TrainFunction,
        test: TestFunction | None,
        feed: Feed,
        *,
        pace: Pace,
        gate: Gate,
        journal: Journal,
        start: tuple[int, int, tuple[Any, ...]],
    ) -> None:
        super().__init__()
        self._train, self._test, self._feed = train, test, feed
        self._pace, self._gate, self._journal = pace, gate, journal
        self.first_epoch, self._first_position, self._first_metrics = start
        self.single_step = False
        self._epoch = 0
        self._began = 0.0
        self._test_began = 0.0
        self._kept: list[Any] | None = None

    def metrics(self) -> list[Any]:
        """The epoch's metrics so far, as arrays; validation borrows the variables, so they are kept aside."""
        if self._kept is not None:
            return self._kept
        return [variable.value.numpy() for variable in metric_variables(self.model)]

    def on_train_begin(self, logs: Any = None) -> None:
        """A run may be asked to stop or to pause before its first step."""
        self.obey()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Shuffles; a resumed epoch goes on where it stopped."""
        self._epoch = epoch
        self._feed.begin_epoch(epoch)
        self._train.position = 0
        if epoch == self.first_epoch and self._first_position:
            self._train.position = self._first_position
            variables = metric_variables(self.model)
            for variable, value in zip(variables, self._first_metrics, strict=True):
                variable.assign(value)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Sets how many steps the call runs."""
        self.single_step = self._gate.mode == "step"
        self._train.steps = 1 if self.single_step else self._pace.steps()
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Records the steps, and ends the epoch, waits or leaves where that is called for."""
        train = self._train
        if train.points:
            self._pace.took(train.ran, time.perf_counter() - self._began)
            points = [(point.step, point.values) for point in train.points]
            self._journal.stepped(self._epoch, train.position, points)
        if train.position >= self._feed.steps:
            self.model.stop_training = True  # ends the epoch: `fit` itself would go on for ever
        else:
            self._gate.reached(single_step=self.single_step, epoch_end=False)
        self.obey()

    def on_test_begin(self, logs: Any = None) -> None:
        """Keeps the epoch's own metrics: validation resets the variables they stand in."""
        self._kept = self.metrics()
        self._test_began = time.perf_counter()
        if self._test is not None:
            self._test.position = 0

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Sets how many batches the call runs."""
        if self._test is not None:
            # A test step costs less than a train step, so this errs on the short side.
            self._test.steps = self._pace.steps()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Ends the validation after its last row; a stop leaves it at once, to be made again."""
        if self._test is None or self._test.over:
            self.model.stop_evaluating = True
            self._pace.validated(time.perf_counter() - self._test_began)
        self.obey()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Takes back what ended the epoch; early stopping, which comes later, may set it again."""
        self._kept = None
        self.model.stop_training = False

    def obey(self) -> None:
        """Does what was asked.

        Raises:
            Stop: The run was asked to stop.
        """
        gate, paused = self._gate, False
        gate.poll()
        while gate.mode == "pause" and not gate.stopping:
            if not paused:
                self._journal.paused()
                paused = True
            self._journal.waiting()
            gate.wait(PAUSE_POLL_SECONDS)
            gate.poll()
        if gate.stopping:
            raise Stop
        if paused:
            self._journal.resumed(told=gate.mode != "step")
        self._journal.waiting()


class Closing(keras.callbacks.Callback):  # type: ignore[misc]  # Keras ships no types
    """Last in the list: the epoch is over for everybody.

    Args:
        conductor: To obey requests between two epochs.
        gate: What was asked.
        journal: Told of the epoch.
        epochs: Planned.
    """

    def __init__(self, conductor: Conductor, gate: Gate, journal: Journal, epochs: int) -> None:
        super().__init__()
        self._conductor, self._gate, self._journal = conductor, gate, journal
        self._epochs = epochs

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tells the epoch's metrics, of many numbers their mean; between two epochs requests are obeyed."""
        metrics = {name: float(np.mean(value)) for name, value in (logs or {}).items()}
        self._journal.epoch_ended(epoch, metrics)
        # A step asked for during validation is still to come.
        self._gate.reached(single_step=self._conductor.single_step, epoch_end=True)
        if not self.model.stop_training and epoch + 1 < self._epochs:
            self._conductor.obey()
