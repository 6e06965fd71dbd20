"""Each remedy that is one edit, made and judged by real Keras."""

import pytest

from seqtui.engine import build
from seqtui.engine.shapes import flow
from seqtui.recipe import fixes
from seqtui.recipe.values import LayerSpec, Obj
from tests.engine.kinds import KINDS, NOT_HERE, SHAPES, fitting, recipe, spec
from tests.engine.test_shapes import MISTAKES

# What the tests of the shape flow have for mistakes, and the edit that mends each: None where none does.
SAYS = {
    "Conv2D on rank 2": "put Reshape (target_shape = [4, 5, 1]) before 2 Conv2D",
    "Conv2D on rank 3": "put Reshape (target_shape = [20, 20, 1]) before 2 Conv2D",
    "kernel larger than the input": "set kernel_size = 5 in 2 Conv2D",
    "dilated kernel larger than the input": "set kernel_size = 2 in 2 Conv2D",
    "pooling below 1": "set pool_size = 2 in 2 MaxPooling2D",
    "pooling after Flatten": "put Reshape (target_shape = [4, 5, 1]) before 2 MaxPooling2D",
    "LSTM on rank 2": "put Reshape (target_shape = [20, 1]) before 2 LSTM",
    "LSTM on rank 4": "put Reshape (target_shape = [20, 9]) before 2 LSTM",
    "Bidirectional on rank 2": "put Reshape (target_shape = [20, 1]) before 2 Bidirectional",
    "TimeDistributed on rank 2": "replace 2 TimeDistributed by Dense (units = 3)",
    "Reshape": "set target_shape = [-1, 5] in 2 Reshape",
    "Reshape with -1": "set target_shape = [4, -1] in 2 Reshape",
    "global pooling on rank 2": "remove 2 GlobalAveragePooling2D",
    "RepeatVector on rank 3": "put Flatten before 2 RepeatVector",
    # Only another input, or rows of a fixed size, would help.
    "Dense on None": None,
    "Conv2D on None channels": None,
    "Dense on scalars": "put Reshape (target_shape = [1]) before 2 Dense",
    "groups": "set groups = 1 in 2 Conv2D",
    "filters by groups": "set filters = 6 in 2 Conv2D",
    "GroupNormalization": "set groups = 4 in 2 GroupNormalization",
    "Permute of the wrong rank": "set dims = [2, 1] in 2 Permute",
    "Permute from 0": "set dims = [1, 2] in 2 Permute",
    "Cropping2D": "set cropping = 4 in 2 Cropping2D",
    "Cropping1D": "set cropping = 4 in 2 Cropping1D",
    "axis": "set axis = -1 in 2 BatchNormalization",
    "return_state": "leave return_state out of 2 LSTM",
    "Add": "remove 2 Add",
    "units 0": "set units = 32 in 2 Dense",
    "units -3": "set units = 3 in 2 Dense",
    "units ten": "set units = 32 in 2 Dense",
    "LSTM units": "set units = 3 in 2 LSTM",
    "filters 0": "set filters = 32 in 2 Conv2D",
    "no units": "set units = 32 in 2 Dense",
    "misspelt": "leave activaton out of 2 Dense",
    "rate 1.5": "set rate = 0.2 in 2 Dropout",
    "rate as text": "set rate = 0.2 in 2 Dropout",
    "activation": 'set activation = "relu" in 2 Dense',
    "initializer": 'set kernel_initializer = "glorot_uniform" in 2 Dense',
    "regularizer": 'set kernel_regularizer = "l1" in 2 Dense',
    "padding": 'set padding = "same" in 2 Conv2D',
    "pool padding": 'set padding = "same" in 2 MaxPooling2D',
    "kernel 0": "set kernel_size = 3 in 2 Conv2D",
    "strides": "leave strides out of 2 Conv2D",
    "two -1": "set target_shape = [-1] in 2 Reshape",
    "dtype": 'set dtype = "float32" in 2 Dense',
    # A recipe cannot hold it in the first place.
    "unknown kind": None,
}
LSTM = spec("LSTM", units=3)
SEQUENCE = spec("LSTM", units=3, return_sequences=True)
CONV = spec("Conv2D", filters=2, kernel_size=3)
# what, layers of which the last one fails, input, the edit
IN_A_STACK = [
    (
        "LSTM after LSTM",
        [LSTM, spec("Dropout", rate=0.1), spec("LSTM", units=2)],
        (5, 2),
        "set return_sequences = true in 1 LSTM",
    ),
    (
        "LSTM after Bidirectional",
        [spec("Bidirectional", layer=LSTM), LSTM],
        (5, 2),
        "set layer = LSTM (units = 3, return_sequences = true) in 1 Bidirectional",
    ),
    (
        "TimeDistributed after LSTM",
        [LSTM, spec("TimeDistributed", layer=spec("Dense", units=2))],
        (5, 2),
        "set return_sequences = true in 1 LSTM",
    ),
    (
        "RepeatVector after a sequence",
        [SEQUENCE, spec("RepeatVector", n=2)],
        (5, 2),
        "return_sequences = false",
    ),
    (
        "pooling after Flatten",
        [spec("Flatten"), spec("MaxPooling2D")],
        (8, 8, 3),
        "put 2 MaxPooling2D one place",
    ),
    ("convolution after Flatten", [spec("Flatten"), CONV], (8, 8, 3), "put 2 Conv2D one place further up"),
    (
        "Dense after a Flatten of None",
        [spec("Flatten"), spec("Dense", units=3)],
        (None, 3),
        "replace 1 Flatten by GlobalAveragePooling1D",
    ),
    (
        "pooling down to nothing",
        [spec("MaxPooling2D", pool_size=8), spec("MaxPooling2D")],
        (8, 8, 3),
        "remove 2 MaxPooling2D",
    ),
    ("Cropping of all", [spec("Cropping2D", cropping=1)], (2, 2, 3), "remove 1 Cropping2D"),
    ("Conv1D on images", [spec("Conv1D", filters=2, kernel_size=2)], (8, 8, 3), "[8, 24]"),
    ("kernel for each axis", [spec("Conv2D", filters=1, kernel_size=(9, 2))], (5, 5, 3), "[5, 2]"),
    (
        "a name taken twice",
        [spec("Dense", units=3, name="a"), spec("Dense", units=3, name="a")],
        (8,),
        "leave name out of 2 Dense",
    ),
    ("Equalization", [spec("Equalization")], (8, 8, 3), "remove 1 Equalization"),
]
ROWS = [(row[0], [spec("Identity"), row[1]], row[2], SAYS[row[0]]) for row in MISTAKES] + IN_A_STACK


