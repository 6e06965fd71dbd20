"""Which training settings fit a data set and a last layer, the best first, each with its reason.

Pure functions over values: the form offers what they find first, and everything else behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import Arguments, CompileSpec, LayerSpec, Obj, Recipe

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset, Task

# The commonest class is so many times the rarest: accuracy alone then says little.
UNBALANCED = 4.0
# Standard deviations from the mean beyond which a target has outliers that squares would follow.
FAR = 8.0
_MANY_CLASSES = 10
# Layers behind the weights that change neither the number of outputs nor what they mean.
_TRANSPARENT = ("Dropout", "Flatten", "Rescaling", "Reshape", "ActivityRegularization")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data asks of the settings.

    Attributes:
        task: What the target asks for.
        target: Its name.
        counts: (class, rows) in order of the class numbers; empty for numbers.
        one_hot: Whether labels are vectors.
        validates: Whether there are validation rows.
        steps: Of one epoch.
        spread: Standard deviation of a target that is a number.
        far: The largest distance from its mean, in standard deviations.
    """

    task: Task
    target: str
    counts: tuple[tuple[str, int], ...] = ()
    one_hot: bool = False
    validates: bool = True
    steps: int = 1
    spread: float = 1.0
    far: float = 0.0

    @property
    def classes(self) -> int:
        """How many; 0 for numbers."""
        return len(self.counts)

    @property
    def unbalanced(self) -> bool:
        """Whether one class has many times the rows of another."""
        rows = [count for _, count in self.counts]
        return len(rows) > 1 and max(rows) >= UNBALANCED * max(1, min(rows))


