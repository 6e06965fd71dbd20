"""Values as people type them (their round trip is in test_properties.py)."""

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.forms import format_value, parse_value
from seqtui.recipe.values import Arguments, LayerSpec, Obj

GOOD = [
    ("Dense.units", "64", 64, "64"),
    ("Dropout.rate", " 0.25 ", 0.25, "0.25"),
    ("Dropout.rate", "1e-3", 0.001, "0.001"),
    ("ReLU.max_value", "-inf", float("-inf"), "-inf"),
    ("Dropout.seed", "None", None, "None"),
    ("Dropout.seed", "none", None, "None"),
    ("Dense.use_bias", "true", True, "true"),
    ("Dense.use_bias", "False", False, "false"),
    ("Conv2D.padding", "same", "same", "same"),
    ("Conv2D.padding", '"SAME"', "same", "same"),
    ("Conv2D.kernel_size", "3", 3, "3"),
    ("Conv2D.kernel_size", "3, 5", (3, 5), "3, 5"),
    ("Conv2D.kernel_size", "(3, 5)", (3, 5), "3, 5"),
    ("Conv2D.kernel_size", "[3, 5]", (3, 5), "3, 5"),
    ("Reshape.target_shape", "-1,", (-1,), "-1,"),
    ("Reshape.target_shape", "64", (64,), "64,"),
    ("Reshape.target_shape", "-1", (-1,), "-1,"),
    ("Reshape.target_shape", "()", (), "()"),
    ("ZeroPadding2D.padding", "(1, 2), (3, 4)", ((1, 2), (3, 4)), "(1, 2), (3, 4)"),
    ("Dropout.noise_shape", "None, 1, 32", (None, 1, 32), "None, 1, 32"),
    ("Dense.activation", "relu", "relu", "relu"),
    ("Dense.activation", "None", None, "None"),
    ("Dense.kernel_regularizer", "l2(0.01)", Obj("l2", Arguments(l2=0.01)), "l2(l2=0.01)"),
    ("Dense.kernel_regularizer", "l1_l2(l2=0.01)", Obj("l1_l2", Arguments(l2=0.01)), "l1_l2(l2=0.01)"),
    ("Dense.bias_initializer", "constant(0.5)", Obj("constant", Arguments(value=0.5)), "constant(value=0.5)"),
    ("Dense.bias_initializer", "constant", Obj("constant"), "constant()"),
    ("StringLookup.vocabulary", "'a', 'b'", ("a", "b"), "'a', 'b'"),
    ("StringLookup.oov_token", "[UNK]", "[UNK]", "[UNK]"),
    ("LSTM.use_cudnn", "auto", "auto", "auto"),
    ("LSTM.use_cudnn", "false", False, "false"),
    (
        "Bidirectional.layer",
        "LSTM(8, return_sequences=true)",
        LayerSpec("LSTM", Arguments(units=8, return_sequences=True)),
        "LSTM(units=8, return_sequences=true)",
    ),
]


def argument(path):
    kind, _, name = path.partition(".")
    return catalogue().get(kind).argument(name)


@pytest.mark.parametrize(("path", "text", "value", "shown"), GOOD)
def test_what_is_typed_and_how_it_is_shown(path, text, value, shown):
    found = parse_value(argument(path), text)
    assert (found, type(found)) == (value, type(value))
    assert format_value(found) == shown
    assert parse_value(argument(path), shown) == value


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("Dense.units", "", "Nothing"),
        ("Dense.units", "three", "whole number"),
        ("Dense.units", "3.5", "whole number"),
        ("Dense.units", "None", "whole number"),
        ("Dense.units", "2 +", "cannot be read"),
        ("Dense.units", "2 + 3", "neither"),
        ("Dense.units", "__import__('os')", "takes none"),
        ("Dense.use_bias", "maybe", "true or false"),
        ("Conv2D.padding", "smae", "valid, same"),
        ("Conv2D.kernel_size", "3, x", "list of numbers"),
        ("Dense.activation", "rleu", "rleu"),
        ("Dense.kernel_regularizer", "l3(0.1)", "l3"),
        ("Dense.kernel_regularizer", "l2(0.1, 0.2)", "at most 1"),
        ("Dense.kernel_regularizer", "l2(0.1, l2=0.2)", "twice"),
        ("Dense.kernel_regularizer", "l2(lambda: 1)", "neither"),
        ("Bidirectional.layer", "Lambda(3)", "at most 0"),
        ("Bidirectional.layer", "LSTM(units='a')", "whole number"),
        ("Dense.units", "(" * 3000, "cannot be read"),
        ("Dense.units", "1" * 5000, "cannot be read"),
    ],
)
def test_what_cannot_be_meant(path, text, words):
    with pytest.raises(SeqtuiError) as caught:
        parse_value(argument(path), text)
    assert words in caught.value.cause
    assert caught.value.remedy


def test_a_misspelt_choice_is_proposed():
    with pytest.raises(SeqtuiError) as caught:
        parse_value(argument("Conv2D.padding"), "smae")
    assert '"same"' in caught.value.remedy
