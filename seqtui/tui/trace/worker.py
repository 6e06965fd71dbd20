"""Answers Trace mode's questions in the inspection worker: keeps the traced model, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from seqtui.engine import traced
from seqtui.engine.collector import no_collections
from seqtui.errors import SeqtuiError
from seqtui.tui.trace import marks, places
from seqtui.tui.trace.looks import Ground, Origin, Plane, Probed, Seen, Source, Wanted

if TYPE_CHECKING:
    from seqtui.engine.boundary import Map
    from seqtui.engine.terms import Terms
    from seqtui.engine.tracing import Trace, Tracer

_TRACES = 32
"""As many are kept: going back to a sample then costs nothing."""
_ROWS = 5
_LARGE = 100_000
"""Values of a stage from which only one sample is traced: five of them would keep a key waiting."""
_NEAREST = 4
_TOKENS = 64
"""As many are looked up in an embedding's table: each is compared with all of its rows."""


class TraceWorker:
    """Used by one thread, the inspection worker's. It holds two models: the newest and the first weights.

    Both are made again only where recipe or data are others.
    """

    def __init__(self) -> None:
        self._made_of: tuple[Any, Any] | None = None
        self._tracer: Tracer | None = None
        self._untrained: Tracer | None = None
        self._taken: tuple[Any, ...] = ()
        self._origin: Origin = "first"
        self._step: int | None = None
        self._note = ""
        self._traces: dict[tuple[Any, ...], Trace] = {}
        self._grounds: dict[tuple[int, int], Ground] = {}
        self._maps: dict[tuple[Any, ...], Map] = {}
        self._classes: Any = None

    def look(self, wanted: Wanted) -> Seen:
        """Traces a sample and what is seen with it.

        Raises:
            SeqtuiError: The model cannot be built, or there is no such sample.
        """
        with no_collections():
            seen = self._look(wanted)
            traced("sample")
        return seen

    def _look(self, wanted: Wanted) -> Seen:
        tracer = self._prepare(wanted)
        trace = self._trace(tracer, wanted.sample, wanted.x, training=wanted.training)
        held = untrained = None
        if wanted.held is not None:
            held = self._trace(tracer, *wanted.held, training=wanted.training)
        if wanted.untrained:
            first = self._untrained_tracer(tracer)
            untrained = first.trace(wanted.sample, wanted.x, training=wanted.training)
        plane, note = None, self._note
        if wanted.plane is not None:
            try:
                plane = self._plane(tracer, wanted, trace)
            except SeqtuiError as error:
                note = note or f"{error.title} {error.cause} {error.remedy}"
        return Seen(
            wanted=wanted,
            trace=trace,
            origin=self._origin,
            step=self._step,
            held=held,
            untrained=untrained,
            terms=_terms(tracer, trace, wanted),
            kernel=_kernel(tracer, wanted),
            tokens=_tokens(tracer, trace, wanted),
            plane=plane,
            note=note,
            rows=self._rows(tracer, trace, wanted),
        )

    def probe(self, wanted: Wanted) -> Probed:
        """Measures the model: layers, and the classes of its data.

        Raises:
            SeqtuiError: The model cannot be built.
        """
        from seqtui.engine import probes  # noqa: PLC0415  # TensorFlow is loaded by now

        if wanted.dataset.targetless:
            raise _nothing_to_measure()
        tracer = self._prepare(wanted)
        layers: Any
        try:
            layers = probes.layers(tracer)
        except SeqtuiError as error:
            layers = error
        return Probed(layers, self._judged(tracer), self._step)

    def mistakes(self, wanted: Wanted) -> Any:
        """The class figures with every mistake, kept as long as the weights are the same; or why not."""
        return _nothing_to_measure() if wanted.dataset.targetless else self._judged(self._prepare(wanted))

    def _judged(self, tracer: Tracer) -> Any:
        from seqtui.engine import probes  # noqa: PLC0415  # TensorFlow is loaded by now

        if self._classes is None:
            try:
                self._classes = probes.classes(tracer)
            except SeqtuiError as error:
                self._classes = error
        return self._classes

    def _prepare(self, wanted: Wanted) -> Tracer:
        """The model with the weights that are wanted."""
        from seqtui.engine.tracing import Tracer  # noqa: PLC0415  # TensorFlow is loaded by now

        recipe = wanted.recipe
        model = (recipe.layers, recipe.fit.seed, recipe.fit.precision)
        if self._made_of is None or self._made_of[0] != model or self._made_of[1] is not wanted.dataset:
            self._tracer = self._untrained = None
            self._forget()
            self._taken, self._origin, self._step, self._note = (), "first", None, ""
            self._grounds.clear()
        if self._tracer is None:
            self._tracer = Tracer(recipe, wanted.dataset)
            self._made_of = (model, wanted.dataset)
        self._tracer.recipe = recipe
        self._take(self._tracer, wanted.source)
        return self._tracer

    def _forget(self) -> None:
        self._traces.clear()
        self._maps.clear()
        self._classes = None

    def _take(self, tracer: Tracer, source: Source) -> None:
        """Gives the model the newest weights of its source; what has no weights leaves the first ones."""
        key = (id(source.training), source.run, source.step, source.live)
        if key == self._taken:
            return
        try:
            if source.training is not None:
                self._take_run(tracer, source)
            elif source.run is not None:
                self._take_file(tracer, source)
            else:
                self._take_first(tracer)
        except SeqtuiError as error:
            self._take_first(tracer)
            self._note = f"{error.title} The seeded first weights are shown. {error.remedy}"
        if not source.live:
            self._taken = key

    def _take_run(self, tracer: Tracer, source: Source) -> None:
        assert source.training is not None  # noqa: S101  # narrows for mypy; the caller has looked
        found = source.training.weights()
        if found is None:
            if self._origin != "run":
                self._take_first(tracer)
            return
        if (self._origin, self._step) == ("run", found.step) and source.live:
            return
        tracer.set_weights(found.values)
        self._origin, self._step, self._note = "run", found.step, ""
        self._forget()

    def _take_file(self, tracer: Tracer, source: Source) -> None:
        from seqtui.engine.checkpoint import newest  # noqa: PLC0415  # TensorFlow is loaded by now

        assert source.run is not None  # noqa: S101  # narrows for mypy; the caller has looked
        point = newest(source.run)
        if point is None:
            self._take_first(tracer)
            self._note = "The run has saved no weights yet: the seeded first ones are shown."
            return
        tracer.load(point.model)
        self._origin, self._step, self._note = "file", point.progress.step, ""
        self._forget()

    def _take_first(self, tracer: Tracer) -> None:
        if tracer.trained:
            tracer.set_weights(self._untrained_tracer(tracer).model.get_weights())
            tracer.trained = False
        self._origin, self._step, self._note = "first", None, ""
        self._forget()

    def _untrained_tracer(self, tracer: Tracer) -> Tracer:
        from seqtui.engine.tracing import Tracer  # noqa: PLC0415  # TensorFlow is loaded by now

        if self._untrained is None:
            self._untrained = Tracer(tracer.recipe, tracer.dataset)
        return self._untrained

    def _trace(self, tracer: Tracer, row: int, x: Any, *, training: bool) -> Trace:
        key = (row, None if x is None else x.tobytes(), training)
        if key not in self._traces:
            if len(self._traces) >= _TRACES:
                self._traces.clear()
            self._traces[key] = tracer.trace(row, x, training=training)
        return self._traces[key]

    def _rows(self, tracer: Tracer, trace: Trace, wanted: Wanted) -> tuple[Trace, ...]:
        """The sample and those after it, fewer where one is as large as a photograph."""
        large = max(stage.values.size for stage in trace.stages) > _LARGE
        count = min(1 if large else _ROWS, tracer.rows)
        others = [
            self._trace(tracer, (wanted.sample + one) % tracer.rows, None, training=wanted.training)
            for one in range(1, count)
        ]
        return (trace, *others)

    def _plane(self, tracer: Tracer, wanted: Wanted, trace: Trace) -> Plane:
        from seqtui.engine import boundary  # noqa: PLC0415  # TensorFlow is loaded by now

        assert wanted.plane is not None  # noqa: S101  # narrows for mypy; the caller has looked
        width, height = wanted.plane
        if wanted.plane not in self._grounds:
            area = boundary.area_of(tracer)
            points = boundary.points(tracer, area, width, height)
            told = marks.count(points, regression=wanted.dataset.task == "regression")
            self._grounds[wanted.plane] = Ground(area, told)
        ground = self._grounds[wanted.plane]
        unit, title = None, "the model's answer"
        stage = trace.stages[wanted.at]
        inner = 0 < wanted.at < len(trace.stages) - 1
        if inner and stage.values.ndim == 1 and wanted.place:
            unit = (wanted.at - 1, wanted.place[-1])
            title = f"layer {stage.index} {stage.kind}, unit {wanted.place[-1] + 1}"
        key = (width, height, unit)
        found = self._maps.get(key)
        if found is None:
            found = self._maps[key] = boundary.decision_map(tracer, ground.area, width, height, unit)
        return Plane(
            found,
            ground.marks,
            _cell(ground, trace.stages[0].values, width, height),
            title,
            unit is not None,
        )


