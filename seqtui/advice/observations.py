"""What a good colleague would say at the end of an epoch, derived from the numbers by named rules.

Each rule is a pure function of the epochs so far; the first that fires speaks. Losses alone decide:
accuracies move in steps and are bounded, so that they say less about where training goes. The validation
loss is looked at where there is one, for it tells what the model has learnt rather than memorized.
`trends` tells what counts as a change.
"""

from __future__ import annotations

import inspect
import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from seqtui.advice.trends import Change, Series

_OVERFIT = 0.02  # a rise of the validation loss by less is not worth an alarm, however sure
_DIVERGED = 0.2  # the training loss may rise a little where batches are small
_JUMP = 0.5  # by half, twice running: no noise does that while the loss falls
_FLAT = 0.01
_FLAT_EPOCHS = 5
_LEARNT = 0.3  # of the first loss; what is flat above is stuck rather than done
_SLOWER = 0.25  # a share of the earlier pace
_LATELY = 3
_AGREED = 3.5  # times the noise, for two losses at once in the first `_EARLY` epochs
_EARLY = 8


@dataclass(frozen=True, slots=True)
class Observation:
    """The rule that fired and its sentence, with figures."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The epochs so far.

    Attributes:
        loss: Training loss, finite values only.
        val_loss: Validation loss, likewise; empty where there is none.
        broken: Epoch since which a loss has not been finite, and that loss's name; None where all are.
    """

    loss: Series
    val_loss: Series
    broken: tuple[int, str] | None

    @property
    def name(self) -> str:
        """Of the loss that is looked at first."""
        return "validation loss" if len(self.val_loss) else "loss"

    @property
    def first(self) -> Series:
        """The loss that is looked at first: validation where there is one."""
        return self.val_loss if len(self.val_loss) else self.loss


Rule = Callable[[History], str | None]


def observe(epochs: Sequence[Mapping[str, float]]) -> Observation:
    """What to say after the last of these epochs.

    Args:
        epochs: Metrics of epochs 1, 2, … as Keras reports them: `loss`, and `val_loss` where it is measured.
            Values may be NaN or infinite; other metrics are not looked at.

    Returns:
        The first rule that fires, `steady` where none does.
    """
    history = _history(epochs)
    for name, rule in RULES.items():
        text = rule(history)
        if text is not None:
            return Observation(name, text)
    return Observation("steady", steady(history))


def nan(history: History) -> str | None:
    """A loss is not finite now. Nothing that follows can mend the weights."""
    if history.broken is None:
        return None
    epoch, name = history.broken
    if name == "val_loss":
        return f"NaN: validation loss has not been finite since epoch {epoch}. Look for gaps in the rows."
    return f"NaN: loss has not been finite since epoch {epoch}. Lower the learning rate."


def starting(history: History) -> str | None:
    """One epoch tells where training starts, not where it goes."""
    if len(history.loss) > 1:
        return None
    if not len(history.loss):
        return "Starting: no loss is reported."
    text = f"Starting: loss {_figure(history.loss.values[-1])}"
    if len(history.val_loss):
        text += f", validation loss {_figure(history.val_loss.values[-1])}"
    return text + "."


def diverging(history: History) -> str | None:
    """The training loss itself goes up: steps are too large.

    Either by a fifth and beyond noise for three epochs, or by half in each of the last two, which need no
    measure of noise. A loss that came close to 0 is measured against a tenth of the first one instead.
    """
    change = history.loss.rise(_DIVERGED) or _jump(history.loss)
    if change is None:
        return None
    figures = f"{_figure(change.before)} to {_figure(change.now)}"
    return f"Diverging: loss rose from {figures} since epoch {change.since}. Lower the learning rate."


def overfitting(history: History) -> str | None:
    """Validation loss rises (2 %; beyond noise or five epochs in a row) while training loss falls."""
    rise = history.val_loss.rise(_OVERFIT) if len(history.val_loss) else None
    if rise is None:
        return None
    then = bisect_left(history.loss.epochs, rise.since)
    fall = history.loss.change(len(history.loss) - 1 - then)
    if fall.share > -_FLAT:
        return None
    count = history.val_loss.epochs[-1] - rise.since
    return (
        f"Overfitting since epoch {rise.since}: validation loss rose {_percent(rise)} in {count} epochs "
        "while training loss fell."
    )


def learning(history: History) -> str | None:
    """The loss fell beyond noise or several epochs in a row, and not much slower than before."""
    change = _fall(history)
    if change is None or _slower(history.first):
        return None
    return f"Learning: {history.name} fell {_percent(change)} since epoch {change.since}."


