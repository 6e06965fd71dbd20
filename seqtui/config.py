"""The user's settings: `config.toml` in the config directory, read once at start, never written by seqtui.

    theme = "light"                     # dark, light, contrast, colour-blind
    plain = true                        # ASCII only; false: Unicode; without it seqtui looks for itself

    [keys]
    "layers.add_after" = ["a", "i"]     # names of commands: `seqtui doctor --keys`

What is wrong in it is told and left out; the rest holds.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.paths import config_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

THEMES = ("dark", "light", "contrast", "colour-blind")
_KNOWN = ("theme", "plain", "keys")


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says.

    Attributes:
        theme: Name of the colours; "" where the file does not say.
        plain: Whether to draw in ASCII; None where the file does not say.
        keys: Command names and the keys that they are to have, in the file's order.
        problems: What could not be taken, each with its remedy.
    """

    theme: str = ""
    plain: bool | None = None
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    problems: tuple[SeqtuiError, ...] = ()


@dataclass(slots=True)
class _Reading:
    """The values found so far, and the problems."""

    path: Path
    problems: list[SeqtuiError] = field(default_factory=list)

    def refuse(self, key: str, cause: str, remedy: str) -> None:
        """Notes that a key is left out."""
        title = f"{key} in {self.path.name} is left out."
        self.problems.append(SeqtuiError(title, cause, f"{remedy} The file is {self.path}.", key=key))


def path() -> Path:
    """Where the file is, or would be."""
    return config_dir() / "config.toml"


def load() -> Config:
    """Reads the file; where there is none, nothing is set. Raises nothing: see `Config.problems`."""
    where = path()
    reading = _Reading(where)
    found = _parsed(reading)
    for name in found:
        if name not in _KNOWN:
            near = difflib.get_close_matches(name, _KNOWN, 1)
            meant = f"Did you mean {near[0]}? " if near else ""
            reading.refuse(name, "There is no such setting.", f"{meant}The settings are {', '.join(_KNOWN)}.")
    return Config(
        theme=_theme(found.get("theme"), reading),
        plain=_flag(found.get("plain"), reading),
        keys=tuple(_keys(found.get("keys"), reading)),
        problems=tuple(reading.problems),
    )


def _parsed(reading: _Reading) -> dict[str, Any]:
    try:
        return tomllib.loads(reading.path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        reading.problems.append(
            SeqtuiError(
                "The settings cannot be read.",
                f"{reading.path}: {reason}.",
                "seqtui goes on without them. Mend the file; it is TOML.",
            )
        )
        return {}


def _theme(value: Any, reading: _Reading) -> str:
    if value is None or value in THEMES:
        return value or ""
    reading.refuse("theme", f"It is {value!r}.", f"Take one of {', '.join(THEMES)}.")
    return ""


def _flag(value: Any, reading: _Reading) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    reading.refuse("plain", f"It is {value!r}.", "Write true or false.")
    return None


def _keys(table: Any, reading: _Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    if table is None:
        return
    if not isinstance(table, dict):
        reading.refuse("keys", "It is no table.", 'Write [keys], and below it "layers.add_after" = ["a"].')
        return
    for name, value in _flat(table):
        keys = [value] if isinstance(value, str) else value
        if isinstance(keys, list) and all(isinstance(key, str) and key for key in keys):
            yield name, tuple(keys)
        else:
            reading.refuse(f"keys.{name}", f"It is {value!r}.", 'Write a key or a list of keys: ["a", "i"].')


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The entries, `layers.add_after = …` written without quotes, which TOML nests, among them."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
