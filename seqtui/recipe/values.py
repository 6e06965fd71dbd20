"""What the user wants, as frozen values: a Recipe and its parts.

Layer kinds, argument names, optimizers, losses and metrics are spelled exactly as Keras spells them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

_identities = itertools.count(1)


class Arguments(Mapping[str, "Value"]):
    """An immutable, hashable, ordered mapping of argument names to values."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[str, Value] | None = None, /, **more: Value) -> None:
        self._items: dict[str, Value] = {**(items or {}), **more}
        self._hash: int | None = None

    def __getitem__(self, name: str) -> Value:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Arguments({self._items!r})"

    def with_(self, name: str, value: Value) -> Arguments:
        """The same arguments with one set; its place is kept, a new one goes to the end."""
        return Arguments({**self._items, name: value})

    def without(self, name: str) -> Arguments:
        """The same arguments with one left to Keras's default."""
        return Arguments({key: value for key, value in self._items.items() if key != name})


@dataclass(frozen=True, slots=True)
class Obj:
    """A Keras object given by name and arguments: an optimizer, regularizer, initializer, loss, metric.

    In TOML: `{ name = "l2", l2 = 0.01 }`.
    """

    name: str
    arguments: Arguments = field(default_factory=Arguments)


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer of the stack.

    `identity` names the layer across edits (focus, weights carried over); it is not part of equality.
    A wrapped layer is an argument whose value is a LayerSpec (`layer = { kind = "LSTM", units = 8 }`).
    """

    kind: str
    arguments: Arguments = field(default_factory=Arguments)
    enabled: bool = True
    identity: int = field(default_factory=lambda: next(_identities), compare=False)

    def with_argument(self, name: str, value: Value) -> LayerSpec:
        """This layer with one argument set."""
        return replace(self, arguments=self.arguments.with_(name, value))

    def without_argument(self, name: str) -> LayerSpec:
        """This layer with one argument back at Keras's default."""
        return replace(self, arguments=self.arguments.without(name))


Value = bool | int | float | str | None | tuple["Value", ...] | Obj | LayerSpec


Split = Literal["stratified", "shuffled", "ordered"]


@dataclass(frozen=True, slots=True)
class DataSpec:
    """Where the rows come from and how they are split.

    Attributes:
        source: A built-in set's name, or a path as written in the recipe.
        target: Column or array to predict; None takes the set's own.
        features: Columns to use; None takes all but the target.
        validation: Share of rows held back, 0 ≤ share < 1.
        seed: Of generation, shuffling and split.
        labels: "integer" or "one_hot" class labels.
        noise: Of generated sets, 0 to 1; None takes the set's own.
        split: "stratified" shuffles and holds the same share of each class back (of numbers: shuffles),
            "shuffled" only shuffles, "ordered" holds the last rows back and leaves all in their order.
    """

    source: str
    target: str | None = None
    features: tuple[str, ...] | None = None
    validation: float = 0.2
    seed: int = 7
    labels: Literal["integer", "one_hot"] = "integer"
    noise: float | None = None
    split: Split = "stratified"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """Shape of one sample (no batch axis; None where an axis may vary) where there is no data set."""

    shape: tuple[int | None, ...]
    dtype: str = "float32"


@dataclass(frozen=True, slots=True)
class CompileSpec:
    """Arguments of `model.compile`."""

    optimizer: Obj = field(default_factory=lambda: Obj("adam", Arguments(learning_rate=0.001)))
    loss: str | Obj = "binary_crossentropy"
    metrics: tuple[str | Obj, ...] = ("accuracy",)


Precision = Literal["float32", "mixed_float16", "mixed_bfloat16"]


@dataclass(frozen=True, slots=True)
class FitSpec:
    """Arguments of `model.fit`, and how it computes.

    Attributes:
        epochs: Passes over the training rows.
        batch_size: Rows a step.
        early_stopping: `keras.callbacks.EarlyStopping`'s arguments; None never stops early.
        reduce_lr_on_plateau: `keras.callbacks.ReduceLROnPlateau`'s arguments; None keeps the rate.
        class_weight: "balanced", or the weight of each class by its name or number; a class that is not
            named weighs 1. None weighs all rows alike.
        seed: Seeds Keras: initial weights, dropout and the order of batches.
        precision: Keras's dtype policy of layers that do not set their own, see `recipe.precision`.
        device: "auto" leaves the choice to TensorFlow; "cpu", "gpu" (the first) or "gpu:1".
    """

    epochs: int = 20
    batch_size: int = 32
    early_stopping: Arguments | None = None
    reduce_lr_on_plateau: Arguments | None = None
    class_weight: Literal["balanced"] | Arguments | None = None
    seed: int = 0
    precision: Precision = "float32"
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Data, layers and training settings: all that a run depends on."""

    title: str = ""
    data: DataSpec | None = None
    layers: tuple[LayerSpec, ...] = ()
    compile: CompileSpec = field(default_factory=CompileSpec)
    fit: FitSpec = field(default_factory=FitSpec)
    input: InputSpec | None = None
