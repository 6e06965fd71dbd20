"""Keras objects by name: initializers, regularizers, activations, optimizers, losses, metrics, schedules."""

from __future__ import annotations

import difflib
import inspect
import re
from functools import cache
from typing import Any

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import LayerSpec, Obj, Value

_FAMILY_OF_SUFFIX = (
    ("initializer", "initializers"),
    ("regularizer", "regularizers"),
    ("constraint", "constraints"),
    ("activation", "activations"),
    ("learning_rate", "schedules"),
    ("optimizer", "optimizers"),
    ("loss", "losses"),
    ("metric", "metrics"),
)
_BASES = ("loss", "metric", "optimizer", "initializer", "regularizer", "constraint", "learningrateschedule")
_SINGULAR = {
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "activations": "activation",
    "schedules": "learning-rate schedule",
    "optimizers": "optimizer",
    "losses": "loss",
    "metrics": "metric",
}


def snake(name: str) -> str:
    """Keras's spelling of automatic names: `conv2d_transpose`, `re_lu`."""
    return re.sub(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", name).lower()


def family_of(argument: str) -> str | None:
    """The family of Keras objects that an argument's name asks for; None where it asks for none."""
    for suffix, family in _FAMILY_OF_SUFFIX:
        if argument.endswith(suffix):
            return family
    return None


def _module(family: str) -> Any:
    import keras

    return keras.optimizers.schedules if family == "schedules" else getattr(keras, family)


def _plain(name: str) -> str:
    """`binary_crossentropy`, `BinaryCrossentropy` and `binary-crossentropy` are one name."""
    return name.replace("_", "").replace("-", "").lower()


@cache
def _classes(family: str) -> dict[str, type[Any]]:
    """Classes of one family by plain name; activations with arguments are Keras's activation layers."""
    import keras

    if family == "activations":
        names = ("ReLU", "LeakyReLU", "ELU", "Softmax")
        return {_plain(name): getattr(keras.layers, name) for name in names}
    module = _module(family)
    found = {_plain(name): item for name, item in vars(module).items() if inspect.isclass(item)}
    for base in _BASES:
        found.pop(base, None)
    return found


def make(family: str, given: Obj | str) -> Any:
    """A Keras object, or the name itself where it has no arguments and Keras should choose.

    `metrics = ["accuracy"]` stays a string: Keras picks binary or categorical accuracy by the shapes.

    Raises:
        SeqtuiError: Unknown name (the nearest names are proposed), or arguments that Keras refuses.
    """
    if isinstance(given, str):
        given = Obj(given)
    if not given.arguments and family in ("losses", "metrics") and _taken_by_name(family, given.name):
        return given.name
    if not given.arguments and family == "activations":
        return given.name
    found = _class(family, given.name)
    arguments = {name: value_of(name, value) for name, value in given.arguments.items()}
    if family == "optimizers":
        arguments.setdefault("name", found.__name__.lower())  # Keras would number them through a session
    try:
        return found(**arguments)
    except (TypeError, ValueError) as error:
        from seqtui.engine.messages import explain

        title, cause, remedy = explain(error, given.name)
        raise SeqtuiError(title, cause, remedy) from error


def _class(family: str, name: str) -> type[Any]:
    """The class of a name; short ones such as "mse" are known to Keras's `get` alone."""
    found = _classes(family).get(_plain(name))
    if found is None and family in ("losses", "metrics") and _taken_by_name(family, name):
        long = getattr(_module(family).get(name), "__name__", "")
        found = _classes(family).get(_plain(long))
    if found is None:
        raise _unknown(family, name)
    return found


def _taken_by_name(family: str, name: str) -> bool:
    """Whether Keras's own `get` knows the name (a few classes it does not); metrics have words besides."""
    if family == "metrics" and name in ("accuracy", "acc", "crossentropy", "ce"):
        return True
    try:
        _module(family).get(name)
    except ValueError:
        return False
    return True


def _written(family: str, item: type[Any]) -> str:
    """The spelling that people write: `adam`, `binary_crossentropy`; schedules keep their class names."""
    if family == "schedules":
        return item.__name__
    return item.__name__.lower() if family == "optimizers" else snake(item.__name__)


def _unknown(family: str, name: str) -> SeqtuiError:
    word = _SINGULAR[family]
    near = difflib.get_close_matches(_plain(name), _classes(family), n=1, cutoff=0.5)
    if family == "activations":
        cause = f'Arguments are taken by relu, leaky_relu, elu and softmax, not by "{name}".'
        return SeqtuiError("This activation takes no arguments", cause, "Give it by name alone.")
    if near:
        remedy = f"Did you mean {_written(family, _classes(family)[near[0]])}?"
    else:
        names = sorted({_written(family, item) for item in _classes(family).values()})
        remedy = f"Keras has {', '.join(names[:8])}…"
    return SeqtuiError(f"Unknown {word}", f'Keras has no {word} named "{name}".', remedy)


def value_of(argument: str, value: Value) -> Any:
    """A recipe's value as Keras takes it: wrapped layers and objects made, "None" as None."""
    if value == "None":
        return None
    if isinstance(value, LayerSpec):
        from seqtui.engine.build import layer

        return layer(value)
    if isinstance(value, Obj):
        return _object(argument, value)
    if isinstance(value, tuple):
        return tuple(value_of(argument, item) for item in value)
    if argument == "learning_rate" and type(value) is int:
        return float(value)  # Keras refuses a whole number here, which a person writes as well
    return value


def _object(argument: str, given: Obj) -> Any:
    family = family_of(argument)
    families = (family,) if family else tuple(_SINGULAR)
    for candidate in families:
        if _plain(given.name) in _classes(candidate) or candidate == family:
            return make(candidate, given)
    raise SeqtuiError(
        "Unknown object",
        f'{argument} got {{ name = "{given.name}" }}, which Keras does not have.',
        f"Give {argument} a plain value, or an object that Keras knows by that name.",
    )
