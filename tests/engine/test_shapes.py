"""The shape flow against real Keras."""

import random
import re
import resource
import subprocess
import sys
import threading

import pytest
from keras.src.backend.common import global_state

from seqtui.engine import build, shapes
from seqtui.engine.shapes import flow
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import LayerSpec, Obj
from tests.engine.kinds import KINDS, NOT_HERE, PACKAGES, fitting, recipe, spec

LESSON = recipe(
    spec("Normalization"),
    spec("Dense", units=64, activation="relu"),
    spec("Dense", units=32, activation="relu"),
    spec("Dense", units=1, activation="sigmoid"),
)


@pytest.fixture(autouse=True)
def _fresh():
    shapes._memo.clear()


def test_there_are_118_kinds():
    assert len(KINDS) == 118


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name not in NOT_HERE], ids=lambda kind: kind.name
)
def test_shapes_types_and_counts_equal_those_of_a_sequential(kind):
    layer, inputs, dtype = fitting(kind)
    assert flow(recipe(layer), inputs[0], dtype).error is None
    for given in inputs:
        found = flow(recipe(layer), given, dtype)
        if found.error is not None:
            with pytest.raises(SeqtuiError, match=re.escape(found.error.title)):
                build.model(recipe(layer), given, dtype)
            continue
        model = build.model(recipe(layer), given, dtype)
        row = found.layers[0]
        assert row.output_shape == model.output_shape
        assert row.dtype == str(model.outputs[0].dtype)
        assert row.params == model.count_params()
        assert row.trainable == sum(weight.numpy().size for weight in model.trainable_weights)
        assert row.non_trainable == sum(weight.numpy().size for weight in model.non_trainable_weights)
        assert row.param_bytes == sum(weight.numpy().nbytes for weight in model.weights)


def assert_told_by_flow_and_model(name, reason):
    layer, inputs, dtype = fitting(next(kind for kind in KINDS if kind.name == name))
    found = flow(recipe(layer), inputs[0], dtype)
    assert reason in found.error.title
    with pytest.raises(SeqtuiError) as raised:
        build.model(recipe(layer), inputs[0], dtype)
    assert (raised.value.title, raised.value.layer) == (found.error.title, 1)


@pytest.mark.parametrize(("name", "reason"), NOT_HERE.items(), ids=NOT_HERE)
def test_kinds_that_cannot_be_built_here_say_why_as_the_model_does(name, reason):
    assert_told_by_flow_and_model(name, reason)


@pytest.mark.parametrize(("name", "package"), PACKAGES.items(), ids=PACKAGES)
def test_a_kind_says_which_package_it_needs_where_that_is_not_installed(name, package, monkeypatch):
    from keras.src.utils import module_utils

    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(getattr(module_utils, package), "module", None)
    assert_told_by_flow_and_model(name, "needs another package")


