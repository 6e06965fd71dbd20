"""A recipe and its rows made ready for `model.fit`, and the one call of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from seqtui.data.dataset import Dataset
from seqtui.engine import build
from seqtui.engine.callback import Closing, Conductor, Journal, ResumableEarlyStopping
from seqtui.engine.checkpoint import ResumePoint
from seqtui.engine.collector import no_collections
from seqtui.engine.failures import check
from seqtui.engine.feed import Feed
from seqtui.engine.gate import Gate
from seqtui.engine.loader import training_traced
from seqtui.engine.metricnames import with_names
from seqtui.engine.objects import value_of
from seqtui.engine.pace import Pace
from seqtui.engine.stepping import TestFunction, TrainFunction
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, Recipe

# More steps than any epoch has: Keras then keeps one iterator for the whole run.
_ENDLESS = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """All that one run of `fit` works with."""

    model: Any
    feed: Feed
    train: TrainFunction
    test: TestFunction | None
    early: ResumableEarlyStopping | None
    epochs: int

    def conductor(self, gate: Gate, pace: Pace, journal: Journal, start: ResumePoint | None) -> Conductor:
        """The first callback, which knows where to begin."""
        self.train.every = pace.every
        begin = (start.progress.epoch, start.progress.position, start.metrics) if start else (0, 0, ())
        return Conductor(self.train, self.test, self.feed, pace=pace, gate=gate, journal=journal, start=begin)

    def run(self, conductor: Conductor, gate: Gate, journal: Journal) -> None:
        """Trains to the end of the last epoch, or to early stopping's.

        Raises:
            Stop: The run was asked to stop.
            Exception: Whatever goes wrong in Keras.
        """
        closing = Closing(conductor, gate, journal, self.epochs)
        self.model.train_function, self.model.test_function = self.train, self.test
        rows = tf.data.Dataset.range(1).repeat()  # never read: the functions above have their own feed
        try:
            self.model.fit(
                rows,
                epochs=self.epochs,
                initial_epoch=conductor.first_epoch,
                steps_per_epoch=_ENDLESS,
                validation_data=rows if self.test else None,
                validation_steps=_ENDLESS if self.test else None,
                shuffle=False,
                callbacks=[conductor, *([self.early] if self.early else []), closing],
                verbose=0,
            )
        finally:
            # The model outlives the run; the traced loops, and the rows they hold, must not.
            self.model.train_function = self.model.test_function = None
            for loop in (self.train, self.test):
                if loop is not None:
                    loop.release()


def prepare(recipe: Recipe, dataset: Dataset, model: Any | None, start: ResumePoint | None) -> Fitting:
    """Builds, compiles and traces.

    Args:
        recipe: What to train.
        dataset: Its rows.
        model: A model of the same stack whose weights and, with the same optimizer, optimizer state are
            taken over.
        start: The checkpoint to go on from.

    Raises:
        SeqtuiError: The recipe cannot be built, or its rows do not fit.
        Exception: Keras's own word where the loss and the rows do not fit together.
    """
    with no_collections():
        made = build.model(recipe, dataset.input_shape, dataset.input_dtype, x_train=dataset.x_train)
        build.compile_model(made, with_names(recipe.compile))
        check(recipe, dataset, made)
        fitting = _traced(recipe, dataset, made, model, start)
        training_traced()
    return fitting


def _traced(
    recipe: Recipe, dataset: Dataset, made: Any, before: Any | None, start: ResumePoint | None
) -> Fitting:
    try:
        _build_state(made, dataset)
        early = _early_stopping(recipe.fit.early_stopping, made, dataset)
        if before is not None:
            _take_over(before, made)
        if start is not None:
            _restore(made, early, start)
        feed = Feed(dataset.x_train, dataset.y_train, recipe.fit.batch_size, recipe.fit.seed)
        train, test = TrainFunction(made, feed), None
        train.trace()
        if len(dataset.x_val):
            test = TestFunction(made, Feed(dataset.x_val, dataset.y_val, recipe.fit.batch_size))
            test.trace()
    except SeqtuiError:
        raise
    except Exception as error:
        error.seqtui_model = made  # type: ignore[attr-defined]  # the shapes that explain it
        raise
    return Fitting(made, feed, train, test, early, recipe.fit.epochs)


def _build_state(model: Any, dataset: Dataset) -> None:
    """Makes the variables of metrics and optimizer, which Keras otherwise makes while it traces."""
    rows = dataset.x_train[:1], dataset.y_train[:1]
    model._symbolic_build(data_batch=rows)  # noqa: SLF001  # Keras has no public name for it
    model.reset_metrics()


def _early_stopping(
    arguments: Arguments | None, model: Any, dataset: Dataset
) -> ResumableEarlyStopping | None:
    if arguments is None:
        return None
    known = tuple(model.get_metrics_result())
    if len(dataset.x_val):
        known += tuple(f"val_{name}" for name in known)
    monitor = str(arguments.get("monitor", "val_loss"))
    if monitor not in known:
        missing = monitor.startswith("val_") and not len(dataset.x_val)
        raise SeqtuiError(
            "Early stopping watches nothing",
            f"It watches {monitor}; "
            + ("there are no validation rows." if missing else f"this run has {', '.join(known)}."),
            'Set data.validation above 0, or monitor = "loss".'
            if missing
            else f'Try monitor = "{known[-1]}".',
            key="fit.early_stopping.monitor",
        )
    try:
        return ResumableEarlyStopping(**{name: value_of(name, value) for name, value in arguments.items()})
    except (TypeError, ValueError) as error:
        raise SeqtuiError(
            "Early stopping cannot be set up",
            str(error).splitlines()[0],
            "Its arguments are those of keras.callbacks.EarlyStopping.",
            key="fit.early_stopping",
        ) from error


def _take_over(before: Any, model: Any) -> None:
    """Weights, random generators and, for the same optimizer, its slots; not the learning rate."""
    old, new = before.variables, model.variables
    if [tuple(each.shape) for each in old] != [tuple(each.shape) for each in new]:
        raise SeqtuiError(
            "The stack has changed",
            "The trained model's layers have other shapes than the recipe's.",
            "Train from new weights.",
        )
    pairs = list(zip(old, new, strict=True))
    was, now = before.optimizer, model.optimizer
    if type(was) is type(now) and len(was.variables) == len(now.variables):
        pairs += [
            (a, b) for a, b in zip(was.variables, now.variables, strict=True) if a.name != "learning_rate"
        ]
    for source, target in pairs:
        target.assign(source.value)


def generators(model: Any) -> list[Any]:
    """The model's variables that are no weights, and so in no `.keras` file: states of random generators."""
    weights = {id(variable) for variable in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]


def _restore(model: Any, early: ResumableEarlyStopping | None, start: ResumePoint) -> None:
    model.load_weights(start.model)
    for variable, value in zip(generators(model), start.generators, strict=True):
        variable.assign(value)
    if early is not None and start.progress.early_stopping is not None:
        early.resume_with = (start.progress.early_stopping, start.best_weights)
