"""What is where, at every size, and what keys do to it before TensorFlow matters."""

import pytest
from textual._compositor import LayoutUpdate

from seqtui.tui import keys
from seqtui.tui.screens.form import FormDialog
from seqtui.tui.screens.picker import PickerDialog

PANES = ("#stack-box", "#chart-box", "#flow-box", "#epochs-box")


async def test_80x24_holds_everything_of_importance_on_one_screen(drive):
    async with drive((80, 24)) as seen:
        await seen.shows("800 × 20")
        for words in (
            "1 Build",
            "lesson",
            "STACK",
            "Data",
            "Normalization",
            "64 relu",
            "Training",
            "adam 0.001",
        ):
            assert words in seen.text
        for words in ("CHART", "Press t to train", "t train", "? help", "q quit"):
            assert words in seen.text
        assert len(seen.lines) == 24
        assert all(len(line) <= 80 for line in seen.lines)


@pytest.mark.parametrize("size", [(110, 30), (120, 40), (150, 40), (200, 60)])
async def test_all_panes_are_visible_from_110_columns_without_overlap(drive, size):
    async with drive(size) as seen:
        regions = [seen.region(pane) for pane in PANES]
        assert all(region.area > 100 for region in regions)
        for number, one in enumerate(regions):
            assert not any(one.overlaps(other) for other in regions[number + 1 :])
        assert seen.region("#stack-box").right <= seen.region("#chart-box").x


async def test_from_150_columns_the_shapes_have_room_for_all_layers(drive):
    async with drive((150, 40)) as seen:
        await seen.shapes()
        assert seen.region("#flow").width >= 104
        assert "All layers" in seen.text


async def test_one_column_shows_the_lower_pane_that_has_the_focus(drive):
    async with drive((80, 24)) as seen:
        for words in ("CHART", "SHAPES", "EPOCHS"):
            await seen.press("tab")
            assert f"> {words}" in seen.text
            assert "STACK" in seen.text
        await seen.press("tab")
        assert seen.app.build.pane == "stack"
        await seen.press("shift+tab", "escape")
        assert seen.app.build.pane == "stack"


async def test_z_enlarges_the_focused_pane_and_esc_takes_it_back(drive):
    async with drive((80, 24)) as seen:
        await seen.press("tab", "z")
        assert "STACK" not in seen.text
        assert seen.region("#chart-box").height >= 20
        await seen.press("escape")
        assert "STACK" in seen.text


async def test_layer_keys_are_dead_while_the_chart_has_the_focus(drive):
    async with drive((120, 40)) as seen:
        await seen.press("down", "tab", "d", "D", "J", "-", "a")
        assert seen.app.build.pane == "chart"
        assert seen.app.session.recipe == seen.app.session.saved
        assert seen.app.screen is seen.app.build


async def test_too_small_says_so_and_recovers(drive):
    async with drive((80, 24)) as seen:
        await seen.pilot.resize_terminal(59, 19)
        await seen.shows("59 × 19")
        assert "60 × 20" in seen.text
        await seen.press("d", "a", "t")
        assert not seen.app.desk.queued
        await seen.pilot.resize_terminal(60, 20)
        await seen.shows("STACK")
        assert "Data" in seen.text
        assert seen.app.screen is seen.app.build


async def test_every_width_from_60_on_keeps_output_and_name_of_each_layer(drive):
    async with drive((60, 20)) as seen:
        await seen.shapes()
        for width in (60, 70, 80, 109, 110, 130, 149, 150, 200):
            await seen.pilot.resize_terminal(width, 24)
            await seen.pilot.pause()
            rows = [line for line in seen.lines if " Dense" in line and "×" in line and "row" not in line]
            assert len(rows) >= 3, (width, seen.text)


async def test_alt_letter_is_esc_and_a_letter(drive):
    async with drive((80, 24)) as seen:
        await seen.press("question_mark")
        await seen.shows("Keys here")
        await seen.press("alt+t")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")
        await seen.until(lambda: seen.app.desk.queued or seen.app.desk.training is not None, "the run")


async def test_help_tells_the_keys_of_what_is_focused(drive):
    async with drive((100, 60)) as seen:
        await seen.press("question_mark")
        await seen.shows("Add a layer after this row.")
        await seen.press("escape", "tab", "f1")
        await seen.shows("Draw the y axes")
        assert "Add a layer after this row." not in seen.text


async def test_palette_holds_every_action_and_does_it(drive):
    async with drive((100, 50)) as seen:
        await seen.press("ctrl+p")
        await seen.type("enlarge")
        await seen.press("enter")
        await seen.until(lambda: "CHART" not in seen.text, "the enlarged stack")