CONV = {"filters": 4, "kernel_size": 3}
# what, the layer, its input, words of the title, words of the cause, words of the remedy
MISTAKES = [
    ("Conv2D on rank 2", spec("Conv2D", **CONV), (20,), "more axes", "(None, 20) has 2", "[4, 5, 1]"),
    ("Conv2D on rank 3", spec("Conv2D", **CONV), (20, 20), "more axes", "has 3", "[20, 20, 1]"),
    (
        "kernel larger than the input",
        spec("Conv2D", filters=1, kernel_size=9),
        (5, 5, 1),
        "too small for Conv2D",
        "9 x 9 does not fit into 5 x 5",
        "kernel_size",
    ),
    (
        "dilated kernel larger than the input",
        spec("Conv2D", **CONV, dilation_rate=3),
        (5, 5, 1),
        "too small",
        "7 x 7 does not fit into 5 x 5",
        "padding",
    ),
    (
        "pooling below 1",
        spec("MaxPooling2D", pool_size=3),
        (2, 2, 1),
        "too small for MaxPooling2D",
        "3 x 3 does not fit into 2 x 2",
        "pool_size",
    ),
    ("pooling after Flatten", spec("MaxPooling2D"), (20,), "more axes", "takes 4 axes", "before the Flatten"),
    ("LSTM on rank 2", spec("LSTM", units=3), (20,), "more axes", "takes 3 axes", "return_sequences = true"),
    ("LSTM on rank 4", spec("LSTM", units=3), (20, 3, 3), "fewer axes", "has 4", "[20, 9]"),
    (
        "Bidirectional on rank 2",
        spec("Bidirectional", layer=spec("LSTM", units=3)),
        (20,),
        "more axes",
        "3",
        "",
    ),
    (
        "TimeDistributed on rank 2",
        spec("TimeDistributed", layer=spec("Dense", units=3)),
        (20,),
        "axes",
        "",
        "",
    ),
    ("Reshape", spec("Reshape", target_shape=(3, 5)), (20,), "does not add up", "3 x 5 = 15", "20"),
    (
        "Reshape with -1",
        spec("Reshape", target_shape=(3, -1)),
        (20,),
        "does not add up",
        "divided by 3",
        "20",
    ),
    ("global pooling on rank 2", spec("GlobalAveragePooling2D"), (20,), "more axes", "has 2", "Remove it"),
    ("RepeatVector on rank 3", spec("RepeatVector", n=2), (20, 3), "fewer axes", "has 3", "Flatten"),
    ("Dense on None", spec("Dense", units=3), (None,), "fixed size", "(None, None)", "fixed shape"),
    ("Conv2D on None channels", spec("Conv2D", **CONV), (9, 9, None), "fixed size", "None", "fixed shape"),
    ("Dense on scalars", spec("Dense", units=3), (), "more axes", "at least 2 axes", "[1]"),
    ("groups", spec("Conv2D", **CONV, groups=2), (9, 9, 3), "divide the channels", "3 channels", "divides 3"),
    ("filters by groups", spec("Conv2D", **CONV, groups=3), (9, 9, 3), "divide the filters", "4 filters", ""),
    (
        "GroupNormalization",
        spec("GroupNormalization"),
        (9, 9, 4),
        "divide the channels",
        "32 equal",
        "divides 4",
    ),
    (
        "Permute of the wrong rank",
        spec("Permute", dims=(2, 1, 3)),
        (9, 9),
        "does not fit",
        "dims names 3",
        "to 2",
    ),
    ("Permute from 0", spec("Permute", dims=(0, 1)), (9, 9), "no permutation", "counted from 1", "once"),
    ("Cropping2D", spec("Cropping2D", cropping=5), (9, 9, 3), "leave nothing", "9 x 9", "smaller"),
    ("Cropping1D", spec("Cropping1D", cropping=5), (9, 9), "leave nothing", "9", "smaller"),
    ("axis", spec("BatchNormalization", axis=5), (9,), "no such axis", "axis is 5", "-1"),
    (
        "return_state",
        spec("LSTM", units=3, return_state=True),
        (9, 3),
        "one output",
        "several",
        "return_state",
    ),
    ("Add", spec("Add"), (9,), "several inputs", "one from layer to layer", "Functional"),
    ("units 0", spec("Dense", units=0), (9,), "positive whole number", "units = 0", "units = 32"),
    ("units -3", spec("Dense", units=-3), (9,), "positive whole number", "units = -3", "1 or more"),
    ("units ten", spec("Dense", units="ten"), (9,), "positive whole number", 'units = "ten"', "1 or more"),
    ("LSTM units", spec("LSTM", units=-3), (9, 3), "positive whole number", "units = -3", "1 or more"),
    (
        "filters 0",
        spec("Conv2D", filters=0, kernel_size=3),
        (9, 9, 1),
        "positive",
        "filters = 0",
        "1 or more",
    ),
    ("no units", spec("Dense"), (9,), "needs units", "no default", "units = 32"),
    ("misspelt", spec("Dense", units=3, activaton="relu"), (9,), "no activaton", "", "activation?"),
    ("rate 1.5", spec("Dropout", rate=1.5), (9,), "between 0 and 1", "rate = 1.5", "rate = 0.5"),
    ("rate as text", spec("Dropout", rate="a"), (9,), "text for a number", 'rate = "a"', "quotation"),
    ("activation", spec("Dense", units=3, activation="rel"), (9,), "Unknown activation", '"rel"', '"relu"'),
    (
        "initializer",
        spec("Dense", units=3, kernel_initializer="glorot_unform"),
        (9,),
        "Unknown initializer",
        "glorot_unform",
        "glorot_uniform",
    ),
    (
        "regularizer",
        spec("Dense", units=3, kernel_regularizer=Obj("l3")),
        (9,),
        "Unknown regularizer",
        "",
        "l2",
    ),
    ("padding", spec("Conv2D", **CONV, padding="sam"), (9, 9, 1), "no such choice", '"sam"', '"same"'),
    ("pool padding", spec("MaxPooling2D", padding="sam"), (9, 9, 1), "no such choice", '"sam"', '"same"'),
    ("kernel 0", spec("Conv2D", filters=1, kernel_size=0), (9, 9, 1), "kernel_size", "= 0", "1 or more"),
    (
        "strides",
        spec("Conv2D", **CONV, strides=2, dilation_rate=2),
        (9, 9, 1),
        "exclude each other",
        "",
        "to 1",
    ),
    ("two -1", spec("Reshape", target_shape=(-1, -1)), (9,), "more than one -1", "(-1, -1)", "Keep one"),
    ("dtype", spec("Dense", units=3, dtype="floaty"), (9,), "Unknown dtype", "floaty", "float32"),
    ("unknown kind", spec("Dens", units=3), (9,), "Unknown layer", "Dens", "Did you mean Dense?"),
]


