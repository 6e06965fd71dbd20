"""What is measured of a model is what scikit-learn and Keras say of the same predictions and weights."""

from dataclasses import replace

import numpy as np
import pytest

from seqtui.data.dataset import class_numbers
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, LayerSpec, Obj

NAMES = ("ash", "birch", "cedar", "dogwood")


def of(loss, *, logits=False):
    return Obj(loss, Arguments(from_logits=True)) if logits else loss


def rows(lab, task, classes, *, held=True, empty=False):
    """Rows of one task; where `empty`, a class is named that no row has."""
    data = lab.rows(task, train=120, validation=80 if held else 0)
    return replace(data, class_names=NAMES[: classes + empty])


def tracer_of(lab, data, units, activation, loss):
    """A model that makes mistakes of every kind."""
    from seqtui.engine.tracing import Tracer

    last = LayerSpec("Dense", Arguments(units=units, activation=activation, kernel_initializer="normal"))
    recipe = lab.recipe(layers=(LayerSpec("Normalization"), lab.dense(8), last), loss=loss)
    tracer = Tracer(recipe, data)
    weights = tracer.model.get_weights()
    weights[-2] = np.random.default_rng(3).normal(size=weights[-2].shape)
    tracer.set_weights(weights)
    return tracer


def silenced(tracer, unit):
    """The same, with a class that is never predicted."""
    weights = tracer.model.get_weights()
    weights[-1][unit] = -1e3
    tracer.set_weights(weights)
    return tracer


# Task, classes, units of the last layer and its activation, loss
CASES = {
    "sigmoid": ("binary", 2, 1, "sigmoid", of("binary_crossentropy")),
    "binary logits": ("binary", 2, 1, "linear", of("BinaryCrossentropy", logits=True)),
    "two softmax units": ("binary", 2, 2, "softmax", of("sparse_categorical_crossentropy")),
    "softmax": ("multiclass", 3, 3, "softmax", of("sparse_categorical_crossentropy")),
    "logits": ("multiclass", 3, 3, "linear", of("SparseCategoricalCrossentropy", logits=True)),
    "one-hot": ("one_hot", 3, 3, "softmax", of("categorical_crossentropy")),
    "one-hot logits": ("one_hot", 3, 3, "linear", of("CategoricalCrossentropy", logits=True)),
}


def by_hand(tracer, x):
    """Classes as Keras's accuracy metrics take them: above one half, or the largest."""
    scores = tracer.model.predict(x, verbose=0)
    if scores.shape[1] > 1:
        return scores.argmax(axis=1)
    logits = tracer.recipe.compile.loss != "binary_crossentropy"
    return (scores[:, 0] > (0.0 if logits else 0.5)).astype(int)


