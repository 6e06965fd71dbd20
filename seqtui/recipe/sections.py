"""Reads one TOML table key by key and complains clearly: which key, what was received, what is allowed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import suggestion


def shown(plain: object) -> str:
    """A received value as in TOML, cut where it is long, with its type where that helps."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, str):
        return f'"{plain[:60]}…" (text)' if len(plain) > 60 else f'"{plain}" (text)'
    if isinstance(plain, Mapping):
        return "a table { … }"
    if isinstance(plain, (list, tuple)):
        inside = ", ".join(shown(item).removesuffix(" (text)") for item in plain[:4])
        return f"[{inside}{', …' if len(plain) > 4 else ''}]"
    return str(plain)


def refuse(key: str, plain: object, allowed: str, remedy: str = "") -> NoReturn:
    """Raises the one error for a value of the wrong type or outside its limits.

    Raises:
        SeqtuiError: Always, with `key` set.
    """
    raise SeqtuiError(
        f"Wrong value for {key}",
        f"{key} is {shown(plain)}; it must be {allowed}.",
        remedy or f"Change {key.rpartition('.')[2]} in the recipe.",
        key=key,
        layer=layer_of(key),
    )


def layer_of(key: str) -> int | None:
    """Index of the layer that a dotted key is about (`layers.2.units` is 2)."""
    parts = key.split(".")
    return int(parts[1]) if parts[0] == "layers" and len(parts) > 1 and parts[1].isdigit() else None


def table(plain: object, key: str) -> Mapping[str, Any]:
    """The value as a table.

    Raises:
        SeqtuiError: It is something else.
    """
    if not isinstance(plain, Mapping):
        refuse(key, plain, "a table", f"Write a section [{key}] or {key} = {{ … }}.")
    return plain


class Section:
    """One table of a recipe; each method reads one key, with a default where the key is missing."""

    def __init__(self, plain: object, key: str, allowed: Iterable[str]) -> None:
        self._plain = table(plain, key)
        self._key = key
        refuse_unknown(self._plain, key, tuple(allowed))

    def __contains__(self, name: str) -> bool:
        return name in self._plain

    def path(self, name: str) -> str:
        """The dotted key of one name in this section."""
        return f"{self._key}.{name}" if self._key else name

    def raw(self, name: str) -> Any:
        """The value as TOML gave it; None where the key is missing or says "None"."""
        found = self._plain.get(name)
        return None if found == "None" else found

    def text(self, name: str, default: str | None = None) -> str | None:
        """Text that is not empty; a column may well be called "None"."""
        found = self._plain.get(name)
        if found is None:
            return default
        if not isinstance(found, str) or (not found.strip() and name != "title"):
            refuse(self.path(name), found, "text in quotes")
        return found

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first is the default."""
        found = self.raw(name)
        if found is None:
            return choices[0]
        if found not in choices:
            near = suggestion(found, choices) if isinstance(found, str) else ""
            refuse(self.path(name), found, " or ".join(f'"{choice}"' for choice in choices), near)
        return str(found)

    def integer(self, name: str, default: int, minimum: int, maximum: int | None = None) -> int:
        """A whole number within its limits, both included."""
        found = self.raw(name)
        if found is None:
            return default
        right = isinstance(found, int) and not isinstance(found, bool)
        if not right or found < minimum or (maximum is not None and found > maximum):
            limits = f"at least {minimum}" if maximum is None else f"between {minimum} and {maximum}"
            refuse(self.path(name), found, f"a whole number, {limits}")
        return int(found)

    def number(self, name: str, *, below: float | None = None, most: float | None = None) -> float | None:
        """A number from 0 on, below one limit or at most another; None where the key is missing."""
        found = self.raw(name)
        if found is None:
            return None
        right = isinstance(found, (int, float)) and not isinstance(found, bool) and math.isfinite(found)
        if below is not None:
            limits, inside = f"from 0 to below {below:g}", right and 0 <= found < below
        else:
            limits, inside = f"between 0 and {most:g}", right and 0 <= found <= (most or 0)
        if not inside:
            refuse(self.path(name), found, f"a number {limits}")
        return float(found)

    def texts(self, name: str) -> tuple[str, ...] | None:
        """A list of text; None where the key is missing."""
        found = self.raw(name)
        if found is None:
            return None
        if not isinstance(found, list) or not found or not all(isinstance(item, str) for item in found):
            refuse(self.path(name), found, 'a list of text, as ["age", "income"]')
        return tuple(found)


def refuse_unknown(plain: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> None:
    """Raises SeqtuiError for the first key that is not allowed here, with the nearest that is."""
    for name in plain:
        if name in allowed:
            continue
        path = f"{key}.{name}" if key else name
        where = f"[{key}]" if key else "the recipe"
        raise SeqtuiError(
            f"Unknown key {path}",
            f'{where} has the key "{name}", which is not one of {", ".join(allowed)}.',
            suggestion(name, allowed) or f"Remove {name}, or correct its name.",
            key=path,
            layer=layer_of(path),
        )
