"""The forms of layers, the palette's lines, and Keras's verdict on both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.catalogue import catalogue
from seqtui.tui import words
from seqtui.tui.fields import Field, Form, Texts, apply_layer, layer_fields
from seqtui.tui.rows import sizes
from seqtui.tui.screens.form import Verdict

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.recipe.flow import Flow, Judgement, LayerFlow
    from seqtui.recipe.values import Recipe
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.session import Session

_ACCEPTED = "Keras takes these arguments."
_SHOWN_BEHIND = 4


def layer_form(recipe: Recipe, position: int) -> Form:
    """The form of a layer of the recipe."""
    spec = recipe.layers[position]
    fields = layer_fields(catalogue().get(spec.kind), spec, catalogue())
    return Form(
        title=f"{position + 1} {spec.kind}",
        fields=fields,
        apply=lambda texts: apply_layer(recipe, position, fields, texts),
        submit="keep",
        row=position + 1,
    )


def new_layer_form(recipe: Recipe, position: int) -> Form:
    """The form of a layer that was just put into `recipe` and is not taken yet."""
    return replace(layer_form(recipe, position), title=f"New {recipe.layers[position].kind}", submit="add")


def rename_form(recipe: Recipe, position: int) -> Form:
    """One field: the layer's own name."""
    spec = recipe.layers[position]
    text = str(spec.arguments.get("name") or "")
    field = Field(
        "name", "name", text, "", "text", (), "a name of its own; empty leaves it to Keras", str.strip
    )

    def apply(texts: Texts) -> Recipe:
        return edits.rename(recipe, position, texts["name"].strip() or None)

    return Form(f"Rename {position + 1} {spec.kind}", (field,), apply, "rename", position + 1)


def unasked(session: Session | None) -> Verdict:
    """What is told where Keras cannot be asked yet; nothing, where there is nothing to ask."""
    words = "TensorFlow is loading; Keras looks at this when it is ready." if session is not None else ""
    return Verdict(words, good=True)


def data_verdict(outcome: Dataset | SeqtuiError) -> Verdict:
    """What there is to train on, or why it cannot be read."""
    if isinstance(outcome, SeqtuiError):
        return Verdict(words.told(outcome), good=False)
    return Verdict(words.rows_sentence(outcome), good=True)


def verdict(
    outcome: Judgement | SeqtuiError, row: int | None, before: Flow | None, glyphs: Glyphs
) -> Verdict:
    """What Keras says of the layer at a stack row, and of what the edit does to those behind it."""
    if isinstance(outcome, SeqtuiError):
        return Verdict(words.told(outcome), good=False)
    error, flow = outcome.error, outcome.flow
    if error is not None:
        text = f"{glyphs.failed} {words.failure(error.title, error.message, error.remedy).plain}"
        return Verdict(text, good=False, reason=error.title, path=outcome.argument)
    if row is None:
        return Verdict("", good=True)
    if flow is None:
        return Verdict(f"{_ACCEPTED} Shapes are known when there is data, or an input shape.", good=True)
    found = flow.layers[row - 1]
    if found.state != "ok" or found.input_shape is None or found.output_shape is None:
        why = {"disabled": "Switched off.", "blocked": "Shapes wait for an earlier layer."}
        return Verdict(f"{_ACCEPTED} {why.get(found.state, '')}".rstrip(), good=True)
    return Verdict(f"{_shape_words(found, glyphs)} {_behind(flow, row, before, glyphs)}".rstrip(), good=True)


def _behind(flow: Flow, row: int, before: Flow | None, glyphs: Glyphs) -> str:
    """What becomes of the layers behind a row, and of the whole model's parameters."""
    if flow.error is not None:
        if before is not None and before.error is not None:
            return ""
        return f"Then layer {flow.error.layer} no longer fits: {flow.error.message}"
    shown = [f"{one.kind} {sizes(one.output_shape or (), glyphs)}" for one in flow.layers[row:]]
    if len(shown) > _SHOWN_BEHIND:
        shown = [*shown[: _SHOWN_BEHIND - 1], glyphs.ellipsis, shown[-1]]
    told = f"Behind it: {f' {glyphs.arrow} '.join(shown)}. " if shown else ""
    params, old = flow.totals.params, before.totals.params if before is not None else flow.totals.params
    told += f"In all {params:,} parameters"
    return told + (f", {old:,} before." if old != params else ".")


def _shape_words(found: LayerFlow, glyphs: Glyphs) -> str:
    into, out = sizes(found.input_shape or (), glyphs), sizes(found.output_shape or (), glyphs)
    return f"{into} {glyphs.arrow} {out}, {found.params:,} parameters."
