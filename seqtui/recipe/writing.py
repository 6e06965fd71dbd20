"""A Recipe as plain TOML values and as canonical text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from seqtui.recipe.values import Arguments, FitSpec, LayerSpec, Obj, Recipe, Value

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")

PlainTable = dict[str, Any]


def plain_value(value: Value) -> Any:
    """TOML's form of a value: None is "None", objects and wrapped layers are tables."""
    if value is None:
        return "None"
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Obj):
        return {"name": value.name, **plain_arguments(value.arguments)}
    if isinstance(value, LayerSpec):
        return plain_layer(value)
    return value


def plain_arguments(arguments: Arguments) -> PlainTable:
    """Arguments as a TOML table."""
    return {name: plain_value(value) for name, value in arguments.items()}


def plain_layer(layer: LayerSpec) -> PlainTable:
    """One layer as a TOML table."""
    enabled = {} if layer.enabled else {"enabled": False}
    return {"kind": layer.kind, **enabled, **plain_arguments(layer.arguments)}


def plain_sections(recipe: Recipe) -> dict[str, PlainTable]:
    """All but the layers, section by section; "" is the top. Keys that say nothing are left out."""
    data, fit, given = recipe.data, recipe.fit, recipe.input
    top: PlainTable = {"title": recipe.title} if recipe.title else {}
    if given is not None:
        top["input"] = {"shape": plain_value(given.shape), "dtype": given.dtype}
    sections: dict[str, PlainTable] = {"": top}
    if data is not None:
        optional = {
            "target": data.target,
            "features": None if data.features is None else list(data.features),
            "noise": data.noise,
            "labels": None if data.labels == "integer" else data.labels,
            "split": None if data.split == "stratified" else data.split,
        }
        said = {name: value for name, value in optional.items() if value is not None}
        sections["data"] = {
            "source": data.source,
            **said,
            "validation": data.validation,
            "seed": data.seed,
        }
    optimizer = recipe.compile.optimizer
    sections["compile"] = {
        "optimizer": plain_value(optimizer) if optimizer.arguments else optimizer.name,
        "loss": plain_value(recipe.compile.loss),
        "metrics": [plain_value(metric) for metric in recipe.compile.metrics],
    }
    sections["fit"] = _plain_fit(fit)
    return sections


def _plain_fit(fit: FitSpec) -> PlainTable:
    optional = {
        "early_stopping": _plain_or_none(fit.early_stopping),
        "reduce_lr_on_plateau": _plain_or_none(fit.reduce_lr_on_plateau),
        "class_weight": _plain_or_none(fit.class_weight),
        "seed": fit.seed or None,
        "precision": None if fit.precision == "float32" else fit.precision,
        "device": None if fit.device == "auto" else fit.device,
    }
    said = {name: value for name, value in optional.items() if value is not None}
    return {"epochs": fit.epochs, "batch_size": fit.batch_size, **said}


def _plain_or_none(given: Arguments | str | None) -> Any:
    return plain_arguments(given) if isinstance(given, Arguments) else given


def plain_recipe(recipe: Recipe) -> PlainTable:
    """The whole recipe as TOML's plain values."""
    sections = plain_sections(recipe)
    return {**sections.pop(""), "layers": [plain_layer(layer) for layer in recipe.layers], **sections}


def toml_value(plain: Any) -> str:
    """The TOML text of one plain value, on one line."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str):
        # JSON's escapes are TOML's, but for DEL, which TOML forbids unescaped.
        return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(plain, float):
        return repr(plain) if math.isfinite(plain) else str(plain)
    if isinstance(plain, list):
        return f"[{', '.join(toml_value(item) for item in plain)}]"
    if isinstance(plain, Mapping):
        inside = ", ".join(f"{_key(name)} = {toml_value(item)}" for name, item in plain.items())
        return f"{{ {inside} }}" if inside else "{}"
    return str(plain)


def table_text(header: str, plain: PlainTable) -> str:
    """A header line, then one line a key."""
    return f"{header}\n{_lines(plain)}"


def _lines(plain: PlainTable) -> str:
    return "".join(f"{_key(name)} = {toml_value(value)}\n" for name, value in plain.items())


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else toml_value(name)


def recipe_text(recipe: Recipe) -> str:
    """The canonical TOML text of a recipe."""
    sections = plain_sections(recipe)
    parts = [_lines(sections.pop(""))]
    if "data" in sections:
        parts.append(table_text("[data]", sections.pop("data")))
    parts.extend(table_text("[[layers]]", plain_layer(layer)) for layer in recipe.layers)
    parts.extend(table_text(f"[{name}]", plain) for name, plain in sections.items())
    return "\n".join(part for part in parts if part)
