"""What takes its time is told while it does, and the app goes on meanwhile."""

import threading

import pytest

from seqtui import sources
from seqtui.errors import SeqtuiError


@pytest.fixture
def held(monkeypatch):
    """Opening waits until the test lets it go on."""
    gate, real = threading.Event(), sources.open_source

    def slow(*arguments):
        gate.wait(60)
        return real(*arguments)

    monkeypatch.setattr(sources, "open_source", slow)
    yield gate
    gate.set()


async def test_a_recipe_that_is_long_in_coming_is_announced(drive, held):
    async with drive((100, 30), "lesson") as seen:
        await seen.shapes()
        await seen.press("p")
        await seen.type("iris")
        await seen.press("enter")
        await seen.shows("Opening iris…")
        await seen.press("down", "down")  # the app goes on
        assert seen.app.build.row == 2
        held.set()
        await seen.shows("iris species")
        assert "Opening iris…" not in seen.text


async def test_a_failure_after_the_wait_is_told_as_ever(drive, held, monkeypatch):
    async with drive((100, 30), "lesson") as seen:
        await seen.shapes()
        await seen.press("p")
        await seen.type("iris")
        await seen.press("enter")
        await seen.shows("Opening iris…")

        def refused(*_):
            raise SeqtuiError("It is gone.", "Somebody took it away.", "Look elsewhere.")

        monkeypatch.setattr("seqtui.recipe.toml.Document.read", refused)
        held.set()
        await seen.shows("Somebody took it away.")
