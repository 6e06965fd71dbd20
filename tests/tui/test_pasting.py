"""Layers pasted as Python: from the terminal's clipboard, and into a field."""

from textual import events

SCRIPT = """
import keras
from keras import layers

model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(12, activation="relu"),
    layers.Dropout(0.25),
])
model.compile("adam", "mse")
"""


def kinds(seen):
    return [spec.kind for spec in seen.app.session.recipe.layers]


async def test_what_the_terminal_pastes_goes_after_the_focused_row_as_one_step(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("down")
        seen.app.post_message(events.Paste(SCRIPT))
        await seen.shows("Pasted 2 layers after 1 Normalization.")
        assert kinds(seen) == ["Normalization", "Dense", "Dropout", "Dense", "Dense", "Dense"]
        assert seen.app.build.row == 3
        assert "Left out: model.compile." in " ".join(seen.text.split())
        await seen.shapes()
        assert "800 × 12" in seen.text
        await seen.press("u")
        assert seen.app.session.recipe == seen.app.session.saved
        assert "Undone: paste 2 layers." in seen.text


async def test_what_is_not_understood_is_told_with_its_line_and_nothing_is_taken(drive):
    async with drive((100, 40)) as seen:
        seen.app.post_message(events.Paste("layers.Dense(3)\nlayers.Dens(4)"))
        await seen.shows("Not pasted")
        assert "Line 2: Keras has no layer" in seen.text
        assert "Did you mean" in seen.text
        await seen.press("enter")
        assert seen.app.session.recipe == seen.app.session.saved


async def test_pasting_belongs_to_the_stack(drive):
    async with drive((120, 40)) as seen:
        await seen.press("tab")
        seen.app.post_message(events.Paste("layers.Dense(3)"))
        await seen.shows("Layers are pasted into the stack")
        assert seen.app.session.recipe == seen.app.session.saved


async def test_a_name_that_is_taken_is_left_out(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "down", "r")
        await seen.type("wide")
        await seen.press("enter")
        seen.app.post_message(events.Paste('Dense(3, name="wide"), Dense(4, name="narrow")'))
        await seen.shows('The name "wide" is taken')
        assert [spec.arguments.get("name") for spec in seen.app.session.recipe.layers] == [
            None,
            "wide",
            None,
            "narrow",
            None,
            None,
        ]


async def test_text_typed_into_the_field_is_judged_and_not_taken_while_it_is_wrong(drive):
    async with drive((100, 40)) as seen:
        await seen.press("G", "v")
        await seen.shows("Nothing is run.")
        await seen.type("Dense(7)")
        await seen.press("enter")
        await seen.type("Dens(8)")
        await seen.shows("Line 2: Keras has no layer")
        await seen.press("tab", "enter")
        assert seen.app.screen._area.has_focus
        await seen.press("escape")
        assert seen.app.session.recipe == seen.app.session.saved


async def test_tab_then_enter_puts_the_layers_in_and_a_letter_goes_on_with_the_text(drive):
    async with drive((100, 40)) as seen:
        await seen.press("G", "v")
        await seen.type("Dense(7)")
        await seen.shows("1 layer: Dense 7.")
        await seen.press("tab")
        await seen.until(lambda: not seen.app.screen._area.has_focus, "the line with the layers")
        await seen.type(",Dropout(0.5)")
        await seen.shows("2 layers: Dense 7, Dropout 0.5.")
        await seen.press("tab")
        await seen.until(lambda: not seen.app.screen._area.has_focus, "the line with the layers")
        await seen.press("enter")
        await seen.shows("Pasted 2 layers at the end.")
        assert kinds(seen)[-2:] == ["Dense", "Dropout"]


async def test_the_fields_shape_is_taken_where_there_are_no_data(drive, tmp_path):
    path = tmp_path / "empty.toml"
    path.write_text('title = "Nothing yet"\n', encoding="utf-8")
    async with drive((100, 40), str(path)) as seen:
        seen.app.post_message(events.Paste(SCRIPT))
        await seen.shows("Pasted 2 layers")
        await seen.shapes()
        assert seen.app.session.flow.input_shape == (None, 20)
        assert seen.app.session.error is None
