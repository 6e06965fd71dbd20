"""A recipe and its rows made ready for `model.fit`, and the one call of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from seqtui.data.dataset import Dataset
from seqtui.engine import build
from seqtui.engine.callback import Closing, Conductor, Journal
from seqtui.engine.checkpoint import ResumePoint
from seqtui.engine.classweights import row_weights
from seqtui.engine.collector import no_collections
from seqtui.engine.failures import check
from seqtui.engine.feed import Feed
from seqtui.engine.gate import Gate
from seqtui.engine.loader import traced
from seqtui.engine.metricnames import with_names
from seqtui.engine.pace import Pace
from seqtui.engine.placing import on_device
from seqtui.engine.stepping import TestFunction, TrainFunction
from seqtui.engine.watchers import ResumableEarlyStopping, ResumablePlateau, early_stopping, plateau
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe

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
    plateau: ResumablePlateau | None
    epochs: int
    device: str

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
        watchers = [each for each in (self.early, self.plateau) if each is not None]
        try:
            with on_device(self.device):
                self.model.fit(
                    rows,
                    epochs=self.epochs,
                    initial_epoch=conductor.first_epoch,
                    steps_per_epoch=_ENDLESS,
                    validation_data=rows if self.test else None,
                    validation_steps=_ENDLESS if self.test else None,
                    shuffle=False,
                    callbacks=[conductor, *watchers, closing],
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
    with no_collections(), on_device(recipe.fit.device):
        made = build.model(recipe, dataset.input_shape, dataset.input_dtype, x_train=dataset.x_train)
        build.compile_model(made, with_names(recipe.compile))
        check(recipe, dataset, made)
        fitting = _traced(recipe, dataset, made, model, start)
        traced("training")
    return fitting


def _traced(
    recipe: Recipe, dataset: Dataset, made: Any, before: Any | None, start: ResumePoint | None
) -> Fitting:
    try:
        _build_state(made, dataset)
        validates = bool(len(dataset.x_val))
        early = early_stopping(recipe.fit.early_stopping, made, validates=validates)
        slower = plateau(recipe.fit.reduce_lr_on_plateau, made, validates=validates)
        if before is not None:
            _take_over(before, made)
        if start is not None:
            _restore(made, early, slower, start)
        fit = recipe.fit
        weights = row_weights(fit.class_weight, dataset)
        feed = Feed(dataset.x_train, dataset.y_train, fit.batch_size, fit.seed, weights=weights)
        train, test = TrainFunction(made, feed), None
        train.trace()
        if validates:
            test = TestFunction(made, Feed(dataset.x_val, dataset.y_val, fit.batch_size))
            test.trace()
    except SeqtuiError:
        raise
    except Exception as error:  # whatever it is, the thread that trains explains it by the model
        error.seqtui_model = made  # type: ignore[attr-defined]  # the shapes that explain it
        raise
    return Fitting(made, feed, train, test, early, slower, fit.epochs, fit.device)


def _build_state(model: Any, dataset: Dataset) -> None:
    """Makes the variables of metrics and optimizer, which Keras otherwise makes while it traces."""
    rows = dataset.x_train[:1], dataset.y_train[:1]
    model._symbolic_build(data_batch=rows)  # noqa: SLF001  # Keras has no public name for it
    model.reset_metrics()


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
    same = _kinds(was) == _kinds(now)
    if same and len(was.variables) == len(now.variables):
        pairs += [
            (a, b) for a, b in zip(was.variables, now.variables, strict=True) if a.name != "learning_rate"
        ]
    for source, target in pairs:
        target.assign(source.value)


def _kinds(optimizer: Any) -> tuple[type[Any], ...]:
    """The optimizer's class, and that of the one inside where it scales the loss."""
    inner = getattr(optimizer, "inner_optimizer", None)
    return (type(optimizer), *((type(inner),) if inner is not None else ()))


def generators(model: Any) -> list[Any]:
    """The model's variables that are no weights, and so in no `.keras` file: states of random generators."""
    weights = {id(variable) for variable in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]


def _restore(
    model: Any, early: ResumableEarlyStopping | None, slower: ResumablePlateau | None, start: ResumePoint
) -> None:
    model.load_weights(start.model)
    for variable, value in zip(generators(model), start.generators, strict=True):
        variable.assign(value)
    if early is not None and start.progress.early_stopping is not None:
        early.resume_with = (start.progress.early_stopping, start.best_weights)
    if slower is not None:
        slower.resume_with = start.progress.reduce_lr_on_plateau
