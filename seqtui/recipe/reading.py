"""Plain TOML tables become a Recipe; every mistake is an error that names its key."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Literal, cast

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.check import layer_spec, named_object, object_arguments
from seqtui.recipe.sections import Section, refuse, table
from seqtui.recipe.values import (
    Arguments,
    CompileSpec,
    DataSpec,
    FitSpec,
    InputSpec,
    LayerSpec,
    Obj,
    Precision,
    Recipe,
    Split,
)

_LARGEST_SEED = 2**32 - 1  # what keras.utils.set_random_seed takes
SPLITS = ("stratified", "shuffled", "ordered")
PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")
_DEVICE = re.compile(r"auto|cpu|gpu(:\d{1,2})?")
_DTYPES = ("float32", "float16", "float64", "bfloat16", "int32", "int64", "int8", "uint8", "bool", "string")


def keys(section: type[Any]) -> tuple[str, ...]:
    """The keys of one section, in the order in which they are written."""
    return tuple(field.name for field in fields(section))


def recipe_from_toml(text: str, name: str) -> Recipe:
    """The recipe that a TOML text describes; `name` is the file's, for errors.

    Raises:
        SeqtuiError: Not TOML, or not a recipe; `key` says where.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SeqtuiError(
            f"{name} is not TOML",
            f"{error}.",
            "Text stands in quotes, each key on its own line, and each layer under [[layers]].",
        ) from error
    except RecursionError as error:
        raise SeqtuiError(
            f"{name} is not a recipe", "Its values are nested too deeply to read.", "Take out the nesting."
        ) from error
    return recipe_from_plain(plain, name)


def recipe_from_plain(plain: Mapping[str, Any], name: str = "recipe") -> Recipe:
    """The recipe that TOML's plain values describe.

    Raises:
        SeqtuiError: A wrong or unknown key or value; `cause` begins with the file's name.
    """
    try:
        return _recipe(plain)
    except SeqtuiError as error:
        error.cause = f"{name}: {error.cause}"
        raise


def _recipe(plain: Mapping[str, Any]) -> Recipe:
    top = Section(plain, "", keys(Recipe))
    return Recipe(
        title=top.text("title") or "",
        data=_data(plain["data"]) if "data" in top else None,
        layers=_layers(plain.get("layers", [])),
        compile=_compile(plain.get("compile", {})),
        fit=_fit(plain.get("fit", {})),
        input=_input(plain["input"]) if "input" in top else None,
    )


def _data(plain: object) -> DataSpec:
    section = Section(plain, "data", keys(DataSpec))
    source = section.text("source")
    if source is None:
        raise SeqtuiError(
            "data.source is missing",
            "[data] does not say where the rows come from.",
            'Add source = "breast_cancer", or the path of a file.',
            key="data.source",
        )
    default = DataSpec(source)
    validation = section.number("validation", below=1)
    return DataSpec(
        source=source,
        target=section.text("target"),
        features=section.texts("features"),
        validation=default.validation if validation is None else validation,
        seed=section.integer("seed", default.seed, 0, _LARGEST_SEED),
        labels=cast(Literal["integer", "one_hot"], section.choice("labels", ("integer", "one_hot"))),
        noise=section.number("noise", most=1),
        split=cast(Split, section.choice("split", SPLITS)),
    )


def _layers(plain: object) -> tuple[LayerSpec, ...]:
    if not isinstance(plain, list):
        refuse("layers", plain, "a list of layers", "Write each layer under its own [[layers]].")
    return tuple(layer_spec(item, f"layers.{index}") for index, item in enumerate(plain, start=1))


def _compile(plain: object) -> CompileSpec:
    section = Section(plain, "compile", keys(CompileSpec))
    default = CompileSpec()
    optimizer, loss, metrics = (section.raw(name) for name in keys(CompileSpec))
    return CompileSpec(
        optimizer=default.optimizer
        if optimizer is None
        else named_object("optimizers", optimizer, "compile.optimizer"),
        loss=default.loss if loss is None else _named("losses", loss, "compile.loss"),
        metrics=default.metrics if metrics is None else _metrics(metrics),
    )


