"""What Keras says when compiling or fitting fails, in plain words: every case is raised by real Keras."""

import keras
import numpy as np
import pytest

from seqtui.engine import build
from seqtui.engine.messages import clean, explain
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, CompileSpec, LayerSpec, Obj
from tests.engine.kinds import recipe, spec

CLASSES = np.array([0, 1, 2, 3] * 2, "int32")
ONE_HOT = np.eye(4, dtype="float32")[CLASSES]
BINARY = np.ones((8, 1), "float32")
IMAGE = [spec("Conv2D", filters=2, kernel_size=3), spec("Dense", units=4, activation="softmax")]


def softmax(units: int) -> list[LayerSpec]:
    return [spec("Dense", units=units, activation="softmax")]


# what, layers, input, target, loss, words of title, cause, remedy
FITS = [
    (
        "label outside the classes",
        softmax(3),
        (5,),
        CLASSES,
        "sparse_categorical_crossentropy",
        "label is outside",
        "class number 3",
        "4 units",
    ),
    (
        "too few outputs",
        softmax(3),
        (5,),
        ONE_HOT,
        "categorical_crossentropy",
        "does not fit the target",
        "gives 3 numbers a row, the target has 4",
        "4 units",
    ),
    (
        "one output for four columns",
        [spec("Dense", units=1)],
        (5,),
        ONE_HOT,
        "binary_crossentropy",
        "does not fit",
        "1 number a row",
        "4 units",
    ),
    (
        "class numbers for a one-hot loss",
        softmax(4),
        (5,),
        CLASSES,
        "categorical_crossentropy",
        "loss does not fit the labels",
        "class numbers",
        "sparse_categorical_crossentropy",
    ),
    (
        "one-hot labels for a sparse loss",
        softmax(4),
        (5,),
        ONE_HOT,
        "sparse_categorical_crossentropy",
        "needs class numbers",
        "4 numbers",
        "categorical_crossentropy",
    ),
    (
        "mean squared error of unequal widths",
        [spec("Dense", units=3)],
        (5,),
        ONE_HOT,
        "mse",
        "does not fit the target",
        "4 and 3",
        "units",
    ),
    (
        "missing Flatten, classes",
        IMAGE,
        (8, 8, 1),
        CLASSES,
        "sparse_categorical_crossentropy",
        "too many axes",
        "6 x 6 x 4",
        "Flatten",
    ),
    (
        "missing Flatten, one-hot",
        IMAGE,
        (8, 8, 1),
        ONE_HOT,
        "categorical_crossentropy",
        "too many axes",
        "6 x 6 x 4",
        "Flatten",
    ),
    (
        "Embedding too small",
        [spec("Embedding", input_dim=1, output_dim=2), spec("Flatten"), spec("Dense", units=1)],
        (5,),
        BINARY,
        "mse",
        "outside the Embedding",
        "input holds 1",
        "input_dim",
    ),
]


@pytest.mark.parametrize(
    ("layers", "given", "target", "loss", "title", "cause", "remedy"),
    [row[1:] for row in FITS],
    ids=[row[0] for row in FITS],
)
def test_a_failed_fit_is_told(layers, given, target, loss, title, cause, remedy):  # noqa: PLR0917  # a table
    model = build.model(recipe(*layers), given)
    model.compile("sgd", loss)
    with pytest.raises(Exception) as raised:  # noqa: PT011  # TensorFlow raises many types
        model.fit(np.ones((8, *given), "float32"), target, verbose=0)
    told = explain(raised.value, "training")
    assert title in told[0]
    assert cause in told[1]
    assert remedy in told[2]


@pytest.mark.parametrize("metric", ["AUC", "Precision", "F1Score"])
def test_a_metric_of_another_shape_is_told(metric):
    model = build.model(recipe(*softmax(4)), (5,))
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=[metric])
    with pytest.raises(Exception) as raised:  # noqa: PT011  # TensorFlow raises many types
        model.fit(np.ones((8, 5), "float32"), CLASSES, verbose=0)
    assert "metric does not fit" in explain(raised.value, "training")[0]


