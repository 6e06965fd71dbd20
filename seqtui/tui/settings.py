"""The forms of the data and training rows: recipe settings by their dotted keys."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.data import BUILT_IN
from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.arguments import ValueKind
from seqtui.recipe.catalogue import Argument, catalogue
from seqtui.recipe.forms import format_value, parse_value
from seqtui.recipe.values import DataSpec, Obj
from seqtui.tui.fields import Field, Form, Texts, argument_field, named

if TYPE_CHECKING:
    from seqtui.recipe.values import Recipe, Value
    from seqtui.tui.session import Session

_COUNT = ValueKind("integer", minimum=1)
_SEED = ValueKind("integer", minimum=0)
_LISTS = {"data.features", "compile.metrics"}


def _text_of(value: Value) -> str:
    """A value as typed; "" for what is not set, a bare name for an object without arguments."""
    if value is None:
        return ""
    if isinstance(value, Obj):
        return format_value(value) if value.arguments else value.name
    return format_value(value)


def _value_field(key: str, value: Value, kind: ValueKind, summary: str, default: str | None = "") -> Field:
    """A field that is parsed as a layer argument is; with default "" it may be left empty."""
    label = key.rsplit(".", 1)[-1]
    made = argument_field(Argument(label, None, default is None, kind, summary), _text_of(value), catalogue())
    return replace(made, name=key, default=default)


def _words_field(
    key: str, text: str | None, choices: tuple[str, ...], summary: str, default: str | None = ""
) -> Field:
    """A field of plain words."""
    return Field(key, key.rsplit(".", 1)[-1], text or "", default, "text", choices, summary, str.strip)


def data_form(session: Session) -> Form:
    """Data source, target, split."""
    recipe = session.recipe
    data = recipe.data or DataSpec("")
    columns = session.dataset.feature_names if session.dataset is not None else ()
    fields = (
        _words_field("data.source", data.source, BUILT_IN, "a built-in set's name, or a file's path", None),
        _words_field("data.target", data.target, (), "column or array to predict; empty takes the set's own"),
        _words_field(
            "data.features",
            ", ".join(data.features or ()),
            columns,
            "columns to use, with commas; empty takes all but the target",
        ),
        _value_field(
            "data.validation",
            data.validation,
            ValueKind("float", minimum=0, maximum=0.9),
            "share of rows held back to validate on",
            "0.2",
        ),
        _value_field("data.seed", data.seed, _SEED, "fixes shuffle and split", "7"),
        _value_field(
            "data.labels",
            data.labels,
            ValueKind("choice", ("integer", "one_hot")),
            "form of class labels; one_hot goes with categorical_crossentropy",
            "integer",
        ),
        _value_field(
            "data.noise",
            data.noise,
            ValueKind("float", minimum=0, maximum=1, optional=True),
            "of generated sets; empty takes the set's own",
        ),
    )
    return Form("Data", fields, partial(apply_settings, recipe, fields), "keep")


def training_form(session: Session) -> Form:
    """Optimizer, loss, metrics, epochs and all else that `compile` and `fit` take."""
    recipe = session.recipe
    made, fit = recipe.compile, recipe.fit
    optimizer = replace(made.optimizer, arguments=made.optimizer.arguments.without("learning_rate"))
    fields = (
        _value_field(
            "compile.optimizer",
            optimizer,
            ValueKind("object", family="optimizers"),
            "how weights follow the gradient: adam, sgd(momentum=0.9)…",
            None,
        ),
        _value_field(
            "compile.optimizer.learning_rate",
            made.optimizer.arguments.get("learning_rate"),
            ValueKind("float", minimum=0, family="schedules"),
            "length of a step; empty takes the optimizer's own",
        ),
        _value_field(
            "compile.loss", made.loss, ValueKind("object", family="losses"), "what training lowers", None
        ),
        _words_field(
            "compile.metrics",
            ", ".join(_text_of(one) for one in made.metrics),
            tuple(one.name for one in catalogue().metrics),
            "what is measured besides, with commas",
        ),
        _value_field("fit.epochs", fit.epochs, _COUNT, "passes over the training rows", "20"),
        _value_field("fit.batch_size", fit.batch_size, _COUNT, "rows a step", "32"),
        *_stopping_fields(dict(fit.early_stopping or {})),
        _value_field("fit.seed", fit.seed, _SEED, "fixes first weights, dropout, order of batches", "0"),
    )
    return Form("Training", fields, partial(apply_settings, recipe, fields), "keep")


def _stopping_fields(stopping: dict[str, Any]) -> tuple[Field, ...]:
    return (
        _value_field(
            "fit.early_stopping.patience",
            stopping.get("patience"),
            ValueKind("integer", minimum=0),
            "stop after so many epochs without progress; empty never stops early",
        ),
        _words_field(
            "fit.early_stopping.monitor",
            _text_of(stopping.get("monitor")),
            ("val_loss", "loss", "val_accuracy"),
            "what early stopping watches; empty takes val_loss",
        ),
    )


def apply_settings(recipe: Recipe, fields: tuple[Field, ...], texts: Texts) -> Recipe:
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
    if stopping is not None and stopping.get("patience") is None:
        recipe = edits.set_value(recipe, "fit.early_stopping", None)
    return recipe


def _set(recipe: Recipe, field: Field, text: str) -> Recipe:
    key = field.name
    if not text and field.default is None:
        raise SeqtuiError(f"{field.label} is needed.", "It has no default.", field.summary)
    if key in _LISTS:
        names: list[Any] = _split(text)
        value: Any = [_metric(name) for name in names] if key == "compile.metrics" else names or None
    elif key == "compile.optimizer":
        value = _optimizer(recipe, field.parse(text))
    else:
        typed = text or field.default
        value = field.parse(typed) if typed else None
    if key == "data.source":
        recipe = _other_source(recipe, str(value))
    return edits.set_value(recipe, key, value)


def _other_source(recipe: Recipe, source: str) -> Recipe:
    """Column names and noise belong to the old set; split and seed go on."""
    data = recipe.data or DataSpec(source)
    return replace(recipe, data=replace(data, source=source, target=None, features=None, noise=None))


def _optimizer(recipe: Recipe, value: Value) -> Obj:
    """The optimizer typed, with the learning rate that stands in its own field."""
    made = value if isinstance(value, Obj) else Obj(str(value))
    rate = recipe.compile.optimizer.arguments.get("learning_rate")
    if rate is None or "learning_rate" in made.arguments:
        return made
    return replace(made, arguments=made.arguments.with_("learning_rate", rate))


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


def _metric(text: str) -> Value:
    kind = ValueKind("object", family="metrics")
    return parse_value(
        Argument("metrics", default=None, required=False, value=kind, summary="what is measured"), text
    )
