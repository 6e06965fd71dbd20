"""Forms by keys: objects and wrapped layers with arguments of their own, Keras's word in the field."""

from pathlib import Path

from seqtui.recipe.values import Arguments, LayerSpec, Obj


def line_of(seen, label):
    return next(line for line in seen.lines if label in line)


def sequences():
    """A recipe whose samples are sequences."""
    path = Path("sequences.toml")
    path.write_text("layers = []\ninput = { shape = [6, 4] }\n")
    return str(path)


async def go_to(seen, name):
    """Moves to a field of the form on top."""
    view = seen.app.screen._view
    names = [field.name for field in view.fields]
    by = names.index(name) - view.lines.cursor
    await seen.press(*["down" if by > 0 else "up"] * abs(by))


async def test_keras_reason_stands_in_the_line_of_the_field_that_it_refuses(drive):
    async with drive((100, 30)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "enter")
        await go_to(seen, "units")
        await seen.type("-3")
        await seen.shows("! -3")
        assert "units must be a positive" in line_of(seen, "! -3")
        assert "✗ units must be a positive whole number. Dense got units = -3." in seen.text
        await seen.press("delete")
        await seen.until(lambda: "!" not in line_of(seen, "> units "), "Keras's consent")


async def test_the_layers_behind_follow_at_once(drive):
    async with drive((100, 30)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "enter")
        await go_to(seen, "units")
        await seen.type("12")
        await seen.shows("Behind it: Dense 32 → Dense 1.")
        assert "before." in seen.text


async def test_an_object_has_a_form_of_its_own(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "enter")
        await go_to(seen, "kernel_regularizer")
        assert "Right its arguments" in seen.text
        await seen.press("right")
        await seen.shows("kernel_regularizer")
        assert "< None >" in seen.text
        await seen.press("l", "l", "l")
        await seen.shows("< l2 >")
        await seen.press("down")
        await seen.type("-1")
        await seen.shows("! -1")
        await seen.press("home", "delete")
        await seen.press("enter")
        await seen.shows("l2(l2=1)")
        await seen.press("enter")
        await seen.shapes()
        made = seen.app.session.recipe.layers[1].arguments["kernel_regularizer"]
        assert made == Obj("l2", Arguments(l2=1))


async def test_typed_objects_still_work_and_open_as_typed(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "enter")
        await go_to(seen, "kernel_regularizer")
        await seen.type("l1_l2(l2=0.5)")
        await seen.press("right")
        await seen.shows("< l1_l2 >")
        assert "0.5" in line_of(seen, " l2 ")
        await seen.press("escape")
        await seen.press("enter")
        made = seen.app.session.recipe.layers[1].arguments["kernel_regularizer"]
        assert made == Obj("l1_l2", Arguments(l2=0.5))


async def test_a_wrapped_layer_has_a_form_and_its_objects_have_theirs(drive):
    async with drive((80, 24), sequences()) as seen:
        await seen.shapes()
        await seen.press("a")
        await seen.type("TimeDistributed")
        await seen.press("enter", "enter")
        await go_to(seen, "layer")
        await seen.press("right")
        await seen.shows("kind")
        await go_to(seen, "kernel_initializer")
        await seen.press("right")
        await seen.shows("< glorot_uniform >")
        await seen.press("v")
        await seen.shows("< variance_scaling >")
        await go_to(seen, "scale")
        await seen.type("2.5")
        await seen.press("enter", "enter", "enter")
        made = seen.app.session.recipe.layers[0]
        scaled = Obj("variance_scaling", Arguments(scale=2.5))
        assert made.arguments["layer"] == LayerSpec("Dense", Arguments(units=32, kernel_initializer=scaled))


async def test_another_kind_inside_brings_its_own_fields(drive):
    async with drive((100, 66), sequences()) as seen:
        await seen.shapes()
        await seen.press("a")
        await seen.type("Bidirectional")
        await seen.press("enter", "enter")
        await go_to(seen, "layer")
        await seen.press("right")
        await seen.shows("recurrent_dropout")
        await seen.type("GRU")
        await seen.shows("reset_after")
        await seen.press("enter", "enter")
        made = seen.app.session.recipe.layers[0].arguments["layer"]
        assert (made.kind, made.arguments["units"]) == ("GRU", 32)


async def test_a_learning_rate_becomes_a_schedule(drive):
    async with drive((100, 40)) as seen:
        await seen.press("G", "enter")
        await go_to(seen, "compile.optimizer.learning_rate")
        await seen.press("right")
        await seen.shows("< a plain number >")
        await seen.press("E")
        await seen.shows("decay_steps")
        await go_to(seen, "decay_steps")
        await seen.type("200")
        await seen.press("enter", "enter")
        made = seen.app.session.recipe.compile.optimizer.arguments["learning_rate"]
        assert made.name == "ExponentialDecay"
        assert made.arguments["decay_steps"] == 200


async def test_what_keras_refuses_of_an_optimizer_stands_in_its_field_and_in_its_own_form(drive):
    async with drive((110, 45)) as seen:
        await seen.shapes()
        await seen.press("G", "enter")
        await go_to(seen, "compile.optimizer")
        await seen.type("sgd(momentum=7)")
        await seen.shows("! sgd(momentum=7)")
        await seen.press("right")
        await seen.shows("! 7")
        assert "momentum" in line_of(seen, "! 7")
        await go_to(seen, "momentum")
        await seen.type("0.5")
        await seen.until(lambda: seen.app.screen._view.lines.bad[0] == "", "Keras's consent")
        await seen.press("enter", "enter")
        assert seen.app.session.recipe.compile.optimizer.arguments["momentum"] == 0.5
