"""Schedules, ReduceLROnPlateau, class weights, precision and device: as Keras alone would, and resumable."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from seqtui.engine import build
from seqtui.engine.classweights import class_weights, row_weights
from seqtui.engine.feed import shuffled
from seqtui.engine.placing import device_scope
from seqtui.engine.shapes import flow
from seqtui.engine.training import Training
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, LayerSpec, Obj
from tests.thorough import sample

PLATEAU = Arguments(monitor="val_loss", factor=0.3, patience=1, min_delta=0.5, cooldown=1)
COSINE = Obj(
    "adam",
    Arguments(
        learning_rate=Obj("CosineDecay", Arguments(initial_learning_rate=0.05, decay_steps=30, alpha=0.1))
    ),
)
WEIGHTS = Arguments({"0": 0.25, "1": 3.0})
MIXED = {"precision": "mixed_float16"}


def keras_alone(recipe, data, weights=None, callbacks=()):
    """The same run by plain Keras's own loop, on the same batches in the same order."""
    model = build.compiled(recipe, data)
    history = {}
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for epoch in range(recipe.fit.epochs):
        order = shuffled(len(data.x_train), recipe.fit.seed, epoch)
        told = model.fit(
            data.x_train[order],
            data.y_train[order],
            batch_size=recipe.fit.batch_size,
            shuffle=False,
            class_weight=weights,
            validation_data=(data.x_val, data.y_val),
            verbose=0,
        ).history
        for name, values in told.items():
            history.setdefault(name, []).append(values[0])
        for callback in callbacks:
            callback.on_epoch_end(epoch, {name: values[0] for name, values in told.items()})
    return model, history


