"""A lint, and what the rules look at: a recipe, Keras's word on it, and the facts of its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from seqtui.advice.datafacts import DataFacts
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.fixes import Fix
from seqtui.recipe.flow import Flow, LayerFlow
from seqtui.recipe.values import LayerSpec, Obj, Recipe, Value

Severity = Literal["error", "warning", "hint"]

# Losses that read the output as probabilities unless told that it is logits.
PROBABILITY_LOSSES = {
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "sparse_categorical_crossentropy",
}
NUMBER_LOSSES = {"mean_squared_error", "mean_absolute_error", "huber", "log_cosh"}
DROPOUTS = {"Dropout", "AlphaDropout", "GaussianDropout"} | {f"SpatialDropout{rank}D" for rank in (1, 2, 3)}
RECURRENT = {"LSTM", "GRU", "SimpleRNN"}
ACTIVATION_LAYERS = {"ReLU": "relu", "ELU": "elu", "LeakyReLU": "leaky_relu", "Softmax": "softmax"}
# They change no value while predicting, or only the shape.
_PASSING = DROPOUTS | {"ActivityRegularization", "Flatten", "GaussianNoise", "Identity", "Reshape"}


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing that Keras accepts and a good colleague would not.

    Attributes:
        rule: Its name.
        severity: "error" trains to nothing or not at all, "warning" is very likely a mistake, "hint" is
            worth a thought.
        layer: 1 is the first layer, 0 the data; None for the training settings.
        message: What is so, and what comes of it.
        remedy: What to do.
        fix: One edit that does it; None where it is not one edit.
    """

    rule: str
    severity: Severity
    layer: int | None
    message: str
    remedy: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An enabled layer that Keras takes: its index, as written, and Keras's word on it."""

    index: int
    spec: LayerSpec
    flow: LayerFlow

    @property
    def kind(self) -> str:
        """As Keras calls it."""
        return self.spec.kind

    @property
    def label(self) -> str:
        """`3 Dense`."""
        return f"{self.index} {self.spec.kind}"

    def get(self, name: str) -> Value:
        """An argument as written, else Keras's default; None where there is no such argument."""
        if name in self.spec.arguments:
            return self.spec.arguments[name]
        found = (one for one in catalogue().get(self.spec.kind).arguments if one.name == name)
        return next((one.default for one in found), None)

    def has(self, name: str) -> bool:
        """Whether the kind takes such an argument."""
        return any(one.name == name for one in catalogue().get(self.spec.kind).arguments)

    @property
    def activation(self) -> str | None:
        """Keras's name of its activation, "linear" for none; None where the kind has none."""
        if self.kind in ACTIVATION_LAYERS:
            return ACTIVATION_LAYERS[self.kind]
        if not self.has("activation"):
            return None
        found = self.get("activation")
        name = found.name if isinstance(found, Obj) else found
        return name if isinstance(name, str) and name != "None" else "linear"

    def set(self, name: str, value: Value) -> Fix:
        """The edit that sets one of its arguments."""
        return Fix("set", self.index, self.kind, name=name, value=value)

    def reset(self, name: str) -> Fix:
        """The edit that leaves an argument to Keras."""
        return Fix("reset", self.index, self.kind, name=name)

    def before(self, spec: LayerSpec) -> Fix:
        """The edit that puts another layer before it."""
        return Fix("insert", self.index, self.kind, spec)

    def replaced(self, spec: LayerSpec) -> Fix:
        """The edit that puts another layer in its place."""
        return Fix("replace", self.index, self.kind, spec)

    @property
    def raised(self) -> Fix:
        """The edit that puts it before the layer in front of it."""
        return Fix("raise", self.index, self.kind)

    @property
    def removed(self) -> Fix:
        """The edit that takes it out."""
        return Fix("remove", self.index, self.kind)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the stack as the loss meets it.

    Attributes:
        layer: The last layer that computes something of its own.
        activation: What its values go through last; None where that is not known.
        by: The layer that applies it, which may be an activation layer behind it.
    """

    layer: Placed
    activation: str | None
    by: Placed


@dataclass(frozen=True)
class Subject:
    """What the rules look at; `facts` is None where there are no rows."""

    recipe: Recipe
    flow: Flow
    facts: DataFacts | None

    @cached_property
    def layers(self) -> tuple[Placed, ...]:
        """Enabled layers, up to the first that Keras refuses."""
        pairs = zip(self.recipe.layers, self.flow.layers, strict=True)
        return tuple(Placed(found.index, spec, found) for spec, found in pairs if found.state == "ok")

    @cached_property
    def complete(self) -> bool:
        """Whether Keras takes the whole stack."""
        return self.flow.error is None and bool(self.layers)

    @cached_property
    def output(self) -> tuple[int | None, ...]:
        """Shape of one row's output; () where it is not known."""
        shape = self.flow.output_shape if self.complete else None
        return tuple(shape[1:]) if shape is not None else ()

    @cached_property
    def units(self) -> int | None:
        """Outputs a row, where they are a plain list."""
        return self.output[0] if len(self.output) == 1 else None

    @cached_property
    def head(self) -> Head | None:
        """The end of the stack; None where it is not complete, or what stands there scales its values."""
        behind: Placed | None = None
        for one in reversed(self.layers if self.complete else ()):
            if one.kind in ACTIVATION_LAYERS or one.kind == "Activation":
                behind = behind or one
            elif one.kind not in _PASSING:
                if one.kind == "Rescaling" or one.kind.endswith("Normalization"):
                    return Head(one, None, one)
                by = behind or one
                return Head(one, by.activation, by)
        return Head(behind, behind.activation, behind) if behind is not None else None

    @cached_property
    def loss(self) -> str:
        """The loss by Keras's first name for it."""
        loss = self.recipe.compile.loss
        return catalogue().named("losses", loss.name if isinstance(loss, Obj) else loss).name

    @cached_property
    def from_logits(self) -> bool:
        """Whether the loss is told that outputs are logits."""
        loss = self.recipe.compile.loss
        return isinstance(loss, Obj) and loss.arguments.get("from_logits") is True

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Metrics by Keras's first names."""
        given = (one.name if isinstance(one, Obj) else one for one in self.recipe.compile.metrics)
        return tuple(catalogue().named("metrics", one).name for one in given)

    @cached_property
    def optimizer(self) -> str:
        """The optimizer by Keras's first name."""
        return catalogue().named("optimizers", self.recipe.compile.optimizer.name).name


Rule = Callable[[Subject], Iterator[Lint]]
RULES: list[Rule] = []


def rule(found: Rule) -> Rule:
    """Makes a function one of the rules."""
    RULES.append(found)
    return found


def as_number(value: Value) -> float | None:
    """A value that is a number; None for any other."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def setting(key: str, value: Value) -> Fix:
    """The edit that sets something outside the layers."""
    return Fix("setting", 0, "", name=key, value=value)


def times(sizes: tuple[int | None, ...]) -> str:
    """`6 x 6 x 3`."""
    return " x ".join("?" if size is None else f"{size}" for size in sizes)


def at_end(it: Subject, spec: LayerSpec) -> Fix:
    """The edit that puts a layer behind the last."""
    return Fix("insert", len(it.recipe.layers) + 1, "", spec)
