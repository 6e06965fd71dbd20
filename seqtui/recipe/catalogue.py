"""Every layer and every object by name that the installed Keras offers, read from assets/catalogue.json.

No Keras here: `seqtui.engine.catalogue` builds the asset from the installed one.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from seqtui import __version__
from seqtui.errors import SeqtuiError
from seqtui.paths import assets_dir, cache_dir
from seqtui.recipe import arguments as table
from seqtui.recipe.arguments import Entry, ValueKind
from seqtui.recipe.guesses import guessed_entry
from seqtui.recipe.settings import object_entry
from seqtui.recipe.values import Value

FAMILIES: Mapping[str, str] = {
    "optimizers": "optimizer",
    "losses": "loss",
    "metrics": "metric",
    "activations": "activation",
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "schedules": "schedule",
    "callbacks": "callback",
}

# Why a layer that carries code is listed and cannot be added; the layer's name stands before it.
CODE_REASON = "runs code of its own, which a recipe cannot hold and nobody can check before it runs"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a layer or object; `start` is what a new layer gets where Keras needs a value."""

    name: str
    default: Value
    required: bool
    value: ValueKind
    summary: str
    start: Value = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One layer class.

    Attributes:
        name: As in `keras.layers`.
        group: As in Keras's documentation ("core", "pooling"…); "code" for layers that carry code.
        summary: One line of help.
        arguments: In the order of Keras's signature, then `name`, `trainable`, `dtype`.
        carries_code: Listed and explained, and cannot be added.
        rank: Input ranks that fit, batch axis included; None where any may.
    """

    name: str
    group: str
    summary: str
    arguments: tuple[Argument, ...]
    carries_code: bool
    rank: tuple[int, ...] | None

    def argument(self, name: str) -> Argument:
        """The argument of that name.

        Raises:
            SeqtuiError: The layer has none, or it is one that a recipe cannot hold.
        """
        return _argument_of(self.name, self.arguments, name, table.HIDDEN)


@dataclass(frozen=True, slots=True)
class Named:
    """An optimizer, loss, metric… by the name that a recipe uses.

    `class_name` is its class in Keras ("" for plain functions); `aliases` are other names Keras takes.
    """

    name: str
    class_name: str
    aliases: tuple[str, ...]
    summary: str
    arguments: tuple[Argument, ...]

    def argument(self, name: str) -> Argument:
        """The argument of that name, or SeqtuiError."""
        return _argument_of(self.name, self.arguments, name, {})


@dataclass(frozen=True)
class Catalogue:
    """All layers that fit a Sequential, and all objects by family, each in alphabetical order.

    `inner` are kinds that stand only inside others (cells); `aliases` maps Keras's second names to
    first ones; `refused` says why other Keras layers do not fit.
    """

    keras_version: str
    kinds: tuple[Kind, ...]
    inner: tuple[Kind, ...]
    optimizers: tuple[Named, ...]
    losses: tuple[Named, ...]
    metrics: tuple[Named, ...]
    activations: tuple[Named, ...]
    initializers: tuple[Named, ...]
    regularizers: tuple[Named, ...]
    constraints: tuple[Named, ...]
    schedules: tuple[Named, ...]
    callbacks: tuple[Named, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_name(self) -> dict[str, Kind]:
        return {kind.name: kind for kind in (*self.kinds, *self.inner)}

    def get(self, name: str) -> Kind:
        """The kind of that name; Keras's second names (`MaxPool2D`) are understood.

        Raises:
            SeqtuiError: Keras has no such layer, or it does not fit a Sequential stack.
        """
        found = self._by_name.get(self.aliases.get(name, name))
        if found is not None:
            return found
        if name in self.refused:
            raise SeqtuiError(
                f"{name} does not fit a Sequential model",
                self.refused[name],
                "`seqtui layers` lists the layers that fit.",
            )
        raise SeqtuiError(
            "Unknown layer",
            f'Keras has no layer named "{name}".',
            suggestion(name, self._by_name) or "`seqtui layers` lists the layers that fit.",
        )

    def family(self, family: str) -> tuple[Named, ...]:
        """All objects of one family ("optimizers", "losses"…)."""
        found: tuple[Named, ...] = getattr(self, family)
        return found

    def named(self, family: str, name: str) -> Named:
        """The object that Keras knows by this name: `adam`, `Adam` and for losses also `mse`.

        Raises:
            SeqtuiError: Keras has none; the nearest name is proposed.
        """
        wanted = _plain(name)
        for item in self.family(family):
            if wanted in {_plain(known) for known in (item.name, *item.aliases)}:
                return item
        word = FAMILIES[family]
        names = [item.name for item in self.family(family)]
        raise SeqtuiError(
            f"Unknown {word}",
            f'Keras has no {word} named "{name}".',
            suggestion(name, names) or f"Some that it has: {', '.join(names[:8])}.",
        )

    def search(self, query: str) -> tuple[Kind, ...]:
        """Kinds that match, best first; all of them for an empty query.

        Every word must match: in the name (also as capitals, "bn", or letters in order, "mxpl2"), the
        group or the summary. Where nothing does, names spelled almost so.
        """
        words = query.lower().split()
        if not words:
            return self.kinds
        scored = [(sum(scores), kind) for kind in self.kinds if all(scores := _scores(kind, words))]
        if scored:
            # Short names first among equals: "pool" means MaxPooling before AdaptiveAveragePooling.
            ranked = sorted(scored, key=lambda pair: (-pair[0], len(pair[1].name), pair[1].name))
            return tuple(kind for _, kind in ranked)
        names = {kind.name.lower(): kind for kind in self.kinds}
        near = difflib.get_close_matches("".join(words), names, n=5, cutoff=0.6)
        return tuple(names[name] for name in near)


def suggestion(name: str, known: Iterable[str]) -> str:
    """`Did you mean "Dense"?` where a known name is close, else nothing."""
    spelled = {_plain(one): one for one in known}
    near = difflib.get_close_matches(_plain(name), spelled, n=1, cutoff=0.6)
    return f'Did you mean "{spelled[near[0]]}"?' if near else ""


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _argument_of(
    owner: str, arguments: tuple[Argument, ...], name: str, hidden: Mapping[str, str]
) -> Argument:
    for argument in arguments:
        if argument.name == name:
            return argument
    if name in hidden:
        raise SeqtuiError(
            f"{owner}: {name} cannot be set",
            f"{name} is not for recipes: {hidden[name]}.",
            f"Leave {name} out.",
        )
    names = [argument.name for argument in arguments]
    listed = f"Allowed: {', '.join(names)}." if names else f"{owner} takes no arguments."
    raise SeqtuiError(
        f"{owner} has no argument {name}",
        f'"{name}" is not an argument of keras\'s {owner}.',
        f"{suggestion(name, names)} {listed}".strip(),
    )


def _scores(kind: Kind, words: list[str]) -> list[int]:
    return [_score(kind, word) for word in words]


def _score(kind: Kind, word: str) -> int:
    """How well one word matches: the place where it was found decides, 0 is no match."""
    name = kind.name.lower()
    capitals = "".join(re.findall(r"[A-Z0-9]", kind.name)).lower()
    parts = [part.lower() for part in re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d+D?", kind.name)]
    tests: tuple[tuple[int, Callable[[], bool]], ...] = (
        (100, lambda: word == name),
        (90, lambda: name.startswith(word)),
        (80, lambda: any(part.startswith(word) for part in parts)),
        (70, lambda: len(word) > 1 and capitals.startswith(word)),
        (60, lambda: word in name),
        (40, lambda: any(part.startswith(word) for part in kind.group.split())),
        (30, lambda: any(part.startswith(word) for part in kind.summary.lower().split())),
        (20, lambda: len(word) > 2 and word[0] == name[0] and _in_order(word, name)),
    )
    return next((score for score, test in tests if test()), 0)


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


@cache
def catalogue() -> Catalogue:
    """The installed Keras's catalogue, read once: the shipped one, or one made here for another Keras."""
    made = next(iter(cache_dir().glob("catalogue-*.json")), None)
    if made is not None and (path := cached_path(_installed_keras())).exists():
        try:
            return _read_catalogue(path)
        except (OSError, ValueError, LookupError, TypeError):
            pass  # damaged: the engine makes it again once it is gone
        with contextlib.suppress(OSError):
            path.unlink()
    return _read_catalogue(_shipped())