@dataclass(frozen=True, slots=True)
class Output:
    """The last layer as the loss meets it: outputs a row (None: not known) and their activation."""

    units: int | None
    activation: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting that fits: as it is written, as a value, and why."""

    text: str
    value: str | float | Obj | tuple[str | Obj, ...] | None
    reason: str


Choices = tuple[Choice, ...]


def facts_of(dataset: Dataset, batch_size: int) -> Facts:
    """The facts of loaded rows; classes are counted over training and validation rows."""
    from seqtui.data.description import class_counts  # noqa: PLC0415  # numpy, loaded where there are rows

    spread, far = 1.0, 0.0
    if dataset.task == "regression":
        values = dataset.y_train.astype("float64")
        spread = float(values.std()) or 1.0
        far = float(abs(values - values.mean()).max()) / spread
    return Facts(
        task=dataset.task,
        target=dataset.target,
        counts=class_counts(dataset),
        one_hot=dataset.task == "multiclass" and dataset.y_train.ndim == 2,
        validates=bool(len(dataset.x_val)),
        steps=-(-len(dataset.x_train) // batch_size),
        spread=spread,
        far=far,
    )


def output_of(recipe: Recipe) -> Output:
    """What the stack puts out, as far as its arguments tell."""
    activation = ""
    for layer in reversed([each for each in recipe.layers if each.enabled]):
        if layer.kind in ("Activation", "Softmax"):
            activation = activation or _activation(layer)
        elif layer.kind not in _TRANSPARENT:
            units = layer.arguments.get("units") if layer.kind == "Dense" else None
            return Output(
                units if isinstance(units, int) else None, activation or _activation(layer) or "linear"
            )
    return Output(None, activation or "linear")


def _activation(layer: LayerSpec) -> str:
    if layer.kind == "Softmax":
        return "softmax"
    found = layer.arguments.get("activation")
    name = found.name if isinstance(found, Obj) else found
    return name if isinstance(name, str) and name != "None" else ""


def losses(facts: Facts, output: Output) -> Choices:
    """Losses that fit target and last layer."""
    if facts.task == "regression":
        return _number_losses(facts)
    if facts.task == "binary" and output.units in (1, None):
        return _binary_losses(facts, output)
    return _class_losses(facts, output)


def _binary_losses(facts: Facts, output: Output) -> Choices:
    if output.units is None:
        why = "fits 2 classes, with one sigmoid unit as the last layer"
        return (Choice("binary_crossentropy", "binary_crossentropy", why),)
    if output.activation == "sigmoid":
        plain = Choice("binary_crossentropy", "binary_crossentropy", "fits 2 classes with one sigmoid unit")
        focal = Choice(
            "binary_focal_crossentropy",
            "binary_focal_crossentropy",
            "the same, and rows that are hard to tell count more: for a rare class",
        )
        return (plain, focal) if facts.unbalanced else (plain,)
    logits = Obj("binary_crossentropy", Arguments(from_logits=True))
    return (
        Choice(
            "binary_crossentropy(from_logits=true)",
            logits,
            f"fits 2 classes with one {output.activation} unit, whose output is taken as a logit",
        ),
    )


def _class_losses(facts: Facts, output: Output) -> Choices:
    form = "one-hot labels" if facts.one_hot else "class numbers"
    name = "categorical_crossentropy" if facts.one_hot else "sparse_categorical_crossentropy"
    count = facts.classes
    if output.units == count and output.activation == "linear":
        logits = Obj(name, Arguments(from_logits=True))
        why = f"fits {count} classes given as {form}; {count} units without softmax are taken as logits"
        return (Choice(f"{name}(from_logits=true)", logits, why),)
    units = f"{count} {output.activation} units" if output.units == count else f"{count} softmax units"
    fitting = Choice(name, name, f"fits {count} classes given as {form}, with {units}")
    if facts.one_hot and output.activation == "sigmoid" and output.units == count:
        own = Choice(
            "binary_crossentropy",
            "binary_crossentropy",
            "each class yes or no on its own, as sigmoid gives it",
        )
        return own, fitting
    if facts.one_hot and facts.unbalanced:
        focal = "categorical_focal_crossentropy"
        return fitting, Choice(focal, focal, "the same, and rows that are hard to tell count more")
    return (fitting,)


def _number_losses(facts: Facts) -> Choices:
    delta = float(f"{facts.spread:.2g}")
    huber: str | Obj = Obj("huber", Arguments(delta=delta)) if delta != 1 else "huber"
    squared = Choice("mean_squared_error", "mean_squared_error", "fits a number; large errors count most")
    absolute = Choice(
        "mean_absolute_error", "mean_absolute_error", "fits a number; outliers count no more than others"
    )
    bent = Choice(
        f"huber(delta={delta:g})" if delta != 1 else "huber",
        huber,
        f"squares up to an error of {delta:g}, the target's spread, and grows evenly beyond",
    )
    if facts.far >= FAR:
        why = f"{facts.target} has values {facts.far:.0f} spreads from its mean, which squares would follow"
        return replace(bent, reason=why), absolute, squared
    return squared, absolute, bent


def metrics(facts: Facts, output: Output) -> Choices:
    """Lists of metrics that fit."""
    if facts.task == "regression":
        return (
            _list("the mean error in the unit of the target", "mean_absolute_error"),
            _list("besides, the share of the spread that is explained", "mean_absolute_error", "r2_score"),
            _list("the root of the mean square: large errors count more", "root_mean_squared_error"),
        )
    plain = _list("the share of right answers", "accuracy")
    if facts.task == "binary" and output.units in (1, None):
        more = _list(f"{_largest(facts)}: accuracy alone flatters", "accuracy", "precision", "recall", "auc")
        ranked = _list("besides, how well the two classes are ranked", "accuracy", "auc")
        return (more, ranked, plain) if facts.unbalanced else (plain, ranked)
    found = [plain]
    if facts.classes >= _MANY_CLASSES:
        name = "top_k_categorical_accuracy" if facts.one_hot else "sparse_top_k_categorical_accuracy"
        found.append(_list("besides, whether the right class is among the best five", "accuracy", name))
    if facts.one_hot and facts.unbalanced:
        f1 = Obj("f1_score", Arguments(average="macro"))
        told = f"{_largest(facts)}: F1 counts every class alike"
        found.insert(0, Choice("accuracy, f1_score(average='macro')", ("accuracy", f1), told))
    return tuple(found)


def _list(reason: str, *names: str) -> Choice:
    return Choice(", ".join(names), names, reason)


def _largest(facts: Facts) -> str:
    name, rows = max(facts.counts, key=lambda each: each[1])
    return f"{name} is {rows / sum(count for _, count in facts.counts):.0%} of the rows"


def class_weights(facts: Facts) -> Choices:
    """Class weights, where classes differ much in size."""
    if not facts.counts:
        return ()
    if facts.unbalanced:
        name, rows = min(facts.counts, key=lambda each: each[1])
        share = rows / sum(count for _, count in facts.counts)
        why = f"{name} is {share:.1%} of the rows: balanced lets every class count the same"
        return (Choice("balanced", "balanced", why),)
    return (Choice("", None, "the classes are of like size: none are needed"),)


def patiences(facts: Facts, epochs: int) -> Choices:
    """How long early stopping waits."""
    wait = max(3, epochs // 10)
    what = "validation loss" if facts.validates else "loss"
    why = f"a tenth of {epochs} epochs: ends a run whose {what} no longer falls"
    return (Choice(str(wait), wait, why),)


def monitors(facts: Facts) -> Choices:
    """What early stopping and its kin watch."""
    if facts.validates:
        return (Choice("val_loss", "val_loss", "there are validation rows to watch"),)
    return (Choice("loss", "loss", "there are no validation rows: the training loss is all there is"),)


def learning_rates(recipe: Recipe, facts: Facts) -> Choices:
    """Learning rates for the recipe's optimizer: its usual one, and one that falls over the whole run."""
    name = recipe.compile.optimizer.name.lower()
    rate = 0.01 if name == "sgd" else 0.001
    steps = facts.steps * recipe.fit.epochs
    cosine = Obj("CosineDecay", Arguments(initial_learning_rate=rate * 3, decay_steps=steps))
    return (
        Choice(f"{rate:g}", rate, f"{name}'s usual step"),
        Choice(
            f"CosineDecay(initial_learning_rate={rate * 3:g}, decay_steps={steps})",
            cosine,
            f"falls along a cosine to 0 over all {steps:,} steps of the run",
        ),
    )


