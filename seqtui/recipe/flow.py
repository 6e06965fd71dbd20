"""What Keras says about a stack: shapes and counts layer by layer. Values only; `engine` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seqtui.recipe.fixes import Fix

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FlowError:
    """Why a stack cannot be built.

    `layer` is 1 for the first layer, 0 for the input; `fix` is one edit after which Keras takes the
    layer, None where no single edit was found.
    """

    layer: int
    title: str
    message: str
    remedy: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class LayerFlow:
    """One row of the shape flow. Shapes have the batch axis first, None where an axis may vary.

    `index` counts all layers of the recipe from 1, disabled ones included. `macs` are multiply-
    accumulates for one sample; bytes are at the flow's batch size. `receptive_field` is in input
    pixels or steps an axis, None where it means nothing. Rows behind the failing one are "blocked"
    and know no shapes; "disabled" rows pass their input on.
    """

    index: int
    kind: str
    name: str
    state: Literal["ok", "failed", "blocked", "disabled"]
    input_shape: Shape | None = None
    output_shape: Shape | None = None
    dtype: str | None = None
    params: int = 0
    trainable: int = 0
    non_trainable: int = 0
    macs: int | None = None
    param_bytes: int = 0
    activation_bytes: int = 0
    receptive_field: tuple[int, ...] | None = None
    error: FlowError | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the layers that could be computed."""

    params: int = 0
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    param_bytes: int = 0
    activation_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole stack's shape flow at one batch size."""

    input_shape: Shape
    input_dtype: str
    batch_size: int
    layers: tuple[LayerFlow, ...]
    error: FlowError | None = None

    @property
    def output_shape(self) -> Shape | None:
        """Of the last layer; the input's where the stack is empty; None with an error."""
        if self.error is not None:
            return None
        return self.layers[-1].output_shape if self.layers else self.input_shape

    @property
    def totals(self) -> Totals:
        """Sums over the rows that are "ok"."""
        rows = [row for row in self.layers if row.state == "ok"]
        return Totals(
            params=sum(row.params for row in rows),
            trainable=sum(row.trainable for row in rows),
            non_trainable=sum(row.non_trainable for row in rows),
            macs=sum(row.macs or 0 for row in rows),
            param_bytes=sum(row.param_bytes for row in rows),
            activation_bytes=sum(row.activation_bytes for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """Keras's word on one layer of a recipe that is not taken yet.

    Attributes:
        flow: Of the whole recipe; None where its input is not known.
        error: Why Keras refuses the layer; None where it does not.
        argument: The argument to blame, and within it one of its own, and so on; () where it is the
            input that does not fit.
    """

    flow: Flow | None
    error: FlowError | None = None
    argument: tuple[str, ...] = ()
