"""Commands of a run: train, pause, step, stop."""

from __future__ import annotations

import asyncio
import math
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from seqtui.recipe import fixes
from seqtui.runs.events import Checkpointed
from seqtui.tui.commands.base import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from seqtui.data.dataset import Dataset
    from seqtui.engine.training import Training
    from seqtui.recipe.values import Recipe
    from seqtui.runs.record import RecordView
    from seqtui.sources import OpenedSource
    from seqtui.tui.app import SeqtuiApp

First = Literal["run", "step", "epoch"]
_STOP_SECONDS = 60.0


class RunCommands(CommandGroup):
    """Starts and steers training. Asked before TensorFlow or the data are there, a run waits for them."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.reasons = {
            "train": self._why_not_train,
            "restart": self._why_not_begin,
            "pause": self._why_not_steer,
            "step": self._why_not_step,
            "epoch": self._why_not_step,
            "stop": self._why_not_stop,
        }
        self.labels = {"train": self._train_label, "pause": self._pause_label}
        self._queued_first: First = "run"
        self._queued_anew = False

    def _train_label(self) -> str:
        if self._resumable():
            return "continue"
        return "train on" if self._continues() else "train"

    def _pause_label(self) -> str:
        return "go on" if self.desk.phase == "paused" else "pause"

    def _why_not_begin(self) -> str | None:
        """What keeps any run from starting, waiting apart."""
        session = self.session
        if self.desk.live:
            return "A run is under way: {runs.pause} pauses it, {runs.stop} stops it."
        if session.recipe.data is None:
            return "There is no data to train on: choose some in the Data row."
        if session.data_error is not None:
            return f"The data cannot be read: {session.data_error.cause}"
        if not any(spec.enabled for spec in session.recipe.layers):
            return "There is no layer to train: {layers.add_after} adds one."
        if session.error is not None and not session.flow_pending:
            error = session.error
            mends = f" R in the stack: {fixes.words(error.fix)}." if error.fix is not None else ""
            return f"Layer {error.layer} cannot be built: {error.remedy or error.message}{mends}"
        return None

    def _why_not_train(self) -> str | None:
        if self.desk.queued:
            return "The run is queued and starts by itself. {runs.stop} takes it back."
        if self.desk.phase == "paused":
            return None
        if self.desk.phase == "stopping":
            return "The run is being stopped and kept; wait for its checkpoint."
        return self._why_not_begin()

    def _why_not_steer(self) -> str | None:
        if self.desk.starting:
            return "The run is just being made; it can be steered in a moment."
        if not self.desk.live or self.desk.training is None:
            return "Nothing is being trained: {runs.train} starts."
        return None if self.desk.phase != "stopping" else "The run is being stopped and kept."

    def _why_not_step(self) -> str | None:
        return self._why_not_steer() if self.desk.live else self._why_not_train()

    def _why_not_stop(self) -> str | None:
        return None if self.desk.queued or self.desk.starting else self._why_not_steer()

    @property
    def ready(self) -> bool:
        """Whether a run could begin at once."""
        session = self.session
        return session.keras_ready and session.dataset is not None and not session.flow_pending

    def poll_queue(self) -> None:
        """Starts the queued run as soon as it can, and takes it back where it cannot."""
        if not self.desk.queued or not self.ready:
            if self.desk.queued and self.session.data_error is not None:
                self.desk.queued = False
                self.app.tell(self._why_not_begin() or "", "bad")
            return
        self.desk.queued = False
        reason = self._why_not_begin()
        if reason is not None:
            self.app.tell(reason, "bad")
        else:
            self._begin(self._queued_first, anew=self._queued_anew)

    def train(self) -> None:
        """Trains, or goes on where training stands."""
        training = self.desk.training
        if self.desk.phase == "paused" and training is not None:
            training.resume()
            return
        self._begin("run")

    def restart(self) -> None:
        """Trains from fresh weights."""
        self._begin("run", anew=True)

    def pause(self) -> None:
        """Pauses, or goes on."""
        training = self.desk.training
        if training is None:
            return
        if training.state.phase == "paused":
            training.resume()
        else:
            training.pause()

    def step(self) -> None:
        """One step, then pause."""
        if self.desk.live and self.desk.training is not None:
            self.desk.training.step()
        else:
            self._begin("step")

    def epoch(self) -> None:
        """To the epoch's end, then pause."""
        if self.desk.live and self.desk.training is not None:
            self.desk.training.epoch()
        else:
            self._begin("epoch")

    def stop(self) -> None:
        """Checkpoint now, and end; or takes a queued run back."""
        if self.desk.queued:
            self.desk.queued = False
            self.app.tell("The queued run is taken back.")
        elif self.desk.starting:
            self.app.tell("The run stops as soon as it is there.")
            self.app.run_worker(self.stop_and_wait(), exit_on_error=True)
        elif self.desk.training is not None:
            self.desk.training.stop()

    async def stop_and_wait(self) -> None:
        """Stops the run and waits until its checkpoint is written."""
        while self.desk.starting:  # noqa: ASYNC110  # the desk is no part of asyncio
            await asyncio.sleep(0.05)  # a run that is being made answers through the loop
        training = self.desk.training
        if training is not None:
            training.stop()
            await asyncio.to_thread(training.join, _STOP_SECONDS)
            self.desk.tick()

    def _resumable(self) -> bool:
        """Whether the run on the desk stopped before its end and is still the recipe's."""
        desk, recipe = self.desk, self.session.recipe
        if desk.live or desk.path is None or desk.view is None or desk.recipe is None:
            return False
        if desk.view.status not in {"stopped", "interrupted"}:
            return False
        if not any(isinstance(event, Checkpointed) for event in desk.view.events):
            return False  # killed before its first checkpoint: there is nothing to go on from
        same = (recipe.layers, recipe.compile, recipe.fit) == (
            desk.recipe.layers,
            desk.recipe.compile,
            desk.recipe.fit,
        )
        return same and (desk.training is None or recipe.data == desk.recipe.data)

    def _continues(self) -> bool:
        """Whether a new run would start from the desk's weights."""
        desk = self.desk
        if desk.training is None or desk.training.model is None:
            return False
        if desk.phase not in {"finished", "stopped"} or _diverged(desk.view):
            return False
        return desk.usable_for(self.session.recipe, self.session.dataset)

    def _begin(self, first: First, *, anew: bool = False) -> None:
        if not self.ready:
            self.desk.queued, self._queued_first, self._queued_anew = True, first, anew
            self.screen.reveal("chart")
            return
        session, desk = self.session, self.desk
        assert session.dataset is not None  # noqa: S101  # `ready` has looked
        begin: Callable[[], Training]
        if not anew and self._resumable() and desk.path is not None:
            begin = partial(_resume, desk.path, session.dataset, first)
        else:
            model = desk.training.model if not anew and self._continues() and desk.training else None
            parent = desk.path if model is not None else None
            begin = partial(_launch, session.opened, session.recipe, session.dataset, (parent, model), first)
        desk.start(begin, session.recipe, session.flow, self._begun)
        self.screen.reveal("chart")

    def _begun(self) -> None:
        if self.desk.path is not None:
            self.app.groups["files"].remember()  # type: ignore[attr-defined]  # FileCommands has it


