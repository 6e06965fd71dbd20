"""The forms of the data and training rows: recipe settings by their dotted keys."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.advice.settings import facts_of, proposals
from seqtui.data import BUILT_IN
from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.arguments import ValueKind
from seqtui.recipe.catalogue import Argument, catalogue
from seqtui.recipe.classweights import class_number
from seqtui.recipe.forms import format_value, parse_value
from seqtui.recipe.reading import PRECISIONS, SPLITS
from seqtui.recipe.values import Arguments, DataSpec, Obj
from seqtui.tui.fields import Field, Form, Texts, argument_field, named

if TYPE_CHECKING:
    from seqtui.advice.settings import Choices
    from seqtui.recipe.values import Recipe, Value
    from seqtui.tui.session import Session

_COUNT = ValueKind("integer", minimum=1)
_SEED = ValueKind("integer", minimum=0)
_LISTS = {"data.features", "compile.metrics"}
# Callbacks that are on where their patience is given: key, Keras's name, and what their labels begin with.
_CALLBACKS = (
    ("fit.early_stopping", "EarlyStopping", "", "stop after so many epochs without progress"),
    ("fit.reduce_lr_on_plateau", "ReduceLROnPlateau", "reduce_lr ", "lower the rate after so many"),
)
_DEVICES = ("auto", "cpu", "gpu:0", "gpu:1")


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
    features = session.dataset.feature_names if session.dataset is not None else ()
    columns = tuple(dict.fromkeys(name.partition("=")[0] for name in features))
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
        _value_field(
            "data.split",
            data.split,
            ValueKind("choice", SPLITS),
            "stratified holds the same share of each class back; ordered the last rows, for a series",
            "stratified",
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
    """Optimizer, loss, metrics, epochs and all else that `compile` and `fit` take.

    What fits the loaded data and the last layer is offered first, with the reason in the field's help.
    """
    recipe = session.recipe
    fields = (
        *_compile_fields(recipe),
        _value_field("fit.epochs", recipe.fit.epochs, _COUNT, "passes over the training rows", "20"),
        _value_field("fit.batch_size", recipe.fit.batch_size, _COUNT, "rows a step", "32"),
        *(
            field
            for key, name, label, summary in _CALLBACKS
            for field in _callback_fields(recipe, key, name, label, summary)
        ),
        *_run_fields(recipe, session.dataset.class_names if session.dataset is not None else None),
    )
    if session.dataset is not None:
        found = proposals(recipe, facts_of(session.dataset, recipe.fit.batch_size))
        fields = tuple(_proposing(field, found.get(field.name, ())) for field in fields)
    return Form("Training", fields, partial(apply_settings, recipe, fields), "keep")


def _compile_fields(recipe: Recipe) -> tuple[Field, ...]:
    made = recipe.compile
    optimizer = replace(made.optimizer, arguments=made.optimizer.arguments.without("learning_rate"))
    return (
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
            "length of a step, or a schedule: ExponentialDecay(0.01, 1000, 0.9); empty takes the optimizer's",
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
    )


def _callback_fields(recipe: Recipe, key: str, name: str, label: str, summary: str) -> tuple[Field, ...]:
    """One field for each argument of a callback, its patience first: without one the callback is off."""
    given: Arguments | None = getattr(recipe.fit, key.removeprefix("fit."))
    arguments = sorted(catalogue().named("callbacks", name).arguments, key=lambda one: one.name != "patience")
    fields = []
    for argument in arguments:
        set_here = given is not None and argument.name in given
        text = _text_of(given[argument.name]) if given is not None and set_here else ""
        field = replace(
            argument_field(argument, text, catalogue()),
            name=f"{key}.{argument.name}",
            label=f"{label}{argument.name}",
        )
        if argument.name == "patience":
            # A callback that leaves its patience to Keras is on all the same.
            text = text or ("" if given is None else format_value(argument.default))
            field = replace(field, text=text, default="", summary=f"{summary}; empty: never")
        elif argument.name == "monitor":
            field = replace(field, choices=_watchable(recipe))
        fields.append(field)
    return tuple(fields)


def _watchable(recipe: Recipe) -> tuple[str, ...]:
    """Names of numbers that a callback may watch."""
    metrics = [one for one in recipe.compile.metrics if isinstance(one, str)]
    return ("val_loss", "loss", *(f"{before}{name}" for name in metrics for before in ("val_", "")))


def _run_fields(recipe: Recipe, class_names: tuple[str, ...] | None) -> tuple[Field, ...]:
    fit = recipe.fit
    weights = fit.class_weight
    listed = (
        ", ".join(f"{name}={weight}" for name, weight in weights.items())
        if isinstance(weights, Arguments)
        else weights
    )
    return (
        replace(
            _words_field(
                "fit.class_weight",
                listed,
                ("balanced",),
                "what each class counts: balanced, or yes=2, no=1; empty counts all rows alike",
            ),
            parse=partial(_class_weight, class_names),
        ),
        _value_field("fit.seed", fit.seed, _SEED, "fixes first weights, dropout, order of batches", "0"),
        _value_field(
            "fit.precision",
            fit.precision,
            ValueKind("choice", PRECISIONS),
            "mixed_float16 is faster on GPUs with tensor cores, mixed_bfloat16 on newer ones; slower on CPUs",
            "float32",
        ),
        _words_field(
            "fit.device",
            fit.device,
            _DEVICES,
            "where to compute: auto, cpu, gpu:0…; --device overrides it",
            "auto",
        ),
    )


def _proposing(field: Field, found: Choices) -> Field:
    """The field with what fits offered first, and the reason in its help."""
    if not found:
        return field
    texts = [choice.text for choice in found if choice.text]
    first, *more = found
    chosen = not first.text or field.text.strip() == first.text
    told = first.reason if chosen else f"{first.text}: {first.reason}"
    told += "".join(f"; {choice.text}: {choice.reason}" for choice in more)
    choices = tuple(dict.fromkeys([*texts, *field.choices]))
    return replace(field, choices=choices, summary=f"{told} ({field.summary})")


def apply_settings(recipe: Recipe, fields: tuple[Field, ...], texts: Texts) -> Recipe:
    """Sets what changed, key by key.

    Raises:
        SeqtuiError: A value that is not allowed; `key` names the field.
    """
    before = recipe
    for field in fields:
        text = texts[field.name].strip()
        if text == field.text.strip():
            continue
        try:
            recipe = _set(recipe, field, text)
        except SeqtuiError as error:
            raise named(error, field.name) from error
    recipe = _without_callbacks(before, recipe, fields, texts)
    _refuse_two_masters(recipe)
    return recipe


def _refuse_two_masters(recipe: Recipe) -> None:
    """Raises SeqtuiError where both a schedule and ReduceLROnPlateau would set the learning rate."""
    scheduled = isinstance(recipe.compile.optimizer.arguments.get("learning_rate"), Obj)
    if scheduled and recipe.fit.reduce_lr_on_plateau is not None:
        raise SeqtuiError(
            "Two masters of the learning rate.",
            "learning_rate is a schedule, and ReduceLROnPlateau would set it too.",
            "Empty reduce_lr patience, or give learning_rate a number.",
            key="fit.reduce_lr_on_plateau.patience",
        )


def _without_callbacks(before: Recipe, recipe: Recipe, fields: tuple[Field, ...], texts: Texts) -> Recipe:
    """Takes callbacks away whose patience is empty.

    Raises:
        SeqtuiError: Another argument of such a callback was just given.
    """
    for key, name, _, _ in _CALLBACKS:
        patience = f"{key}.patience"
        if patience not in texts or texts[patience].strip():
            continue
        was_on = getattr(before.fit, key.removeprefix("fit.")) is not None
        if not was_on and getattr(recipe.fit, key.removeprefix("fit.")) is not None:
            label = next(field.label for field in fields if field.name == patience)
            raise SeqtuiError(
                f"{name} is off.",
                f"It begins to work when {label} is given.",
                "For example: 5.",
                key=patience,
            )
        recipe = edits.set_value(recipe, key, None)
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
        of_callback = any(key.startswith(f"{one[0]}.") for one in _CALLBACKS)
        typed = text or ("" if of_callback else field.default)
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


def _class_weight(class_names: tuple[str, ...] | None, text: str) -> Any:
    """`balanced`, or `name=weight` with commas; names are looked up where the classes are known."""
    if class_names == ():
        raise SeqtuiError("There are no classes to weigh", "The target is a number.", "Leave it empty.")
    if text.strip("\"'") == "balanced":
        return "balanced"
    weights: dict[str, Value] = {}
    for part in _split(text):
        name, equals, weight = (each.strip() for each in part.rpartition("="))
        if not equals or not name:
            raise SeqtuiError(
                "Wrong value for class_weight",
                f"{part!r} is no class with its weight.",
                "Write balanced, or each class with its weight: yes=2, no=1",
                key="fit.class_weight",
            )
        if class_names is not None and class_number(name, class_names) is None:
            raise SeqtuiError(
                "Wrong value for class_weight",
                f"{name!r} is no class of the target: {', '.join(class_names[:20])}.",
                "Name a class, or its number, counted from 0.",
                key="fit.class_weight",
            )
        try:
            weights[name] = float(weight)
        except ValueError:
            weights[name] = weight  # reading refuses it, with the class's name
    return Arguments(weights)
