"""The app driven by keys, without a terminal: what is on the screen is read back as text."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.geometry import Region

from seqtui.terminal import Profile

PATIENCE = 60


class Driven:
    """An app under test."""

    def __init__(self, app, pilot):
        self.app, self.pilot = app, pilot

    @property
    def text(self) -> str:
        """The screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    async def press(self, *keys):
        for key in keys:
            await self.pilot.press(key)
            task = self.app.typeahead._task
            if task is not None:
                await task
        await self.pilot.pause()

    async def type(self, text):
        await self.press(*text)

    async def until(self, condition, what="the condition"):
        """Waits for what a worker brings; fails by its name where it never comes."""
        for _ in range(PATIENCE * 50):
            if condition():
                await self.pilot.pause()
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"{what} never came:\n{self.text}")

    async def shows(self, words):
        await self.until(lambda: words in self.text, repr(words))

    async def shapes(self):
        """Waits for Keras's word on the recipe as it is now."""
        session = self.app.session
        await self.until(lambda: session.flow is not None and not session.flow_pending, "the shape flow")

    def region(self, selector) -> Region:
        return self.app.build.query_one(selector).region


@pytest.fixture
def drive(home, tmp_path, monkeypatch):
    """Starts the app: `async with drive((80, 24)) as seen:`."""
    from seqtui.sources import open_source
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.launcher import start

    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    @asynccontextmanager
    async def go(size=(80, 24), source=None, *, unicode=True, colour="256", welcome=False):
        profile = Profile(
            colour, ssh=False, unicode=unicode, columns=size[0], rows=size[1], term="xterm-256color"
        )
        begin = start(open_source(source) if source else None, profile)
        app = SeqtuiApp(replace(begin, welcome=welcome and begin.welcome))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            try:
                yield Driven(app, pilot)
            finally:
                training = app.desk.training
                if training is not None:
                    training.stop()
                    await asyncio.to_thread(training.join, PATIENCE)
        app.background.close()

    return go
