"""The catalogue as the app uses it (against the installed Keras: tests/engine/test_catalogue.py)."""

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("drop", "Dropout"),
        ("dense", "Dense"),
        ("bn", "BatchNormalization"),
        ("maxpool", "MaxPooling1D"),
        ("mxpl2", "MaxPooling2D"),
        ("conv 2d", "Conv2D"),
        ("2d pool max", "MaxPooling2D"),
        ("lstm", "LSTM"),
        ("relu", "ReLU"),
        ("denes", "Dense"),
        ("recurrent gates", "GRU"),
        ("FLATTEN", "Flatten"),
    ],
)
def test_search_finds_what_is_meant_first(query, first):
    assert catalogue().search(query)[0].name == first


def test_an_empty_search_gives_everything_and_nonsense_nothing():
    assert catalogue().search("  ") == catalogue().kinds
    assert catalogue().search("qqqq") == ()


def test_every_layer_explains_itself_and_its_arguments():
    for kind in catalogue().kinds + catalogue().inner:
        assert 5 < len(kind.summary) < 80
        assert kind.group
        for argument in kind.arguments:
            assert 3 < len(argument.summary) < 90, (kind.name, argument.name)


def test_code_is_listed_and_has_no_arguments():
    carrying = [kind for kind in catalogue().kinds if kind.carries_code]
    assert {kind.name for kind in carrying} == {"Lambda", "JaxLayer", "FlaxLayer", "TorchModuleWrapper"}
    assert all(not kind.arguments for kind in carrying)


def test_names_in_every_spelling():
    assert catalogue().named("losses", "mse") is catalogue().named("losses", "MeanSquaredError")
    assert catalogue().named("optimizers", "AdamW").name == "adamw"
    assert catalogue().get("AvgPool1D").name == "AveragePooling1D"


@pytest.mark.parametrize(
    ("find", "words"),
    [
        (lambda: catalogue().get("Conv2"), 'Did you mean "Conv2D"?'),
        (lambda: catalogue().get("Add"), "several tensors"),
        (lambda: catalogue().named("metrics", "recal"), 'Did you mean "recall"?'),
        (lambda: catalogue().get("LSTM").argument("return_state"), "several tensors"),
        (lambda: catalogue().get("Flatten").argument("unit"), "Allowed: data_format"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(find, words):
    with pytest.raises(SeqtuiError) as caught:
        find()
    assert words in str(caught.value)
