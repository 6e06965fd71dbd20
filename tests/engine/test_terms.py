"""The terms of a number sum to the number that Keras gives."""

import numpy as np
import pytest

CASES = {
    "dense": ("Dense", {"units": 5, "activation": "relu"}, (7,)),
    "dense-softmax": ("Dense", {"units": 4, "activation": "softmax"}, (3, 6)),
    "dense-no-bias": ("Dense", {"units": 4, "activation": "gelu", "use_bias": False}, (6,)),
    "conv2d-strides-same": (
        "Conv2D",
        {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"},
        (9, 8, 4),
    ),
    "conv2d-dilation": (
        "Conv2D",
        {"filters": 4, "kernel_size": 3, "dilation_rate": 2, "padding": "same", "activation": "tanh"},
        (9, 9, 2),
    ),
    "conv2d-groups": ("Conv2D", {"filters": 6, "kernel_size": (3, 2), "groups": 2}, (7, 8, 4)),
    "conv1d-causal": (
        "Conv1D",
        {"filters": 3, "kernel_size": 4, "padding": "causal", "dilation_rate": 2},
        (11, 3),
    ),
    "conv1d-strides": ("Conv1D", {"filters": 3, "kernel_size": 4, "strides": 3, "padding": "same"}, (11, 3)),
    "conv3d": ("Conv3D", {"filters": 2, "kernel_size": 2}, (4, 4, 4, 2)),
    "depthwise": ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2, "padding": "same"}, (6, 6, 3)),
    "max": ("MaxPooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, (8, 8, 3)),
    "average": ("AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, (8, 8, 3)),
    "average-1d": ("AveragePooling1D", {"pool_size": 2}, (9, 3)),
    "global-average": ("GlobalAveragePooling2D", {}, (5, 5, 3)),
    "global-max": ("GlobalMaxPooling1D", {}, (5, 3)),
    "batch-normalization": ("BatchNormalization", {}, (6,)),
    "batch-normalization-axis": ("BatchNormalization", {"axis": 1}, (4, 5)),
    "layer-normalization": ("LayerNormalization", {}, (3, 6)),
    "rescaling": ("Rescaling", {"scale": 0.5, "offset": 1.0}, (4,)),
    "flatten": ("Flatten", {}, (3, 2, 2)),
    "reshape": ("Reshape", {"target_shape": (2, -1)}, (3, 4)),
    "softmax": ("Activation", {"activation": "softmax"}, (5,)),
    "relu": ("ReLU", {"negative_slope": 0.1}, (5,)),
}


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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_terms_come_to_what_keras_gives(case):
    from seqtui.engine.terms import explain

    layer, x, y = built(*CASES[case])
    for place in np.ndindex(y.shape):
        found = explain(layer, x, y, place)
        assert found.result == pytest.approx(found.keras, rel=1e-5, abs=1e-5), place
        assert found.keras == float(y[place])


def test_values_that_terms_name_are_those_of_the_input():
    from seqtui.engine.terms import explain

    layer, x, y = built(*CASES["conv2d-groups"])
    for term in explain(layer, x, y, (2, 3, 4)).terms:
        assert term.place == () or term.value == float(x[term.place])


def test_embedding_is_a_look_up():
    import keras

    from seqtui.engine.terms import explain

    layer = keras.layers.Embedding(10, 3)
    tokens = np.array([4, 0, 9], np.int32)
    output = np.asarray(layer(tokens[None]))[0]
    found = explain(layer, tokens, output, (2, 1))
    assert (found.result, found.terms[0].value) == (float(output[2, 1]), 9)


def test_a_layer_that_is_no_sum_has_no_terms():
    from seqtui.engine.terms import explain

    layer, x, y = built("LSTM", {"units": 3}, (4, 2))
    assert explain(layer, x, y, (1,)) is None
