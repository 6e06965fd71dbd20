"""Runs from start to end: reproducible, as Keras would have trained them, whatever is asked meanwhile."""

import threading

import numpy as np
import pytest

from seqtui.engine import build, pace
from seqtui.engine.feed import shuffled
from seqtui.recipe.values import Arguments, LayerSpec, Obj

CHANCE = (LayerSpec("Dropout", Arguments(rate=0.3)), LayerSpec("BatchNormalization"))


def with_chance(lab, **more):
    return lab.recipe(
        layers=(LayerSpec("Normalization"), lab.dense(8), *CHANCE, lab.dense(1, "sigmoid")), **more
    )


def keras_alone(recipe, data):
    """The same run by plain Keras, on the same batches in the same order."""
    import keras
    import tensorflow as tf

    model = build.compiled(recipe, data)
    batch = recipe.fit.batch_size
    sets = []
    for epoch in range(recipe.fit.epochs):
        order = shuffled(len(data.x_train), recipe.fit.seed, epoch)
        sets.append(
            tf.data.Dataset.from_tensor_slices((data.x_train[order], data.y_train[order])).batch(batch)
        )
    joined = sets[0]
    for each in sets[1:]:
        joined = joined.concatenate(each)
    history = model.fit(
        joined,
        epochs=recipe.fit.epochs,
        steps_per_epoch=-(-len(data.x_train) // batch),
        validation_data=tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(batch),
        verbose=0,
    )
    assert isinstance(model, keras.Sequential)
    return model, history.history


@pytest.mark.parametrize(
    ("task", "last", "settings"),
    [
        (
            "binary",
            (1, "sigmoid"),
            ("binary_crossentropy", ("accuracy", Obj("AUC", Arguments(num_thresholds=50)))),
        ),
        ("multiclass", (3, "softmax"), ("sparse_categorical_crossentropy", ("accuracy",))),
        ("one_hot", (3, "softmax"), ("categorical_crossentropy", ("accuracy", "f1_score"))),
        ("regression", (1, "linear"), ("mean_squared_error", ("mae", "r2_score"))),
    ],
    ids=["binary", "multiclass", "one_hot", "regression"],
)
def test_epochs_are_what_plain_keras_reports(lab, finish, task, last, settings):
    data = lab.rows(task, train=215, validation=41)  # neither is a multiple of the batch size
    layers = (LayerSpec("Normalization"), lab.dense(8), lab.dense(*last))
    what = lab.recipe(layers=layers, loss=settings[0], metrics=settings[1])
    training = finish(what, data)
    model, history = keras_alone(what, data)
    assert training.state.phase == "finished"
    ours = lab.epochs(training)
    assert len(ours) == 3
    for name in ours[0]:
        theirs = next(value for key, value in history.items() if _plain(key) == _plain(name))
        theirs = [np.mean(each) for each in theirs]
        np.testing.assert_allclose([each[name] for each in ours], theirs, rtol=2e-5, atol=1e-6)
    for one, other in zip(training.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def _plain(name):
    return name.rstrip("_0123456789")


def test_points_are_means_of_the_batches_since_the_last_point(lab, finish, single_steps):
    data = lab.rows(train=100)
    what = lab.recipe(
        epochs=1, optimizer=Obj("sgd", Arguments(learning_rate=0.0)), layers=(lab.dense(1, "sigmoid"),)
    )
    training = finish(what, data)
    view = training.record.snapshot()
    assert view.steps.tolist() == [1, 2, 3, 4]
    import keras

    order = shuffled(100, what.fit.seed, 0)
    fresh = build.compiled(what, data)
    first = order[:32]
    loss = keras.losses.BinaryCrossentropy()(data.y_train[first], fresh(data.x_train[first]))
    assert view.values["loss"][0] == pytest.approx(float(loss), rel=1e-5)
    sizes = np.array([32, 32, 32, 4])
    means = (view.values["accuracy"] * sizes).sum() / 100
    assert means == pytest.approx(lab.epochs(training)[0]["accuracy"], rel=1e-5)


def test_a_seeded_run_is_the_same_bit_for_bit_whatever_the_chunks_and_beside_inspection(
    lab, finish, start, monkeypatch
):
    what, data = with_chance(lab), lab.rows()
    alone = finish(what, data)
    monkeypatch.setattr(pace, "UPDATE_SECONDS", 0.0)
    beside = start(what, data, go=False)
    over = threading.Event()

    def inspect():
        while not over.is_set():
            with build.undisturbed_random():
                build.layer(lab.dense(5))
                build.layer(LayerSpec("Dropout", Arguments(rate=0.1)))

    inspector = threading.Thread(target=inspect)
    inspector.start()
    beside.start()
    beside.join(120)
    over.set()
    inspector.join()
    assert lab.equal(lab.weights(alone), lab.weights(beside))
    assert lab.epochs(alone) == lab.epochs(beside)
    other = finish(with_chance(lab, seed=4), data)
    assert not lab.equal(lab.weights(alone), lab.weights(other))


def test_normalization_learns_from_training_rows_alone(lab, finish):
    data = lab.rows()
    data.x_val[:] = 1e6
    training = finish(lab.recipe(epochs=1), data)
    np.testing.assert_allclose(
        np.ravel(training.model.layers[0].mean), data.x_train.mean(axis=0), rtol=1e-4, atol=1e-4
    )


def test_without_validation_rows(lab, finish):
    training = finish(lab.recipe(), lab.rows(validation=0))
    assert set(lab.epochs(training)[0]) == {"loss", "accuracy"}
    assert (training.run.path / "best.keras").is_file()


def test_best_is_the_epoch_with_the_best_validation_loss(lab, finish):
    import keras

    data = lab.rows(train=60)
    what = lab.recipe(
        epochs=12,
        optimizer=Obj("sgd", Arguments(learning_rate=3.0)),
        layers=(lab.dense(8), lab.dense(1, "sigmoid")),
    )
    training = finish(what, data)
    losses = [each["val_loss"] for each in lab.epochs(training)]
    best = keras.models.load_model(training.run.path / "best.keras")
    loss = best.evaluate(data.x_val, data.y_val, verbose=0)[0]
    assert loss == pytest.approx(min(losses), rel=1e-4)
    assert min(losses) != losses[-1]
    assert training.record.snapshot().events[-1].best["val_loss"] == min(losses)


def test_going_on_with_a_model_keeps_weights_and_optimizer_and_takes_the_new_settings(lab, finish):
    data = lab.rows()
    first = finish(with_chance(lab), data)
    still = with_chance(lab, epochs=1, optimizer=Obj("adam", Arguments(learning_rate=0.0)))
    second = finish(still, data, model=first.model)
    assert second.model is not first.model
    kept = [
        (a, b) for a, b in zip(first.model.trainable_variables, second.model.trainable_variables, strict=True)
    ]
    assert all(np.array_equal(a.value, b.value) for a, b in kept)
    assert int(second.model.optimizer.iterations) == int(first.model.optimizer.iterations) + 7
    other = finish(lab.recipe(), data, model=first.model)
    assert other.state.phase == "failed"
    assert other.state.error.title == "The stack has changed"


def test_early_stopping_ends_the_run_and_restores_the_best_weights(lab, finish):
    early = Arguments(monitor="val_loss", patience=2, restore_best_weights=True)
    data = lab.rows(train=60)
    training = finish(
        lab.recipe(
            epochs=60,
            early_stopping=early,
            optimizer=Obj("sgd", Arguments(learning_rate=1.0)),
            layers=(lab.dense(8), lab.dense(1, "sigmoid")),
        ),
        data,
    )
    losses = [each["val_loss"] for each in lab.epochs(training)]
    assert training.state.phase == "finished"
    assert len(losses) < 60
    assert losses.index(min(losses)) == len(losses) - 3
    loss = training.model.evaluate(data.x_val, data.y_val, verbose=0)[0]
    assert loss == pytest.approx(min(losses), rel=1e-4)


def test_the_state_tells_speed_and_forgets_the_time_when_it_is_over(lab, finish):
    training = finish(lab.recipe(), lab.rows())
    state = training.state
    assert (state.phase, state.epoch, state.step, state.steps_per_epoch) == ("finished", 3, 21, 7)
    assert state.steps_per_second > 0
    assert state.seconds_left is None
    assert training.model.train_function is None
