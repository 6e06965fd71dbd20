"""A line to type in."""

from __future__ import annotations

from textual.reactive import Reactive
from textual.widgets import Input


class TextField(Input):
    """Textual's, with a cursor that stands still: a blinking one sends something twice a second."""

    cursor_blink = Reactive(default=False, init=False)
