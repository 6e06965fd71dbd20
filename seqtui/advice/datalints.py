"""Lints about the data and what the model makes of it: scales, balance, splits, size."""

from __future__ import annotations

from collections.abc import Iterator

from seqtui.advice.subject import NUMBER_LOSSES, Lint, Placed, Subject, at_end, rule, setting
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import Arguments, LayerSpec

# Spreads so many times apart, or values so large, slow gradient descent down.
_APART = 100.0
_LARGE = 100.0
# Trainable parameters a training row.
_MANY = 50
# The commonest class's share from which on accuracy alone flatters.
_COMMON = 0.8
_FAR = 100.0
_WEIGHING = {"binary_focal_crossentropy", "categorical_focal_crossentropy"}
_PLAIN_ACCURACY = {"accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"}


@rule
def unscaled_features(it: Subject) -> Iterator[Lint]:
    """Features of very different size reach weights as they are."""
    facts, first = it.facts, _first_with_weights(it)
    if facts is None or first is None or facts.lowest is None or facts.highest is None:
        return
    fix = first.before(LayerSpec("Normalization"))
    remedy = "Begin with Normalization, which is adapted to the training rows."
    small, large = facts.narrowest, facts.widest
    if small is not None and large is not None and large.spread >= _APART * small.spread:
        told = (
            f"{large.name} spreads by {large.spread:.3g} and {small.name} by {small.spread:.3g}: "
            f"{first.label} hears little but the large ones, and learns slowly."
        )
        yield Lint("unscaled-features", "hint", first.index, told, remedy, fix)
    elif max(-facts.lowest, facts.highest) >= _LARGE:
        told = (
            f"The data runs from {facts.lowest:.4g} to {facts.highest:.4g}, and {first.label} takes it so; "
            "first weights and usual learning rates are made for values near 1."
        )
        yield Lint("unscaled-features", "hint", first.index, told, remedy, fix)


def _first_with_weights(it: Subject) -> Placed | None:
    """The first layer that weighs raw values; None where something scales or looks them up before."""
    for one in it.layers:
        if one.kind in ("Rescaling", "Embedding") or "Normalization" in one.kind:
            return None
        if catalogue().get(one.kind).group in ("text", "categorical features", "numerical features", "audio"):
            return None
        if one.flow.params:
            return one
    return None


@rule
def far_target(it: Subject) -> Iterator[Lint]:
    """A number far from where outputs begin."""
    facts, head = it.facts, it.head
    if facts is None or head is None or facts.settings.task != "regression" or it.units != 1:
        return
    mean, spread = facts.target_mean, facts.settings.spread
    if max(abs(mean), spread) < _FAR or head.activation != "linear" or it.loss not in NUMBER_LOSSES:
        return
    scale, offset = float(f"{spread:.4g}"), float(f"{mean:.4g}")
    told = (
        f"{facts.settings.target} lies around {mean:.4g} with spread {spread:.4g}, and a fresh model answers "
        "near 0: it has a long way to go."
    )
    remedy = "Rescaling behind the last layer brings it there at once."
    fix = None
    if head.layer.index == len(it.recipe.layers):
        end = LayerSpec("Rescaling", Arguments(scale=scale, offset=offset))
        fix = at_end(it, end)
    yield Lint("far-target", "hint", head.layer.index, told, remedy, fix)


@rule
def accuracy_alone(it: Subject) -> Iterator[Lint]:
    """A rare class that accuracy does not see."""
    facts = it.facts
    if facts is None or not facts.settings.counts or it.recipe.fit.class_weight is not None:
        return
    rows = [count for _, count in facts.settings.counts]
    name, most = max(facts.settings.counts, key=lambda each: each[1])
    share = most / max(1, sum(rows))
    if share < _COMMON or it.loss in _WEIGHING or not set(it.metrics) <= _PLAIN_ACCURACY or not it.metrics:
        return
    told = f"{name} is {share:.0%} of the rows: always answering it scores accuracy {share:.2f}."
    remedy = "Balance the class weights, or measure recall or AUC too."
    fix = setting("fit.class_weight", "balanced")
    yield Lint("accuracy-alone", "warning", None, told, remedy, fix)


@rule
def split_without_classes(it: Subject) -> Iterator[Lint]:
    """Classes that only one side of the split has."""
    facts = it.facts
    if facts is None or not facts.validation_rows:
        return
    names = [name for name, _ in facts.settings.counts]
    both = list(zip(names, facts.training_classes, facts.validation_classes, strict=False))
    unseen = [name for name, train, held in both if held and not train]
    unasked = [name for name, train, held in both if train and not held]
    if not unseen and not (unasked and it.recipe.data is not None and it.recipe.data.split == "ordered"):
        return
    if unseen:
        told = f"No training row is {_listed(unseen)}: the model cannot learn it, and validation asks for it."
    else:
        told = f"No validation row is {_listed(unasked)}: what is measured leaves it out."
    ordered = it.recipe.data is not None and it.recipe.data.split == "ordered"
    fix = setting("data.split", "stratified") if ordered else None
    remedy = (
        "A stratified split holds the same share of each class back." if ordered else "Bring more rows of it."
    )
    yield Lint("split-without-classes", "warning", 0, told, remedy, fix)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


@rule
def nothing_held_back(it: Subject) -> Iterator[Lint]:
    """Learning and learning by heart look alike."""
    if it.facts is not None and not it.facts.validation_rows:
        told = "No row is held back: learning and learning by heart look the same."
        fix = setting("data.validation", 0.2)
        yield Lint("nothing-held-back", "hint", 0, told, "Hold a fifth back: data.validation = 0.2.", fix)


@rule
def more_weights_than_rows(it: Subject) -> Iterator[Lint]:
    """Room to learn every row by heart."""
    count = it.flow.totals.trainable
    if it.facts is None or not it.complete or count < _MANY * max(1, it.facts.rows):
        return
    widest = max(it.layers, key=lambda one: one.flow.trainable)
    told = (
        f"{count:,} trainable parameters on {it.facts.rows:,} rows: the model can learn them by heart. "
        f"{widest.label} has {widest.flow.trainable:,} of them."
    )
    remedy = "Make it narrower, pool before it, or add Dropout and early stopping."
    yield Lint("more-weights-than-rows", "hint", widest.index, told, remedy)
