"""The app's forms: what they hold for a layer, the data and the training settings, and Keras's verdict."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from seqtui.data import BUILT_IN
from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.arguments import ValueKind
from seqtui.recipe.catalogue import Argument, catalogue
from seqtui.recipe.forms import format_value, parse_value
from seqtui.recipe.values import LayerSpec, Obj
from seqtui.tui.fields import Field, Form, Texts, apply_layer, argument_field, layer_fields, named
from seqtui.tui.rows import short_arguments, sizes
from seqtui.tui.screens.form import Verdict
from seqtui.tui.screens.picker import Item

if TYPE_CHECKING:
    from seqtui.recipe.flow import Flow, LayerFlow, Shape
    from seqtui.recipe.values import Recipe, Value
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.session import Session

# Shown first while nothing is typed: what most stacks are made of.
_COMMON = ("Dense", "Dropout", "Conv2D", "MaxPooling2D", "Flatten", "Normalization", "BatchNormalization",
           "LSTM", "GRU", "Embedding", "GlobalAveragePooling2D", "Conv1D", "Reshape", "Rescaling")  # fmt: skip


def new_layer(kind: str) -> LayerSpec:
    """A layer of a kind, ready to be inserted."""
    return edits.new_layer(kind)


def shape_at(session: Session, position: int) -> Shape | None:
    """The shape that a layer inserted at `position` would get; None where it is not known."""
    flow = session.flow
    if flow is None or position == 0:
        if flow is not None:
            return flow.input_shape
        return (None, *session.dataset.input_shape) if session.dataset is not None else None
    if position > len(flow.layers):
        return None
    shape: Shape | None = flow.input_shape
    for row in flow.layers[:position]:
        if row.state in {"failed", "blocked"}:
            return None
        shape = row.output_shape or shape
    return shape


def layer_items(query: str, shape: Shape | None) -> tuple[Item, ...]:
    """Lines of the palette of layers: what fits first; layers that carry code are told, not offered."""
    kinds = list(catalogue().search(query))
    rank = len(shape) if shape is not None else None

    def misfit(kind_rank: tuple[int, ...] | None) -> bool:
        return rank is not None and kind_rank is not None and rank not in kind_rank

    if not query.strip():
        order = {name: place for place, name in enumerate(_COMMON)}
        kinds.sort(key=lambda kind: order.get(kind.name, len(order)))
    kinds.sort(key=lambda kind: kind.carries_code or misfit(kind.rank))
    items = []
    for kind in kinds:
        note, reason = kind.summary, ""
        if kind.carries_code:
            reason = "carries code of its own: use it from a Python script"
        elif misfit(kind.rank):
            ranks = " or ".join(str(one) for one in kind.rank or ())
            note = f"needs rank {ranks}, here it is {rank}: {kind.summary}"
        items.append(Item(kind.name, kind.name, kind.group, note, reason))
    return tuple(items)


def kind_words(name: str) -> str:
    """A kind in a line: what it does, and what a new one is set to."""
    kind = catalogue().get(name)
    if kind.carries_code:
        return f"{kind.summary} It runs code of its own, which a recipe cannot hold."
    settings = short_arguments(edits.new_layer(name))
    return kind.summary.rstrip(".") + "." + (f" Starts as: {settings}." if settings else "")


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
    field = Field("name", "name", text, "", "text", (), "a name of its own; empty leaves it to Keras", str.strip)

    def apply(texts: Texts) -> Recipe:
        return edits.rename(recipe, position, texts["name"].strip() or None)

    return Form(f"Rename {position + 1} {spec.kind}", (field,), apply, "rename", position + 1)


def _setting(
    name: str, label: str, text: str, kind: ValueKind, summary: str, *, default: str | None = ""
) -> Field:
    """A field of the data or training form; `default` "" means that it may be left empty."""
    made = argument_field(Argument(label, None, default is None, kind, summary), text, catalogue())
    return replace(made, name=name, default=default)


def _text_of(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Obj):
        return format_value(value) if value.arguments else value.name
    return format_value(value)


def data_form(session: Session) -> Form:
    """Data source, target, split."""
    recipe = session.recipe
    data = recipe.data
    source = data.source if data is not None else ""
    columns = session.dataset.feature_names if session.dataset is not None else ()
    number = ValueKind("integer", minimum=0)
    share = ValueKind("float", minimum=0, maximum=0.9)
    fields = (
        Field("data.source", "source", source, None, "text", BUILT_IN, "a built-in set's name, or a file's path", str.strip),
        Field("data.target", "target", (data.target if data else None) or "", "", "text", (), "column or array to predict; empty takes the set's own", str.strip),
        Field("data.features", "features", ", ".join((data.features if data else None) or ()), "", "text", columns, "columns to use, with commas; empty takes all but the target", str.strip),
        _setting("data.validation", "validation", _text_of(data.validation if data else 0.2), share, "share of rows held back to validate on", default="0.2"),
        _setting("data.seed", "seed", _text_of(data.seed if data else 7), number, "of the shuffle and the split", default="7"),
        _setting("data.labels", "labels", data.labels if data else "integer", ValueKind("choice", ("integer", "one_hot")), "form of class labels; one_hot goes with categorical_crossentropy", default="integer"),
        _setting("data.noise", "noise", _text_of(data.noise if data else None), ValueKind("float", minimum=0, maximum=1, optional=True), "of generated sets; empty takes the set's own"),
    )  # fmt: skip
    return Form("Data", fields, partial(_apply_settings, recipe, fields), "keep")


def training_form(session: Session) -> Form:
    """Optimizer, loss, metrics, epochs and all else that `compile` and `fit` take."""
    recipe = session.recipe
    made, fit = recipe.compile, recipe.fit
    stopping = fit.early_stopping or {}
    plain = replace(made.optimizer, arguments=made.optimizer.arguments.without("learning_rate"))
    metrics = ", ".join(_text_of(one) for one in made.metrics)
    losses, known = catalogue().losses, catalogue().metrics
    number = ValueKind("integer", minimum=1)
    fields = (
        _setting("compile.optimizer", "optimizer", _text_of(plain), ValueKind("object", family="optimizers"), "how weights follow the gradient: adam, sgd(momentum=0.9)…", default=None),
        _setting("compile.optimizer.learning_rate", "learning_rate", _text_of(made.optimizer.arguments.get("learning_rate")), ValueKind("float", minimum=0, family="schedules"), "length of a step; empty takes the optimizer's own"),
        replace(_setting("compile.loss", "loss", _text_of(made.loss), ValueKind("object", family="losses"), "what training lowers", default=None), choices=tuple(one.name for one in losses)),
        Field("compile.metrics", "metrics", metrics, "", "text", tuple(one.name for one in known), "what is measured besides, with commas", str.strip),
        _setting("fit.epochs", "epochs", _text_of(fit.epochs), number, "passes over the training rows", default="20"),
        _setting("fit.batch_size", "batch_size", _text_of(fit.batch_size), number, "rows a step", default="32"),
        _setting("fit.early_stopping.patience", "patience", _text_of(stopping.get("patience")), ValueKind("integer", minimum=0), "stop after so many epochs without progress; empty never stops early"),
        Field("fit.early_stopping.monitor", "monitor", _text_of(stopping.get("monitor")), "", "text", ("val_loss", "loss", "val_accuracy"), "what early stopping watches; empty takes val_loss", str.strip),
        _setting("fit.seed", "seed", _text_of(fit.seed), ValueKind("integer", minimum=0), "of first weights, dropout and the order of batches", default="0"),
    )  # fmt: skip
    return Form("Training", fields, partial(_apply_settings, recipe, fields), "keep")


_LISTS = {"data.features", "compile.metrics"}


def _apply_settings(recipe: Recipe, fields: tuple[Field, ...], texts: Texts) -> Recipe:
    """Sets what changed, key by key.

    Raises:
        SeqtuiError: A value that is not allowed; `key` names the field.
    """
    for field in fields:
        text = texts[field.name].strip()
        if text == field.text.strip():
            continue
        try:
            recipe = _set(recipe, field, text)
        except SeqtuiError as error:
            raise named(error, field.name) from error
    stopping = recipe.fit.early_stopping
    if stopping is not None and not stopping.get("patience") and stopping.get("patience") != 0:
        recipe = edits.set_value(recipe, "fit.early_stopping", None)
    return recipe


def _set(recipe: Recipe, field: Field, text: str) -> Recipe:
    key = field.name
    if not text and field.default is None:
        raise SeqtuiError(f"{field.label} is needed.", "It has no default.", field.summary)
    value: object = field.parse(text or str(field.default)) if text or field.default else None
    if key in _LISTS:
        names = [one.strip() for one in _split(text)]
        value = [_one_metric(one) for one in names] if key == "compile.metrics" else names or None
    elif key == "compile.optimizer":
        made = value if isinstance(value, Obj) else Obj(text)
        rate = recipe.compile.optimizer.arguments.get("learning_rate")
        if rate is not None and "learning_rate" not in made.arguments:
            made = replace(made, arguments=made.arguments.with_("learning_rate", rate))
        value = made
    if key == "data.source" and recipe.data is not None and value != recipe.data.source:
        # Column names belong to the old set.
        recipe = replace(recipe, data=replace(recipe.data, target=None, features=None, noise=None))
    return edits.set_value(recipe, key, value)


def _split(text: str) -> list[str]:
    """Splits at commas outside brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _one_metric(text: str) -> Value:
    kind = ValueKind("object", family="metrics")
    return parse_value(Argument("metrics", None, False, kind, "what is measured"), text)  # noqa: FBT003  # required


