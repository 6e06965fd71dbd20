"""Every key of every pane of Trace does something that can be seen: no key is dead."""

import asyncio

import pytest

from seqtui.tui import keys
from seqtui.tui.modes import TRACE
from tests.tui.traced import Traced

SCOPES = {scope for pane in TRACE.panes for scope in keys.PANES[pane]} - {
    "run",
    "recipe",
    "modes",
    "everywhere",
}
# Pane, and the stage in focus.
PLACES = [("stages", 1), ("values", 0), ("values", 1), ("plane", 0), ("training", 0), ("probes", 0)]
UPWARDS = {"list.up", "list.top", "list.page_up"}
PATIENCE = 10


def pressed(pane, *, whole):
    """The keys that are Trace's own in a pane, each with its command, as the table has them.

    Args:
        pane: The pane.
        whole: Whether to have every key; else one of each command, and what holds in every pane in one.
    """
    found = {}
    for command in keys.in_pane(pane):
        if command.scope == "trace" and pane != "values" and not whole:
            continue
        for key in command.keys if whole else command.keys[:1]:
            found.setdefault(key, command)
    return [(key, command.name) for key, command in found.items() if command.scope in SCOPES]


def test_every_pane_is_walked_through():
    assert {pane for pane, _ in PLACES} == set(TRACE.panes)


async def changes(traced, before):
    """Whether anything on the screen gets to be another than it was."""
    for _ in range(PATIENCE * 20):
        if traced.over or traced.cells() != before:
            return True
        await asyncio.sleep(0.05)
        await traced.seen.pilot.pause()
    return False


async def prepare(traced, pane, at, name):
    """Puts the focus where there is something before it and something behind it."""
    desk, screen = traced.desk, traced.seen.app.mode_screen
    if screen.pane != pane:
        screen.focus_pane(pane)
    if desk.at != at or desk.deep:
        desk.go_stage(at)
    wanted = (desk.stage.values.size - 1 if name in UPWARDS else 0,)
    if pane == "values" and desk.place != wanted:
        desk.go_place(wanted)
    screen.query_one("#probes").cursor = 1
    traced.seen.app.forget_notice()
    traced.seen.app.draw()
    await traced.settled()


async def dead_keys(traced, pane, at, *, whole):
    dead = []
    for key, name in pressed(pane, whole=whole):
        await prepare(traced, pane, at, name)
        before = traced.cells()
        await traced.seen.press(key)
        if not await changes(traced, before):
            dead.append(f"{name} on {key} in {pane}, stage {at}")
        if traced.over:
            await traced.seen.press("escape")
    return dead


async def walk(seen, places, *, whole):
    traced = Traced(seen)
    await traced.enter()
    await traced.press("p", "left")
    await seen.shows("[mistakes]")
    dead = [one for pane, at in places for one in await dead_keys(traced, pane, at, whole=whole)]
    await seen.press("1")
    await seen.shows("STACK")
    return dead


async def test_no_command_is_dead(drive):
    async with drive((110, 30), source="spiral") as seen:
        assert not await walk(seen, [one for one in PLACES if one != ("values", 1)], whole=False)
        screen = seen.app.get_screen("mode-trace")
    screen._follow()  # A timer may still call it when the app is on its way out.


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
async def test_no_key_is_dead(drive, place):
    async with drive((120, 40), source="spiral") as seen:
        assert not await walk(seen, [place], whole=True)
