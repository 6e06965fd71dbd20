"""Recipes become the models that plain Keras code would make."""

import random
from dataclasses import replace

import keras
import numpy as np
import pytest

from seqtui.engine import build
from seqtui.engine.objects import snake
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, CompileSpec, Obj
from tests.engine.kinds import KINDS, recipe, spec

STACK = recipe(
    spec("Normalization"),
    spec("Dense", units=8, activation="relu"),
    spec("Dropout", rate=0.5),
    spec("Dense", units=1, activation="sigmoid"),
)


def rows(count: int = 100, offset: float = 50.0) -> np.ndarray:
    return np.random.default_rng(0).normal(offset, 7.0, size=(count, 4)).astype("float32")


def test_weights_are_those_of_plain_keras_code_with_the_same_seed():
    keras.utils.set_random_seed(11)
    plain = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Normalization(),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    ours = build.model(STACK, (4,), seed=11)
    for one, other in zip(plain.get_weights(), ours.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_recipes_seed_counts_where_none_is_given():
    seeded = replace(STACK, fit=replace(STACK.fit, seed=9))
    ours = build.model(seeded, (4,)).get_weights()[3]
    np.testing.assert_array_equal(ours, build.model(STACK, (4,), seed=9).get_weights()[3])
    assert not np.array_equal(ours, build.model(STACK, (4,), seed=10).get_weights()[3])


def test_normalization_is_adapted_to_the_rows_given():
    x = rows()
    model = build.model(STACK, (4,), x_train=x)
    np.testing.assert_allclose(model.layers[0].mean.numpy().ravel(), x.mean(0), rtol=1e-4)


def test_adapting_does_not_change_the_seeded_weights():
    adapted = build.model(STACK, (4,), seed=3, x_train=rows())
    plain = build.model(STACK, (4,), seed=3)
    np.testing.assert_array_equal(adapted.layers[1].kernel.numpy(), plain.layers[1].kernel.numpy())


def test_a_normalization_further_on_is_adapted_to_what_reaches_it():
    x = rows(3000)
    stack = recipe(
        spec("Normalization"), spec("Dense", units=3), spec("Dropout", rate=0.5), spec("Normalization")
    )
    model = build.model(stack, (4,), x_train=x)
    before = keras.Sequential(model.layers[:3])(x).numpy()
    np.testing.assert_allclose(model.layers[3].mean.numpy().ravel(), before.mean(0), atol=1e-3)


def test_given_statistics_are_kept():
    stack = recipe(spec("Normalization", mean=1.0, variance=4.0), spec("Dense", units=1))
    model = build.model(stack, (4,), x_train=rows())
    np.testing.assert_allclose(model.layers[0](np.full((1, 4), 5.0)), 2.0)


def test_boundaries_and_vocabularies_are_learnt():
    binned = build.model(recipe(spec("Discretization", num_bins=4)), (4,), x_train=rows())
    assert set(np.unique(binned(rows()))) == {0, 1, 2, 3}
    numbers = np.array([[7], [7], [9]])
    looked_up = build.model(
        recipe(spec("IntegerLookup", output_mode="one_hot")), (1,), "int64", x_train=numbers
    )
    assert looked_up.output_shape == (None, 3)
    np.testing.assert_array_equal(looked_up(numbers)[0], [0, 1, 0])


def test_a_built_model_can_be_adapted():
    model = build.model(STACK, (4,))
    build.adapt(model, rows())
    assert abs(float(model.layers[0].mean.numpy().mean()) - 50) < 5


def test_disabled_layers_are_left_out():
    off = replace(STACK.layers[1], enabled=False)
    model = build.model(recipe(STACK.layers[0], off, STACK.layers[3]), (4,))
    assert [layer.name for layer in model.layers] == ["normalization", "dense"]


def test_a_disabled_layer_still_counts_in_the_index_of_a_failure():
    off = replace(STACK.layers[1], enabled=False)
    with pytest.raises(SeqtuiError) as raised:
        build.model(recipe(off, spec("Dense", units=-1)), (4,))
    assert (raised.value.layer, raised.value.key) == (2, "layers.2")


def test_names_do_not_depend_on_what_was_built_before():
    for _ in range(2):
        model = build.model(recipe(*[spec("Dense", units=1)] * 3), (4,))
        assert [layer.name for layer in model.layers] == ["dense", "dense_1", "dense_2"]


def test_names_given_are_kept_and_not_given_twice():
    stack = recipe(spec("Dense", units=1), spec("Dense", units=1, name="dense"), spec("Dense", units=1))
    assert build.names(stack.layers) == ("dense_1", "dense", "dense_2")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_automatic_names_are_spelled_as_keras_spells_them(kind):
    from keras.src.utils.naming import to_snake_case

    assert snake(kind.name) == to_snake_case(kind.name)


def test_objects_none_and_wrapped_layers_reach_keras():
    stack = recipe(
        spec("Bidirectional", layer=spec("LSTM", units=3, kernel_regularizer=Obj("l2", Arguments(l2=0.25)))),
        spec(
            "Dense",
            units=2,
            activation=Obj("leaky_relu", Arguments(negative_slope=0.5)),
            bias_initializer="ones",
        ),
        spec(
            "Dense",
            units=2,
            kernel_initializer=Obj("random_normal", Arguments(stddev=0.5)),
            activation="None",
        ),
    )
    model = build.model(stack, (5, 2))
    assert float(model.layers[0].forward_layer.cell.kernel_regularizer.l2) == 0.25
    np.testing.assert_allclose(model.layers[1].activation(np.array([-2.0])), [-1.0])
    assert model.layers[2].kernel_initializer.stddev == 0.5
    assert model.layers[2].activation is keras.activations.linear


def test_a_model_with_objects_survives_its_own_json():
    stack = recipe(spec("Dense", units=2, activation=Obj("elu", Arguments(alpha=0.5))))
    again = keras.models.model_from_json(build.model(stack, (4,)).to_json())
    assert again.layers[0].activation.alpha == 0.5


def test_settings_reach_keras():
    settings = CompileSpec(
        optimizer=Obj(
            "SGD",
            Arguments(
                learning_rate=Obj(
                    "ExponentialDecay", Arguments(initial_learning_rate=0.5, decay_steps=10, decay_rate=0.9)
                ),
                momentum=0.9,
            ),
        ),
        loss=Obj("binary_crossentropy", Arguments(from_logits=True)),
        metrics=("accuracy", Obj("AUC", Arguments(num_thresholds=10))),
    )
    model = build.model(STACK, (4,))
    build.compile_model(model, settings)
    assert float(model.optimizer.learning_rate) == 0.5
    assert model.optimizer.momentum == 0.9
    assert model.loss.get_config()["from_logits"] is True


def test_short_names_take_arguments_too():
    model = build.model(STACK, (4,))
    build.compile_model(model, CompileSpec(loss=Obj("mse", Arguments(reduction="sum")), metrics=()))
    assert model.loss.reduction == "sum"


def test_a_whole_number_is_a_learning_rate():
    model = build.model(STACK, (4,))
    build.compile_model(model, CompileSpec(optimizer=Obj("sgd", Arguments(learning_rate=1))))
    assert float(model.optimizer.learning_rate) == 1.0


def test_constructing_for_inspection_leaves_random_alone():
    random.seed(1)
    before = random.getstate()
    with build.undisturbed_random():
        build.layer(spec("Dense", units=3))
        assert random.getstate() != before
    assert random.getstate() == before


def test_a_layer_that_cannot_learn_from_the_rows_is_named_by_its_place_in_the_recipe():
    off = replace(spec("Dense", units=1), enabled=False)
    with pytest.raises(SeqtuiError) as raised:
        build.model(recipe(off, spec("StringLookup")), (4,), x_train=rows())
    assert raised.value.layer == 2
    assert raised.value.title == "StringLookup cannot learn from the data"
    assert "float32" in raised.value.cause


def test_weights_of_whole_numbers_are_told():
    with pytest.raises(SeqtuiError) as raised:
        build.model(recipe(spec("Dense", units=40, dtype="int32")), (4,))
    assert raised.value.title == "Weights cannot be whole numbers"
