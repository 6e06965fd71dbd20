"""Plain TOML values become arguments of layers and objects, checked against the catalogue.

What is checked here is the type ("three" for a whole number) and every name; whether -3 units make
sense is Keras's to say, when the layer is built.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import CODE_REASON, FAMILIES, Argument, Kind, Named, catalogue
from seqtui.recipe.sections import layer_of, refuse, table
from seqtui.recipe.values import Arguments, LayerSpec, Obj, Value

_Found = TypeVar("_Found")

_WORDS = {
    "integer": "a whole number",
    "float": "a number",
    "flag": "true or false",
    "choice": "one of",
    "tuple": "a number, or a list of numbers",
    "text": "text in quotes",
    "object": "a name in quotes, or { name = … }",
    "layer": '{ kind = "…" }',
}
_EXAMPLES = {"integer": "32", "float": "0.1", "flag": "true", "tuple": "[3, 3]", "text": '"a"'}


def layer_spec(plain: object, key: str, *, inside: bool = False) -> LayerSpec:
    """One layer of a recipe, or one wrapped layer (`inside`), which cannot be disabled on its own.

    Raises:
        SeqtuiError: The kind is unknown, does not fit, carries code, or an argument is wrong.
    """
    found = table(plain, key)
    kind = _kind(found, key, inside=inside)
    enabled = True if inside else found.get("enabled", True)
    if not isinstance(enabled, bool):
        refuse(f"{key}.enabled", enabled, "true or false")
    aside = ("kind",) if inside else ("kind", "enabled")
    given = {
        name: argument_value(kind, name, value, f"{key}.{name}")
        for name, value in found.items()
        if name not in aside
    }
    return LayerSpec(kind.name, Arguments(given), enabled)


def _kind(found: Mapping[str, Any], key: str, *, inside: bool) -> Kind:
    name = found.get("kind")
    if name is None:
        raise SeqtuiError(
            f"{key} has no kind",
            f"{key} does not say which layer it is.",
            'Add kind = "Dense", or another layer; `seqtui layers` lists them.',
            key=f"{key}.kind",
            layer=layer_of(key),
        )
    if not isinstance(name, str):
        refuse(f"{key}.kind", name, 'the name of a layer in quotes, as "Dense"')
    kind = _at(f"{key}.kind", lambda: catalogue().get(name))
    if kind.carries_code:
        raise SeqtuiError(
            f"{name} carries code",
            f"{name} {CODE_REASON}.",
            "Use a layer of Keras's, or keep this model in a Python script.",
            key=f"{key}.kind",
            layer=layer_of(key),
        )
    if not inside and kind in catalogue().inner:
        raise SeqtuiError(
            f"{name} is not a layer of its own",
            f"{name} is one time step of a recurrent layer.",
            f'Write kind = "{name.removesuffix("Cell")}", or kind = "RNN" with '
            f'cell = {{ kind = "{name}", units = 8 }}.',
            key=f"{key}.kind",
            layer=layer_of(key),
        )
    return kind


def argument_value(kind: Kind, name: str, plain: object, key: str) -> Value:
    """One argument of a layer.

    Raises:
        SeqtuiError: The layer has no such argument, or the value has the wrong type.
    """
    return value(_at(key, lambda: kind.argument(name)), plain, f"{kind.name}'s {name}", key)


def named_object(family: str, plain: object, key: str) -> Obj:
    """An object of one family, from its name or `{ name = …, arguments… }`.

    Raises:
        SeqtuiError: Unknown name or argument, or a value of the wrong type.
    """
    if isinstance(plain, str):
        _at(key, lambda: catalogue().named(family, plain))
        return Obj(plain)
    found = table(plain, key)
    name = found.get("name")
    if not isinstance(name, str):
        example = catalogue().family(family)[0].name
        refuse(key, plain, f'a name, or a table with a name, as {{ name = "{example}" }}')
    item: Named = _at(f"{key}.name", lambda: catalogue().named(family, name))
    return Obj(name, object_arguments(item, {n: v for n, v in found.items() if n != "name"}, key))


def object_arguments(item: Named, plain: Mapping[str, Any], key: str) -> Arguments:
    """All arguments of one object.

    Raises:
        SeqtuiError: An argument that the object does not have, or a value of the wrong type.
    """
    given: dict[str, Value] = {}
    for name, one in plain.items():
        path = f"{key}.{name}"
        given[name] = value(_argument(item, name, path), one, f"{item.name}'s {name}", path)
    return Arguments(given)


def _argument(item: Named, name: str, key: str) -> Argument:
    return _at(key, lambda: item.argument(name))


def value(argument: Argument, plain: object, what: str, key: str) -> Value:
    """A plain value (TOML's types, tuples too) as the argument's type.

    Raises:
        SeqtuiError: It has another type; `what` names it for people, `key` for programs.
    """
    kind = argument.value
    if plain is None or plain == "None":
        if kind.optional or kind.control not in ("flag", "integer", "layer"):
            return None
        refuse(key, "None", f"{allowed(argument)} ({what})")
    if isinstance(plain, (Obj, LayerSpec)):
        return plain
    if isinstance(plain, Mapping):
        return _from_table(argument, plain, what, key)
    if isinstance(plain, (list, tuple)) and kind.control == "tuple":
        return _sequence(argument, plain, what, key)
    if not _fits(argument, plain):
        refuse(key, plain, f"{allowed(argument)} ({what})", _remedy(argument))
    assert isinstance(plain, (bool, int, float, str))  # noqa: S101  # _fits has seen to it
    return plain


def _from_table(argument: Argument, plain: Mapping[str, Any], what: str, key: str) -> Value:
    kind = argument.value
    if kind.control == "layer":
        return layer_spec(plain, key, inside=True)
    if kind.family is None or kind.control not in ("object", "float"):
        refuse(key, plain, f"{allowed(argument)} ({what})", _remedy(argument))
    return named_object(kind.family, plain, key)


def _sequence(argument: Argument, plain: list[Any] | tuple[Any, ...], what: str, key: str) -> Value:
    items: list[Value] = []
    for item in plain:
        if isinstance(item, (list, tuple)):
            items.append(_sequence(argument, item, what, key))
        elif item is None or item == "None":
            items.append(None)
        elif _fits(argument, item) or (argument.value.family == "text" and isinstance(item, str)):
            items.append(item)
        else:
            refuse(key, list(plain), f"{allowed(argument)} ({what})", _remedy(argument))
    return tuple(items)


def _fits(argument: Argument, plain: object) -> bool:
    kind = argument.value
    if isinstance(plain, float) and math.isnan(plain):
        return False
    if kind.control == "choice":
        same = any(plain == choice and type(plain) is type(choice) for choice in kind.choices)
        return isinstance(plain, str) or same
    if kind.control == "flag":
        return isinstance(plain, bool)
    if isinstance(plain, bool):
        return False
    if kind.control == "tuple":
        return not isinstance(plain, str) and isinstance(plain, (int, float))
    allowed: dict[str, tuple[type, ...]] = {
        "integer": (int,),
        "float": (int, float),
        "text": (str,),
        "object": (str,),
    }
    return isinstance(plain, allowed.get(kind.control, ()))


def allowed(argument: Argument) -> str:
    """What an argument may be, in words: `a whole number, at least 1`."""
    kind = argument.value
    words = _WORDS[kind.control]
    if kind.control == "choice":
        words = "one of " + ", ".join(_spelled(choice) for choice in kind.choices)
    elif kind.control == "tuple" and kind.family == "text":
        words = "a list of text"
    elif kind.control == "object":
        words = f"the name of {_article(FAMILIES[str(kind.family)])}, or {{ name = … }}"
    if kind.minimum is not None and kind.maximum is not None:
        words += f" between {kind.minimum:g} and {kind.maximum:g}"
    elif kind.minimum is not None:
        words += f", at least {kind.minimum:g}"
    return words + (', or "None"' if kind.optional else "")


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _spelled(choice: Value) -> str:
    return f'"{choice}"' if isinstance(choice, str) else str(choice).lower()


def _remedy(argument: Argument) -> str:
    start = argument.start if argument.start is not None else argument.default
    control = argument.value.control
    if control in _EXAMPLES:
        example = start if isinstance(start, (int, float)) and not isinstance(start, bool) else None
        return f"For example: {argument.name} = {_EXAMPLES[control] if example is None else example}"
    if control == "object":
        return f'For example: {argument.name} = "{catalogue().family(str(argument.value.family))[0].name}"'
    return ""


def _at(key: str, find: Callable[[], _Found]) -> _Found:
    """Calls a look-up in the catalogue; its error learns which key it was for."""
    try:
        return find()
    except SeqtuiError as error:
        error.key = error.key or key
        error.layer = error.layer or layer_of(key)
        raise
