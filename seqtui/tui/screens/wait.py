"""A dialog over work that takes longer than a moment."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from seqtui.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from textual.widget import Widget

_LOOK_SECONDS = 0.2


class WaitDialog(Dialog[bool]):
    """Shows how long a task has taken; dismisses with True when it has ended, with None on Esc.

    Args:
        title: What is waited for.
        task: Goes on by itself; nothing here ends it.
    """

    def __init__(self, title: str, task: asyncio.Future[Any]) -> None:
        super().__init__()
        self._title = title
        self._work = task
        self._began = time.monotonic()

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._title

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [Static(self._words(), id="text")]

    def _words(self) -> str:
        return f"{time.monotonic() - self._began:.0f} s so far. Esc gives it up."

    def on_mount(self) -> None:
        """Looks at the task from now on."""
        self.set_interval(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        if self._work.done():
            self.dismiss(True)  # noqa: FBT003  # the dialog's answer
        else:
            self.query_one("#text", Static).update(self._words())
