"""Another Keras than the shipped catalogue describes: the catalogue is made anew into the cache."""

import json

import keras
import pytest

from seqtui.engine import renew_catalogue
from seqtui.recipe import catalogue as known
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.edits import new_layer

VERSION = "99.1.0"


class Sparkle(keras.layers.Layer):
    """Lets single values shine.

    Tells nothing further.
    """

    def __init__(self, glow=0.5, shine_initializer="ones", steps=None, *, soft=True, made=object, **more):
        super().__init__(**more)

    def call(self, inputs, training=None):
        return inputs


class Together(keras.layers.Layer):
    """Takes two."""

    def call(self, inputs, others):
        return inputs


class Longer(keras.layers.Dropout):
    """Dropout with one argument more."""

    def __init__(self, rate, noise_shape=None, seed=None, burst=3, **more):
        super().__init__(rate, noise_shape, seed, **more)


@pytest.fixture
def newer(home, monkeypatch):
    monkeypatch.setattr(keras, "__version__", VERSION)
    monkeypatch.setattr(known, "_installed_keras", lambda: VERSION)
    monkeypatch.setattr(keras.layers, "Sparkle", Sparkle, raising=False)
    monkeypatch.setattr(keras.layers, "Together", Together, raising=False)
    monkeypatch.setattr(keras.layers, "Dropout", Longer)
    monkeypatch.delattr(keras.layers, "LSTMCell")
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def test_the_shipped_one_holds_until_then_and_the_new_one_at_once_and_from_the_next_start(newer):
    assert catalogue().keras_version != VERSION
    assert renew_catalogue()
    assert catalogue().keras_version == VERSION
    catalogue.cache_clear()
    assert catalogue().keras_version == VERSION
    assert not renew_catalogue()


def test_new_layers_and_arguments_have_forms_and_keras_words(newer):
    renew_catalogue()
    sparkle = catalogue().get("Sparkle")
    assert sparkle.summary == "lets single values shine"
    controls = {one.name: (one.value.control, one.value.family) for one in sparkle.arguments}
    assert controls["glow"] == ("float", None)
    assert controls["shine_initializer"] == ("object", "initializers")
    assert controls["steps"] == ("tuple", None)
    assert controls["soft"] == ("flag", None)
    assert "made" not in controls
    assert new_layer("Sparkle").arguments == {}
    assert "Together" not in {kind.name for kind in catalogue().kinds}
    assert {kind.name for kind in catalogue().inner} == {"GRUCell", "SimpleRNNCell"}


def test_what_was_known_keeps_its_words(newer):
    before = catalogue().get("Dense")
    renew_catalogue()
    assert catalogue().get("Dense") == before
    assert (
        catalogue().named("optimizers", "adam").summary == "adapts each weight's step; the usual first choice"
    )


def test_damage_brings_the_shipped_one_back_and_it_is_made_again(newer):
    renew_catalogue()
    known.cached_path(VERSION).write_text('{"keras_version": "9')
    catalogue.cache_clear()
    assert catalogue().keras_version == known.shipped_version()
    assert renew_catalogue()


def test_with_the_shipped_version_nothing_is_written(home):
    assert not renew_catalogue()
    assert not list(known.cached_path("").parent.glob("catalogue-*"))


def test_a_keras_that_cannot_be_read_leaves_the_shipped_one(newer, monkeypatch):
    monkeypatch.delattr(keras.callbacks, "EarlyStopping")
    assert not renew_catalogue()
    assert catalogue().keras_version == known.shipped_version()


def test_the_asset_needs_no_guess():
    from seqtui.recipe.guesses import SUMMARY

    text = json.dumps([[one.summary for one in kind.arguments] for kind in catalogue().kinds])
    assert SUMMARY not in text
