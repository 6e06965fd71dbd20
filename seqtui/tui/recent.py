"""Kinds of layers that were added last, kept from one start to the next. No loss where they are gone."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from seqtui.files import write_text_atomically
from seqtui.paths import state_dir

if TYPE_CHECKING:
    from pathlib import Path

_KEPT = 6


def _path() -> Path:
    return state_dir() / "recent-layers.json"


def recall() -> tuple[str, ...]:
    """The kinds, the last one first, as far as they can be read."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        return tuple(str(name) for name in found)[:_KEPT] if isinstance(found, list) else ()
    except (OSError, ValueError):
        return ()


def with_first(kinds: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The kinds after one more was added."""
    return (kind, *(one for one in kinds if one != kind))[:_KEPT]


def store(kinds: tuple[str, ...]) -> None:
    """Keeps them; a disk that refuses costs their order in the palette, no more."""
    with contextlib.suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(_path(), json.dumps(kinds))
