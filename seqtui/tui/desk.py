"""The run on the desk: started and steered here, with what it has recorded. No widget is known here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from seqtui.data.dataset import Dataset
    from seqtui.engine.state import TrainingState
    from seqtui.engine.training import Training
    from seqtui.recipe.flow import Flow
    from seqtui.recipe.values import Recipe
    from seqtui.runs.record import RecordView, RunRecord
    from seqtui.tui.background import Background

_LIVE = {"starting", "compiling", "running", "paused", "stopping"}


class RunDesk:
    """At most one run at a time.

    Attributes:
        training: The run, live or ended; None before the first and for a run of an earlier start.
        record: What it recorded.
        view: The record as drawn last; None where nothing has been trained.
        path: Its directory.
        recipe: What it trains.
        flow: The shapes it trains with.
        queued: Whether a run was asked for that waits for TensorFlow or data.
        error: Why a run could not begin.
        problem: Why a live run cannot write its files, while it cannot; it trains on.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self.training: Training | None = None
        self.record: RunRecord | None = None
        self.view: RecordView | None = None
        self.path: Path | None = None
        self.recipe: Recipe | None = None
        self.flow: Flow | None = None
        self.queued = False
        self.starting = False
        self.error: SeqtuiError | None = None
        self.problem: SeqtuiError | None = None
        self._version = -1
        self._state: TrainingState | None = None

    @property
    def state(self) -> TrainingState | None:
        """Where the run stands, as of the last tick."""
        return self._state

    @property
    def phase(self) -> str:
        """The run's phase; "none" where nothing was started."""
        if self.starting:
            return "starting"
        return self._state.phase if self._state is not None else "none"

    @property
    def live(self) -> bool:
        """Whether a run is under way, paused ones included."""
        return self.starting or (self.training is not None and self.training.state.phase in _LIVE)

    def tick(self) -> bool:
        """Looks at the run; returns whether anything is new."""
        new = False
        if self.training is not None:
            state = self.training.state
            problem = self.training.run.error if state.phase in _LIVE else None
            new = (state, problem) != (self._state, self.problem)
            self._state, self.problem = state, problem
        if self.record is not None and self.record.version != self._version:
            self._version = self.record.version
            self.view = self.record.snapshot()
            new = True
        return new

    def start(
        self, begin: Callable[[], Training], recipe: Recipe, flow: Flow | None, done: Callable[[], None]
    ) -> None:
        """Makes a run beside the loop and starts it.

        Args:
            begin: Creates the training, in a worker thread; it is started there.
            recipe: What it trains.
            flow: Its shapes.
            done: Called in the loop when it runs or could not be made.
        """
        self.starting, self.queued, self.error = True, False, None
        self._background.files(begin, partial(self._started, recipe, flow, done))

    def _started(
        self, recipe: Recipe, flow: Flow | None, done: Callable[[], None], outcome: Training | SeqtuiError
    ) -> None:
        self.starting = False
        if isinstance(outcome, SeqtuiError):
            self.error = outcome
        else:
            self.training = outcome
            self.record = outcome.record
            self.path = outcome.run.path
            self.recipe, self.flow = recipe, flow
            self._version = -1
            self.tick()
        done()

    def show_earlier(self, path: Path, record: RunRecord) -> None:
        """Shows a run of an earlier start, as long as there is none of this one."""
        if self.training is None and not self.starting:
            self.path, self.record, self._version = path, record, -1
            self.tick()

    def forget(self) -> None:
        """Clears the desk: another recipe is opened. A live run must have ended before."""
        self.training = self.record = self.view = self.path = self.recipe = self.flow = None
        self._state, self.error, self.problem, self._version = None, None, None, -1
        self.queued = False

    def set_aside(self) -> Mapping[str, object]:
        """Clears the desk for a while; what lay on it is put back by `put_back`. No run may be live."""
        aside = dict(vars(self))
        self.forget()
        return aside

    def put_back(self, aside: Mapping[str, object]) -> None:
        """Has on the desk again what `set_aside` took from it."""
        vars(self).update(aside)

    def usable_for(self, recipe: Recipe, dataset: Dataset | None) -> bool:
        """Whether the desk's ended run can be continued with this recipe: same layers, same data."""
        return self.training is not None and dataset is not None and not self.live and self.is_of(recipe)

    def is_of(self, recipe: Recipe) -> bool:
        """Whether a run of this start trains, or trained, these layers on this data."""
        own = self.recipe
        return own is not None and (own.layers, own.data) == (recipe.layers, recipe.data)
