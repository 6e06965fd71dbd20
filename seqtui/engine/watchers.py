# Keras names the arguments of its hooks, used or not
"""Keras callbacks that watch a metric from epoch to epoch, made so that they outlive the process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import keras
import numpy as np

from seqtui.engine.objects import value_of
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments


class ResumableEarlyStopping(keras.callbacks.EarlyStopping):  # type: ignore[misc]  # Keras ships no types
    """Keras's own, whose state outlives the process.

    Attributes:
        resume_with: Set before `fit`: numbers from `numbers` and the best weights of an earlier part.
    """

    NUMBERS: ClassVar[tuple[str, ...]] = ("wait", "stopped_epoch", "best", "best_epoch")

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.resume_with: tuple[Mapping[str, Any], tuple[Any, ...]] | None = None

    def numbers(self) -> dict[str, Any]:
        """What `resume_with` takes, as JSON would hold it."""
        return _numbers(self, self.NUMBERS)

    def on_train_begin(self, logs: Any = None) -> None:
        """Starts anew as Keras does, or goes on."""
        super().on_train_begin(logs)
        if self.resume_with is not None:
            numbers, weights = self.resume_with
            for name in self.NUMBERS:
                setattr(self, name, numbers.get(name))
            self.best_weights = [np.asarray(each) for each in weights] or None


class ResumablePlateau(keras.callbacks.ReduceLROnPlateau):  # type: ignore[misc]  # Keras ships no types
    """Keras's own, whose state outlives the process; the rate itself is among the optimizer's variables.

    Attributes:
        resume_with: Set before `fit`: numbers from `numbers` of an earlier part.
        reduced_to: The learning rate that the epoch which has just ended led to; None where it kept it.
    """

    NUMBERS: ClassVar[tuple[str, ...]] = ("wait", "best", "cooldown_counter")

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.resume_with: Mapping[str, Any] | None = None
        self.reduced_to: float | None = None

    def numbers(self) -> dict[str, Any]:
        """What `resume_with` takes, as JSON would hold it."""
        return _numbers(self, self.NUMBERS)

    def on_train_begin(self, logs: Any = None) -> None:
        """Starts anew as Keras does, or goes on."""
        super().on_train_begin(logs)
        for name, value in (self.resume_with or {}).items():
            setattr(self, name, value)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Watches; the epoch's metrics stay free of the rate, which Keras would write among them."""
        before = float(self.model.optimizer.learning_rate)
        super().on_epoch_end(epoch, dict(logs or {}))
        after = float(self.model.optimizer.learning_rate)
        self.reduced_to = after if after < before else None


def _numbers(callback: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(callback, name, None) for name in names}
    return {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}


def early_stopping(
    arguments: Arguments | None, model: Any, *, validates: bool
) -> ResumableEarlyStopping | None:
    """Early stopping as the recipe asks for it.

    Raises:
        SeqtuiError: It watches a metric that the run does not have, or Keras refuses an argument.
    """
    if arguments is None:
        return None
    key = "fit.early_stopping"
    _check_monitor("Early stopping", arguments, model, key, validates=validates)
    made: ResumableEarlyStopping = _made(ResumableEarlyStopping, arguments, "Early stopping", key)
    return made


def plateau(arguments: Arguments | None, model: Any, *, validates: bool) -> ResumablePlateau | None:
    """ReduceLROnPlateau as the recipe asks for it.

    Raises:
        SeqtuiError: As `early_stopping`; or the learning rate follows a schedule already.
    """
    if arguments is None:
        return None
    key = "fit.reduce_lr_on_plateau"
    if isinstance(_own_rate(model.optimizer), keras.optimizers.schedules.LearningRateSchedule):
        raise SeqtuiError(
            "Two masters of the learning rate",
            "compile.optimizer.learning_rate is a schedule, and ReduceLROnPlateau would set the rate too.",
            "Remove reduce_lr_on_plateau from [fit], or give learning_rate a number.",
            key=key,
        )
    _check_monitor("ReduceLROnPlateau", arguments, model, key, validates=validates)
    made: ResumablePlateau = _made(ResumablePlateau, arguments, "ReduceLROnPlateau", key)
    return made


def _own_rate(optimizer: Any) -> Any:
    """The rate as it was given; Keras's public attribute is a schedule's value at this step."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    return getattr(inner, "_learning_rate", None)


def _check_monitor(what: str, arguments: Arguments, model: Any, key: str, *, validates: bool) -> None:
    known = tuple(model.get_metrics_result())
    known += tuple(f"val_{name}" for name in known) if validates else ()
    monitor = str(arguments.get("monitor", "val_loss"))
    if monitor in known:
        return
    missing = monitor.startswith("val_") and not validates
    raise SeqtuiError(
        f"{what} watches nothing",
        f"It watches {monitor}; "
        + ("there are no validation rows." if missing else f"this run has {', '.join(known)}."),
        'Set data.validation above 0, or monitor = "loss".' if missing else f'Try monitor = "{known[-1]}".',
        key=f"{key}.monitor",
    )


def _made(kind: Any, arguments: Arguments, what: str, key: str) -> Any:
    try:
        return kind(**{name: value_of(name, value) for name, value in arguments.items()})
    except (TypeError, ValueError) as error:
        raise SeqtuiError(
            f"{what} cannot be set up",
            str(error).splitlines()[0],
            f"Its arguments are those of keras.callbacks.{kind.__mro__[1].__name__}.",
            key=key,
        ) from error
