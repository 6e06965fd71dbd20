"""Trace mode by keys: stages, a number's sum, what-if, the map, probes."""

import pytest

from seqtui.tui.modes import TRACE
from tests.tui.traced import entered


async def test_stages_values_and_the_sum_behind_a_number(drive):
    async with drive((120, 40), source="lesson") as seen:
        await entered(seen)
        assert "untrained" in seen.text
        await seen.press("down", "down", "enter")
        await seen.shows("2 Dense 64 relu")
        await seen.press("enter")
        await seen.shows("weighted sum of 20 values")
        await seen.shows("the same")


async def test_samples_follow_the_keys(drive):
    async with drive((80, 24), source="lesson") as seen:
        await entered(seen)
        await seen.shows("sample 0")
        await seen.press("right")
        await seen.shows("sample 1")
        await seen.press("left")
        await seen.shows("sample 0")


async def test_two_features_have_a_map_and_probes_open(drive):
    async with drive((120, 40), source="spiral") as seen:
        await entered(seen)
        await seen.shows("MAP")
        await seen.shows("this sample")
        await seen.press("p")
        await seen.shows("PROBES")
        await seen.shows("dead")


async def test_build_is_as_it_was_after_a_look_at_the_trace(drive):
    async with drive((120, 40), source="lesson") as seen:
        await entered(seen)
        await seen.press("1")
        await seen.shows("STACK")
        assert not seen.app.session.modified


async def test_a_number_typed_replaces_the_whole_value(drive):
    async with drive((120, 40), source="spiral") as seen:
        await entered(seen)
        await seen.press("enter", "enter")
        await seen.shows("what if it were")
        await seen.type("15")
        await seen.press("enter")
        tracing = seen.app.groups["trace"].tracing
        await seen.until(lambda: tracing.x is not None, "the change")
        assert tracing.x[tracing.place] == 15


async def test_what_is_waited_for_is_said_once_and_the_hint_is_traces_own(drive):
    async with drive((80, 24), source="lesson") as seen:
        await seen.press("2")
        if not seen.app.session.keras_ready:
            assert seen.text.count("The trace appears when it is ready.") == 1
        await seen.shows("0 Input")
        seen.app.forget_notice()
        await seen.press("down")
        assert "Up, Down choose a stage, Enter goes in. n next sample, p probes, c training." in seen.text
        await seen.press("1")
        await seen.shows("New here?")


async def test_what_a_sum_comes_to_stands_above_its_terms_however_many(drive):
    async with drive((80, 24), source="digits") as seen:
        await entered(seen)
        await seen.press("down", "down", "enter")
        await seen.shows("weighted sum of 64 values")
        await seen.press("enter")
        await seen.until(lambda: "64 terms" not in seen.text and "more  " not in seen.text, "every term")
        text = seen.text
        assert text.index("Keras gave") < text.index(" × ", text.index("weighted sum"))
        await seen.press("G")
        await seen.shows("a product of 0, which adds nothing")


@pytest.mark.parametrize("pane", ["probes", "training"])
async def test_a_pane_is_reached_from_the_palette_of_another_mode(drive, pane):
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("colon")
        await seen.type(f"trace.{pane}")
        await seen.press("enter")
        await seen.until(lambda: seen.app.mode_screen.MODE is TRACE, "Trace")
        await seen.until(lambda: seen.app.mode_screen.pane == pane, pane)
