"""The shipped recipes."""

import pytest

from seqtui.recipe.presets import preset, presets
from seqtui.recipe.toml import Document, dumps, parse
from seqtui.recipe.values import Arguments, Obj

NAMES = ["lesson", "spiral", "breast_cancer", "digits", "digits-cnn"]
OTHERS = ["circle", "gauss", "iris", "penguins", "wine", "xor"]


def test_all_are_there_and_the_first_ones_first():
    assert [one.name for one in presets()] == [*NAMES, *OTHERS]


@pytest.mark.parametrize("one", presets(), ids=lambda one: one.name)
def test_each_opens_says_what_it_teaches_and_saves_equal(one):
    document = Document.read(one.path)
    assert document.recipe.title == one.title
    assert len(one.summary) > 40
    assert document.recipe.data.source == one.name.removesuffix("-cnn")
    assert parse(dumps(document.recipe)) == document.recipe


def test_the_lesson_is_the_lessons_model():
    recipe = Document.read(preset("lesson").path).recipe
    shown = [
        (layer.kind, layer.arguments.get("units"), layer.arguments.get("activation"))
        for layer in recipe.layers
    ]
    assert shown == [
        ("Normalization", None, None),
        ("Dense", 64, "relu"),
        ("Dense", 32, "relu"),
        ("Dense", 1, "sigmoid"),
    ]
    assert recipe.compile.optimizer == Obj("adam", Arguments(learning_rate=0.001))
    assert (recipe.compile.loss, recipe.fit.epochs) == ("binary_crossentropy", 5)


def test_an_unknown_name_is_none():
    assert preset("nothing") is None
