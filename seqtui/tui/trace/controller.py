"""Goes through model, sample, stage and value; asks the worker and keeps the answer."""

from __future__ import annotations

import random
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.tui.trace import places
from seqtui.tui.trace.looks import Source, Wanted
from seqtui.tui.trace.state import TraceState
from seqtui.tui.trace.worker import TraceWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.engine.probes import Classes, Mistake
    from seqtui.tui.background import Background
    from seqtui.tui.desk import RunDesk
    from seqtui.tui.session import Session
    from seqtui.tui.trace.looks import Place, Probed, Seen

_PROBE_SECONDS = 2.0
"""Measuring takes a moment that training would have; as often as one can read what was found."""
_LIVE_SECONDS = 0.19
"""Between two looks at a run that goes on: the app's ticks make it five a second."""
PATIENCE_SECONDS = 0.04
"""Most answers come within it; a slower one must not keep the screen from following a key."""
_LOOK, _PROBE, _MISTAKES = "trace", "trace-probes", "trace-mistakes"


class TraceDesk(TraceState):
    """Changes what is traced, asks for it, and keeps the newest answer."""

    def __init__(self, session: Session, desk: RunDesk, background: Background) -> None:
        super().__init__(session)
        self._desk, self._background = desk, background
        self._worker = TraceWorker()
        self._probed_at = self._asked_at = self._next_look = 0.0
        self._asked: Wanted | None = None
        self._random = random.Random()  # noqa: S311  # which mistake is shown is no secret

    # Moving about. All of them ask anew.

    def begin(self, sample: int) -> None:
        """At the input of a sample, unchanged, as its model is opened."""
        self.sample, self.x, self.held = sample, None, None
        self._surface(0, ())
        self.ask()

    def _surface(self, at: int, place: Place) -> None:
        """To a value by itself, out of any terms."""
        self.at, self.place = at, place
        self.deep, self.term, self.trail = False, 0, ()

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
        self._surface(0, ())
        self.error = self.probed = None
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
            self._surface(self.at, places.first(stages[self.at].values))
            self.ask()

    def go_stage(self, at: int) -> None:
        """To a stage, by its position; within those that there are."""
        stages = self.stages
        if not stages:
            return
        at = min(max(at, 0), len(stages) - 1)
        self._surface(at, places.first(stages[at].values))
        self.ask()

    def go_sample(self, row: int) -> None:
        """To a sample; behind the last comes the first."""
        if self.rows:
            self.sample, self.x = row % self.rows, None
            self.ask()

    def go_place(self, place: Place) -> None:
        """To a value of the stage."""
        self.place, self.term = place, 0
        self.ask()

    def go_term(self, number: int) -> None:
        """To another term, within those that there are."""
        self.term = min(max(number, 0), max(len(self.terms) - 1, 0))

    def descend(self) -> bool:
        """To the value of the stage before that the term in focus is made of; False where there is none."""
        terms = self.terms
        before = self.stages[self.at - 1].values if self.at else None
        if before is None or not terms:
            return False
        place = terms[min(self.term, len(terms) - 1)].place
        if not places.fits(place, before):
            return False
        self.trail = (*self.trail, (self.at, self.place))
        self.at, self.place, self.term = self.at - 1, place, 0
        self.deep = self.at > 0
        self.ask()
        return True

    def ascend(self) -> None:
        """Back to the value whose term this one is; out of the terms where nothing led here."""
        if not self.trail:
            self.deep = False
            return
        *trail, (self.at, self.place) = self.trail
        self.trail, self.term, self.deep = tuple(trail), 0, True
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