@pytest.mark.parametrize(("layers", "given", "says"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_remedy_mends_the_layer_that_failed(layers, given, says):
    behind = LayerSpec("Dense", spec("Dense", units=-1).arguments)
    stack = recipe(*layers, behind)
    error = flow(stack, given).error
    assert error.layer == len(layers)
    if says is None:
        assert error.fix is None
        return
    assert says in fixes.words(error.fix)
    mended = fixes.apply(stack, error.fix)
    # Whatever fails now is the layer behind.
    assert flow(mended, given).error.layer == len(mended.layers)
    assert build.model(recipe(*mended.layers[:-1]), given).layers is not None


def test_every_mistake_has_its_edit_or_a_reason_why_not():
    assert set(SAYS) == {row[0] for row in MISTAKES}


def test_disabled_layers_in_between_stay_where_they_are():
    off = LayerSpec("Dropout", spec("Dropout", rate=0.5).arguments, enabled=False)
    stack = recipe(off, LSTM, off, LSTM)
    error = flow(stack, (5, 2)).error
    assert (error.layer, error.fix.layer) == (4, 2)
    assert flow(fixes.apply(stack, error.fix), (5, 2)).error is None


def test_an_object_keeps_its_arguments_under_its_right_name():
    wrong = spec("Dense", units=3, kernel_regularizer=Obj("L1_L3", spec("x", l1=0.5).arguments))
    error = flow(recipe(wrong), (4,)).error
    assert fixes.apply(recipe(wrong), error.fix).layers[0].arguments["kernel_regularizer"].arguments == {
        "l1": 0.5
    }


def test_whatever_kind_meets_whatever_input_a_remedy_told_is_one_that_mends():
    refused, mended = 0, 0
    for kind in KINDS:
        layer, _, dtype = fitting(kind)
        for given in [*SHAPES.values(), (1, 1, 1), (None,), (None, None, 3)]:
            stack = recipe(layer)
            error = flow(stack, given, dtype).error
            if error is None or kind.name in NOT_HERE:
                continue
            refused += 1
            if error.fix is not None:
                mended += 1
                assert flow(fixes.apply(stack, error.fix), given, dtype).error is None, fixes.words(error.fix)
    assert mended > 0.7 * refused > 200
