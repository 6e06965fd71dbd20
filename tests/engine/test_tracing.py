"""A trace is what the model's own layers give, called one by one; what cannot be traced is told."""

from dataclasses import replace

import numpy as np
import pytest

from seqtui.engine import build
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe
from tests.engine import proofs
from tests.engine.kinds import spec


def opened(name):
    from seqtui.data import load
    from seqtui.sources import open_source

    source = open_source(name)
    return source.recipe, load(source.recipe.data, source.base)


@pytest.mark.parametrize("name", ["lesson", "digits-cnn", "penguins"])
def test_each_stage_is_the_layer_called_on_the_stage_before(name):
    from seqtui.engine.tracing import Tracer

    recipe, dataset = opened(name)
    tracer = Tracer(recipe, dataset)
    trace = tracer.trace(len(dataset.x_train) + 3)
    assert trace.part == "validation"
    assert np.array_equal(trace.stages[0].values, dataset.x_val[3])
    assert np.array_equal(trace.target, dataset.y_val[3])
    values = dataset.x_val[3:4]
    for layer, stage in zip(tracer.model.layers, trace.stages[1:], strict=True):
        values = np.asarray(layer(values, training=False))
        np.testing.assert_allclose(stage.values, values[0], rtol=1e-5, atol=1e-6)
        assert stage.output_shape == (None, *values.shape[1:])
        assert stage.params == layer.count_params()


def test_what_is_traced_can_be_changed_and_then_has_no_target():
    from seqtui.engine.tracing import Tracer

    recipe, dataset = opened("lesson")
    tracer = Tracer(recipe, dataset)
    own = tracer.trace(0)
    x = own.stages[0].values.copy()
    x[0] += 5
    changed = tracer.trace(0, x)
    assert changed.target is None
    assert not np.array_equal(changed.prediction, own.prediction)


def test_training_behaviour_is_another_one_where_there_is_dropout():
    from seqtui.engine.tracing import Tracer
    from seqtui.recipe import edits

    recipe, dataset = opened("lesson")
    recipe = edits.insert(recipe, 2, edits.new_layer("Dropout"))
    tracer = Tracer(recipe, dataset)
    assert np.array_equal(tracer.trace(0).stages[3].values, tracer.trace(0).stages[2].values)
    training = tracer.trace(0, training=True)
    assert training.training
    assert not np.array_equal(training.stages[3].values, training.stages[2].values)


def test_weights_of_another_model_are_refused_and_no_such_row_is_told():
    from seqtui.engine.tracing import Tracer

    recipe, dataset = opened("lesson")
    tracer = Tracer(recipe, dataset)
    with pytest.raises(SeqtuiError, match="another model"):
        tracer.set_weights([np.zeros((2, 2))])
    with pytest.raises(SeqtuiError, match="no sample 5000"):
        tracer.trace(5000)
    with pytest.raises(SeqtuiError, match="no layer"):
        Tracer(Recipe(data=recipe.data), dataset)


def plain(*layers, shape=(4,), dtype="float32"):
    return proofs.of_stack("plain", layers, shape, dtype)


def traced(case, row=0, **more):
    from seqtui.engine.tracing import Tracer

    return Tracer(case.recipe, case.data).trace(row, **more)


def assert_told(raised, *words):
    error = raised.value
    assert all((error.title, error.cause, error.remedy))
    assert not any(mark in str(error) for mark in ("Traceback", "\x1b", "{{", "[[")), error
    for word in words:
        assert word in str(error), error


def test_an_untrained_model_is_traced_with_the_weights_of_its_seed():
    from seqtui.engine.tracing import Tracer

    case = plain(spec("Dense", units=3), spec("Dense", units=1))
    tracer = Tracer(case.recipe, case.data)
    assert not tracer.trained
    seeded = build.model(case.recipe, (4,)).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(tracer.model.get_weights(), seeded, strict=True))
    assert Tracer(case.recipe, case.data, seeded).trained


def test_a_model_that_cannot_be_built_names_its_layer():
    with pytest.raises(SeqtuiError) as raised:
        traced(plain(spec("Dense", units=3), spec("Conv2D", filters=2, kernel_size=3)))
    assert_told(raised, "Conv2D", "more axes")
    assert raised.value.layer == 2


