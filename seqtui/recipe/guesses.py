"""What an argument is that no table knows, as another version of Keras may have: guessed from its default."""

from __future__ import annotations

from seqtui.recipe.arguments import Control, Entry, ValueKind
from seqtui.recipe.values import Value

SUMMARY = "new in this version of Keras, whose documentation tells more"

_FAMILY_OF_SUFFIX = {
    "initializer": "initializers",
    "regularizer": "regularizers",
    "constraint": "constraints",
    "activation": "activations",
}
_CONTROLS: dict[type, Control] = {
    bool: "flag",
    int: "integer",
    float: "float",
    str: "text",
}


def guessed_entry(name: str, default: Value) -> Entry:
    """A row for an argument: by its name where that says what it takes, else by the type of its default.

    Where neither tells, it takes numbers and lists of numbers.
    """
    for suffix, family in _FAMILY_OF_SUFFIX.items():
        if name.endswith(suffix):
            return Entry(ValueKind("object", family=family), SUMMARY)
    return Entry(ValueKind(_CONTROLS.get(type(default), "tuple")), SUMMARY)
