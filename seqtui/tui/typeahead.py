"""Keys in the order in which they were pressed, each done before the next is looked at.

Over a slow line keys arrive in lumps. Textual hands all keys of a lump to what has the focus at that
moment: behind a key that opens a dialog, letters meant for the dialog would reach the layers (`d` deletes
one), and a Backspace, which acts a few messages later than a letter, would delete what was typed after it.
So each key waits until the one before it has travelled from the focused widget up to the app, and until
the screen that it opened is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual import events
    from textual.app import App
    from textual.message_pump import MessagePump

# Nothing of ours takes as long; a widget that is being removed never answers, and must not end typing.
_LONGEST_SECONDS = 0.5


class TypeAhead:
    """Hands keys on, one at a time.

    Args:
        app: Whose keys these are.
        hand_on: Does with a key what Textual does.
    """

    def __init__(self, app: App[Any], hand_on: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Key] = deque()
        self._task: asyncio.Task[None] | None = None
        self._let_go = asyncio.Event()
        self._let_go.set()

    def hold(self) -> None:
        """Keeps keys until `let_go`."""
        self._let_go.clear()

    def let_go(self) -> None:
        """Hands on what was kept, and keys at once from now on."""
        self._let_go.set()

    def take(self, key: events.Key) -> None:
        """Hands the key on now, or as soon as those before it are done."""
        self._waiting.append(key)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting and self._app.is_running:
            await self._let_go.wait()
            before = self._app.screen
            await self._hand_on(self._waiting.popleft())
            await self._settled()
            if self._app.is_running and self._app.screen is not before:
                await self._settled()

    async def _settled(self) -> None:
        """Returns when all that was posted so far, from the focused widget up to the app, is handled."""
        node = self._app.focused or self._app.screen
        for pump in (*node.ancestors_with_self, self._app):
            if not await self._handled(pump):
                return

    async def _handled(self, pump: MessagePump) -> bool:
        done = asyncio.Event()
        if not pump.is_running or not pump.call_later(done.set):
            return True
        try:
            await asyncio.wait_for(done.wait(), _LONGEST_SECONDS)
        except TimeoutError:
            return False
        return True
