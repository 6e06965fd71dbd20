"""Several layers at once: marked, and each edit of them one step of undo."""

import pytest

from seqtui.recipe.pasting import read


def units(seen):
    return [spec.arguments.get("units") for spec in seen.app.session.recipe.layers]


async def test_marks_are_seen_without_colour_and_esc_takes_them_off(drive):
    async with drive((80, 24)) as seen:
        await seen.press("down", "down", "m", "m")
        assert "STACK, 2 marked" in seen.text
        assert " m 2  Dense" in seen.text
        assert " m 3  Dense" in seen.text
        assert "2 marked: d D J K" in seen.text
        assert seen.app.build.row == 4
        await seen.press("k", "m")
        assert seen.app.session.marked == (1,)
        await seen.press("escape")
        assert seen.app.session.marked == ()
        assert "marked" not in seen.lines[1]


async def test_a_range_is_marked_from_the_nearest_mark(drive):
    async with drive() as seen:
        await seen.press("down", "m", "G", "k", "M")
        assert seen.app.session.marked == (0, 1, 2, 3)
        await seen.press("escape", "g", "j", "j", "M")
        assert seen.app.session.marked == (1,)


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("d", [None, 1]),
        ("D", [None, 64, 32, 64, 32, 1]),
        ("J", [None, 1, 64, 32]),
        ("K", [64, 32, None, 1]),
    ],
)
async def test_an_edit_of_marked_layers_is_one_step(drive, key, after):
    async with drive((100, 40)) as seen:
        assert units(seen) == [None, 64, 32, 1]
        start = seen.app.session.recipe
        await seen.press("down", "down", "m", "m", key)
        assert units(seen) == after
        assert "2 layers" in seen.app.session.history.undo_label
        await seen.press("u")
        assert seen.app.session.recipe == start
        await seen.press("U")
        assert units(seen) == after


async def test_marked_layers_are_switched_and_frozen_together(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "down", "m", "m", "minus")
        layers = seen.app.session.recipe.layers
        assert [one.enabled for one in layers] == [True, False, False, True]
        await seen.press("minus", "f")
        layers = seen.app.session.recipe.layers
        assert [one.enabled for one in layers] == [True] * 4
        assert [one.arguments.get("trainable") for one in layers] == [None, False, False, None]
        assert "2 layers are frozen" in seen.text
        await seen.press("f")
        assert seen.app.session.recipe == seen.app.session.saved


async def test_the_cursor_goes_with_its_layer_and_an_end_is_told(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "m", "m", "k", "J")
        assert units(seen) == [32, None, 64, 1]
        assert seen.app.build.row == 3
        await seen.press("J")
        assert units(seen) == [32, 1, None, 64]
        await seen.press("J")
        assert "The last layer is here already." in seen.text


async def test_marks_act_from_wherever_the_cursor_is_and_come_back_with_undo(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "m", "g", "d")
        assert units(seen) == [64, 32, 1]
        assert seen.app.session.marked == ()
        await seen.press("d")
        assert "This row is no layer" in seen.text
        await seen.press("u")
        assert seen.app.session.marked == (0,)


async def test_copying_takes_the_marked_layers_the_focused_one_or_the_recipe(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "down", "Y")
        await seen.shows("Copied Dense as Python")
        assert seen.app.clipboard == 'layers.Dense(64, activation="relu")\n'
        await seen.press("m", "m", "y")
        await seen.shows("Copied 2 layers as Python")
        assert seen.app.clipboard.count("layers.Dense") == 2
        assert read(seen.app.clipboard).layers == seen.app.session.recipe.layers[1:3]
        await seen.press("escape", "y")
        await seen.until(lambda: "keras.Sequential" in seen.app.clipboard, "the whole script")
        await seen.press("g", "Y")
        assert "This row is no layer" in seen.text
