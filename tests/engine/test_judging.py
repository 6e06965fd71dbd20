"""Which argument Keras refuses, found by asking it again."""

import pytest

from seqtui.engine import judge, judge_settings
from seqtui.engine.build import model
from seqtui.recipe.values import Arguments, CompileSpec, Obj
from tests.engine.kinds import recipe, spec

DENSE = spec("Dense", units=4)


def bad(kind, /, **arguments):
    return spec(kind, **arguments)


REFUSED = [
    (bad("Dense", units=-3, activation="relu"), (12,), ("units",)),
    (bad("Dense", units=3, activation="rellu", use_bias=False), (12,), ("activation",)),
    (bad("Dense", units=-3, activation="rellu"), (12,), ("units",)),
    (bad("Dropout", rate=1.5, seed=3), (12,), ("rate",)),
    (bad("Conv2D", filters=4, kernel_size=9, padding="valid"), (5, 5, 2), ("kernel_size",)),
    (bad("Conv2D", filters=4, kernel_size=3, groups=3), (8, 8, 4), ("groups",)),
    (
        bad("Dense", units=3, kernel_regularizer=Obj("l2", Arguments(l2=-1.0))),
        (12,),
        ("kernel_regularizer", "l2"),
    ),
    (
        bad("TimeDistributed", layer=bad("Dense", units=0, activation="relu")),
        (5, 3),
        ("layer", "units"),
    ),
    (
        bad(
            "TimeDistributed",
            layer=bad(
                "Dense",
                units=2,
                kernel_initializer=Obj("variance_scaling", Arguments(scale=-1.0, mode="fan_in")),
            ),
        ),
        (5, 3),
        ("layer", "kernel_initializer", "scale"),
    ),
    (bad("LSTM", units=4, dropout=0.1), (12,), ()),
]


@pytest.mark.parametrize(("layer", "shape", "path"), REFUSED)
def test_the_argument_to_blame_is_found_however_deep(layer, shape, path):
    told = judge(recipe(layer, DENSE), 1, shape)
    assert told.error is not None
    assert told.argument == path
    assert told.flow.layers[1].state == "blocked"


def test_what_keras_accepts_has_no_error_and_the_shapes_of_all():
    told = judge(recipe(DENSE, spec("Dense", units=7)), 1, (12,))
    assert (told.error, told.argument) == (None, ())
    assert told.flow.layers[1].output_shape == (None, 7)


@pytest.mark.parametrize("first", [bad("LSTM", units=4), bad("Flatten")])
def test_behind_a_failing_layer_and_without_data_the_constructor_alone_is_asked(first):
    shape = (12,) if first.kind == "LSTM" else None
    told = judge(recipe(first, bad("Dense", units=-1)), 2, shape)
    assert told.error.layer == 2
    assert told.argument == ("units",)
    assert judge(recipe(first, DENSE), 2, shape).error is None


def test_a_name_that_another_layer_has_is_blamed():
    told = judge(recipe(spec("Dense", units=2, name="a"), spec("Dense", units=2, name="a")), 2, (3,))
    assert told.argument == ("name",)


def test_a_switched_off_layer_is_still_looked_at():
    off = spec("Dropout", rate=7.0)
    told = judge(recipe(type(off)(off.kind, off.arguments, enabled=False)), 1, (3,))
    assert told.argument == ("rate",)


@pytest.mark.parametrize(
    ("layer", "shape", "dtype"),
    [
        (spec("StringLookup", vocabulary=("a", "b"), output_mode="one_hot"), (1,), "string"),
        (spec("IntegerLookup", vocabulary=(4, 5), output_mode="multi_hot"), (6,), "int32"),
        (spec("TextVectorization", vocabulary=("a", "b"), output_mode="count"), (1,), "string"),
    ],
)
def test_a_vocabulary_has_a_size_in_the_flow_as_in_a_model(layer, shape, dtype):
    told = judge(recipe(layer), 1, shape, dtype)
    assert told.flow.output_shape == model(recipe(layer), shape, dtype).output_shape


SETTINGS = [
    (CompileSpec(), ()),
    (CompileSpec(Obj("sgd", Arguments(momentum=7.0, nesterov=True))), ("compile.optimizer", "momentum")),
    (CompileSpec(Obj("sgd", Arguments(learning_rate="fast"))), ("compile.optimizer.learning_rate",)),
    (CompileSpec(loss=Obj("huber", Arguments(reduction="all"))), ("compile.loss", "reduction")),
    (CompileSpec(metrics=(Obj("top_k_categorical_accuracy"), "acuracy")), ("compile.metrics",)),
]


@pytest.mark.parametrize(("made", "path"), SETTINGS)
def test_optimizer_loss_and_metrics_are_made_and_the_argument_to_blame_is_found(made, path):
    told = judge_settings(made)
    assert told.argument == path
    assert (told.error is None) == (path == ())