def proposals(recipe: Recipe, facts: Facts) -> dict[str, Choices]:
    """For each setting, by its dotted key, what fits, the best first."""
    output = output_of(recipe)
    return {
        "compile.loss": losses(facts, output),
        "compile.metrics": metrics(facts, output),
        "compile.optimizer.learning_rate": learning_rates(recipe, facts),
        "fit.class_weight": class_weights(facts),
        "fit.early_stopping.patience": patiences(facts, recipe.fit.epochs),
        "fit.early_stopping.monitor": monitors(facts),
        "fit.reduce_lr_on_plateau.monitor": monitors(facts),
    }


def taken(recipe: Recipe, facts: Facts) -> tuple[Recipe, tuple[str, ...]]:
    """The recipe with what does not fit replaced, and what was missing put in.

    What fits already is left alone, whatever its place among the proposals.

    Returns:
        The recipe, and what changed, a clause each (`loss binary_crossentropy`); none where all fits.
    """
    found = proposals(recipe, facts)
    compiled, fit, told = recipe.compile, recipe.fit, []
    best = found["compile.loss"][0]
    if not _has(compiled.loss, found["compile.loss"]):
        compiled = replace(compiled, loss=best.value)  # type: ignore[arg-type]  # losses are names or objects
        told.append(f"loss {best.text}")
    best = found["compile.metrics"][0]
    poor = facts.unbalanced and len(compiled.metrics) < 2
    if (poor or not _metrics_fit(compiled, found["compile.metrics"])) and compiled.metrics != best.value:
        compiled = replace(compiled, metrics=best.value)  # type: ignore[arg-type]  # metrics are lists
        told.append(f"metrics {best.text}")
    wait, watch = found["fit.early_stopping.patience"][0], found["fit.early_stopping.monitor"][0]
    if fit.early_stopping is None and fit.epochs > int(wait.text):
        stopping = Arguments(monitor=str(watch.value), patience=int(wait.text))
        fit = replace(fit, early_stopping=stopping)
        told.append(f"early stopping after {wait.text} epochs without progress of {watch.text}")
    if facts.unbalanced and fit.class_weight is None:
        fit = replace(fit, class_weight="balanced")
        told.append("class weights balanced")
    return replace(recipe, compile=compiled, fit=fit), tuple(told)


def _has(loss: str | Obj, fitting: Choices) -> bool:
    return any(_same(loss, choice.value) for choice in fitting)


def _same(one: object, other: object) -> bool:
    """Whether two losses are the same function of the same form of output; other arguments are free."""
    if not isinstance(one, (str, Obj)) or not isinstance(other, (str, Obj)):
        return False
    names = [_canonical("losses", each) for each in (one, other)]
    logits = [
        isinstance(each, Obj) and bool(each.arguments.get("from_logits", False)) for each in (one, other)
    ]
    return names[0] == names[1] and logits[0] == logits[1]


def _canonical(family: str, given: str | Obj) -> str:
    return catalogue().named(family, given if isinstance(given, str) else given.name).name


def _metrics_fit(compiled: CompileSpec, fitting: Choices) -> bool:
    """Whether every metric is one that some proposal has."""
    known = {
        _canonical("metrics", each)
        for choice in fitting
        for each in (choice.value if isinstance(choice.value, tuple) else ())
    }
    return bool(compiled.metrics) and all(_canonical("metrics", each) in known for each in compiled.metrics)