def test_running_out_of_memory_is_told():
    with pytest.raises(Exception) as raised:  # noqa: PT011  # TensorFlow's own type
        keras.ops.ones((2_000_000, 2_000_000))
    title, cause, remedy = explain(raised.value, "training")
    assert title == "Out of memory"
    assert "2000000 x 2000000" in cause
    assert "batch_size" in remedy


def test_numbers_that_are_not_finite_are_told():
    import tensorflow as tf

    with pytest.raises(tf.errors.InvalidArgumentError) as raised:
        tf.debugging.check_numerics(tf.constant([1.0, float("nan")]), "a batch")
    assert "not finite" in explain(raised.value, "training")[0]


def test_text_for_a_layer_of_numbers_is_told():
    model = build.model(recipe(*softmax(4)), (5,))
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="dtype") as raised:
        model.fit(np.full((8, 5), "a"), ONE_HOT, verbose=0)
    assert "Text" in explain(raised.value, "training")[0]


COMPILES = [
    (CompileSpec(optimizer=Obj("adm")), "compile.optimizer", "Unknown optimizer", '"adm"', "adam?"),
    (
        CompileSpec(loss="binary_crossentrop"),
        "compile.loss",
        "Unknown loss",
        "binary_crossentrop",
        "binary_cross",
    ),
    (CompileSpec(metrics=("acuracy",)), "compile.metrics", "Unknown metric", "acuracy", "accuracy"),
    (
        CompileSpec(optimizer=Obj("adam", Arguments(learning_rat=0.1))),
        "compile.optimizer",
        "no learning_rat",
        "",
        "learning_rate?",
    ),
    (
        CompileSpec(optimizer=Obj("adam", Arguments(learning_rate="fast"))),
        "compile.optimizer",
        "positive number",
        '"fast"',
        "0.001",
    ),
    (
        CompileSpec(loss=Obj("binary_crossentropy", Arguments(logits=True))),
        "compile.loss",
        "no logits",
        "",
        "from_logits",
    ),
    (
        CompileSpec(metrics=(Obj("AUC", Arguments(num_thresholds=0)),)),
        "compile.metrics",
        "num_thresholds",
        "num_thresholds = 0",
        "",
    ),
]


@pytest.mark.parametrize(("settings", "key", "title", "cause", "remedy"), COMPILES)
def test_a_setting_that_cannot_be_compiled_is_named(settings, key, title, cause, remedy):
    model = build.model(recipe(*softmax(4)), (5,))
    with pytest.raises(SeqtuiError) as raised:
        build.compile_model(model, settings)
    error = raised.value
    assert error.key == key
    assert title in error.title
    assert cause in error.cause
    assert remedy in error.remedy


def test_a_seqtui_error_keeps_its_words():
    assert explain(SeqtuiError("a", "b", "c"), "training") == ("a", "b", "c")


def test_what_no_rule_knows_is_told_in_keras_words_and_not_longer_than_a_line_or_three():
    title, cause, remedy = explain(RuntimeError("odd " * 200), "training")
    assert title == "Training failed"
    assert len(cause) < 310
    assert remedy


def test_an_error_without_words_is_named():
    assert "KeyError" in explain(KeyError(), "training")[1]


def test_cleaning_takes_frames_colours_and_names_away():
    text = (
        "Exception encountered when calling Reshape.call().\n\n\x1b[1mToo big. Received: x=(3,)\x1b[0m\n\n"
        "Arguments received by Reshape.call():\n  • args=('<KerasTensor>',)"
    )
    assert clean(text) == "Too big. Received: x=(3,)"
    named = "Input 0 with name 'None' of layer 'lstm' is incompatible with the layer: expected ndim=3."
    assert clean(named).startswith("expected ndim=3")