async def test_the_palette_says_why_something_cannot_be_done(drive):
    async with drive((100, 50)) as seen:
        await seen.press("colon")
        await seen.type("redo")
        await seen.shows("Nothing to redo.")
        await seen.press("enter")
        assert isinstance(seen.app.screen, PickerDialog)


async def test_forms_show_every_argument_and_mark_what_changed(drive):
    async with drive((120, 40)) as seen:
        await seen.press("down", "down", "enter")
        await seen.shows("kernel_initializer")
        await seen.type("8")
        assert "* 8" in seen.text
        await seen.press("down", "down", "space")
        assert "< false >" in seen.text
        await seen.press("backspace")
        assert "< true >" in seen.text
        await seen.press("escape")
        assert seen.app.session.recipe == seen.app.session.saved


async def test_a_value_that_is_none_is_refused_in_place(drive):
    async with drive((120, 40)) as seen:
        await seen.press("down", "down", "enter")
        await seen.type("three")
        await seen.press("enter")
        assert isinstance(seen.app.screen, FormDialog)
        assert "units" in seen.text
        assert "three" in seen.text
        await seen.press("escape")


@pytest.mark.parametrize("colour", ["256", "none"])
async def test_focus_is_shown_by_characters(drive, colour, monkeypatch):
    if colour == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    async with drive((120, 40), colour=colour) as seen:
        assert "┏" in seen.text
        assert "╭" in seen.text
        await seen.press("tab")
        assert "> CHART" in seen.text
        assert next(line for line in seen.lines if "Data" in line).startswith("│>")


async def test_plain_mode_is_ascii(drive):
    async with drive((80, 24), unicode=False) as seen:
        await seen.shapes()
        assert seen.text.isascii(), [char for char in seen.text if not char.isascii()]


async def test_nothing_is_sent_while_nothing_changes(drive, monkeypatch):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.until(lambda: seen.app.device, "the device")
        sent = []
        monkeypatch.setattr(seen.app, "_display", lambda screen, update: sent.append(update))
        for _ in range(20):
            seen.app._tick()
            seen.app.draw()
            await seen.pilot.pause()
        assert not sent
        seen.app.tell("something")
        await seen.pilot.pause()
        assert sent


@pytest.mark.parametrize("keys", [["a"], ["enter"], ["p"], ["question_mark"], ["colon"], ["d", "q"]])
async def test_dialogs_are_ascii_too_in_plain_mode(drive, keys):
    async with drive((80, 24), unicode=False) as seen:
        await seen.shapes()
        await seen.press("down", *keys)
        assert len(seen.app.screen_stack) == 2
        assert seen.text.isascii(), [each for each in seen.text if not each.isascii()]


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_help_breaks_its_sentences_and_cuts_none(drive, width):
    async with drive((width, 70)) as seen:
        await seen.press("question_mark")
        await seen.shows("Keys here")
        words = " ".join(" ".join(line.strip(" │▁▂▃▄▅▆▇█") for line in seen.lines).split())
        for sentence in ("the training settings below.", keys.command("layers.freeze").help):
            assert sentence in words, seen.text


async def test_kinds_and_the_whole_remedy_are_read_at_120_columns(drive, tmp_path):
    async with drive((120, 40), "digits-cnn") as seen:
        await seen.shapes()
        assert "MaxPooling2D" in seen.lines[4]
        await seen.press("end", "up", "a")
        await seen.type("lstm")
        await seen.press("enter")
        await seen.shapes()
        await seen.shows("must fit first: its row says how.")
        stack = " ".join(line[1:53].strip() for line in seen.lines[10:21])
        assert "before 7 LSTM." in stack


async def test_a_frames_title_changes_without_what_it_holds_being_sent(drive):
    async with drive((120, 40)) as seen:
        await seen.shapes()
        for name in ("stack-box", "chart-box"):
            box = seen.app.mode_screen.query_one(f"#{name}")
            box.entitle(" another title ")
            (region,) = box._repaint_regions
            assert (region.offset, region.height) == ((0, 0), 1)
            assert region.width == box.outer_size.width
            await seen.pilot.pause()
            assert " another title " in seen.lines[box.region.y]


async def test_the_focus_moves_without_the_whole_screen_being_sent(drive, monkeypatch):
    async with drive((120, 40)) as seen:
        await seen.shapes()
        sent = []
        monkeypatch.setattr(seen.app, "_display", lambda screen, update: sent.append(update))
        await seen.press("tab")
        await seen.until(lambda: sent, "the frame of the other pane")
        assert not [one for one in sent if isinstance(one, LayoutUpdate)]
