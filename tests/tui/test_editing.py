"""Edits of the stack by keys, with Keras answering."""

from seqtui.recipe.values import Obj


async def test_add_a_layer_change_its_units_and_see_the_shapes_follow(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "a")
        await seen.type("dense")
        await seen.shows("64 → 32, 2,080 parameters.")
        await seen.press("enter")
        await seen.shows("Added Dense")
        assert [spec.kind for spec in seen.app.session.recipe.layers].count("Dense") == 4
        assert seen.app.build.row == 3
        await seen.press("enter")
        await seen.type("12")
        await seen.shows("64 → 12, 780 parameters.")
        await seen.press("enter")
        await seen.shapes()
        assert "800 × 12" in seen.text
        assert "3 Dense: 64 × 12 weights + 12 biases = 780" in seen.text


async def test_tab_sets_arguments_before_adding(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("A")
        await seen.type("dropout")
        await seen.press("tab")
        await seen.type("0.4")
        await seen.press("enter")
        first = seen.app.session.recipe.layers[0]
        assert (first.kind, first.arguments["rate"]) == ("Dropout", 0.4)


async def test_a_failing_layer_is_marked_with_keras_reason_and_later_ones_are_kept(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "a")
        await seen.type("lstm")
        await seen.press("enter")
        await seen.shapes()
        assert "3✗ LSTM" in seen.text
        assert "4⋯ Dense" in seen.text
        assert "5⋯ Dense" in seen.text
        assert "LSTM takes 3 axes" in seen.text
        assert "put a Reshape before it" in seen.text
        await seen.press("down")
        assert "waits for layer 3" in seen.text
        await seen.press("t")
        assert "Layer 3 cannot be built" in seen.text
        await seen.press("u")
        await seen.shapes()
        assert "✗" not in seen.text
        assert seen.app.session.error is None


async def test_arguments_that_keras_refuses_need_a_second_enter(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "enter")
        await seen.type("-3")
        await seen.until(lambda: "✗" in seen.text, "Keras's word")
        before = seen.app.session.recipe
        await seen.press("enter")
        assert seen.app.session.recipe == before
        assert "keeps it all the same" in seen.text
        await seen.press("enter")
        await seen.shapes()
        assert seen.app.session.recipe.layers[1].arguments["units"] == -3
        assert "2✗ Dense" in seen.text


async def test_every_edit_by_key_and_back_again(drive):
    async with drive((100, 40)) as seen:
        start = seen.app.session.recipe
        await seen.press("down", "down", "D")
        assert [spec.arguments.get("units") for spec in seen.app.session.recipe.layers] == [
            None,
            64,
            64,
            32,
            1,
        ]
        await seen.press("J", "J")
        assert [spec.arguments.get("units") for spec in seen.app.session.recipe.layers] == [
            None,
            64,
            32,
            1,
            64,
        ]
        assert seen.app.build.row == 5
        await seen.press("K", "minus")
        assert not seen.app.session.recipe.layers[3].enabled
        await seen.press("f")
        assert seen.app.session.recipe.layers[3].arguments["trainable"] is False
        await seen.press("r")
        await seen.type("wide")
        await seen.press("enter")
        assert seen.app.session.recipe.layers[3].arguments["name"] == "wide"
        await seen.press("d")
        await seen.shows("Deleted 4 Dense")
        end = seen.app.session.recipe
        for _ in range(8):
            await seen.press("u")
        assert seen.app.session.recipe == start
        await seen.press("u")
        assert "Nothing to undo." in seen.text
        for _ in range(8):
            await seen.press("U")
        assert seen.app.session.recipe == end


async def test_undo_names_the_step(drive):
    async with drive((100, 40)) as seen:
        await seen.press("down", "down", "enter")
        await seen.type("8")
        await seen.press("enter", "u")
        assert "Undone: Dense: units 64 → 8." in seen.text


async def test_training_row_opens_its_form(drive):
    async with drive((100, 40)) as seen:
        await seen.press("G", "enter")
        await seen.shows("learning_rate")
        await seen.type("sgd")
        await seen.press("enter")
        assert seen.app.session.recipe.compile.optimizer == Obj(
            "sgd", seen.app.session.saved.compile.optimizer.arguments
        )
        assert "sgd 0.001" in seen.text


async def test_data_row_loads_another_set_and_shapes_follow(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("enter")
        await seen.type("spiral")
        await seen.press("enter")
        await seen.shows("800 × 2 ")
        await seen.shapes()
        assert seen.app.session.flow.input_shape == (None, 2)


async def test_the_data_form_says_what_there_is_to_train_on_before_it_is_taken(drive):
    async with drive(source="lesson") as seen:
        await seen.press("g", "enter")
        await seen.press(*["backspace"] * 8)
        await seen.type("digits")
        await seen.shows("1,438 rows to train on, 359 to validate; target digit: 10 classes")
        await seen.type("_of_old")
        await seen.shows("digits_of_old")
        await seen.until(lambda: "1,438 rows" not in seen.text, "the answer to the newer question")


async def test_data_that_cannot_be_read_is_told_and_training_is_refused(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("enter")
        await seen.type("nothing.csv")
        await seen.until(
            lambda: seen.app.screen._verdict is not None and not seen.app.screen._verdict.good, "the refusal"
        )
        await seen.press("enter")
        await seen.shows("Enter again keeps")
        await seen.press("enter")
        await seen.until(lambda: seen.app.session.data_error is not None, "the refusal")
        assert "nothing.csv" in seen.text
        await seen.press("t")
        assert "The data cannot be read" in seen.text
        assert not seen.app.desk.live


async def test_layers_that_carry_code_are_told_and_not_added(drive):
    async with drive((100, 40)) as seen:
        await seen.press("a")
        await seen.type("lambda")
        await seen.shows("carries code")
        await seen.press("enter")
        assert seen.app.session.recipe == seen.app.session.saved
        await seen.press("escape")


async def test_commands_that_do_not_fit_the_row_say_so(drive):
    async with drive((100, 40)) as seen:
        await seen.press("d")
        assert "This row is no layer" in seen.text
        await seen.press("down", "K")
        assert "The first layer is here already." in seen.text


async def test_find_goes_to_a_row(drive):
    async with drive((100, 40)) as seen:
        await seen.press("slash")
        await seen.type("4")
        await seen.press("enter")
        assert seen.app.build.row == 4
