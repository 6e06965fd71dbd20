"""The palette of layers by keys: what fits, what Keras says, what was added last."""

from seqtui.tui import recent
from seqtui.tui.glyphs import UNICODE
from seqtui.tui.palette import Place, kind_words, layer_items


def lines_of(items):
    return {item.value: item for item in items}


def test_before_keras_is_asked_the_rank_decides_what_is_marked():
    items = layer_items("", Place((None, 30)), UNICODE)
    found = lines_of(items)
    assert found["RepeatVector"].mark == "+"
    assert found["Conv2D"].mark == " "
    assert found["Conv2D"].help.startswith("needs rank 4 or more, here it is 2")
    assert found["Lambda"].reason.startswith("carries code")
    assert len(items) == 118


def test_what_keras_said_outweighs_the_rank():
    place = Place((None, 30), said={"Dense": "no", "Conv2D": ""})
    found = lines_of(layer_items("", place, UNICODE))
    assert (found["Dense"].mark, found["Conv2D"].mark) == (" ", "+")
    assert found["Dense"].help.startswith("no: ")


def test_what_was_added_last_comes_first_and_is_found_by_letters_in_order():
    place = Place((None, 30), recent=("Softmax", "Dense"))
    assert [item.value for item in layer_items("", place, UNICODE)][:3] == ["Softmax", "Dense", "Dropout"]
    assert layer_items("btchnrm", place, UNICODE)[0].value == "BatchNormalization"


def test_the_words_of_a_kind_name_its_arguments_with_their_first_values():
    assert "rate 0.2" in kind_words("Dropout")
    assert "and 7 more" in kind_words("Dense")


def test_the_last_kinds_are_kept_and_damage_costs_nothing(home):
    recent.store(recent.with_first(("Dense", "LSTM"), "LSTM"))
    assert recent.recall() == ("LSTM", "Dense")
    recent._path().write_text('{"a": 1')
    assert recent.recall() == ()


async def test_keras_is_asked_which_layers_fit(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("down", "a")
        await seen.shows("+ Dense")
        await seen.type("repeat")
        await seen.shows("+ RepeatVector")
        await seen.press(*["backspace"] * 6)
        await seen.type("lstm")
        await seen.shows("LSTM takes 3 axes")
        assert "+ LSTM" not in seen.text


async def test_arguments_and_shapes_of_the_focused_kind_stand_below_and_esc_comes_back(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "down", "a")
        await seen.type("dropout")
        await seen.shows("rate 0.2")
        await seen.shows("64 → 64, 0 parameters.")
        await seen.press("tab")
        await seen.shows("New Dropout")
        await seen.press("escape")
        await seen.shows("arguments first")
        assert seen.app.screen.text == "dropout"
        await seen.press("escape")
        assert not seen.app.session.modified


async def test_a_kind_that_was_added_comes_first_at_the_next_start(drive):
    async with drive((100, 40)) as seen:
        await seen.press("a")
        await seen.type("softmax")
        await seen.press("enter")
        await seen.until(lambda: recent.recall() == ("Softmax",), "the kept kind")
        await seen.press("a")
        await seen.shows("recent, ")
        assert seen.app.screen.focused_value() == "Softmax"
