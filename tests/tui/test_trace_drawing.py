"""How Trace is drawn: only what changed, and in the colours that were chosen meanwhile."""

import pytest

from seqtui.tui.trace import detail, stagelines


async def test_what_is_shown_already_is_not_made_anew(drive, monkeypatch):
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("2")
        desk = seen.app.groups["trace"].tracing
        await seen.until(lambda: desk.current is not None and not desk.pending, "the trace")
        seen.app.draw()

        def made(*_args, **_more):
            raise AssertionError("made anew")

        with monkeypatch.context() as patched:
            patched.setattr(detail, "lines", made)
            patched.setattr(stagelines, "lines", made)
            seen.app.draw()
            desk.sample += 1
            with pytest.raises(AssertionError, match="made anew"):
                seen.app.draw()
        desk.sample -= 1


async def test_a_mode_left_and_entered_again_has_the_colours_chosen_meanwhile(drive):
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("2")
        await seen.shows("0 Input")
        pane = seen.app.mode_screen.query_one("#stages")
        dark = pane.get_component_rich_style("role--strong"), pane.get_component_rich_style("role--bar")
        await seen.press("1")
        seen.app.theme = "light"
        await seen.press("2")
        await seen.shows("0 Input")
        assert seen.app.mode_screen.query_one("#stages") is pane
        light = pane.get_component_rich_style("role--strong"), pane.get_component_rich_style("role--bar")
        assert all(one != other for one, other in zip(dark, light, strict=True))
