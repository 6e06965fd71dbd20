"""What the app remembers from one start to the next: colours and the last run. No loss where it is gone."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from seqtui.files import write_text_atomically
from seqtui.paths import state_dir

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Window state.

    Attributes:
        theme: Name of the colours.
        source: What was open.
        run: Path of the run that was on the desk with it, "" for none.
        plain: "yes" or "no" where plain mode was chosen, "" where it goes by the terminal.
    """

    theme: str = "dark"
    source: str = ""
    run: str = ""
    plain: str = ""


def _path() -> Path:
    return state_dir() / "window.json"


def recall() -> Memory:
    """What was stored, as far as it can be read."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        return Memory(
            **{name: str(found[name]) for name in ("theme", "source", "run", "plain") if name in found}
        )
    except (OSError, ValueError, TypeError):
        return Memory()


def store(memory: Memory) -> None:
    """Keeps it; a disk that refuses costs the colours, no more."""
    with contextlib.suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        write_text_atomically(_path(), json.dumps(asdict(memory)))
