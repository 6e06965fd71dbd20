"""Receptive fields against what the gradients of a real model reach."""

import numpy as np
import pytest

from seqtui.engine import build
from seqtui.engine.shapes import flow
from tests.engine.kinds import recipe, spec

CONV = {"filters": 1, "kernel_size": 3, "kernel_initializer": "ones"}
STACKS = {
    "one kernel": [spec("Conv1D", **CONV)],
    "two kernels": [spec("Conv1D", **CONV), spec("Conv1D", **CONV)],
    "stride": [spec("Conv1D", **CONV, strides=2), spec("Conv1D", **CONV)],
    "dilation": [spec("Conv1D", **CONV, dilation_rate=3)],
    "pooling": [spec("Conv1D", **CONV), spec("AveragePooling1D", pool_size=2), spec("Conv1D", **CONV)],
    "pooling with its own stride": [spec("AveragePooling1D", pool_size=4, strides=1)],
    "what keeps it": [spec("Conv1D", **CONV), spec("Dropout", rate=0.5), spec("Conv1D", **CONV)],
    "separable": [spec("SeparableConv1D", filters=1, kernel_size=5)],
    "depthwise": [spec("DepthwiseConv1D", kernel_size=5)],
    "transposed": [spec("Conv1D", **CONV), spec("Conv1DTranspose", **CONV, strides=2)],
    "transposed, then a kernel": [spec("Conv1DTranspose", **CONV, strides=3), spec("Conv1D", **CONV)],
    "enlarged": [spec("Conv1D", **CONV), spec("UpSampling1D", size=2), spec("Conv1D", **CONV)],
}


def reached(stack) -> int:
    """The longest stretch of input that one output of the real model depends on."""
    import tensorflow as tf

    model = build.model(stack, (40, 1))
    x = tf.constant(np.random.default_rng(0).normal(size=(1, 40, 1)).astype("float32"))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(model(x)[0, :, 0])
    stretches = []
    for output in outputs:
        places = np.flatnonzero(tape.gradient(output, x).numpy())
        stretches.append(places[-1] - places[0] + 1 if len(places) else 0)
    return max(stretches)


@pytest.mark.parametrize("layers", STACKS.values(), ids=STACKS)
def test_it_is_what_an_output_depends_on(layers):
    stack = recipe(*layers)
    assert flow(stack, (40, 1)).layers[-1].receptive_field == (reached(stack),)


def test_axes_are_told_apart():
    stack = recipe(spec("Conv2D", filters=1, kernel_size=(3, 5)), spec("MaxPooling2D"))
    assert [row.receptive_field for row in flow(stack, (20, 20, 1)).layers] == [(3, 5), (4, 6)]


def test_it_means_nothing_before_a_window_and_behind_a_flatten():
    stack = recipe(
        spec("Rescaling", scale=2.0), spec("Conv1D", **CONV), spec("Flatten"), spec("Dense", units=2)
    )
    assert [row.receptive_field for row in flow(stack, (20, 1)).layers] == [None, (3,), None, None]


def test_pictures_made_of_flat_values_have_none():
    stack = recipe(spec("Flatten"), spec("Reshape", target_shape=(20, 1)), spec("Conv1D", **CONV))
    assert flow(stack, (20,)).layers[-1].receptive_field is None