def _diverged(view: RecordView | None) -> bool:
    """Whether the newest loss is not finite: then the weights are not either, and cannot learn."""
    if view is None or "loss" not in view.values or not view.steps.size:
        return False
    return not math.isfinite(view.values["loss"][-1])


def _first(training: Training, first: First) -> Training:
    if first == "step":
        training.step()
    elif first == "epoch":
        training.epoch()
    training.start()
    return training


def _resume(path: Path, dataset: Dataset, first: First) -> Training:
    """In a worker: the stopped run, ready at its checkpoint."""
    from seqtui.engine import Training  # noqa: PLC0415  # TensorFlow is loaded by now

    return _first(Training.resume_from(path, dataset=dataset), first)


def _launch(
    opened: OpenedSource, recipe: Recipe, dataset: Dataset, before: tuple[Path | None, Any], first: First
) -> Training:
    """In a worker: a new run, its directory and files; `before` is the run and model it goes on from."""
    from seqtui.launch import launch  # noqa: PLC0415  # TensorFlow is loaded by now

    word = opened.label.removesuffix(".toml")
    parent, model = before
    document = opened.document.with_recipe(recipe)
    title = recipe.title or word
    return _first(
        launch(document, dataset, opened.base, title=title, slug=word, parent=parent, model=model), first
    )
