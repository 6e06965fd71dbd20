"""One thing that the app can do, and where its keys work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal[
    "everywhere",
    "modes",
    "recipe",
    "run",
    "list",
    "stack",
    "chart",
    "flow",
    "epochs",
    "practice",
    "question",
    "submit",
    "problem",
    "exercise",
    "answered",
    "taken_back",
    "page",
    "trace",
    "stages",
    "values",
    "plane",
    "training",
    "probes",
]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the app can do.

    Attributes:
        name: `group.verb`; the group names the object that does it.
        scope: Where its keys work.
        keys: Keys as typed ("a", ".", "ctrl+l"); the first is the one that is shown.
        label: Two or three words for the footer.
        help: One sentence for help and palette.
        footer: Place in the footer, smaller is earlier; 0 keeps it out.
        palette: Whether the command palette lists it.
    """

    name: str
    scope: Scope
    keys: tuple[str, ...]
    label: str
    help: str
    footer: int = 0
    palette: bool = True

    @property
    def key(self) -> str:
        """The key that is shown."""
        return self.keys[0] if self.keys else ""
