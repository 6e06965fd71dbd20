"""What is proposed for a data set and a last layer; each proposal must really train in Keras."""

import numpy as np
import pytest

from seqtui.advice.settings import (
    Facts,
    Output,
    class_weights,
    facts_of,
    learning_rates,
    losses,
    metrics,
    output_of,
    patiences,
    taken,
)
from seqtui.data.dataset import Dataset
from seqtui.recipe.values import Arguments, CompileSpec, FitSpec, LayerSpec, Obj, Recipe
from tests.thorough import sample

EVEN = (("no", 50), ("yes", 50))
RARE = (("no", 96), ("yes", 4))
THREE = (("a", 10), ("b", 12), ("c", 11))


def dense(units, activation=None):
    given = {"units": units} if activation is None else {"units": units, "activation": activation}
    return LayerSpec("Dense", Arguments(given))


@pytest.mark.parametrize(
    ("facts", "output", "first", "reason"),
    [
        (Facts("binary", "y", EVEN), Output(1, "sigmoid"), "binary_crossentropy", "one sigmoid unit"),
        (Facts("binary", "y", EVEN), Output(1, "linear"), "binary_crossentropy(from_logits=true)", "logit"),
        (
            Facts("binary", "y", EVEN),
            Output(None, "linear"),
            "binary_crossentropy",
            "with one sigmoid unit as",
        ),
        (
            Facts("binary", "y", EVEN),
            Output(2, "softmax"),
            "sparse_categorical_crossentropy",
            "class numbers",
        ),
        (
            Facts("multiclass", "y", THREE),
            Output(3, "softmax"),
            "sparse_categorical_crossentropy",
            "3 classes",
        ),
        (
            Facts("multiclass", "y", THREE, one_hot=True),
            Output(3, "softmax"),
            "categorical_crossentropy",
            "one-hot labels",
        ),
        (
            Facts("multiclass", "y", THREE),
            Output(3, "linear"),
            "sparse_categorical_crossentropy(from_logits=true)",
            "3 units without softmax",
        ),
        (
            Facts("multiclass", "y", THREE, one_hot=True),
            Output(3, "sigmoid"),
            "binary_crossentropy",
            "yes or no",
        ),
        (Facts("regression", "y"), Output(1, "linear"), "mean_squared_error", "a number"),
        (
            Facts("regression", "y", spread=50.0, far=12.0),
            Output(1, "linear"),
            "huber(delta=50)",
            "12 spreads",
        ),
    ],
)
def test_the_loss_follows_target_and_last_layer(facts, output, first, reason):
    best = losses(facts, output)[0]
    assert best.text == first
    assert reason in best.reason


def test_a_rare_class_asks_for_weights_and_more_than_accuracy():
    rare, even = Facts("binary", "y", RARE), Facts("binary", "y", EVEN)
    assert class_weights(rare)[0].value == "balanced"
    assert "yes is 4.0% of the rows" in class_weights(rare)[0].reason
    assert class_weights(even)[0].value is None
    assert class_weights(Facts("regression", "y")) == ()
    assert "recall" in metrics(rare, Output(1, "sigmoid"))[0].text
    assert metrics(even, Output(1, "sigmoid"))[0].text == "accuracy"


def test_a_schedule_is_proposed_for_the_steps_of_the_run():
    facts = Facts("binary", "y", EVEN, steps=15)
    usual, falling = learning_rates(Recipe(fit=FitSpec(epochs=10)), facts)
    assert usual.text == "0.001"
    assert falling.value.arguments["decay_steps"] == 150
    assert patiences(facts, 100)[0].value == 10


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ((dense(1, "sigmoid"),), Output(1, "sigmoid")),
        ((dense(3), LayerSpec("Softmax")), Output(3, "softmax")),
        ((dense(3), LayerSpec("Activation", Arguments(activation="tanh"))), Output(3, "tanh")),
        ((dense(1), LayerSpec("Rescaling", Arguments(scale=3.0))), Output(1, "linear")),
        ((dense(4), LayerSpec("Dense", Arguments(units=9), enabled=False)), Output(4, "linear")),
        ((LayerSpec("LSTM", Arguments(units=5)),), Output(None, "linear")),
        ((), Output(None, "linear")),
    ],
)
def test_the_last_layer_is_read_from_the_stack(layers, expected):
    assert output_of(Recipe(layers=layers)) == expected


