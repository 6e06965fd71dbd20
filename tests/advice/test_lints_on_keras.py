"""What lints claim, seen on real Keras: it fails where one says so, and trains in silence elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from seqtui import engine
from seqtui.advice.lints import lints
from seqtui.data.dataset import Dataset
from seqtui.engine import build, watchers
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments
from tests.advice.lintcases import (
    BINARY,
    BN,
    CASES,
    DROP,
    LOGITS,
    LSTM,
    MANY,
    ONE,
    PICTURE,
    RELU,
    Case,
    dense,
    layer,
    number,
    recipe,
    sparse,
)
from tests.thorough import sample

RNG = np.random.default_rng(11)
Y = np.tile([0.0, 1.0], 32).astype("float32")[:, None]
CLASSES = np.arange(64, dtype="int32") % 3
NUMBERS = RNG.normal(20, 5, (64, 1)).astype("float32")


def inputs(shape=(6,)):
    return RNG.normal(size=(64, *shape)).astype("float32")


def made(what, x):
    model = build.model(what, x.shape[1:], str(x.dtype), x_train=x)
    build.compile_model(model, what.compile)
    return model


def trained(what, y, x=None, epochs=1):
    x = inputs() if x is None else x
    model = made(what, x)
    history = model.fit(x, y, what.fit.batch_size, epochs, verbose=0).history
    return model, history, x


def weights(model):
    return [each.numpy() for each in model.weights]


def rows(case: Case) -> Dataset:
    """Rows such as the case's facts tell of."""
    known, size = case.facts, (64, *case.shape)
    low, high = (known.lowest, known.highest) if known else (-1.0, 1.0)
    x = RNG.uniform(low, high, size)
    if known is not None and known.whole:
        x = np.floor(x)
    x[0] = high
    task = known.settings.task if known else "binary"
    y = {"binary": Y, "multiclass": CLASSES, "regression": NUMBERS}[task]
    if known is not None and known.settings.one_hot:
        y = np.eye(3, dtype="float32")[CLASSES]
    x = np.full(size, "word") if case.dtype == "str" else x.astype("float32")
    return Dataset("rows", task, x, y, x[:8], y[:8], (), (), "y", (), "")


@pytest.mark.parametrize("case", sample(CASES, 4), ids=[f"{case.rule}-{at}" for at, case in enumerate(CASES)])
def test_training_fails_just_where_a_lint_says_so(case):
    data = rows(case)
    flow = engine.flow(case.bad, case.shape, case.dtype, 32)
    assert flow.error is None, "Keras accepts the stack: that is why there is a lint"
    (lint,) = [each for each in lints(case.bad, flow, case.facts) if each.rule == case.rule]
    fails = any(words in lint.message for words in ("training fails", "cannot be built"))
    if case.rule == "classes-as-amounts":
        data = replace(data, x_train=inputs())
    if fails:
        with pytest.raises(Exception):  # noqa: B017, PT011  # Keras and TensorFlow raise what they like
            trained(case.bad, data.y_train, data.x_train)
    else:
        batch = min(case.bad.fit.batch_size, 64)
        what = replace(case.bad, fit=replace(case.bad.fit, batch_size=batch))
        trained(what, data.y_train, data.x_train)


def test_softmax_on_one_unit_says_one():
    model, _, x = trained(recipe(dense(1, "softmax")), Y)
    # Some processors divide to 0.99999994.
    np.testing.assert_allclose(model.predict(x, verbose=0), 1, rtol=1e-6)


@pytest.mark.parametrize("bias", [-50.0, 0.0, 50.0])
def test_crossentropy_of_one_output_measures_nothing(bias):
    what, x = recipe(ONE, loss=MANY), inputs()
    model = made(what, x)
    model.layers[0].bias.assign([bias])
    assert model.evaluate(x, Y, verbose=0, return_dict=True)["loss"] == 0


def test_a_sequence_is_compared_step_by_step_with_one_number():
    model, history, x = trained(number(LSTM, dense(1), rate=0.0), NUMBERS, inputs((5, 3)))
    steps = model.predict(x, verbose=0)[:, :, 0]
    assert history["loss"][0] == pytest.approx(np.mean((steps - NUMBERS) ** 2), rel=1e-4)


def test_several_outputs_are_each_compared_with_one_number():
    model, history, x = trained(number(dense(3), rate=0.0), NUMBERS)
    assert history["loss"][0] == pytest.approx(
        np.mean((model.predict(x, verbose=0) - NUMBERS) ** 2), rel=1e-4
    )


