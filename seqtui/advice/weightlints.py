"""Lints about weights: what they are applied to, whether they learn, and what their layers are called."""

from __future__ import annotations

from collections.abc import Iterator

from seqtui.advice.subject import Lint, Placed, Subject, as_number, rule
from seqtui.recipe.catalogue import catalogue

_TEXT = {"TextVectorization", "StringLookup", "Hashing"}


@rule
def embedding_of_fractions(it: Subject) -> Iterator[Lint]:
    """Whole numbers are looked up, fractions cut."""
    for place, one in enumerate(it.layers):
        if one.kind != "Embedding":
            continue
        raw = all(each.kind in ("Flatten", "Reshape") for each in it.layers[:place])
        known = as_number(one.get("input_dim"))
        if raw and it.facts is not None and it.facts.lowest is not None and it.facts.highest is not None:
            low, high = it.facts.lowest, it.facts.highest
            if not it.facts.whole:
                yield _cut(one, "the data holds fractions")
            elif known is not None and (low < 0 or high >= known):
                odd = low if low < 0 else high
                told = (
                    f"{one.label} knows the numbers 0 to {known - 1:.0f}, and the data holds {odd:.0f}: "
                    "on a CPU training fails there."
                )
                fix = one.set("input_dim", int(high) + 1) if low >= 0 and high < 1e6 else None
                remedy = (
                    f"Set input_dim = {high + 1:.0f}." if low >= 0 else "Number the categories from 0 up."
                )
                yield Lint("embedding-too-small", "error", one.index, told, remedy, fix)
        elif not raw and (it.layers[place - 1].flow.dtype or "").startswith(("float", "bfloat")):
            before = it.layers[place - 1]
            if before.flow.params or before.kind == "Normalization":
                yield _cut(one, f"{before.label} gives fractions")


def _cut(one: Placed, why: str) -> Lint:
    told = f"{one.label} looks up whole numbers, and {why}: 0.2 and 0.9 are both read as 0."
    remedy = "Embedding is for category numbers: measured values go into Dense as they are."
    return Lint("embedding-of-fractions", "error", one.index, told, remedy, one.removed)


@rule
def weights_of_whole_numbers(it: Subject) -> Iterator[Lint]:
    """First weights are fractions."""
    for one in it.layers:
        dtype = one.spec.arguments.get("dtype")
        if one.flow.params and isinstance(dtype, str) and dtype.startswith(("int", "uint")):
            if one.kind == "Embedding":
                continue
            told = f"The weights of {one.label} would be {dtype}, whole numbers: the model cannot be built."
            yield Lint(
                "weights-of-whole-numbers", "error", one.index, told, "Leave dtype out.", one.reset("dtype")
            )


@rule
def numbers_from_text(it: Subject) -> Iterator[Lint]:
    """Arithmetic on words."""
    if not it.flow.input_dtype.startswith(("str", "object", "bytes")):
        return
    first = next((one for one in it.layers if one.kind not in ("Flatten", "Reshape")), None)
    if first is not None and first.kind not in _TEXT:
        told = f"{first.label} computes with numbers, and the input is text: training fails at once."
        yield Lint(
            "numbers-from-text", "error", first.index, told, "Start with TextVectorization or StringLookup."
        )


@rule
def nothing_to_learn(it: Subject) -> Iterator[Lint]:
    """No weight that training may move."""
    totals = it.flow.totals
    if not it.complete or totals.trainable:
        return
    frozen = [one for one in it.layers if one.spec.arguments.get("trainable") is False and one.flow.params]
    if frozen:
        told = "All weights are frozen: training changes nothing."
        fix = frozen[0].reset("trainable") if len(frozen) == 1 else None
        yield Lint("all-frozen", "error", frozen[-1].index, told, "Free a layer: f in the stack.", fix)
    else:
        yield Lint(
            "nothing-to-learn",
            "error",
            it.layers[-1].index,
            "No layer has weights that learn: training changes nothing.",
            "Add a Dense layer.",
        )


@rule
def frozen_fresh_weights(it: Subject) -> Iterator[Lint]:
    """Random weights kept."""
    if not it.flow.totals.trainable:
        return
    for one in it.layers:
        given = any(name.endswith("_initializer") for name in one.spec.arguments)
        if one.spec.arguments.get("trainable") is False and one.flow.params and not given:
            if one.flow.trainable or one.kind.endswith("Normalization"):
                continue
            told = f"{one.label} is frozen: a run from fresh weights leaves them as random as they start."
            yield Lint(
                "frozen-fresh-weights",
                "hint",
                one.index,
                told,
                "Right where training goes on from a trained model; else free it: f.",
                one.reset("trainable"),
            )


@rule
def misleading_name(it: Subject) -> Iterator[Lint]:
    """A layer called as another kind."""
    kinds = {kind.name.lower(): kind.name for kind in catalogue().kinds}
    for one in it.layers:
        name = one.spec.arguments.get("name")
        plain = name.rstrip("_0123456789").replace("_", "").lower() if isinstance(name, str) else ""
        whole = name.replace("_", "").lower() if isinstance(name, str) else ""
        meant = kinds.get(whole) or kinds.get(plain)
        if meant is not None and meant != one.kind:
            told = f"{one.label} is named {name}, as Keras names a {meant}: summaries and files will mislead."
            yield Lint(
                "misleading-name",
                "hint",
                one.index,
                told,
                "Rename it, or leave the name to Keras.",
                one.reset("name"),
            )
