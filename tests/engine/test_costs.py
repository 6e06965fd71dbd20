"""Multiply-accumulates, formulas, bytes."""

import pytest

from seqtui.engine import costs
from seqtui.engine.shapes import flow
from tests.engine.kinds import KINDS, NOT_HERE, fitting, recipe, spec

# what, its input, MACs counted by hand, formula
COSTS = [
    (spec("Dense", units=64), (20,), 20 * 64, "20 x 64 weights + 64 biases = 1,344"),
    (spec("Dense", units=1), (64,), 64, "64 x 1 weights + 1 bias = 65"),
    (spec("Dense", units=8), (5, 20), 5 * 20 * 8, "20 x 8 weights + 8 biases = 168"),
    (
        spec("Conv2D", filters=32, kernel_size=3),
        (28, 28, 1),
        26 * 26 * 3 * 3 * 32,
        "3 x 3 x 1 x 32 weights + 32 biases = 320",
    ),
    (
        spec("Conv2D", filters=4, kernel_size=3, data_format="channels_first"),
        (2, 10, 10),
        8 * 8 * 3 * 3 * 2 * 4,
        "3 x 3 x 2 x 4 weights + 4 biases = 76",
    ),
    (
        spec("Conv2D", filters=4, kernel_size=3, groups=2),
        (10, 10, 4),
        8 * 8 * 3 * 3 * 2 * 4,
        "3 x 3 x 2 x 4 weights + 4 biases = 76",
    ),
    (spec("Conv1DTranspose", filters=2, kernel_size=3, strides=2), (10, 4), 10 * 3 * 2 * 4, None),
    (
        spec("SeparableConv2D", filters=4, kernel_size=3),
        (12, 12, 6),
        10 * 10 * (3 * 3 * 6 + 6 * 4),
        "3 x 3 x 6 x 1 depthwise weights + 1 x 1 x 6 x 4 pointwise weights + 4 biases = 82",
    ),
    (
        spec("LSTM", units=16),
        (10, 5),
        10 * 4 * (5 * 16 + 16 * 16),
        "4 gates x (5 x 16 weights + 16 x 16 recurrent weights + 16 biases) = 1,408",
    ),
    (
        spec("GRU", units=16),
        (10, 5),
        10 * 3 * (5 * 16 + 16 * 16),
        "3 gates x (5 x 16 weights + 16 x 16 recurrent weights + 2 x 16 biases) = 1,104",
    ),
    (
        spec("Bidirectional", layer=spec("SimpleRNN", units=4)),
        (10, 5),
        2 * 10 * (5 * 4 + 4 * 4),
        "2 x (5 x 4 weights + 4 x 4 recurrent weights + 4 biases) = 80",
    ),
    (
        spec("TimeDistributed", layer=spec("Dense", units=3)),
        (7, 6),
        7 * 6 * 3,
        "6 x 3 weights + 3 biases = 21",
    ),
    (spec("RNN", cell=spec("GRUCell", units=4)), (10, 5), 10 * 3 * (5 * 4 + 4 * 4), None),
    (spec("ConvLSTM1D", filters=4, kernel_size=3), (9, 12, 6), 9 * 10 * 4 * (3 * 6 * 4 + 3 * 4 * 4), None),
    (
        spec("EinsumDense", equation="abc,cde->abde", output_shape=(None, 3, 2)),
        (7, 6),
        7 * 6 * 3 * 2,
        "6 x 3 x 2 weights = 36",
    ),
    (spec("Embedding", input_dim=1000, output_dim=16), (10,), 0, "1,000 x 16 weights = 16,000"),
    (
        spec("BatchNormalization"),
        (8,),
        8,
        "8 gammas + 8 betas + 8 moving means + 8 moving variances = 32",
    ),
    (spec("Normalization"), (20,), 20, "20 means + 20 variances + 1 count = 41"),
    (spec("MaxPooling2D"), (8, 8, 3), 0, None),
    (spec("RandomFlip"), (8, 8, 3), None, None),
    (spec("LSTM", units=4), (None, 5), None, None),
]


@pytest.mark.parametrize(("layer", "given", "macs", "formula"), COSTS, ids=[row[0].kind for row in COSTS])
def test_costs_are_those_counted_by_hand(layer, given, macs, formula):
    row = flow(recipe(layer), given, "int32" if layer.kind == "Embedding" else "float32").layers[0]
    assert row.error is None
    assert row.macs == macs
    if formula is not None:
        assert row.formula == formula


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name not in NOT_HERE], ids=lambda kind: kind.name
)
def test_a_formula_gives_the_parameter_count_and_says_how(kind):
    layer, inputs, dtype = fitting(kind)
    row = flow(recipe(layer), inputs[0], dtype).layers[0]
    if row.params == 0:
        assert row.formula is None
        return
    sum_, total = row.formula.rsplit(" = ", 1)
    assert int(total.replace(",", "")) == row.params
    assert _value(sum_) == row.params


def _value(text: str) -> int:
    """Computes `4 gates x (6 x 3 weights + 3 biases)`: words out, x as times."""
    kept = "".join(char for char in text.replace(" x ", " * ") if not char.isalpha() and char != ",")
    return eval(kept)


def test_bytes_follow_type_and_batch():
    assert costs.tensor_bytes((None, 3, 4), "float16", 10) == 240
    assert costs.tensor_bytes((None, None, 4), "float32", 10) == 0
    assert costs.tensor_bytes((None, 4), "string", 10) == 0
    row = flow(recipe(spec("Dense", units=3, dtype="mixed_float16")), (5,), batch_size=2).layers[0]
    assert (row.dtype, row.activation_bytes, row.param_bytes) == ("float16", 2 * 3 * 2, 18 * 4)