def test_words_are_traced_where_a_layer_takes_them_and_refused_where_none_does():
    words = plain(spec("StringLookup", vocabulary=("a", "b")), shape=(3,), dtype="string")
    found = traced(words)
    assert found.stages[0].values.tolist() == words.data.x_train[0].tolist()
    assert found.prediction.tolist() == [{"a": 1, "b": 2}.get(one, 0) for one in found.stages[0].values]
    with pytest.raises(SeqtuiError) as raised:
        traced(plain(spec("Flatten"), spec("Dense", units=2), shape=(3,), dtype="string"))
    assert_told(raised, "hold text", "StringLookup")
    assert raised.value.layer == 2


def test_an_image_larger_than_any_screen_is_traced_whole():
    case = plain(
        spec("Conv2D", filters=3, kernel_size=5, strides=4), spec("GlobalMaxPooling2D"), shape=(600, 400, 3)
    )
    found = traced(case, 20)
    assert [stage.values.shape for stage in found.stages] == [(600, 400, 3), (149, 99, 3), (3,)]
    assert found.part == "validation"


@pytest.mark.parametrize("row", [-1, 24, 10**12])
def test_a_row_that_is_not_there_is_told(row):
    with pytest.raises(SeqtuiError) as raised:
        traced(plain(spec("Dense", units=1)), row)
    assert_told(raised, f"no sample {row}", "24 rows: 0 to 23")


def test_numbers_that_are_not_finite_go_through_as_they_are():
    case = plain(spec("Dense", units=2, activation="relu"), spec("Dense", units=1, activation="sigmoid"))
    for lost in (np.nan, np.inf):
        case.data.x_train[0, 1] = lost
        found = traced(case)
        assert np.array_equal(found.stages[0].values, case.data.x_train[0], equal_nan=True)
        assert not np.isfinite(found.stages[1].values).all()


def test_data_without_rows_say_so():
    case = plain(spec("Dense", units=1))
    data = case.data
    empty = replace(
        data, x_train=data.x_train[:0], y_train=data.y_train[:0], x_val=data.x_val[:0], y_val=data.y_val[:0]
    )
    with pytest.raises(SeqtuiError) as raised:
        traced(replace(case, data=empty))
    assert_told(raised, "no rows")


def test_values_that_layers_fail_on_are_told():
    case = plain(spec("Embedding", input_dim=5, output_dim=2), shape=(3,), dtype="int32")
    case.data.x_train[0] = (1, 77, 2)
    with pytest.raises(SeqtuiError) as raised:
        traced(case)
    assert_told(raised, "outside the Embedding", "77")
    assert raised.value.layer == 1
    for other in (np.zeros(2), np.array(["a", "b", "c"])):
        with pytest.raises(SeqtuiError) as raised:
            traced(case, 1, x=other)
        assert_told(raised, "no sample", "(3,)")


def test_files_that_hold_no_weights_of_this_model_are_told(tmp_path):
    from seqtui.engine.tracing import Tracer

    case, other = plain(spec("Dense", units=1)), plain(spec("Dense", units=2), spec("Dense", units=1))
    Tracer(other.recipe, other.data).model.save(tmp_path / "other.keras")
    (tmp_path / "damaged.keras").write_bytes((tmp_path / "other.keras").read_bytes()[:300])
    for name, words in (("none", "does not exist"), ("damaged", "damaged"), ("other", "another model")):
        with pytest.raises(SeqtuiError) as raised:
            Tracer(case.recipe, case.data, tmp_path / f"{name}.keras")
        assert_told(raised, words)


def test_newer_statistics_of_a_normalization_count_though_the_call_is_compiled_already(tmp_path):
    from seqtui.engine.tracing import Tracer

    case = plain(spec("Normalization"), spec("Dense", units=2))
    tracer = Tracer(case.recipe, case.data)
    old = tracer.trace(0)
    moved = replace(case.data, x_train=case.data.x_train * 3 + 1)
    other = Tracer(case.recipe, moved)
    other.model.save(tmp_path / "other.keras")
    wanted = other.trace(0, old.stages[0].values).prediction
    tracer.load(tmp_path / "other.keras")
    assert np.array_equal(tracer.trace(0).prediction, wanted)
    tracer.set_weights(Tracer(case.recipe, case.data).model.get_weights())
    assert np.array_equal(tracer.trace(0).prediction, old.prediction)