def test_what_fits_is_left_alone():
    recipe = Recipe(
        layers=(dense(1, "sigmoid"),), fit=FitSpec(early_stopping=Arguments(monitor="val_loss", patience=9))
    )
    assert taken(recipe, Facts("binary", "y", EVEN)) == (recipe, ())
    own = Recipe(
        layers=(dense(1),), compile=CompileSpec(loss="mse", metrics=("mae", "r2_score")), fit=recipe.fit
    )
    assert taken(own, Facts("regression", "y")) == (own, ())


def test_what_does_not_fit_is_replaced_and_told():
    recipe = Recipe(layers=(dense(3, "softmax"),))
    made, told = taken(recipe, Facts("multiclass", "y", (*THREE[:2], ("c", 90))))
    assert made.compile.loss == "sparse_categorical_crossentropy"
    assert made.fit.class_weight == "balanced"
    assert made.fit.early_stopping == Arguments(monitor="val_loss", patience=3)
    assert told == (
        "loss sparse_categorical_crossentropy",
        "early stopping after 3 epochs without progress of val_loss",
        "class weights balanced",
    )
    assert taken(made, Facts("multiclass", "y", (*THREE[:2], ("c", 90)))) == (made, ())
    number, told = taken(Recipe(layers=(dense(1),)), Facts("regression", "y", validates=False))
    assert number.compile.metrics == ("mean_absolute_error",)
    assert "metrics mean_absolute_error" in told
    assert number.fit.early_stopping["monitor"] == "loss"


def rows(task, classes, one_hot):
    rng = np.random.default_rng(3)
    numbers = np.concatenate([np.arange(classes), rng.integers(0, classes, 40)])
    y = {
        "binary": numbers.astype("float32")[:, None],
        "multiclass": np.eye(classes, dtype="float32")[numbers] if one_hot else numbers.astype("int32"),
        "regression": rng.standard_cauchy((len(numbers), 1)).astype("float32"),
    }[task]
    names = () if task == "regression" else tuple(f"c{at}" for at in range(classes))
    x = rng.normal(size=(len(y), 3)).astype("float32")
    return Dataset("rows", task, x, y, x[:9], y[:9], ("a", "b", "c"), names, "y", (), "")


@pytest.mark.parametrize(
    ("task", "classes", "one_hot", "head"),
    sample(
        [
            ("binary", 2, False, dense(1, "sigmoid")),
            ("binary", 2, False, dense(1)),
            ("binary", 2, False, dense(2, "softmax")),
            ("multiclass", 12, False, dense(12, "softmax")),
            ("multiclass", 12, True, dense(12, "softmax")),
            ("multiclass", 3, True, dense(3, "sigmoid")),
            ("multiclass", 3, False, dense(3)),
            ("regression", 1, False, dense(1)),
        ],
        3,
    ),
)
def test_keras_trains_with_every_proposal(task, classes, one_hot, head):
    from seqtui.engine import build

    data = rows(task, classes, one_hot)
    recipe = Recipe(layers=(head,))
    facts, output = facts_of(data, 32), output_of(recipe)
    assert facts.one_hot == one_hot
    for loss in losses(facts, output):
        for metric in metrics(facts, output):
            spec = CompileSpec(optimizer=Obj("adam"), loss=loss.value, metrics=metric.value)
            model = build.model(recipe, (3,))
            build.compile_model(model, spec)
            history = model.fit(data.x_train, data.y_train, verbose=0).history
            assert np.isfinite(history["loss"]).all(), (loss, metric)