def unasked(session: Session, row: int | None) -> Verdict:
    """What is told where Keras cannot be asked yet, or has nothing to say."""
    if row is None:
        return Verdict("", good=True)
    if not session.keras_ready:
        return Verdict("TensorFlow is loading; Keras looks at this when it is ready.", good=True)
    return Verdict("Shapes are known when there is data, or an input shape.", good=True)


def verdict(outcome: Flow | SeqtuiError, row: int, before: Flow | None, glyphs: Glyphs) -> Verdict:
    """What Keras says of the layer at a stack row, and of what the edit does to those behind it."""
    if isinstance(outcome, SeqtuiError):
        return Verdict(f"{outcome.title} {outcome.cause} {outcome.remedy}", good=False)
    if row > len(outcome.layers):
        return Verdict("", good=True)
    found = outcome.layers[row - 1]
    if found.error is not None:
        return Verdict(f"{glyphs.failed} {found.error.message} {found.error.remedy}", good=False)
    if found.state != "ok" or found.input_shape is None or found.output_shape is None:
        return Verdict({"disabled": "Switched off.", "blocked": "Waits for an earlier layer."}.get(found.state, ""), good=True)
    words = _shape_words(found, glyphs)
    if outcome.error is not None and (before is None or before.error is None):
        words += f" Then layer {outcome.error.layer} no longer fits: {outcome.error.message}"
    return Verdict(words, good=True)


def _shape_words(found: LayerFlow, glyphs: Glyphs) -> str:
    into, out = sizes(found.input_shape or (), glyphs), sizes(found.output_shape or (), glyphs)
    return f"{into} {glyphs.arrow} {out}, {found.params:,} parameters."