@pytest.mark.parametrize(
    ("layer", "given", "title", "cause", "remedy"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_mistake_is_pinned_to_its_layer_in_clean_words(layer, given, title, cause, remedy):
    stack = recipe(spec("Identity"), layer, spec("Flatten"), spec("Dense", units=1))
    found = flow(stack, given)
    assert [row.state for row in found.layers] == ["ok", "failed", "blocked", "blocked"]
    error = found.layers[1].error
    assert found.error == error
    assert error.layer == 2
    assert title in error.title
    assert cause in error.message
    assert remedy in error.remedy
    for text in (error.title, error.message, error.remedy):
        assert not any(
            part in text for part in ("\x1b", "Arguments received", "Exception encountered", "`", "'None'")
        )
        assert text
    assert "Received" not in error.message
    with pytest.raises(SeqtuiError) as raised:
        build.model(stack, given)
    assert (raised.value.title, raised.value.layer) == (error.title, 2)


def test_lstm_after_lstm_without_return_sequences_is_pinned_to_the_second():
    stack = recipe(spec("LSTM", units=4), spec("LSTM", units=4), spec("Dense", units=1))
    assert flow(stack, (9, 3)).error.layer == 2


def test_flatten_of_none_then_dense_is_pinned_to_the_dense():
    found = flow(recipe(spec("Flatten"), spec("Dense", units=3)), (None, 3))
    assert found.error.layer == 2
    assert "fixed size" in found.error.title


def test_the_lessons_model_has_the_lessons_counts():
    found = flow(LESSON, (20,))
    assert [row.params for row in found.layers] == [41, 1344, 2080, 33]
    assert found.totals.params == 3498
    assert found.totals.non_trainable == 41
    assert found.output_shape == (None, 1)
    assert [row.name for row in found.layers] == ["normalization", "dense", "dense_1", "dense_2"]
    assert found.layers[1].activation_bytes == 32 * 64 * 4


def test_disabled_layers_pass_their_input_on_and_keep_their_index():
    off = LayerSpec("Dense", spec("Dense", units=7).arguments, enabled=False)
    found = flow(recipe(spec("Dense", units=5), off, spec("Dense", units=3)), (4,))
    assert [(row.index, row.state, row.output_shape) for row in found.layers] == [
        (1, "ok", (None, 5)),
        (2, "disabled", (None, 5)),
        (3, "ok", (None, 3)),
    ]
    assert [row.name for row in found.layers] == ["dense", "dense", "dense_1"]


def test_a_disabled_mistake_is_no_mistake():
    off = LayerSpec("Dense", spec("Dense", units=-7).arguments, enabled=False)
    assert flow(recipe(off, spec("Dense", units=3)), (4,)).error is None


def test_frozen_layers_count_as_not_trainable():
    row = flow(recipe(spec("Dense", units=5, trainable=False)), (4,)).layers[0]
    assert (row.trainable, row.non_trainable) == (0, 25)


def test_an_impossible_input_is_the_inputs_error():
    found = flow(LESSON, (0,))
    assert found.error.layer == 0
    assert {row.state for row in found.layers} == {"blocked"}
    assert flow(LESSON, (20,), "floaty").error.layer == 0


def test_a_name_taken_twice_is_pinned_to_the_second():
    stack = recipe(spec("Dense", units=2, name="a"), spec("Dense", units=2), spec("Dense", units=2, name="a"))
    found = flow(stack, (4,))
    assert found.error.layer == 3
    assert "Layer 1" in found.error.message


def test_an_empty_stack_gives_its_input():
    assert flow(recipe(), (3, 4)).output_shape == (None, 3, 4)


def test_answers_are_remembered_by_layer_and_input():
    flow(LESSON, (20,))
    known = len(shapes._memo._answers)
    flow(LESSON, (20,), batch_size=1)
    assert len(shapes._memo._answers) == known
    flow(LESSON, (21,))
    # The last two layers see the same inputs as before.
    assert len(shapes._memo._answers) == known + 2


def test_values_that_python_takes_for_equal_are_told_apart():
    assert flow(recipe(spec("Dense", units=1)), (4,)).error is None
    assert flow(recipe(spec("Dense", units=1.0)), (4,)).error is not None


def test_the_global_random_state_is_left_as_it_was():
    random.seed(3)
    before = random.getstate()
    flow(recipe(spec("Dense", units=3), spec("Dropout", rate=0.5), spec("Dense", units=-1)), (4,))
    assert random.getstate() == before


def test_no_variable_is_left_waiting_to_be_filled():
    flow(recipe(spec("Dense", units=300), spec("Dense", units=-1)), (4,))
    assert not global_state.get_global_attribute("uninitialized_variables")


def test_a_seeded_build_is_the_same_while_inspection_goes_on_beside_it():
    alone = build.model(LESSON, (20,), seed=5).get_weights()
    stop = threading.Event()

    def inspect() -> None:
        while not stop.is_set():
            shapes._memo.clear()
            flow(LESSON, (20,))

    beside = threading.Thread(target=inspect)
    beside.start()
    try:
        for _ in range(5):
            again = build.model(LESSON, (20,), seed=5).get_weights()
            assert all((one == other).all() for one, other in zip(alone, again, strict=True))
    finally:
        stop.set()
        beside.join()


def test_800_million_parameters_cost_no_memory():
    flow(LESSON, (20,))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = flow(recipe(spec("Dense", units=20_000), spec("Dense", units=40_000)), (20,))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found.totals.params == 20 * 20_000 + 20_000 + 20_000 * 40_000 + 40_000
    assert grown < 20 * 1024, "KiB"


def test_no_kind_computes_anything_so_that_no_gpu_is_taken():
    code = """
from tests.engine.kinds import KINDS, fitting, recipe
from seqtui.engine.shapes import flow
from tensorflow.python.eager import context
for kind in KINDS:
    layer, inputs, dtype = fitting(kind)
    flow(recipe(layer), inputs[0], dtype)
    assert not context.context()._initialized, kind.name
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
