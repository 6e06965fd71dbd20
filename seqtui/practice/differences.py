"""In what two configs of Keras differ, in words: `padding: "same" where "valid" is wanted`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MOST = 2
_RANDOM = {"seed"}
"""What a key that leaves it open leaves open: a layer with a seed is no other layer."""


def differences(given: Any, wanted: Any) -> tuple[str, ...]:
    """Every difference between two models' configs, in the order of the layers; none where they are one.

    Args:
        given: As `seqtui.engine.configs.model_config` gives it.
        wanted: Likewise.

    Returns:
        `padding: "same" where "valid" is wanted`, without a full stop.
    """
    if len(given["layers"]) != len(wanted["layers"]):
        return (f"{len(given['layers'])} entries where {len(wanted['layers'])} are wanted",)
    pairs = zip(given["layers"], wanted["layers"], strict=True)
    return tuple(words for one, other in pairs for words in _of_layer(one, other))


def told(found: tuple[str, ...]) -> str:
    """The first differences in a sentence; "" for none."""
    return f"It builds, with {'; '.join(found[:_MOST])}." if found else ""


def _of_layer(given: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    if given["class_name"] != wanted["class_name"]:
        yield f"{given['class_name']} where {wanted['class_name']} is wanted"
        return
    mine, other = given["config"], wanted["config"]
    for name in dict.fromkeys([*other, *mine]):
        one, right = mine.get(name), other.get(name)
        if name in _RANDOM and right is None:
            continue
        if _is_layer(one) and _is_layer(right):
            yield from _of_layer(one, right)
        elif not same(one, right) and name != "backward_layer":  # a copy of the forward one
            yield f"{name}: {_shown(one)} where {_shown(right)} is wanted"


def same(given: Any, wanted: Any) -> bool:
    """Whether two values of a config mean the same; a seed that is not asked for does not matter."""
    if isinstance(given, Mapping) and isinstance(wanted, Mapping):
        return all(
            (name in _RANDOM and wanted.get(name) is None) or same(given.get(name), wanted.get(name))
            for name in {*given, *wanted}
        )
    if isinstance(given, list) and isinstance(wanted, list):
        return len(given) == len(wanted) and all(map(same, given, wanted))
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted  # 1 == True in Python, and not in a config
    return bool(given == wanted)


def _is_layer(value: Any) -> bool:
    return isinstance(value, Mapping) and "class_name" in value and "trainable" in value.get("config", {})


def _shown(value: Any) -> str:
    """A value of a config much as a person writes it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"({', '.join(map(_shown, value))})"
    if isinstance(value, Mapping):
        given = ", ".join(f"{name}={_shown(one)}" for name, one in value.get("config", {}).items())
        return f"{value.get('class_name', '')}({given})"
    return str(value)
