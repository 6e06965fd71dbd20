"""What is traced now: model, sample, stage, value. It asks the worker and keeps the answer."""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.tui.trace import places
from seqtui.tui.trace.looks import Seen, Source, Wanted
from seqtui.tui.trace.worker import TraceWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.data.dataset import Dataset
    from seqtui.engine.probes import Classes, Mistake
    from seqtui.engine.tracing import Stage
    from seqtui.tui.background import Background
    from seqtui.tui.desk import RunDesk
    from seqtui.tui.session import Session
    from seqtui.tui.trace.looks import Place, Probed

_PROBE_SECONDS = 2.0
"""Measuring takes a moment that training would have; as often as one can read what was found."""
_LIVE_SECONDS = 0.19
"""Between two looks at a run that goes on: the app's ticks make it five a second."""
PATIENCE_SECONDS = 0.04
"""Most answers come within it; a slower one must not keep the screen from following a key."""
_LOOK, _PROBE, _MISTAKES = "trace", "trace-probes", "trace-mistakes"


class TraceDesk:
    """The state of Trace mode.

    Attributes:
        sample: Row that is traced, training rows first.
        at: Position among the stages, 0 for the input.
        place: Of the value in focus, in the stage's output.
        x: Changed input values; None for the sample's own.
        held: The sample held beside: its row and changed values.
        training: Whether layers behave as in training.
        untrained: Whether the seeded first weights are compared.
        deep: Whether the value's terms have the pane to themselves.
        keras_shapes: Whether shapes are told as Keras writes them.
        plane: Columns and lines of the decision map; None where it is not on the screen.
        seen: The newest answer; it may be of another sample than the one asked for last.
        error: Why there is none.
        probed: The newest probes, or why there are none.
        probing: Whether probes are on their way.
        pending: Whether an answer is on its way.
    """

    def __init__(self, session: Session, desk: RunDesk, background: Background) -> None:
        self._session, self._desk, self._background = session, desk, background
        self._worker = TraceWorker()
        self.sample = self.at = 0
        self.place: Place = ()
        self.x: Any = None
        self.held: tuple[int, Any] | None = None
        self.training = self.untrained = self.deep = self.keras_shapes = False
        self.plane: tuple[int, int] | None = None
        self.seen: Seen | None = None
        self.error: SeqtuiError | None = None
        self.probed: Probed | SeqtuiError | None = None
        self.probing = False
        self._probed_at = 0.0
        self.pending = False
        self._asked_at = 0.0
        self._asked: Wanted | None = None
        self._random_rows: tuple[object, Dataset | SeqtuiError] | None = None
        self._next_look = 0.0
        self._random = random.Random()  # noqa: S311  # which mistake is shown is no secret

    @property
    def drawn_from(self) -> tuple[object, ...]:
        """All that the panes draw; where each part still is the very same, nothing has to be drawn anew."""
        shown = [one for name, one in vars(self).items() if not name.startswith("_") and name != "pending"]
        return (self.current, *shown)

    # What is traced.

    @property
    def dataset(self) -> Dataset | None:
        """The rows; random numbers for a model that has no data, None while they are not read."""
        if self._session.recipe.data is not None:
            return self._session.dataset
        drawn = self._drawn
        return None if isinstance(drawn, SeqtuiError) else drawn

    @property
    def _drawn(self) -> Dataset | SeqtuiError | None:
        """Random rows for the model; None before numpy is there."""
        recipe = self._session.recipe
        if not self._session.keras_ready and recipe.input is not None:
            return None
        from seqtui.data import randoms  # noqa: PLC0415  # numpy, which comes with Keras

        key = (recipe.input, randoms.integer_limit(recipe))
        if self._random_rows is None or self._random_rows[0] != key:
            try:
                self._random_rows = (key, randoms.random_rows(recipe))
            except SeqtuiError as error:
                self._random_rows = (key, error)
        return self._random_rows[1]

    # What keeps it from being traced.

    @property
    def problem(self) -> SeqtuiError | None:
        """Why nothing can be traced; None where it can, or is about to be."""
        session = self._session
        if session.recipe.data is None and isinstance(self._drawn, SeqtuiError):
            return self._drawn
        if session.data_error is not None:
            return session.data_error
        if not any(spec.enabled for spec in session.recipe.layers):
            return SeqtuiError("There is no layer to trace.", "The stack is empty.", "Add one in Build.")
        if session.error is not None and not session.flow_pending:
            error = session.error
            return SeqtuiError(
                f"Layer {error.layer} cannot be built.", error.message, error.remedy, layer=error.layer
            )
        return self.error

    @property
    def waiting(self) -> str:
        """What the first answer waits for; "" where one is there, or none will come."""
        if self.problem is not None or (self.seen is not None and self._is_of(self.seen.wanted)):
            return ""
        if not self._session.keras_ready:
            return "TensorFlow is loading. The trace appears when it is ready."
        if self.dataset is None:
            return "The data is being read…"
        return "Tracing…"

    def _is_of(self, wanted: Wanted) -> bool:
        return wanted.dataset is self.dataset and wanted.recipe.layers == self._session.recipe.layers

    @property
    def current(self) -> Seen | None:
        """The newest answer, where it is still of the open recipe and data."""
        seen = self.seen
        return seen if seen is not None and self._is_of(seen.wanted) and self.problem is None else None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The traced stages; none before the first answer."""
        return self.current.trace.stages if self.current is not None else ()

    @property
    def stage(self) -> Stage | None:
        """The stage in focus."""
        stages = self.stages
        return stages[min(self.at, len(stages) - 1)] if stages else None

    @property
    def rows(self) -> int:
        """Samples that there are."""
        return self.dataset.rows if self.dataset is not None else 0

    # Moving about. All of them ask anew.

    def begin(self, sample: int) -> None:
        """At the input of a sample, unchanged, as its model is opened."""
        self.sample, self.x, self.held = sample, None, None
        self.at, self.place, self.deep = 0, (), False
        self.ask()

    def follow(self) -> None:
        """Asks for a new answer where something has changed since the last: recipe, data, weights."""
        session = self._session
        if not session.keras_ready or self.dataset is None or session.flow_pending:
            return
        if session.error is not None or not any(spec.enabled for spec in session.recipe.layers):
            return
        if self._asked is None or not self._is_of(self._asked):
            self._reset()
        wanted = self._wanted()
        if self._asked is not None and (
            self.pending or (_same(wanted, self._asked) and not self._behind(wanted))
        ):
            return
        self._ask(wanted)

    def _reset(self) -> None:
        """Another recipe or other data: what was chosen for the last one means nothing for this."""
        rows = self.rows
        old = self._asked
        if old is None or old.dataset is not self.dataset:
            self.sample = self.sample if self.sample < rows else 0
            self.x = self.held = None
        self.at, self.place, self.deep, self.error, self.probed = 0, (), False, None, None
        self.pending = False

    def source(self) -> Source:
        """Whose weights are looked at."""
        desk = self._desk
        if desk.training is None:
            return Source(run=desk.path)
        if not desk.is_of(self._session.recipe):
            return Source()
        step = desk.state.step if desk.state is not None else 0
        return Source(desk.training, live=not desk.training.done.is_set(), step=step)

    def _behind(self, wanted: Wanted) -> bool:
        """Whether the weights shown are older than the run; they come when training has a moment."""
        if not wanted.source.live or self.seen is None or self.seen.step == wanted.source.step:
            return False
        return time.monotonic() >= self._next_look

    def _wanted(self) -> Wanted:
        dataset = self.dataset
        assert dataset is not None  # noqa: S101  # `follow` has looked
        return Wanted(
            recipe=self._session.recipe,
            dataset=dataset,
            source=self.source(),
            sample=min(self.sample, max(self.rows - 1, 0)),
            x=self.x,
            held=self.held,
            training=self.training,
            untrained=self.untrained,
            at=self.at,
            place=self.place,
            plane=None if dataset.targetless else self.plane,
        )

    def _ask(self, wanted: Wanted) -> None:
        self._asked, self.pending, self._asked_at = wanted, True, time.monotonic()
        self._next_look = time.monotonic() + _LIVE_SECONDS
        self._background.keras(_LOOK, partial(self._worker.look, wanted), self._answered)

    @property
    def answer_is_near(self) -> bool:
        """Whether what was asked a moment ago is on its way: drawn with it, a step is drawn once."""
        return self.pending and self.seen is not None and time.monotonic() - self._asked_at < PATIENCE_SECONDS

    def ask(self) -> None:
        """Asks for what is in focus now, whatever was asked before."""
        if self._asked is not None and self.dataset is not None and self._is_of(self._asked):
            self._ask(self._wanted())

    def _answered(self, outcome: Seen | SeqtuiError) -> None:
        self.pending = False
        if isinstance(outcome, SeqtuiError):
            self.error = outcome
        else:
            self.error, self.seen = None, outcome
            self._settle(outcome)

    def _settle(self, seen: Seen) -> None:
        """Puts the focus on a value that there is."""
        stages = seen.trace.stages
        self.at = min(self.at, len(stages) - 1)
        if not places.fits(self.place, stages[self.at].values):
            self.place = places.first(stages[self.at].values)
            self.ask()

    def go_stage(self, at: int) -> None:
        """To a stage, by its position; within those that there are."""
        stages = self.stages
        if not stages:
            return
        self.at = min(max(at, 0), len(stages) - 1)
        self.place, self.deep = places.first(stages[self.at].values), False
        self.ask()

    def go_sample(self, row: int) -> None:
        """To a sample; behind the last comes the first."""
        if self.rows:
            self.sample, self.x = row % self.rows, None
            self.ask()

    def go_place(self, place: Place) -> None:
        """To a value of the stage."""
        self.place = place
        self.ask()

    def move(self, axis: int, by: int) -> None:
        """To a value of the stage further along an axis."""
        if self.stage is not None:
            self.go_place(places.moved(self.place, self.stage.values, axis, by))

    def change(self, value: float | str) -> None:
        """Puts another value in the place of the focused input value.

        Raises:
            SeqtuiError: The input does not take such a value.
        """
        stage = self.stages[0]
        x = stage.values.copy() if self.x is None else self.x.copy()
        try:
            x[self.place] = value
        except (ValueError, OverflowError) as error:
            raise SeqtuiError(
                "This value does not fit.",
                f"The input holds values of type {stage.values.dtype.name}.",
                "Type a number." if stage.values.dtype.kind in "fiu" else "Type a text.",
            ) from error
        self.x = x
        self.ask()

    def put(self, x: Any) -> None:
        """Takes another input; None gives the sample's own back."""
        self.x = x
        self.ask()

    def set_plane(self, size: tuple[int, int] | None) -> None:
        """Says how large the decision map is on the screen."""
        if size != self.plane:
            self.plane = size
            self.ask()

    # Mistakes and probes.

    def probe(self) -> None:
        """Measures the model anew."""
        if self._asked is None or self.probing:
            return
        self.probing = True
        self._background.keras(_PROBE, partial(self._worker.probe, self._wanted()), self._probed, priority=1)

    def follow_probes(self) -> None:
        """Measures a model that trains again, now and then: its weights are no longer those measured."""
        live = self._desk.training is not None and not self._desk.training.done.is_set()
        if live and self.probed is not None and time.monotonic() - self._probed_at > _PROBE_SECONDS:
            self.probe()

    def _probed(self, outcome: Probed | SeqtuiError) -> None:
        self.probing, self.probed, self._probed_at = False, outcome, time.monotonic()

    def mistake(self, then: Callable[[Mistake | SeqtuiError], None], *, at_random: bool = False) -> None:
        """Goes to the mistake after the one in focus, the most confident first, or to any.

        Args:
            then: Told which it is, in the loop, or why there is none.
            at_random: Whether any of them will do.
        """
        if self._asked is None:
            return
        wanted = self._wanted()

        def found(outcome: Classes | SeqtuiError) -> None:
            if isinstance(outcome, SeqtuiError):
                then(outcome)
                return
            if not outcome.mistakes:
                part = "validation" if outcome.part == "validation" else "training"
                then(
                    SeqtuiError(
                        "There is no mistake.",
                        f"All {int(outcome.support.sum()):,} {part} rows are classed rightly.",
                        "Left and Right go through the samples.",
                    )
                )
                return
            rows = [one.sample for one in outcome.mistakes]
            here = rows.index(self.sample) + 1 if self.sample in rows else 0
            chosen = outcome.mistakes[self._random.randrange(len(rows)) if at_random else here % len(rows)]
            self.go_sample(chosen.sample)
            then(chosen)

        self._background.keras(_MISTAKES, partial(self._worker.mistakes, wanted), found)


def _same(one: Wanted, other: Wanted) -> bool:
    """Whether the same is asked: by value for settings, by identity for arrays; a run's steps aside."""
    mine, theirs = one.source, other.source
    return (
        one.recipe == other.recipe
        and one.dataset is other.dataset
        and (mine.training, mine.run, mine.live) == (theirs.training, theirs.run, theirs.live)
        and (mine.live or mine.step == theirs.step)
        and (one.sample, one.training, one.untrained, one.at, one.place, one.plane)
        == (other.sample, other.training, other.untrained, other.at, other.place, other.plane)
        and one.x is other.x
        and one.held is other.held
    )