def assert_as(lab, training, model, history):
    ours = lab.epochs(training)
    for name in ours[0]:
        np.testing.assert_allclose([each[name] for each in ours], history[name], rtol=2e-4, atol=1e-5)
    for one, other in zip(training.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("task", sample(["multiclass", "binary", "one_hot"], 3))
def test_class_weights_are_those_of_model_fit(lab, finish, task):
    data = lab.rows(task, train=215, validation=41)
    last, loss = {
        "binary": ((1, "sigmoid"), "binary_crossentropy"),
        "multiclass": ((3, "softmax"), "sparse_categorical_crossentropy"),
        "one_hot": ((3, "softmax"), "categorical_crossentropy"),
    }[task]
    data = named(data, 2 if task == "binary" else 3)
    layers = (LayerSpec("Normalization"), lab.dense(8), lab.dense(*last))
    what = lab.recipe(layers=layers, loss=loss, class_weight=WEIGHTS)
    training = finish(what, data)
    model, history = keras_alone(what, data, {0: 0.25, 1: 3.0})
    assert training.state.phase == "finished"
    assert_as(lab, training, model, history)
    unweighted = finish(lab.recipe(layers=layers, loss=loss), data)
    assert not lab.equal(lab.weights(training), lab.weights(unweighted))


def named(data, count):
    from dataclasses import replace

    return replace(data, class_names=tuple("abc"[:count]))


def test_balanced_gives_every_class_the_same_share(lab):
    data = named(lab.rows("multiclass"), 3)
    weights = class_weights("balanced", data)
    counts = np.bincount(data.y_train)
    np.testing.assert_allclose([counts[each] * weights[each] for each in range(3)], len(data.y_train) / 3)
    assert row_weights("balanced", data).sum() == pytest.approx(len(data.y_train))


def test_class_weights_go_by_name_or_number_and_the_rest_weighs_one(lab):
    data = named(lab.rows("multiclass"), 3)
    rows = row_weights(Arguments({"c": 2.0, "0": 0.5}), data)
    assert rows.tolist() == np.array([0.5, 1.0, 2.0], np.float32)[data.y_train].tolist()


@pytest.mark.parametrize(("task", "weights", "says"), [
    ("multiclass", Arguments({"zebra": 2.0}), "the classes of y are a, b, c"),
    ("multiclass", Arguments({"3": 2.0}), "'3'"),
    ("regression", "balanced", "y is a number"),
])  # fmt: skip
def test_class_weights_that_fit_no_class_are_refused(lab, finish, task, weights, says):
    data = named(lab.rows(task), 3)
    with pytest.raises(SeqtuiError, match=says) as told:
        row_weights(weights, data)
    assert told.value.key.startswith("fit.class_weight")
    ended = finish(lab.recipe(class_weight=weights), data)
    assert ended.state.phase == "failed"
    assert says in ended.state.error.cause


def test_the_rate_falls_as_keras_alone_would_let_it(lab, finish):
    data = lab.rows(train=100)
    what = lab.recipe(epochs=6, reduce_lr_on_plateau=PLATEAU)
    training = finish(what, data)
    alone = keras.callbacks.ReduceLROnPlateau(
        monitor="val_loss", factor=0.3, patience=1, min_delta=0.5, cooldown=1
    )
    model, history = keras_alone(what, data, callbacks=[alone])
    assert_as(lab, training, model, history)
    rate = float(training.model.optimizer.learning_rate)
    assert rate == pytest.approx(float(model.optimizer.learning_rate))
    assert rate < 0.01
    told = [each.observation for each in training.record.snapshot().epochs]
    assert sum("Learning rate lowered to" in each for each in told) >= 2


def test_a_schedule_follows_the_steps(lab, finish):
    data = lab.rows(train=100)
    training = finish(lab.recipe(optimizer=COSINE), data)
    steps = int(training.model.optimizer.iterations)
    schedule = keras.optimizers.schedules.CosineDecay(0.05, 30, alpha=0.1)
    assert steps == 12
    assert float(training.model.optimizer.learning_rate) == pytest.approx(float(schedule(steps)))


@pytest.mark.parametrize(
    "settings",
    sample(
        [
            {"reduce_lr_on_plateau": PLATEAU},
            {"optimizer": COSINE},
            {"class_weight": WEIGHTS},
            MIXED,
            {"device": "cpu"},
        ],
        3,
    ),
    ids=["plateau", "schedule", "class-weights", "mixed", "cpu"],
)
def test_a_run_stopped_in_mid_epoch_goes_on_bit_for_bit(lab, finish, single_steps, settings):
    data = named(lab.rows(train=90), 2)
    layers = (LayerSpec("Normalization"), lab.dense(8), LayerSpec("Dropout", Arguments(rate=0.4)))
    what = lab.recipe(layers=(*layers, lab.dense(1, "sigmoid")), epochs=6, **settings)
    whole = finish(what, data)
    assert whole.state.phase == "finished", whole.state.error
    part = finish(what, data, asks={10: ["stop"]})  # the first step of the fourth epoch
    assert part.state.step == 10
    again = Training.resume_from(part.run.path, dataset=data)
    again.start()
    assert again.join(120)
    assert again.state.phase == "finished"
    assert lab.equal(lab.weights(whole), lab.weights(again))
    assert lab.epochs(whole) == lab.epochs(again)
    assert float(whole.model.optimizer.learning_rate) == float(again.model.optimizer.learning_rate)


def test_a_schedule_and_a_plateau_do_not_go_together(lab, finish):
    ended = finish(lab.recipe(optimizer=COSINE, reduce_lr_on_plateau=PLATEAU), lab.rows())
    assert ended.state.phase == "failed"
    assert ended.state.error.key == "fit.reduce_lr_on_plateau"


def test_a_plateau_must_watch_something(lab, finish):
    watched = Arguments(monitor="val_auc")
    ended = finish(lab.recipe(reduce_lr_on_plateau=watched), lab.rows())
    assert "this run has loss, accuracy, val_loss, val_accuracy" in ended.state.error.cause


def test_mixed_precision_is_this_models_alone(lab, finish):
    what = lab.recipe(**MIXED)
    training = finish(what, lab.rows())
    assert training.state.phase == "finished", training.state.error
    policies = [layer.dtype_policy.name for layer in training.model.layers]
    assert policies == ["float32", "mixed_float16", "float32"]
    assert isinstance(training.model.optimizer, keras.optimizers.LossScaleOptimizer)
    assert [each.dtype for each in flow(what, (6,)).layers] == ["float32", "float16", "float32"]
    assert keras.config.dtype_policy().name == "float32"
    after = build.model(lab.recipe(), (6,))
    assert {layer.dtype_policy.name for layer in after.layers} == {"float32"}
    assert [each.dtype for each in flow(lab.recipe(), (6,)).layers] == ["float32"] * 3


def test_mixed_precision_reaches_wrapped_layers_and_spares_those_with_a_type_of_their_own():
    wrapped = LayerSpec("Bidirectional", Arguments(layer=LayerSpec("LSTM", Arguments(units=2))))
    own = LayerSpec("Dense", Arguments(units=3, dtype="float32"))
    what = recipe_of((wrapped, own, LayerSpec("Dense", Arguments(units=1))))
    model = build.model(what, (5, 4))
    policies = [layer.dtype_policy.name for layer in model.layers]
    assert policies == ["mixed_bfloat16", "float32", "float32"]
    assert model.layers[0].forward_layer.dtype_policy.name == "mixed_bfloat16"


def recipe_of(layers):
    from seqtui.recipe.values import FitSpec, Recipe

    return Recipe(layers=layers, fit=FitSpec(precision="mixed_bfloat16"))


def test_a_device_that_is_not_there_is_named_with_those_that_are(lab, finish):
    ended = finish(lab.recipe(device="gpu:7"), lab.rows())
    assert ended.state.phase == "failed"
    assert ended.state.error.key == "fit.device"
    assert "cpu:0" in ended.state.error.cause


def test_a_device_is_where_the_weights_are(lab, finish):
    training = finish(lab.recipe(device="cpu"), lab.rows())
    assert device_scope("cpu") == "/CPU:0"
    assert device_scope("auto") is None
    assert all("CPU:0" in each.value.device for each in training.model.variables)
    assert tf.constant(0).device.endswith("CPU:0")


def test_training_goes_on_from_a_scaled_optimizer_of_the_same_kind_only(lab, finish):
    data = lab.rows(train=60)
    first = finish(lab.recipe(**MIXED), data)
    same = finish(lab.recipe(**MIXED), data, model=first.model)
    other = finish(lab.recipe(**MIXED, optimizer=Obj("adamw")), data, model=first.model)
    steps = int(first.model.optimizer.iterations)
    assert int(same.model.optimizer.iterations) == 2 * steps
    assert int(other.model.optimizer.iterations) == steps
