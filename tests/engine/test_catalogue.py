"""The shipped catalogue against the installed Keras."""

import json
import re

import pytest

from seqtui.engine.build import layer, undisturbed_random
from seqtui.engine.catalogue import build_catalogue, layer_classes, offered_kinds
from seqtui.paths import assets_dir
from seqtui.recipe.arguments import HIDDEN, OVERRIDES, TABLE
from seqtui.recipe.catalogue import FAMILIES, catalogue
from seqtui.recipe.edits import new_layer
from seqtui.recipe.python import layer_source
from seqtui.recipe.values import LayerSpec

# STFTSpectrogram asks for scipy, which seqtui does not bring; the shape flow says so.
ADDABLE = [
    kind.name for kind in catalogue().kinds if not kind.carries_code and kind.name != "STFTSpectrogram"
]
# Keras takes these and forgets them: the layers have no weights to train.
IGNORED = {"IntegerLookup": {"trainable"}, "StringLookup": {"trainable"}}


def made(spec: LayerSpec):
    with undisturbed_random():
        return layer(spec)


def described(item):
    """A layer's configuration without the numbers that Keras counts its names up with."""
    return re.sub(r"_\d+", "", json.dumps(item.get_config(), default=repr))


@pytest.fixture(scope="module")
def built():
    return json.loads(json.dumps(build_catalogue()))


def test_the_asset_is_what_the_installed_keras_gives(built):
    shipped = json.loads((assets_dir() / "catalogue.json").read_text(encoding="utf-8"))
    for part in built:
        assert shipped[part] == built[part], f"run python -m seqtui.engine.catalogue: {part} differs"
    assert shipped.keys() == built.keys()


def test_all_118_layers_with_one_tensor_in_and_out_are_there():
    assert len(offered_kinds()) == 118
    assert len(layer_classes()) == 143
    assert set(offered_kinds()) == {kind.name for kind in catalogue().kinds}


def test_tables_hold_no_argument_that_keras_does_not_have():
    used = {
        (kind.name, item.name) for kind in catalogue().kinds + catalogue().inner for item in kind.arguments
    }
    names = {name for _, name in used}
    assert {name for name in TABLE if name not in names} == set()
    assert {key for key in OVERRIDES if tuple(key.split(".")) not in used} == set()
    assert not names & set(HIDDEN)


def test_defaults_are_those_of_the_constructor():
    dropout = catalogue().get("BatchNormalization").argument("momentum")
    assert (dropout.default, dropout.required) == (0.99, False)
    assert catalogue().get("MaxPooling2D").argument("pool_size").default == (2, 2)
    assert catalogue().get("Dense").argument("units").required


@pytest.mark.parametrize("kind", ADDABLE)
def test_a_new_layer_can_be_made_named_and_frozen(kind):
    known = {item.name for item in catalogue().get(kind).arguments} - IGNORED.get(kind, set())
    spec = new_layer(kind).with_argument("name", "mine")
    assert made(spec).name == "mine"
    if "trainable" in known:
        assert made(spec.with_argument("trainable", value=False)).trainable is False


@pytest.mark.parametrize("kind", ADDABLE)
def test_each_layer_is_the_same_when_written_as_python(kind):
    import keras

    spec = new_layer(kind).with_argument("name", "mine")
    with undisturbed_random():
        written = eval(layer_source(spec), {"layers": keras.layers, "keras": keras})
    assert described(written) == described(made(spec))


@pytest.mark.parametrize("family", ["activations", "initializers", "regularizers", "constraints"])
def test_every_name_of_an_object_is_one_that_keras_takes(family):
    import keras

    for item in catalogue().family(family):
        for name in (item.name, *item.aliases):
            if item.name == "constant":
                continue  # Keras wants its value told; forms make an object of it
            assert callable(getattr(keras, family).get(name)), name


@pytest.mark.parametrize("family", [family for family in FAMILIES if family != "activations"])
def test_every_object_can_be_made_from_its_first_values(family):
    import keras

    modules = {"schedules": keras.optimizers.schedules, "callbacks": keras.callbacks}
    module = modules.get(family) or getattr(keras, family)
    for item in catalogue().family(family):
        if item.class_name:
            starts = {one.name: one.start for one in item.arguments if one.start is not None}
            getattr(module, item.class_name)(**starts)


def test_ranks_tell_where_keras_accepts_a_layer():
    import keras

    for name in ("Dense", "Conv2D", "LSTM", "SimpleRNN", "MaxPooling1D", "RepeatVector", "TimeDistributed"):
        kind = catalogue().get(name)
        for rank in (2, 3, 4):
            shape = (None, *([8] * (rank - 1)))
            try:
                made(new_layer(name))(keras.KerasTensor(shape))
                accepted = True
            except (ValueError, IndexError, TypeError):
                accepted = False
            assert accepted == (rank in kind.rank), (name, rank)


def test_choices_hold_every_default():
    for kind in catalogue().kinds:
        for item in kind.arguments:
            if item.value.control == "choice" and item.default is not None:
                assert item.default in item.value.choices, (kind.name, item.name)


@pytest.mark.parametrize("family", ["optimizers", "losses", "metrics"])
def test_every_setting_without_needed_arguments_compiles_from_its_bare_name(family):
    from seqtui.engine.objects import make

    for item in catalogue().family(family):
        if not any(argument.required for argument in item.arguments):
            assert make(family, item.name) is not None