def slowing(history: History) -> str | None:
    """The loss still falls, over the last three epochs at less than a quarter of its pace before them."""
    fall = _fall(history)
    if fall is None:
        return None
    lately = history.first.raw_change(min(_LATELY, len(history.first) - 1))
    change = lately if lately.share < 0 else fall
    return f"Learning, slower: {history.name} fell {_percent(change)} since epoch {change.since}."


def converged(history: History) -> str | None:
    """Flat, after the loss fell by 30 % or more since the first epoch."""
    series = history.first
    if not _flat(series):
        return None
    share = 1 - series.level(len(series) - 1) / series.values[0] if series.values[0] > 0 else 0.0
    if share < _LEARNT:
        return None
    return (
        f"Converged: {history.name} {_figure(series.values[-1])}, "
        f"changed {_percent(series.change(_FLAT_EPOCHS))} in {_FLAT_EPOCHS} epochs."
    )


def plateau(history: History) -> str | None:
    """Flat, and little was learnt so far."""
    series = history.first
    if not _flat(series):
        return None
    return (
        f"Plateau: {history.name} {_figure(series.values[-1])}, "
        f"changed {_percent(series.change(_FLAT_EPOCHS))} in {_FLAT_EPOCHS} epochs."
    )


def steady(history: History) -> str:
    """No rule fires: what changes is within noise, or too young to tell."""
    series = history.first
    best = series.best
    figures = f"{history.name} {_figure(series.values[-1])}"
    if best == len(series) - 1:
        return f"Steady: {figures}, the best so far."
    return f"Steady: {figures}, best {_figure(series.values[best])} in epoch {series.epochs[best]}."


# In this order: what ruins a run first, then what wastes it, then where it stands.
RULES: Mapping[str, Rule] = {
    "nan": nan,
    "starting": starting,
    "diverging": diverging,
    "overfitting": overfitting,
    "learning": learning,
    "slowing": slowing,
    "converged": converged,
    "plateau": plateau,
}


def reason(rule: str) -> str:
    """What a rule looks at, in a sentence or two; "" for one that there is not, or without docstrings."""
    told = {**RULES, "steady": steady}.get(rule)
    return " ".join((inspect.getdoc(told) or "").split()) if told is not None else ""


def _history(epochs: Sequence[Mapping[str, float]]) -> History:
    broken = _broken(epochs, "loss") or _broken(epochs, "val_loss")
    return History(_series(epochs, "loss"), _series(epochs, "val_loss"), broken)


def _series(epochs: Sequence[Mapping[str, float]], name: str) -> Series:
    finite = [
        (number, float(each[name]))
        for number, each in enumerate(epochs, 1)
        if name in each and math.isfinite(each[name])
    ]
    return Series(tuple(number for number, _ in finite), tuple(value for _, value in finite))


def _broken(epochs: Sequence[Mapping[str, float]], name: str) -> tuple[int, str] | None:
    since = None
    for number in range(len(epochs), 0, -1):
        value = epochs[number - 1].get(name)
        if value is None or math.isfinite(value):
            break
        since = number
    return None if since is None else (since, name)


def _jump(series: Series) -> Change | None:
    """The last two values are each higher by half than the one before, from the best so far on."""
    if len(series) < 3:
        return None
    before, middle, now = series.values[-3:]
    step = _JUMP * max(abs(before), 0.1 * abs(series.values[0]))
    return series.raw_change(2) if middle - before > step and now - middle > step else None


def _fall(history: History) -> Change | None:
    """A fall of the loss that is looked at first.

    In the first epochs, where training and validation loss agree, each may be less sure of itself: that
    both fall by chance is as rare.
    """
    first = history.first
    change = first.fall() or first.falling_run(5, _FLAT)
    if change is None and 0 < len(history.val_loss) <= _EARLY and history.loss.fall(_AGREED):
        change = first.fall(_AGREED)
    return change


def _slower(series: Series) -> bool:
    lately = min(_LATELY, len(series) - 2)
    if lately < 1:
        return False
    change = series.raw_change(lately)
    earlier = (series.values[0] - change.before) / (len(series) - 1 - lately)
    return (change.before - change.now) / lately < _SLOWER * earlier


def _flat(series: Series) -> bool:
    """Over the last five epochs the level changed by less than 1 % or, where that is more, its noise."""
    if len(series) <= _FLAT_EPOCHS:
        return False
    change = series.change(_FLAT_EPOCHS)
    return abs(change.now - change.before) < max(_FLAT * abs(change.before), series.noise)


def _figure(value: float) -> str:
    """Four digits, as the epoch table has them; very small and very large ones in powers of ten."""
    size = abs(value)
    return f"{value:.4f}" if size == 0 or 1e-3 <= size < 1e4 else f"{value:.2e}"


def _percent(change: Change) -> str:
    share = abs(change.share) * 100
    if share < 1:
        return "less than 1 %"
    return f"{share:.0f} %" if share < 1000 else f"{1 + share / 100:.0f} times"
