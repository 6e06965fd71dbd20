from types import SimpleNamespace

import numpy as np

from seqtui.recipe.flow import Flow, FlowError, LayerFlow
from seqtui.recipe.values import Arguments, DataSpec, LayerSpec, Obj, Recipe
from seqtui.tui.glyphs import ASCII
from seqtui.tui.rows import short_arguments, sizes, stack_rows
from seqtui.tui.widgets.stack import columns, fit, picture_words

DENSE = LayerSpec("Dense", Arguments(units=64, activation="relu"))
DATA = SimpleNamespace(x_train=np.zeros((800, 20)), input_shape=(20,), target="answer")


def recipe(*layers):
    return Recipe(data=DataSpec("lesson"), layers=layers)


def flow(*rows, error=None):
    return Flow((None, 20), "float32", 32, rows, error)


def test_arguments_are_told_short():
    spec = LayerSpec("Conv2D", Arguments(filters=32, kernel_size=(3, 3), strides=2, use_bias=False))
    assert short_arguments(spec) == "32 3×3 strides=2 use_bias=False"
    regular = LayerSpec("Dense", Arguments(units=8, kernel_regularizer=Obj("l2", Arguments(l2=0.01))))
    assert short_arguments(regular) == "8 kernel_regularizer=l2 0.01"
    assert short_arguments(LayerSpec("Dense", Arguments(units=8, name="head"))) == "'head' 8"
    wrapped = LayerSpec("Bidirectional", Arguments(layer=LayerSpec("LSTM", Arguments(units=8))))
    assert short_arguments(wrapped) == "LSTM 8"


def test_rows_carry_output_parameters_and_bar():
    found = flow(LayerFlow(1, "Dense", "dense", "ok", (None, 20), (None, 64), "float32", 1344, 1344, 0))
    data, layer, training = stack_rows(recipe(DENSE), DATA, found)
    assert (data.kind, data.arguments, data.out) == ("Data", "lesson answer", "800 × 20")
    assert (layer.number, layer.out, layer.params, layer.share) == ("1", "800 × 64", "1,344", 1.0)
    assert 0 < data.share < 1
    assert training.arguments == "adam 0.001, 20 epochs, batch 32, binary_crossentropy"


def test_counts_that_do_not_train_say_so():
    found = flow(LayerFlow(1, "Dense", "dense", "ok", (None, 20), (None, 20), "float32", 41, 0, 41))
    assert stack_rows(recipe(DENSE), DATA, found)[1].params == "41 fixed"


def test_failed_and_blocked_rows_have_no_shapes():
    error = FlowError(1, "t", "m", "r")
    found = flow(
        LayerFlow(1, "LSTM", "lstm", "failed", error=error),
        LayerFlow(2, "Dense", "d", "blocked"),
        error=error,
    )
    rows = stack_rows(recipe(LayerSpec("LSTM", Arguments(units=8)), DENSE), DATA, found)
    assert [row.state for row in rows] == ["data", "failed", "blocked", "training"]
    assert not rows[1].out
    assert not rows[2].out


def test_images_tell_size_and_channels_apart():
    found = flow(LayerFlow(1, "Dense", "d", "ok", (None, 28, 28, 1), (None, 26, 26, 32), "float32", 1, 1, 0))
    assert stack_rows(recipe(DENSE), DATA, found)[1].picture == ("26×26", 32)


def test_a_picture_keeps_its_numbers_where_room_is_short():
    assert picture_words("28×28", 32, 24) == "28×28 ######32"
    assert picture_words("28×28", 32, 10) == "28×28 ##32"
    assert picture_words("8×8", 16, 6) == "8×8 #16"


def test_shapes_in_plain_mode_are_ascii():
    assert sizes((None, 28, None, 1), ASCII) == "28x?x1"
    assert sizes((None,)) == "scalar"


def test_counts_never_stand_without_their_name():
    small = flow(LayerFlow(1, "Dense", "dense", "ok", (None, 20), (None, 1), "float32", 21, 21, 0))
    assert columns(stack_rows(recipe(DENSE), DATA, small), 78).params == len("params")
    assert columns(stack_rows(recipe(), DATA, flow()), 78).params == 0


def test_columns_fit_every_width():
    found = flow(LayerFlow(1, "Dense", "dense", "ok", (None, 20), (None, 64), "float32", 1344, 1344, 0))
    rows = stack_rows(recipe(DENSE), DATA, found)
    for width in range(44, 200):
        cells = columns(rows, width)
        assert cells.bar >= 6, width
        assert sum(cells) + (1 if cells.kind else 0) + 6 + 3 <= width, width


def test_what_is_cut_ends_in_an_ellipsis():
    assert fit("Normalization", 6) == "Norma…"
    assert fit("ab", 4) == "ab  "