def _nothing_to_measure() -> SeqtuiError:
    return SeqtuiError(
        "There is nothing to measure against.",
        "This model has no data: its samples are random numbers, without targets.",
        "Choose data in Build's Data row.",
    )


def _cell(ground: Ground, values: Any, width: int, height: int) -> tuple[int, int]:
    """The cell of a point on the plane."""
    area = ground.area
    across = (float(values[0]) - area.x[0]) / (area.x[1] - area.x[0])
    up = (float(values[1]) - area.y[0]) / (area.y[1] - area.y[0])
    return min(max(int(across * width), 0), width - 1), min(max(int((1 - up) * height), 0), height - 1)


def _layer(tracer: Tracer, wanted: Wanted) -> Any:
    """The layer in focus; None for the input, and where the model has fewer layers than the last one had."""
    return tracer.model.layers[wanted.at - 1] if 0 < wanted.at <= len(tracer.model.layers) else None


def _terms(tracer: Tracer, trace: Trace, wanted: Wanted) -> Terms | None:
    from seqtui.engine import terms  # noqa: PLC0415  # TensorFlow is loaded by now

    layer = _layer(tracer, wanted)
    if layer is None:
        return None
    stage, before = trace.stages[wanted.at], trace.stages[wanted.at - 1]
    if not places.fits(wanted.place, stage.values) or stage.values.dtype.kind not in "fiu":
        return None
    return terms.explain(layer, before.values, stage.values, wanted.place, training=trace.training)


def _kernel(tracer: Tracer, wanted: Wanted) -> Any:
    """A convolution's kernel, (height, width, channels, filters); None for other layers."""
    layer = _layer(tracer, wanted)
    kernel = getattr(layer, "kernel", None)
    if "Conv2D" not in type(layer).__name__ or kernel is None or len(kernel.shape) != 4:
        return None
    return np.asarray(kernel)


def _tokens(tracer: Tracer, trace: Trace, wanted: Wanted) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """Of an embedding: each token with the tokens whose rows of the table are nearest to its own."""
    layer = _layer(tracer, wanted)
    if type(layer).__name__ != "Embedding":
        return ()
    table = np.asarray(layer.embeddings)
    given = trace.stages[wanted.at - 1].values.ravel().astype(np.int64)
    found = []
    for place, token in enumerate(given[:_TOKENS].tolist()):
        if not 0 <= token < len(table):
            continue
        distances = np.linalg.norm(table - table[token], axis=1)
        distances[token] = np.inf
        nearest = np.argsort(distances, kind="stable")[: min(_NEAREST, len(table) - 1)]
        found.append((place, token, tuple(int(one) for one in nearest)))
    return tuple(found)
