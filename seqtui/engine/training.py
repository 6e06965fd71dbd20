"""One training run, in a thread of its own that no screen, hang-up or slow disk can end."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from seqtui.data.dataset import Dataset
from seqtui.engine.checkpoint import Progress, ResumePoint
from seqtui.engine.collector import collect
from seqtui.engine.failures import explained
from seqtui.engine.gate import Gate
from seqtui.engine.glance import Weights
from seqtui.engine.ledger import Ledger
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.state import TrainingState
from seqtui.recipe.values import Recipe
from seqtui.runs.control import Action, ControlReader
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter

_CLOSE_SECONDS = 30.0


class Training:
    """A run from its start, or from a checkpoint, to its end.

    Everything that happens is told to `run` and `record` as it happens. Requests may come from any thread
    and, through the run's `control.jsonl`, from any process. The thread closes `run` when it ends.

    Args:
        recipe: What to train; must be free of settings that only `recipe` knows how to refuse.
        dataset: Its rows.
        run: Writer of the run directory; its metrics are `metric_names(recipe.compile)`.
        record: The run in memory.
        model: A trained model of the same stack to go on with: its weights and, where the optimizer is of
            the same kind, the optimizer's state are copied; settings are the recipe's.
        initial: Checkpoint to go on from.

    Attributes:
        done: Set when the run has ended, whatever the end.
        model: The Keras model, once it is built.
    """

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        run: RunWriter,
        record: RunRecord,
        *,
        model: Any = None,
        initial: ResumePoint | None = None,
    ) -> None:
        self.recipe, self.dataset = recipe, dataset
        self.run, self.record = run, record
        self.done = threading.Event()
        self.model: Any = None
        self._before, self._initial = model, initial
        self._begun = False
        steps = -(-len(dataset.x_train) // recipe.fit.batch_size)
        progress = initial.progress if initial else Progress()
        self._ledger = Ledger(run, record, recipe.fit.epochs, steps, progress)
        self._gate = Gate(ControlReader(run.path))
        # Not a daemon: a run outlives the app that started it, until it is asked to stop.
        self._thread = threading.Thread(target=self._main, name="seqtui-training", daemon=False)

    @classmethod
    def resume_from(cls, run: Path, *, dataset: Dataset | None = None) -> Training:
        """A run that stopped, failed or was interrupted, ready to go on where its newest checkpoint is.

        Weights, optimizer, batch order, dropout and early stopping are as they were: what follows is equal,
        bit for bit on a CPU, to what an uninterrupted run would have done.

        Args:
            run: The run directory.
            dataset: Its rows, where they are at hand; else they are loaded as its recipe says.

        Raises:
            SeqtuiError: The run has finished, is alive, has no checkpoint, or its rows have changed.
        """
        from seqtui.engine.resuming import reopen

        recipe, rows, writer, record, point = reopen(run, dataset)
        return cls(recipe, rows, writer, record, initial=point)

    @property
    def state(self) -> TrainingState:
        """The run as it is now; cheap, from any thread."""
        return self._ledger.state

    def weights(self) -> Weights | None:
        """The model's weights as they are now, from any thread; None before the first ones were shown.

        While it trains they are those of a step not long ago, and newer ones are asked for.
        """
        if self.done.is_set():
            step = self.state.step
            return None if self.model is None else Weights(step, tuple(self.model.get_weights()))
        return self._ledger.glance.ask()

    def start(self) -> None:
        """Starts the thread; it loads TensorFlow where that is not yet done."""
        self._thread.start()

    def pause(self) -> None:
        """Waits at the next update."""
        self._ask("pause")

    def resume(self) -> None:
        """Goes on to the end."""
        self._ask("resume")

    def step(self) -> None:
        """Trains one step and pauses; the epoch's last step is followed by its validation."""
        self._ask("step")

    def epoch(self) -> None:
        """Trains to the end of the epoch and pauses."""
        self._ask("epoch")

    def stop(self) -> None:
        """Saves a checkpoint now, in mid-epoch too, and ends the run; final."""
        self._ask("stop")

    def join(self, timeout: float | None = None) -> bool:
        """Waits until the run has ended; False if it has not after `timeout` seconds."""
        return self.done.wait(timeout)

    def _ask(self, action: Action) -> None:
        self._gate.ask(action)

    def _main(self) -> None:
        ledger = self._ledger
        try:
            self._train()
        except BaseException as error:  # noqa: BLE001  # a thread must not die without a word, whatever happens
            self.model = self.model or getattr(error, "seqtui_model", None)
            ledger.failed(explained(error, self.recipe, self.dataset, self.model, begun=self._begun))
        finally:
            self._before = self._initial = None
            self._close()

    def _train(self) -> None:
        ensure_loaded()
        from seqtui.engine.callback import Stop
        from seqtui.engine.fit import prepare

        ledger = self._ledger
        ledger.phase = "compiling"
        fitting = prepare(self.recipe, self.dataset, self._before, self._initial)
        self.model = fitting.model
        conductor = fitting.conductor(self._gate, ledger.pace, ledger, self._initial)
        ledger.attach(fitting, conductor)
        ledger.started()
        self._begun = True
        try:
            fitting.run(conductor, self._gate, ledger)
        except Stop:
            ledger.phase = "stopping"
            ledger.save()
            ledger.stopped()
        else:
            ledger.save()
            ledger.finished()

    def _close(self) -> None:
        """Nothing that goes wrong here may keep `done` from being set."""
        try:
            self._ledger.detach()
            collect()
            if not self.run.close(_CLOSE_SECONDS) and self.run.error is not None:
                self._ledger.lost(self.run.error)
        finally:
            self.done.set()
