"""Lints about training settings: rates, batches, epochs, and what watches them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seqtui.advice.subject import Lint, Subject, rule, setting
from seqtui.recipe.values import Arguments, Obj


class Rates(NamedTuple):
    """Learning rates of an optimizer: the usual one, and the least that easily overshoots."""

    usual: float
    high: float


# Optimizers whose steps are about as long as the rate, whatever the gradient, then those that follow it.
_LONG = Rates(0.001, 0.1)
_STEP_LONG = {
    **dict.fromkeys(("adam", "adamw", "adamax", "nadam", "rmsprop", "lamb"), _LONG),
    "lion": Rates(0.0001, 0.01),
}
_RATES = {**_STEP_LONG, "sgd": Rates(0.01, 1.0)}
_USUAL_BATCH = 32
# A weight that may move by less in a whole run stays where chance has put it.
_STANDSTILL = 0.003
_FEW_STEPS = 500


def _rate(it: Subject) -> float | None:
    """The rate that the run begins with; None where it is not written."""
    found = it.recipe.compile.optimizer.arguments.get("learning_rate")
    if isinstance(found, Obj):
        found = found.arguments.get("initial_learning_rate")
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


@rule
def learning_rate(it: Subject) -> Iterator[Lint]:
    """A rate that climbs, stands still or leaps."""
    rate, rates = _rate(it), _RATES.get(it.optimizer, _LONG)
    if rate is None:
        return
    plain = not isinstance(it.recipe.compile.optimizer.arguments.get("learning_rate"), Obj)
    fix = setting("compile.optimizer.learning_rate", rates.usual) if plain else None
    remedy = f"{rates.usual:g} is usual for {it.optimizer}."
    if rate < 0:
        told = f"With learning rate {rate:g} training climbs: every step makes the loss larger."
        yield Lint("learning-rate-negative", "error", None, told, remedy, fix)
    elif rate == 0 and plain:
        told = "With learning rate 0 no weight ever moves."
        yield Lint("learning-rate-zero", "error", None, told, remedy, fix)
    elif it.optimizer in _RATES and rate >= rates.high:
        told = (
            f"A learning rate of {rate:g} is {rate / rates.usual:,.0f} times the usual: "
            "steps easily overshoot."
        )
        yield Lint("learning-rate-high", "warning", None, told, remedy, fix)
    elif plain and it.optimizer in _STEP_LONG and it.facts is not None and rate > 0:
        steps = it.facts.settings.steps * it.recipe.fit.epochs
        if rate * steps < _STANDSTILL and rate < rates.usual:
            told = (
                f"{it.optimizer} moves a weight by about {rate:g} a step: in the {steps:,} steps of this run "
                f"by some {rate * steps:.1g}, next to nothing."
            )
            yield Lint("learning-rate-low", "warning", None, told, remedy, fix)


@rule
def batch_beyond_rows(it: Subject) -> Iterator[Lint]:
    """One step an epoch."""
    batch = it.recipe.fit.batch_size
    if it.facts is None or not 1 < it.facts.rows < batch:
        return
    told = (
        f"A batch of {batch:,} is more than the {it.facts.rows:,} training rows: an epoch is a single step."
    )
    fix = setting("fit.batch_size", _USUAL_BATCH) if it.facts.rows > 2 * _USUAL_BATCH else None
    yield Lint("batch-beyond-rows", "hint", None, told, "Smaller batches learn more an epoch.", fix)


@rule
def watching(it: Subject) -> Iterator[Lint]:
    """What early stopping and its kin watch, and how long they wait."""
    fit, validates = it.recipe.fit, it.facts is None or it.facts.validation_rows > 0
    for key, what, given, patience in (
        ("early_stopping", "Early stopping", fit.early_stopping, 0),
        ("reduce_lr_on_plateau", "ReduceLROnPlateau", fit.reduce_lr_on_plateau, 10),
    ):
        if given is None:
            continue
        monitor = str(given.get("monitor", "val_loss"))
        if monitor.startswith("val_") and not validates:
            told = f"{what} watches {monitor}, and there are no validation rows: the run does not start."
            fix = setting(f"fit.{key}.monitor", monitor.removeprefix("val_"))
            remedy = f'Watch "{monitor.removeprefix("val_")}", or hold rows back: data.validation.'
            yield Lint("watches-nothing", "error", None, told, remedy, fix)
        yield from _waits(it, key, what, given, patience)


def _waits(it: Subject, key: str, what: str, given: Arguments, default: int) -> Iterator[Lint]:
    patience, epochs = given.get("patience", default), it.recipe.fit.epochs
    if not isinstance(patience, int) or patience < epochs or given.get("restore_best_weights") is True:
        return
    told = f"{what} waits for {patience} epochs, and the run has {epochs}: it never acts."
    fix = setting(f"fit.{key}.patience", max(3, epochs // 10)) if epochs > 3 else None
    yield Lint("patience-beyond-epochs", "hint", None, told, "A tenth of the epochs is a good start.", fix)


@rule
def one_epoch(it: Subject) -> Iterator[Lint]:
    """Every row seen once."""
    if it.facts is None or it.recipe.fit.epochs != 1 or it.facts.settings.steps >= _FEW_STEPS:
        return
    steps = it.facts.settings.steps
    plural = "s" if steps != 1 else ""
    told = f"One epoch is {steps:,} step{plural}: each row is seen once, and learning just begins."
    yield Lint("one-epoch", "hint", None, told, "Small data needs tens of epochs.", setting("fit.epochs", 20))