def cached_path(keras_version: str) -> Path:
    """Where the catalogue of another Keras than the shipped one is kept; tables change with seqtui."""
    return cache_dir() / f"catalogue-{keras_version}-seqtui-{__version__}.json"


def shipped_version() -> str:
    """The version of Keras that the shipped catalogue describes."""
    return str(json.loads(_shipped().read_text(encoding="utf-8"))["keras_version"])


def _shipped() -> Path:
    return assets_dir() / "catalogue.json"


def _installed_keras() -> str:
    """Its version as installed; Keras itself is not loaded."""
    from importlib import metadata  # noqa: PLC0415  # rarely needed, and no light import

    try:
        return metadata.version("keras")
    except metadata.PackageNotFoundError:
        return ""


def _read_catalogue(path: Path) -> Catalogue:
    raw = json.loads(path.read_text(encoding="utf-8"))
    families: dict[str, Any] = {family: tuple(_read_named(one) for one in raw[family]) for family in FAMILIES}
    return Catalogue(
        keras_version=raw["keras_version"],
        kinds=tuple(_read_kind(one) for one in raw["kinds"]),
        inner=tuple(_read_kind(one) for one in raw["inner"]),
        aliases=raw["aliases"],
        refused=raw["refused"],
        **families,
    )


def _read_kind(raw: Mapping[str, Any]) -> Kind:
    name = raw["name"]
    rank = raw["rank"]
    return Kind(
        name=name,
        group=raw["group"],
        summary=raw["summary"],
        arguments=tuple(_read_argument(one, table.entry(name, one["name"])) for one in raw["arguments"]),
        carries_code=raw["carries_code"],
        rank=None if rank is None else tuple(rank),
    )


def _read_named(raw: Mapping[str, Any]) -> Named:
    name, class_name = raw["name"], raw["class_name"]
    return Named(
        name=name,
        class_name=class_name,
        aliases=tuple(raw["aliases"]),
        summary=raw["summary"],
        arguments=tuple(
            _read_argument(one, object_entry(name, class_name, one["name"])) for one in raw["arguments"]
        ),
    )


def _read_argument(raw: Mapping[str, Any], row: Entry | None) -> Argument:
    default = _tuples(raw["default"])
    if row is None:
        row = guessed_entry(raw["name"], default)
    required = bool(raw["required"])
    return Argument(
        name=raw["name"],
        default=default,
        required=required,
        value=table.value_kind(row, optional=default is None and not required),
        summary=row.summary,
        start=row.start if required or raw.get("start") else None,
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
