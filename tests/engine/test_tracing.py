"""A trace is what the model's own layers give, called one by one."""

import numpy as np
import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe


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