def test_a_number_loss_on_the_outputs_of_two_classes_is_no_failure_and_gets_no_lint_of_one():
    what = number(dense(2, "softmax"))
    trained(what, Y)
    flow = engine.flow(what, (6,), "float32", 32)
    assert "labels-against-loss" not in {each.rule for each in lints(what, flow, BINARY)}


def test_raw_outputs_outside_zero_and_one_pull_at_nothing():
    import keras

    what, x = recipe(dense(1), rate=0.1), inputs()
    model = made(what, x)
    model.layers[-1].bias.assign([-50.0])
    before = weights(model)
    loss = model.fit(x, np.ones((64, 1)), verbose=0, epochs=2).history["loss"]
    assert loss[0] == loss[1] == pytest.approx(-np.log(keras.backend.epsilon()), rel=0.01)
    assert all(np.array_equal(a, b) for a, b in zip(before, weights(model), strict=True))


def test_logits_of_probabilities_are_found_and_warned_of():
    probable, raw = (
        sparse(dense(3, "softmax"), loss=LOGITS, rate=0.0),
        sparse(dense(3), loss=LOGITS, rate=0.0),
    )
    x = inputs()
    with pytest.warns(UserWarning, match="from_logits=True"):
        _, first, _ = trained(probable, CLASSES, x)
    assert first["loss"] == pytest.approx(trained(raw, CLASSES, x)[1]["loss"], rel=1e-4)


def test_sigmoid_for_one_of_many_does_not_add_up():
    model, _, x = trained(sparse(dense(3, "sigmoid")), CLASSES)
    assert (abs(model.predict(x, verbose=0).sum(axis=1) - 1) > 0.05).any()


def test_accuracy_of_a_number_is_nought():
    _, history, _ = trained(number(dense(1), metrics=("accuracy",)), NUMBERS, epochs=2)
    assert history["accuracy"] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("activation", "low", "high"), [("sigmoid", 0, 1), ("tanh", -1, 1), ("relu", 0, 1e9)]
)
def test_bounds_hold_after_training(activation, low, high):
    target = NUMBERS - 40 if activation == "relu" else NUMBERS
    model, _, x = trained(number(dense(1, activation), rate=0.1), target, epochs=3)
    said = model.predict(x, verbose=0)
    assert low <= said.min() <= said.max() <= high


def test_metrics_that_flatter():
    _, history, _ = trained(recipe(ONE, metrics=("categorical_accuracy",)), Y)
    assert history["categorical_accuracy"] == [1.0]
    what = recipe(dense(3, "softmax"), loss=MANY, metrics=("binary_accuracy",), rate=0.0)
    x = np.zeros((64, 6), "float32")  # all classes alike: below one half, so that all are answered no
    _, history, _ = trained(what, np.eye(3, dtype="float32")[CLASSES], x)
    assert history["binary_accuracy"][0] == pytest.approx(2 / 3, abs=0.01)


def test_a_surely_wrong_answer_pulls_less_on_squares():
    import keras
    import tensorflow as tf

    logits = tf.constant([[-7.0], [0.0]])

    def pulls(loss):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            value = loss(tf.ones((2, 1)), tf.sigmoid(logits))
        return abs(tape.gradient(value, logits).numpy()[:, 0])

    squares = pulls(keras.losses.mean_squared_error)
    fitting = pulls(keras.losses.binary_crossentropy)
    assert squares[0] < 0.1 * squares[1]
    assert fitting[0] > fitting[1]


def test_dropout_spoils_answers_and_scatters_numbers():
    end = made(recipe(RELU, ONE, DROP), inputs())
    assert (end(inputs(), training=True).numpy() == 0).any()
    assert (end(inputs(), training=False).numpy() > 0).all()
    before = made(number(RELU, DROP, dense(1)), inputs())
    x = np.repeat(inputs()[:1], 200, axis=0)
    assert before(x, training=True).numpy().std() > 0.01
    assert before(x, training=False).numpy().std() == pytest.approx(0, abs=1e-5)


def test_strong_dropout_leaves_what_it_says():
    model = made(recipe(layer("Dropout", rate=0.9), ONE), inputs())
    kept = model.layers[0](np.ones((100, 100), "float32"), training=True).numpy() > 0
    assert kept.mean() == pytest.approx(0.1, abs=0.02)