def _metrics(plain: object) -> tuple[str | Obj, ...]:
    if not isinstance(plain, list):
        refuse("compile.metrics", plain, 'a list, as ["accuracy"]')
    return tuple(_named("metrics", item, "compile.metrics") for item in plain)


def _named(family: str, plain: object, key: str) -> str | Obj:
    """A bare name stays a bare name: Keras then chooses the form that fits the model."""
    if not isinstance(plain, (str, Mapping)):
        refuse(key, plain, "a name in quotes, or { name = … }")
    found = named_object(family, plain, key)
    return found.name if isinstance(plain, str) else found


def _fit(plain: object) -> FitSpec:
    section = Section(plain, "fit", keys(FitSpec))
    default = FitSpec()
    return FitSpec(
        epochs=section.integer("epochs", default.epochs, 1),
        batch_size=section.integer("batch_size", default.batch_size, 1),
        early_stopping=_callback("EarlyStopping", section.raw("early_stopping"), "fit.early_stopping"),
        reduce_lr_on_plateau=_callback(
            "ReduceLROnPlateau", section.raw("reduce_lr_on_plateau"), "fit.reduce_lr_on_plateau"
        ),
        class_weight=_class_weight(section.raw("class_weight")),
        seed=section.integer("seed", default.seed, 0, _LARGEST_SEED),
        precision=cast(Precision, section.choice("precision", PRECISIONS)),
        device=_device(section.raw("device")),
    )


def _callback(name: str, plain: object, key: str) -> Arguments | None:
    """A Keras callback's arguments; None where the key is missing."""
    if plain is None:
        return None
    return object_arguments(catalogue().named("callbacks", name), table(plain, key), key)


def _class_weight(plain: object) -> Literal["balanced"] | Arguments | None:
    key = "fit.class_weight"
    if plain is None:
        return None
    if plain == "balanced":
        return "balanced"
    if not isinstance(plain, Mapping) or not plain:
        refuse(
            key,
            plain,
            '"balanced", or a table of class names or numbers and their weights',
            'For example: class_weight = { benign = 1.0, malignant = 2.5 }, or class_weight = "balanced"',
        )
    # `--set fit.class_weight.benign=2` on "balanced" arrives as a table that is named so.
    given = {str(name): weight for name, weight in plain.items() if (name, weight) != ("name", "balanced")}
    return Arguments({name: _weight(f"{key}.{name}", weight) for name, weight in given.items()})


def _weight(key: str, plain: object) -> float:
    number = isinstance(plain, (int, float)) and not isinstance(plain, bool)
    if not number or not math.isfinite(float(cast(float, plain))) or float(cast(float, plain)) < 0:
        refuse(key, plain, "a number from 0 on")
    return float(cast(float, plain))


def _device(plain: object) -> str:
    if plain is None:
        return "auto"
    if not isinstance(plain, str) or not _DEVICE.fullmatch(plain.lower()):
        refuse("fit.device", plain, '"auto", "cpu", "gpu" or the number of a GPU, as "gpu:0"')
    return plain.lower()


def _input(plain: object) -> InputSpec:
    section = Section(plain, "input", keys(InputSpec))
    shape = section.raw("shape")
    if not isinstance(shape, list) or not all(_is_axis(axis) for axis in shape):
        refuse(
            "input.shape",
            "nothing" if shape is None else shape,
            'a list of whole numbers from 1, or "None" where the size may vary',
            "For example: input = { shape = [28, 28, 1] }",
        )
    return InputSpec(
        shape=tuple(None if axis == "None" else axis for axis in shape),
        dtype=section.choice("dtype", _DTYPES),
    )


def _is_axis(axis: object) -> bool:
    return axis == "None" or (isinstance(axis, int) and not isinstance(axis, bool) and axis >= 1)