def assert_as_scikit_learn_says(found, true, predicted, classes):
    from sklearn import metrics  # takes long to load, and one file needs it

    labels = list(range(classes))
    assert np.array_equal(found.confusion, metrics.confusion_matrix(true, predicted, labels=labels))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        true, predicted, labels=labels, zero_division=np.nan
    )
    np.testing.assert_allclose(found.precision, precision, rtol=1e-12)
    np.testing.assert_allclose(found.recall, recall, rtol=1e-12)
    np.testing.assert_allclose(found.f1, f1, rtol=1e-12)
    assert np.array_equal(found.support, support)
    assert found.accuracy == pytest.approx(metrics.accuracy_score(true, predicted), rel=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_figures_of_classes_are_scikit_learns(lab, case):
    from seqtui.engine import probes

    task, classes, *last = CASES[case]
    data = rows(lab, task, classes)
    tracer = tracer_of(lab, data, *last)
    found = probes.classes(tracer)
    true, predicted = class_numbers(data.y_val), by_hand(tracer, data.x_val)
    assert len(set(predicted)) == classes
    assert 0 < found.accuracy < 1
    assert_as_scikit_learn_says(found, true, predicted, classes)

    wrong = np.nonzero(true != predicted)[0] + len(data.x_train)
    assert sorted(one.sample for one in found.mistakes) == wrong.tolist()
    sure = [one.confidence for one in found.mistakes]
    assert sure == sorted(sure, reverse=True)
    assert all(1 / classes <= one <= 1 for one in sure)
    for one in found.mistakes:
        at = one.sample - len(data.x_train)
        assert (one.target, one.predicted) == (true[at], predicted[at])
    assert (found.part, found.names) == ("validation", NAMES[:classes])


def test_a_class_that_is_never_predicted_and_one_without_rows(lab):
    from seqtui.engine import probes

    data = rows(lab, "multiclass", 3, empty=True)
    tracer = silenced(tracer_of(lab, data, 4, "softmax", of("sparse_categorical_crossentropy")), 1)
    found = probes.classes(tracer)
    predicted = by_hand(tracer, data.x_val)
    assert 1 not in predicted
    assert_as_scikit_learn_says(found, data.y_val, predicted, 4)
    assert np.isnan(found.precision[1])
    assert np.isnan(found.recall[3])


def test_without_validation_rows_it_is_the_training_rows_that_are_judged(lab):
    from seqtui.engine import probes

    data = rows(lab, "binary", 2, held=False)
    tracer = tracer_of(lab, data, *CASES["sigmoid"][2:])
    found = probes.classes(tracer)
    assert (found.part, found.support.sum()) == ("train", 120)
    assert_as_scikit_learn_says(found, data.y_train[:, 0], by_hand(tracer, data.x_train), 2)


def test_what_cannot_be_judged_is_told(lab):
    from seqtui.engine import probes

    data = rows(lab, "multiclass", 3)
    with pytest.raises(SeqtuiError, match="does not fit the classes") as raised:
        probes.classes(tracer_of(lab, data, 5, "softmax", of("sparse_categorical_crossentropy")))
    assert "Dense 3 and softmax" in raised.value.remedy
    tracer = tracer_of(lab, data, 3, "softmax", of("sparse_categorical_crossentropy"))
    lost = replace(data, x_val=data.x_val.copy())
    lost.x_val[4, 2] = np.nan
    tracer.dataset = lost
    with pytest.raises(SeqtuiError, match="not finite") as raised:
        probes.classes(tracer)
    assert "1 of 80 rows" in raised.value.cause
    nothing = replace(data, x_train=data.x_train[:0], y_train=data.y_train[:0])
    tracer.dataset = replace(nothing, x_val=data.x_val[:0], y_val=data.y_val[:0])
    for probe in (probes.classes, probes.layers):
        with pytest.raises(SeqtuiError, match="nothing to measure"):
            probe(tracer)
    with pytest.raises(SeqtuiError, match="no classes"):
        probes.classes(tracer_of(lab, lab.rows("regression"), 1, "linear", "mean_squared_error"))


def test_logits_of_any_size_become_chances_without_a_warning():
    from seqtui.engine import probes

    found = probes.class_probabilities(np.array([[-1e4], [0.0], [1e4]]), 2, from_logits=True)
    assert np.array_equal(found, [[1, 0], [0.5, 0.5], [0, 1]])


def test_layers_are_measured_as_keras_computes_them_and_left_as_they_were(lab):
    import keras
    import tensorflow as tf

    from seqtui.engine import probes
    from seqtui.engine.tracing import Tracer

    regular = Obj("l2", Arguments(l2=0.1))
    layers = (
        LayerSpec("Dense", Arguments(units=8, activation="relu", kernel_regularizer=regular)),
        LayerSpec("BatchNormalization"),
        lab.dense(4, "tanh"),
        lab.dense(1, "sigmoid"),
    )
    data = rows(lab, "binary", 2)
    tracer = Tracer(lab.recipe(layers=layers, loss="binary_crossentropy"), data)
    weights = tracer.model.get_weights()
    weights[0][:, 2], weights[1][2] = 0, -1
    tracer.set_weights(weights)
    first, normal, squashed, last = probes.layers(tracer)

    assert (first.dead, normal.dead, last.dead) == (pytest.approx(1 / 8), None, None)
    outputs = tracer.outputs(data.x_train)
    assert squashed.saturated == pytest.approx(np.mean(np.abs(outputs[2]) >= 0.98))
    assert first.outputs.counts.sum() == outputs[0].size
    assert [one.name for one in normal.weights] == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert first.weights[0].mean == pytest.approx(weights[0].mean(), rel=1e-5)
    assert first.weights[0].deviation == pytest.approx(weights[0].std(), rel=1e-5)

    model = tracer.model
    with tf.GradientTape() as tape:
        predicted = model(data.x_train[:32], training=True)
        loss = keras.losses.BinaryCrossentropy()(data.y_train[:32], predicted) + sum(model.losses)
    kernel, bias = tape.gradient(loss, [one.value for one in model.layers[0].trainable_weights])
    norm = float(tf.sqrt(tf.reduce_sum(kernel**2) + tf.reduce_sum(bias**2)))
    assert first.gradient == pytest.approx(norm, rel=1e-4)
    model.set_weights(weights)
    probes.layers(tracer)
    assert all(np.array_equal(one, other) for one, other in zip(weights, model.get_weights(), strict=True))


def test_rows_are_taken_in_parts_where_layers_put_out_many_values(lab, monkeypatch):
    from seqtui.engine import probes

    data = rows(lab, "binary", 2)
    tracer = tracer_of(lab, data, *CASES["sigmoid"][2:])
    whole = probes.predict(tracer, data.x_train)
    sizes, outputs = [], tracer.outputs
    monkeypatch.setattr(probes, "_VALUES_AT_ONCE", 15 * 11)
    monkeypatch.setattr(tracer, "outputs", lambda x: sizes.append(len(x)) or outputs(x))
    np.testing.assert_allclose(probes.predict(tracer, data.x_train), whole, rtol=1e-5)
    assert sizes == [11] * 10 + [10]


def test_a_histogram_counts_what_is_finite_and_tells_the_rest():
    from seqtui.engine import probes

    found = probes.histogram("x", np.array([0.0, 1.0, 2.0, np.nan, np.inf, -np.inf]))
    assert (found.counts.sum(), found.nonfinite, found.mean) == (3, 3, 1.0)
    assert (found.edges[0], found.edges[-1]) == (0.0, 2.0)
    assert probes.histogram("x", np.array(["a"])).counts.sum() == 0


def test_bfloat16_is_measured_like_any_number(lab):
    from seqtui.engine import probes
    from seqtui.engine.tracing import Tracer

    half = Arguments(units=4, activation="relu", dtype="bfloat16", bias_initializer="ones")
    tracer = Tracer(
        lab.recipe(layers=(LayerSpec("Dense", half), lab.dense(1, "sigmoid"))), rows(lab, "binary", 2)
    )
    first = probes.layers(tracer)[0]
    assert [one.counts.sum() for one in first.weights] == [24, 4]
    assert first.weights[1].mean == 1.0
    assert first.outputs.counts.sum() == 120 * 4
    assert tracer.trace(0).stages[1].values.dtype == np.float32