def test_batch_normalization_behind_dropout_expects_another_variance():
    x = (np.ones((512, 8)) + 0.01 * RNG.normal(size=(512, 8))).astype("float32")
    model = made(recipe(DROP, layer("BatchNormalization", momentum=0.5), ONE), x)
    for _ in range(12):
        model(x, training=True)
    assert model.layers[1].moving_variance.numpy().min() > 100 * x.var(axis=0).max()


def test_batch_normalization_of_one_row_passes_nothing_on():
    model = made(recipe(BN, ONE), inputs())
    assert (model.layers[0](inputs()[:1], training=True).numpy() == 0).all()
    pictures = made(recipe(BN, layer("Flatten"), ONE), inputs(PICTURE))
    assert (pictures.layers[0](inputs(PICTURE)[:1], training=True).numpy() != 0).any()


def test_a_bias_before_batch_normalization_does_nothing():
    x = inputs()
    model = made(recipe(dense(8), BN, ONE), x)
    before = model(x, training=True).numpy()
    model.layers[0].bias.assign([9.0] * 8)
    assert model(x, training=True).numpy() == pytest.approx(before, abs=1e-4)


def test_an_activation_twice():
    x = inputs()
    twice, once = made(recipe(RELU, layer("ReLU"), ONE), x), made(recipe(RELU, ONE), x)
    assert np.array_equal(twice.predict(x, verbose=0), once.predict(x, verbose=0))
    blurred = made(sparse(dense(3, "softmax"), layer("Softmax")), 9 * x).predict(9 * x, verbose=0)
    assert blurred.max() < np.e / (np.e + 2) + 1e-5


def test_two_linear_layers_are_one():
    x = inputs()
    model = made(number(dense(8), dense(1)), x)
    (a, b), (c, d) = (each.get_weights() for each in model.layers)
    assert model.predict(x, verbose=0) == pytest.approx(x @ (a @ c) + (b @ c + d), abs=1e-4)


def test_a_late_normalization_no_longer_fits():
    what = recipe(dense(4, "relu"), layer("Normalization"), ONE, rate=0.05)
    x = inputs()
    model = made(what, x)
    through = engine.build.model(what, (6,), x_train=x)
    assert abs(through.layers[1](through.layers[0](x)).numpy().mean(axis=0)).max() < 1e-3
    model.fit(x, Y, verbose=0, epochs=20)
    assert abs(model.layers[1](model.layers[0](x)).numpy().mean(axis=0)).max() > 0.1


def test_an_embedding_cuts_fractions():
    model = made(recipe(layer("Embedding", input_dim=9, output_dim=2), layer("Flatten"), ONE), inputs() * 0)
    low, high = np.full((1, 6), 0.2, "float32"), np.full((1, 6), 0.9, "float32")
    assert np.array_equal(model.layers[0](low).numpy(), model.layers[0](high).numpy())


def test_behind_one_pixel_only_the_middle_of_a_kernel_is_used():
    what = recipe(
        layer("MaxPooling2D", pool_size=8),
        layer("Conv2D", filters=2, kernel_size=3, padding="same"),
        layer("Flatten"),
        ONE,
    )
    x = inputs(PICTURE)
    model = made(what, x)
    before = model.predict(x, verbose=0)
    kernel = model.layers[1].kernel.numpy()
    middle = kernel[1, 1].copy()
    kernel[:] = 77.0
    kernel[1, 1] = middle
    model.layers[1].kernel.assign(kernel)
    assert np.array_equal(model.predict(x, verbose=0), before)


def test_dense_on_pictures_sees_one_place():
    x = inputs(PICTURE)
    model = made(recipe(RELU, layer("Flatten"), ONE), x)
    other = x.copy()
    other[:, 1:] = 9.0
    first, second = (model.layers[0](each).numpy() for each in (x, other))
    assert np.array_equal(first[:, 0], second[:, 0])


def test_one_step_leaves_the_recurrent_weights_unused():
    x = inputs((1, 6))
    model = made(recipe(layer("LSTM", units=4), ONE), x)
    before = model.predict(x, verbose=0)
    model.layers[0].cell.recurrent_kernel.assign(np.full((4, 16), 5.0))
    assert np.array_equal(model.predict(x, verbose=0), before)


@pytest.mark.parametrize("what", [recipe(dense(1, "sigmoid", trainable=False)), recipe(ONE, rate=0.0)])
def test_nothing_moves(what):
    x = inputs()
    model = made(what, x)
    before = weights(model)
    model.fit(x, Y, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, weights(model), strict=True))


