"""What goes wrong in training is told as title, cause and remedy, and the thread ends in order."""

import numpy as np
import pytest

from seqtui.engine import stepping
from seqtui.recipe.values import Arguments, LayerSpec, Obj


def failed(lab, finish, recipe, data):
    training = finish(recipe, data)
    state = training.state
    assert state.phase == "failed"
    assert training.record.names()[-1] == "failed"
    event = training.record.snapshot().events[-1]
    assert (event.title, event.cause, event.remedy) == (
        state.error.title,
        state.error.cause,
        state.error.remedy,
    )
    for text in (event.title, event.cause, event.remedy):
        assert text
        assert "\x1b" not in text
        assert "Traceback" not in text
    return state.error


def test_a_label_outside_the_classes(lab, finish):
    data = lab.rows("multiclass")
    data.y_train[17] = 5
    what = lab.recipe(layers=(lab.dense(3, "softmax"),), loss="sparse_categorical_crossentropy")
    error = failed(lab, finish, what, data)
    assert error.title == "A label is outside the classes"
    assert "class number 5" in error.cause
    assert error.remedy == "Give the last layer 6 units."


def test_an_ignored_class_is_no_label(lab, finish):
    data = lab.rows("multiclass")
    data.y_train[17] = -1
    loss = Obj("SparseCategoricalCrossentropy", Arguments(ignore_class=-1))
    training = finish(lab.recipe(layers=(lab.dense(3, "softmax"),), loss=loss, metrics=(), epochs=1), data)
    assert training.state.phase == "finished"


def test_an_output_of_another_width(lab, finish):
    error = failed(lab, finish, lab.recipe(layers=(lab.dense(3, "sigmoid"),)), lab.rows())
    assert error.title == "The output does not fit the target"
    assert "3 numbers" in error.cause
    assert "1 unit" in error.remedy
    assert error.exit_code == 3  # model and rows do not go together: nothing was trained


@pytest.mark.parametrize(
    ("units", "loss", "remedy"),
    [
        (
            8,
            "binary_crossentropy",
            'Use loss = "sparse_categorical_crossentropy" and give the last layer 3 units.',
        ),
        (3, "categorical_crossentropy", 'Use loss = "sparse_categorical_crossentropy".'),
    ],
)
def test_class_numbers_are_no_single_output(lab, finish, units, loss, remedy):
    what = lab.recipe(layers=(lab.dense(units, "softmax"),), loss=loss, epochs=1)
    error = failed(lab, finish, what, lab.rows("multiclass"))
    assert error.title == "The loss does not fit the labels"
    assert "one of 3 classes" in error.cause
    assert error.remedy == remedy


def test_a_missing_flatten(lab, finish):
    layers = (LayerSpec("Reshape", Arguments(target_shape=(3, 2))), lab.dense(3, "softmax"))
    what = lab.recipe(layers=layers, loss="sparse_categorical_crossentropy")
    error = failed(lab, finish, what, lab.rows("multiclass"))
    assert error.title == "The output has too many axes"
    assert "3 × 3" in error.cause
    assert "Flatten" in error.remedy


def test_early_stopping_that_watches_nothing(lab, finish):
    what = lab.recipe(early_stopping=Arguments(monitor="val_loss"))
    error = failed(lab, finish, what, lab.rows(validation=0))
    assert "there are no validation rows" in error.cause
    what = lab.recipe(early_stopping=Arguments(monitor="val_acuracy"))
    error = failed(lab, finish, what, lab.rows())
    assert "val_accuracy" in error.cause


def test_an_unknown_optimizer(lab, finish):
    error = failed(lab, finish, lab.recipe(optimizer=Obj("adma")), lab.rows())
    assert "adma" in error.cause


def test_memory_that_runs_out_in_the_middle(lab, finish, single_steps, monkeypatch):
    original = stepping.TrainFunction.__call__

    def exhausted(self, iterator):
        if self.position == 3:
            raise MemoryError
        return original(self, iterator)

    monkeypatch.setattr(stepping.TrainFunction, "__call__", exhausted)
    error = failed(lab, finish, lab.recipe(), lab.rows())
    assert error.title == "Out of memory"
    assert error.exit_code == 4


def test_a_run_that_diverges_says_so_and_goes_on(lab, finish, single_steps):
    what = lab.recipe(
        layers=(lab.dense(1, "linear"),),
        loss="mean_squared_error",
        optimizer=Obj("sgd", Arguments(learning_rate=1e6)),
        metrics=("mae",),
        epochs=4,
    )
    training = finish(what, lab.rows("regression"))
    assert training.state.phase == "finished"
    losses = training.record.snapshot().values["loss"]
    first = int(np.flatnonzero(~np.isfinite(losses))[0])
    assert first > 0
    assert not np.isfinite(losses[first:]).any()
    assert training.record.snapshot().epochs[-1].observation.startswith("NaN")


@pytest.mark.parametrize("signal", [SystemExit, KeyboardInterrupt])
def test_nothing_ends_the_thread_without_a_word(lab, finish, monkeypatch, signal):
    def leave(*_):
        raise signal

    monkeypatch.setattr(stepping.TrainFunction, "__call__", leave)
    assert failed(lab, finish, lab.recipe(), lab.rows())


def test_class_numbers_fit_outputs_of_many_classes_whatever_else_goes_wrong(lab):
    from types import SimpleNamespace

    from seqtui.engine.failures import explained

    what = lab.recipe(loss="sparse_categorical_crossentropy")
    model = SimpleNamespace(output_shape=(None, 3))
    told = explained(ValueError("something else"), what, lab.rows("multiclass"), model)
    assert told.title != "The output does not fit the target"


@pytest.mark.parametrize("layers", [(), (LayerSpec("Dense", Arguments(units=1), enabled=False),)])
def test_a_stack_without_layers(lab, finish, layers):
    error = failed(lab, finish, lab.recipe(layers=layers), lab.rows())
    assert error.title == "There are no layers"
    assert error.exit_code == 3


def test_an_explanation_that_fails_hides_nothing(lab, finish, monkeypatch):
    from seqtui.engine import failures

    def broken(*_):
        raise AttributeError("the explanation")

    monkeypatch.setattr(failures, "_misfit", broken)
    error = failed(lab, finish, lab.recipe(layers=(lab.dense(3, "sigmoid"),)), lab.rows())
    assert "the explanation" not in str(error)
