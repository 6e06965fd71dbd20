"""The terms of a number sum to the number that Keras gives."""

import numpy as np
import pytest

SAME = {"padding": "same"}
CASES = {
    "dense": ("Dense", {"units": 5, "activation": "relu"}, (7,)),
    "dense-softmax": ("Dense", {"units": 4, "activation": "softmax"}, (3, 6)),
    "dense-sparsemax": ("Dense", {"units": 4, "activation": "sparsemax"}, (6,)),
    "dense-no-bias": ("Dense", {"units": 4, "activation": "gelu", "use_bias": False}, (6,)),
    "dense-4d": ("Dense", {"units": 3, "activation": "sigmoid"}, (2, 3, 2, 4)),
    "conv1d-valid": ("Conv1D", {"filters": 3, "kernel_size": 4}, (9, 2)),
    "conv1d-causal": (
        "Conv1D",
        {"filters": 3, "kernel_size": 4, "padding": "causal", "dilation_rate": 2},
        (11, 3),
    ),
    "conv1d-strides": ("Conv1D", {"filters": 3, "kernel_size": 4, "strides": 3, **SAME}, (11, 3)),
    "conv1d-dilation": ("Conv1D", {"filters": 3, "kernel_size": 3, "dilation_rate": 3, **SAME}, (10, 2)),
    "conv1d-groups": ("Conv1D", {"filters": 6, "kernel_size": 2, "groups": 3, "use_bias": False}, (7, 6)),
    "conv2d-valid": ("Conv2D", {"filters": 3, "kernel_size": (2, 3), "activation": "relu"}, (6, 5, 2)),
    "conv2d-strides": ("Conv2D", {"filters": 2, "kernel_size": 2, "strides": (2, 3)}, (7, 8, 3)),
    "conv2d-strides-same": ("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2, **SAME}, (9, 8, 4)),
    "conv2d-even-same": ("Conv2D", {"filters": 2, "kernel_size": (4, 2), **SAME}, (5, 6, 2)),
    "conv2d-wide-strides-same": ("Conv2D", {"filters": 2, "kernel_size": 2, "strides": 3, **SAME}, (8, 7, 2)),
    "conv2d-dilation": (
        "Conv2D",
        {"filters": 4, "kernel_size": 3, "dilation_rate": 2, "activation": "tanh", **SAME},
        (9, 9, 2),
    ),
    "conv2d-dilation-valid": ("Conv2D", {"filters": 2, "kernel_size": 3, "dilation_rate": (1, 2)}, (5, 8, 2)),
    "conv2d-groups": ("Conv2D", {"filters": 6, "kernel_size": (3, 2), "groups": 2}, (7, 8, 4)),
    "conv2d-groups-softmax": (
        "Conv2D",
        {"filters": 6, "kernel_size": 3, "groups": 2, "activation": "softmax", **SAME},
        (4, 5, 4),
    ),
    "conv3d": ("Conv3D", {"filters": 2, "kernel_size": 2}, (4, 4, 4, 2)),
    "depthwise": ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2, **SAME}, (6, 6, 3)),
    "depthwise-strides": ("DepthwiseConv1D", {"kernel_size": 3, "strides": 2, "activation": "relu"}, (9, 3)),
    "max": ("MaxPooling2D", {"pool_size": 3, "strides": 2, **SAME}, (8, 8, 3)),
    "max-valid": ("MaxPooling2D", {"pool_size": (2, 3)}, (7, 8, 2)),
    "max-1d": ("MaxPooling1D", {"pool_size": 3, "strides": 1, **SAME}, (7, 2)),
    "max-1d-valid": ("MaxPooling1D", {"pool_size": 2, "strides": 3}, (9, 2)),
    "average": ("AveragePooling2D", {"pool_size": 3, "strides": 2, **SAME}, (8, 8, 3)),
    "average-valid": ("AveragePooling2D", {"pool_size": (3, 2), "strides": 1}, (6, 5, 2)),
    "average-1d": ("AveragePooling1D", {"pool_size": 2}, (9, 3)),
    "average-1d-same": ("AveragePooling1D", {"pool_size": 4, "strides": 3, **SAME}, (10, 2)),
    "global-average": ("GlobalAveragePooling2D", {}, (5, 5, 3)),
    "global-average-1d": ("GlobalAveragePooling1D", {}, (6, 3)),
    "global-average-kept": ("GlobalAveragePooling2D", {"keepdims": True}, (4, 3, 2)),
    "global-max": ("GlobalMaxPooling2D", {}, (4, 5, 3)),
    "global-max-1d": ("GlobalMaxPooling1D", {}, (5, 3)),
    "batch-normalization": ("BatchNormalization", {}, (6,)),
    "batch-normalization-images": ("BatchNormalization", {"epsilon": 0.1}, (3, 4, 2)),
    "batch-normalization-axis": ("BatchNormalization", {"axis": 1}, (4, 5)),
    "batch-normalization-axis-behind": ("BatchNormalization", {"axis": -2}, (4, 5)),
    "batch-normalization-plain": ("BatchNormalization", {"center": False, "scale": False}, (6,)),
    "layer-normalization": ("LayerNormalization", {}, (3, 6)),
    "layer-normalization-plain": ("LayerNormalization", {"center": False, "scale": False}, (6,)),
    "rescaling": ("Rescaling", {"scale": 0.5, "offset": 1.0}, (4,)),
    "flatten": ("Flatten", {}, (3, 2, 2)),
    "reshape": ("Reshape", {"target_shape": (2, -1)}, (3, 4)),
    "softmax": ("Activation", {"activation": "softmax"}, (5,)),
    "relu": ("ReLU", {"negative_slope": 0.1}, (5,)),
}
ACTIVATIONS = [
    "celu",
    "elu",
    "exponential",
    "gelu",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "tanh",
    "tanh_shrink",
]