def test_frozen_weights_stay_as_chance_has_put_them():
    x = inputs()
    model = made(recipe(dense(8, "relu", trainable=False), ONE, rate=0.1), x)
    first, last = model.layers[0].kernel.numpy(), model.layers[1].kernel.numpy()
    model.fit(x, Y, verbose=0)
    assert np.array_equal(first, model.layers[0].kernel.numpy())
    assert not np.array_equal(last, model.layers[1].kernel.numpy())


def test_a_negative_rate_climbs():
    loss = trained(recipe(ONE, rate=-0.05), Y, epochs=6)[1]["loss"]
    assert loss == sorted(loss)
    assert loss[-1] > loss[0] + 0.1


@pytest.mark.parametrize("name", sample(["adam", "adamw", "adamax", "nadam", "rmsprop", "lamb", "lion"], 4))
def test_a_low_rate_moves_no_weight_further_than_told(name):
    what = recipe(ONE, rate=1e-5, optimizer=name)
    x = inputs()
    model = made(what, x)
    before = weights(model)
    model.fit(x, Y, 16, 5, verbose=0)
    moved = max(abs(a - b).max() for a, b in zip(before, weights(model), strict=True))
    assert 0 < moved < 5 * 20 * 1e-5  # rmsprop's first steps are longer than the rate


@pytest.mark.slow
def test_high_rates_overshoot():
    x = inputs()
    y = (np.sin(2 * x[:, :1]) > 0).astype("float32")
    layers = (dense(32, "relu"), dense(32, "relu"), ONE)
    usual, high = (
        trained(recipe(*layers, rate=rate, batch_size=8), y, x, 40)[1]["loss"][-1] for rate in (0.01, 0.5)
    )
    assert high > 10 * usual
    rows = number(RELU, dense(1), rate=1.0, optimizer="sgd")
    assert not np.isfinite(trained(rows, NUMBERS, x, 5)[1]["loss"][-1])


def test_features_of_other_scales_learn_slower():
    x = inputs()
    y = (x[:, :1] > 0).astype("float32")
    x = x * np.array([0.01, 100, 1, 1, 1, 1], "float32")
    plain = trained(recipe(RELU, ONE, rate=0.01), y, x, 40)[1]["loss"][-1]
    scaled = trained(recipe(layer("Normalization"), RELU, ONE, rate=0.01), y, x, 40)[1]["loss"][-1]
    assert scaled < 0.5 * plain


def test_a_far_target_is_near_once_rescaled():
    target = NUMBERS * 100 + 5000
    far = trained(number(RELU, dense(1)), target, epochs=5)[1]["loss"][-1]
    end = layer("Rescaling", scale=500.0, offset=7000.0)
    assert trained(number(RELU, dense(1), end), target, epochs=5)[1]["loss"][-1] < far / 10


def test_early_stopping_without_validation_is_refused_and_long_patience_never_acts():
    model = made(recipe(ONE), inputs())
    model.fit(inputs(), Y, verbose=0)
    with pytest.raises(SeqtuiError, match="watches nothing"):
        watchers.early_stopping(Arguments(monitor="val_loss"), model, validates=False)
    early = watchers.early_stopping(
        Arguments(monitor="loss", patience=4, min_delta=1e6), model, validates=False
    )
    history = model.fit(inputs(), Y, verbose=0, epochs=4, callbacks=[early])
    assert len(history.history["loss"]) == 4


def test_keras_calls_an_lstm_as_the_misleading_name():
    import keras

    assert keras.layers.LSTM(2).name.rstrip("_0123456789") == "lstm"


def test_always_the_commonest_class_scores_its_share():
    rare = np.zeros((64, 1), "float32")
    rare[:3] = 1
    model = made(recipe(ONE, rate=0.0), inputs())
    model.layers[0].bias.assign([-50.0])
    assert model.evaluate(inputs(), rare, verbose=0, return_dict=True)["accuracy"] == pytest.approx(61 / 64)


def test_a_class_that_is_not_trained_on_is_never_right():
    x = inputs()
    seen = CLASSES < 2
    model = made(sparse(dense(3, "softmax"), rate=0.05), x)
    model.fit(x[seen], CLASSES[seen], verbose=0, epochs=20)
    held = model.evaluate(x[~seen], CLASSES[~seen], verbose=0, return_dict=True)
    assert held["accuracy"] < 0.2
