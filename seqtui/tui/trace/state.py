"""What is traced now, and what is known of it: no more than what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.engine.terms import Term
    from seqtui.engine.tracing import Stage
    from seqtui.tui.session import Session
    from seqtui.tui.trace.looks import Place, Probed, Seen, Wanted


class TraceState:
    """What Trace mode shows.

    Attributes:
        sample: Row that is traced, training rows first.
        at: Position among the stages, 0 for the input.
        place: Of the value in focus, in the stage's output.
        x: Changed input values; None for the sample's own.
        held: The sample held beside: its row and changed values.
        training: Whether layers behave as in training.
        untrained: Whether the seeded first weights are compared.
        deep: Whether the value's terms have the pane to themselves.
        term: Which of its terms is in focus, the largest being 0.
        trail: The values that led to the one in focus, each a term of the one before: (stage, place).
        keras_shapes: Whether shapes are told as Keras writes them.
        plane: Columns and lines of the decision map; None where it is not on the screen.
        seen: The newest answer; it may be of another sample than the one asked for last.
        error: Why there is none.
        probed: The newest probes, or why there are none.
        probing: Whether probes are on their way.
        pending: Whether an answer is on its way.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.sample = self.at = 0
        self.place: Place = ()
        self.x: Any = None
        self.held: tuple[int, Any] | None = None
        self.training = self.untrained = self.deep = self.keras_shapes = False
        self.term = 0
        self.trail: tuple[tuple[int, Place], ...] = ()
        self.plane: tuple[int, int] | None = None
        self.seen: Seen | None = None
        self.error: SeqtuiError | None = None
        self.probed: Probed | SeqtuiError | None = None
        self.probing = self.pending = False
        self._random_rows: tuple[object, Dataset | SeqtuiError] | None = None

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

    @property
    def terms(self) -> tuple[Term, ...]:
        """What adds to the value in focus, the largest first; none before Keras has said so."""
        seen = self.current
        if seen is None or seen.terms is None or seen.wanted.at != self.at or seen.terms.place != self.place:
            return ()
        return seen.terms.adding