def built(kind, arguments, shape):
    import keras

    layer = getattr(keras.layers, kind)(**arguments)
    model = keras.Sequential([keras.Input(shape), layer])
    numbers = np.random.default_rng(0)
    for variable in layer.weights:
        values = numbers.normal(size=variable.shape)
        variable.assign(np.abs(values) + 0.1 if "variance" in variable.path else values)
    x = numbers.normal(size=shape).astype("float32")
    return layer, x, np.asarray(model(x[None], training=False))[0]


def assert_terms_come_to(layer, x, y, *, training=False):
    """Every number of `y`, which the layer made of `x`."""
    from seqtui.engine.terms import explain

    for place in np.ndindex(y.shape):
        found = explain(layer, x, y, place, training=training)
        assert found.result == pytest.approx(found.keras, rel=1e-5, abs=1e-5), place
        assert found.keras == float(y[place])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_terms_come_to_what_keras_gives(case):
    assert_terms_come_to(*built(*CASES[case]))


def test_values_that_terms_name_are_those_of_the_input():
    from seqtui.engine.terms import explain

    layer, x, y = built(*CASES["conv2d-groups"])
    for term in explain(layer, x, y, (2, 3, 4)).terms:
        assert term.place == () or term.value == float(x[term.place])


def test_a_window_at_the_border_has_the_taps_that_fall_on_values():
    from seqtui.engine.terms import explain

    layer, x, y = built("AveragePooling2D", {"pool_size": 3, "strides": 1, **SAME}, (5, 5, 1))
    counts = [
        len(explain(layer, x, y, place).terms) for place in ((0, 0, 0), (0, 2, 0), (2, 2, 0), (4, 4, 0))
    ]
    assert counts == [4, 6, 9, 4]
    layer, x, y = built("Conv2D", {"filters": 1, "kernel_size": 3, "use_bias": False, **SAME}, (5, 5, 2))
    assert len(explain(layer, x, y, (4, 0, 0)).terms) == 4 * 2


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_kerass_own(activation):
    assert_terms_come_to(*built("Dense", {"units": 4, "activation": activation}, (5,)))


@pytest.mark.parametrize(
    "case",
    ["batch-normalization", "batch-normalization-images", "batch-normalization-axis-behind", "dropout"],
)
def test_terms_of_a_layer_as_in_training_are_those_of_training(case):
    layer, x, _ = built(*CASES.get(case, ("Dropout", {"rate": 0.4}, (20,))))
    assert_terms_come_to(layer, x, np.asarray(layer(x[None], training=True))[0], training=True)


def test_embedding_is_a_look_up():
    import keras

    from seqtui.engine.terms import explain

    layer = keras.layers.Embedding(10, 3)
    tokens = np.array([[4, 0], [9, 4]], np.int32)
    output = np.asarray(layer(tokens[None]))[0]
    for place in np.ndindex(output.shape):
        found = explain(layer, tokens, output, place)
        assert (found.result, found.terms[0].value) == (float(output[place]), tokens[place[:-1]])


NO_SUM = {
    "LSTM": ({"units": 3}, (4, 2)),
    "SeparableConv2D": ({"filters": 2, "kernel_size": 2}, (4, 4, 2)),
    "Conv2DTranspose": ({"filters": 2, "kernel_size": 2}, (4, 4, 2)),
    "LayerNormalization": ({"axis": (1, 2)}, (3, 4)),
    "DepthwiseConv2D": ({"kernel_size": 2, "activation": "softmax"}, (4, 4, 2)),
}


@pytest.mark.parametrize("kind", NO_SUM)
def test_what_is_no_sum_of_a_few_terms_has_none(kind):
    from seqtui.engine.terms import explain

    layer, x, y = built(kind, *NO_SUM[kind])
    assert explain(layer, x, y, (0,) * y.ndim) is None
