"""What Trace mode asks of the inspection worker, and what comes back. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from seqtui.data.dataset import Dataset
    from seqtui.engine.boundary import Area, Map
    from seqtui.engine.probes import Classes, LayerProbe
    from seqtui.engine.terms import Terms
    from seqtui.engine.tracing import Trace
    from seqtui.engine.training import Training
    from seqtui.errors import SeqtuiError
    from seqtui.recipe.values import Recipe
    from seqtui.tui.trace.marks import Marks

    Values = NDArray[np.generic]

Origin = Literal["run", "file", "first"]
Place = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Whose weights are looked at: of the run on the desk, of a file, or the seeded first ones.

    Attributes:
        training: A run of this start, live or ended.
        run: Directory of a run of an earlier start, whose newest checkpoint is taken.
        live: Whether `training` goes on.
        step: Steps that it has trained, so that the same weights are not fetched twice.
    """

    training: Training | None = None
    run: Path | None = None
    live: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One look at a model.

    Attributes:
        recipe: Its model.
        dataset: Its rows.
        source: Its weights.
        sample: Row, training rows first.
        x: Other values in place of the sample's own; None for its own.
        held: A second sample, (row, changed values or None), traced beside it.
        training: Whether layers behave as in training.
        untrained: Whether the sample is traced with the seeded first weights, too.
        at: Position among the stages, 0 for the input.
        place: Of a value in that stage; where that is a unit of a row, the map is of it.
        plane: Columns and lines of the decision map; None where none is seen.
    """

    recipe: Recipe
    dataset: Dataset
    source: Source
    sample: int
    x: Any = None
    held: tuple[int, Any] | None = None
    training: bool = False
    untrained: bool = False
    at: int = 0
    place: Place = ()
    plane: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The decision map with the rows on it.

    Attributes:
        map: The model's answers.
        marks: The rows.
        spot: Cell of the traced sample, (column, line).
        title: What is mapped.
        of_unit: Whether it is one unit's output rather than the model's answer.
    """

    map: Map
    marks: Marks
    spot: tuple[int, int]
    title: str
    of_unit: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The answer to a `Wanted`.

    Attributes:
        wanted: What was asked.
        trace: The sample.
        origin: Whose weights they are.
        step: Steps trained; None where it is not known.
        held: The held sample, if any.
        untrained: The sample with the seeded first weights, where asked for.
        terms: How the value came about; None where no sum tells it.
        kernel: Weights of a convolution at this stage, or of the unit; None where there are none.
        tokens: Of an embedding: (place, token, nearest tokens, nearest first).
        plane: The decision map; None where none was asked for.
        note: Why other weights are shown than one would think, or why there is no map.
        rows: The sample and some after it, for what a stage does to rows of the data.
    """

    wanted: Wanted
    trace: Trace
    origin: Origin
    step: int | None
    held: Trace | None = None
    untrained: Trace | None = None
    terms: Terms | None = None
    kernel: Any = None
    tokens: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    plane: Plane | None = None
    note: str = ""
    rows: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Probed:
    """Probes of a model.

    Attributes:
        layers: Of each layer; or why there are none.
        classes: How well classes are told apart; or why that cannot be said.
        step: Steps trained; None where it is not known.
    """

    layers: tuple[LayerProbe, ...] | SeqtuiError
    classes: Classes | SeqtuiError
    step: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A plane and who stands where, kept while data and size stand.

    Attributes:
        area: The part of the plane.
        marks: The rows on it.
    """

    area: Area
    marks: Marks
