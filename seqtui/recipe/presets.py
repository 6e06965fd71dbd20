"""The recipes that ship with seqtui."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seqtui.paths import assets_dir

# The order in which they are shown: what people meet first comes first.
_FIRST = ("lesson", "spiral", "breast_cancer", "digits", "digits-cnn")


@dataclass(frozen=True, slots=True)
class Preset:
    """One shipped recipe; `summary` is the comment that its file begins with."""

    name: str
    title: str
    summary: str
    path: Path


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, those that people meet first in front."""
    found = [_read(path) for path in _paths()]
    order = {name: index for index, name in enumerate(_FIRST)}
    return tuple(sorted(found, key=lambda one: (order.get(one.name, len(order)), one.name)))


def preset(name: str) -> Preset | None:
    """The preset of that name, if there is one."""
    path = next((one for one in _paths() if one.stem == name), None)
    return None if path is None else _read(path)


def _paths() -> Iterable[Path]:
    return (assets_dir() / "recipes").glob("*.toml")


def _read(path: Path) -> Preset:
    text = path.read_text(encoding="utf-8")
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    title = str(tomllib.loads(text).get("title", path.stem))
    return Preset(path.stem, title, " ".join(lines), path)
