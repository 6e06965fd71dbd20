"""What every command group has."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.screen import Screen

    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.desk import RunDesk
    from seqtui.tui.screens.build import BuildScreen
    from seqtui.tui.session import Session

T = TypeVar("T")
_PATIENCE_SECONDS = 0.4
_TOLD_AGAIN_SECONDS = 2.0


class CommandGroup:
    """Commands that belong together. A verb is a method; `reasons` may hold why it cannot run now."""

    def __init__(self, app: SeqtuiApp) -> None:
        self.app = app
        self.reasons: dict[str, Callable[[], str | None]] = {}
        self.labels: dict[str, Callable[[], str]] = {}

    def reason(self, verb: str) -> str | None:
        """Why a command cannot be run now; None where it can."""
        check = self.reasons.get(verb)
        return check() if check is not None else None

    def label(self, verb: str) -> str:
        """What the footer calls a command now; "" for the table's own word."""
        tell = self.labels.get(verb)
        return tell() if tell is not None else ""

    @property
    def session(self) -> Session:
        """What is open."""
        return self.app.session

    @property
    def desk(self) -> RunDesk:
        """The run."""
        return self.app.desk

    @property
    def screen(self) -> BuildScreen:
        """The main screen."""
        return self.app.build

    async def ask(self, dialog: Screen[T]) -> T | None:
        """Shows a dialog and waits for its answer."""
        return await self.app.push_screen_wait(dialog)

    async def beside(self, doing: str, job: Callable[..., T], *arguments: object) -> T:
        """The answer of a job that runs in a thread; what takes its time is told while it does."""
        return await self.told(doing, asyncio.to_thread(job, *arguments))

    async def told(self, doing: str, awaited: Awaitable[T]) -> T:
        """What is awaited; where that takes longer than half a second, the words' line says what is done."""
        task = asyncio.ensure_future(awaited)
        await asyncio.wait([task], timeout=_PATIENCE_SECONDS)
        while not task.done():
            self.app.tell(doing)
            await asyncio.wait([task], timeout=_TOLD_AGAIN_SECONDS)
        if self.app.notice == (doing, ""):
            self.app.forget_notice()
            self.app.draw()
        return task.result()
