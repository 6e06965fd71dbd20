"""Edits return new recipes; settings are reached by their dotted keys."""

import pytest

from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.values import Arguments, DataSpec, LayerSpec, Obj, Recipe


@pytest.fixture
def recipe():
    kinds = ("Flatten", "Dense", "ReLU")
    layers = [edits.new_layer(kind) for kind in kinds]
    return Recipe("t", DataSpec("iris"), tuple(layers))


def kinds(recipe):
    return [layer.kind for layer in recipe.layers]


def test_insert_delete_move_and_duplicate(recipe):
    assert kinds(edits.insert(recipe, 0, LayerSpec("ELU"))) == ["ELU", "Flatten", "Dense", "ReLU"]
    assert kinds(edits.insert(recipe, 3, LayerSpec("ELU"))) == ["Flatten", "Dense", "ReLU", "ELU"]
    assert kinds(edits.delete(recipe, 1)) == ["Flatten", "ReLU"]
    assert kinds(edits.move(recipe, 0, 1)) == ["Dense", "Flatten", "ReLU"]
    assert kinds(edits.move(recipe, 2, -9)) == ["ReLU", "Flatten", "Dense"]
    copied = edits.duplicate(edits.rename(recipe, 1, "mine"), 1)
    assert kinds(copied) == ["Flatten", "Dense", "Dense", "ReLU"]
    assert "name" not in copied.layers[2].arguments
    assert len({layer.identity for layer in copied.layers}) == 4
    assert kinds(recipe) == ["Flatten", "Dense", "ReLU"]


@pytest.mark.parametrize("edit", [edits.delete, edits.duplicate, edits.toggle, edits.freeze])
@pytest.mark.parametrize("position", [-1, 3])
def test_positions_outside_the_stack(recipe, edit, position):
    with pytest.raises(SeqtuiError, match="There is no layer"):
        edit(recipe, position)


def test_toggle_freeze_and_rename_go_forth_and_back(recipe):
    off = edits.toggle(recipe, 1)
    assert not off.layers[1].enabled
    assert edits.toggle(off, 1) == recipe
    frozen = edits.freeze(recipe, 1)
    assert frozen.layers[1].arguments["trainable"] is False
    assert edits.freeze(frozen, 1) == recipe
    named = edits.rename(recipe, 1, "mine")
    assert edits.rename(named, 1, None) == recipe
    with pytest.raises(SeqtuiError, match='named "mine"') as caught:
        edits.rename(named, 2, "mine")
    assert caught.value.layer == 3
    assert edits.rename(named, 1, "mine") == named


def test_identities_survive_edits(recipe):
    before = [layer.identity for layer in recipe.layers]
    for text in (
        "layers.2.units=7",
        "layers.2.enabled=false",
        "layers.2.kernel_regularizer.name=l2",
        "fit.epochs=3",
    ):
        recipe = edits.set_text(recipe, text)
    assert [layer.identity for layer in recipe.layers] == before


def test_a_new_layer_has_what_keras_asks_for():
    assert edits.new_layer("Dense") == LayerSpec("Dense", Arguments(units=32))
    assert edits.new_layer("MaxPool2D") == LayerSpec("MaxPooling2D")
    with pytest.raises(SeqtuiError, match="carries code"):
        edits.new_layer("Lambda")


@pytest.mark.parametrize(
    ("text", "find", "expected"),
    [
        ("title=Two words", lambda r: r.title, "Two words"),
        ("data.source=wine", lambda r: r.data.source, "wine"),
        ("data.validation=0.5", lambda r: r.data.validation, 0.5),
        ('data.features=["a", "b"]', lambda r: r.data.features, ("a", "b")),
        ("compile.loss=mse", lambda r: r.compile.loss, "mse"),
        ("compile.optimizer=sgd", lambda r: r.compile.optimizer, Obj("sgd")),
        (
            "compile.optimizer.learning_rate=0.01",
            lambda r: r.compile.optimizer.arguments["learning_rate"],
            0.01,
        ),
        ("compile.metrics=[]", lambda r: r.compile.metrics, ()),
        ("fit.epochs = 7", lambda r: r.fit.epochs, 7),
        ("fit.early_stopping.patience=2", lambda r: r.fit.early_stopping, Arguments(patience=2)),
        ("input.shape=[3]", lambda r: r.input.shape, (3,)),
        ("layers.2.units=8", lambda r: r.layers[1].arguments["units"], 8),
        ("layers.2.activation=relu", lambda r: r.layers[1].arguments["activation"], "relu"),
        ("layers.2.activation=None", lambda r: r.layers[1].arguments["activation"], None),
        ("layers.2.enabled=false", lambda r: r.layers[1].enabled, False),
        ("layers.1.kind=ReLU", lambda r: r.layers[0].kind, "ReLU"),
        (
            "layers.2.kernel_regularizer={ name = 'l2', l2 = 1 }",
            lambda r: r.layers[1].arguments["kernel_regularizer"],
            Obj("l2", Arguments(l2=1)),
        ),
    ],
)
def test_settings_by_dotted_key(recipe, text, find, expected):
    assert find(edits.set_text(recipe, text)) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("compile.optimiser=adam", "compile.optimiser"),
        ("fit.epochs=0", "fit.epochs"),
        ("fit.epochs=many", "fit.epochs"),
        ("layers.2.units=three", "layers.2.units"),
        ("layers.2.unit=3", "layers.2.unit"),
        ("layers.units=3", "layers.units"),
        ("layers.2=3", "layers.2"),
        ("fit..epochs=3", "fit..epochs"),
        ("fit.epochs.more=3", "fit.epochs.more"),
        ("data.source=None", None),
    ],
)
def test_settings_that_do_not_exist_or_are_not_allowed(recipe, text, key):
    if key is None:
        assert edits.set_text(recipe, text).data.source == "None"
        return
    with pytest.raises(SeqtuiError) as caught:
        edits.set_text(recipe, text)
    assert caught.value.key == key
    assert caught.value.exit_code == 3


def test_a_layer_that_is_not_there(recipe):
    with pytest.raises(SeqtuiError, match="There is no layer 9"):
        edits.set_text(recipe, "layers.9.units=3")


@pytest.mark.parametrize("text", ["fit.epochs", "=3"])
def test_no_setting_is_wrong_usage(recipe, text):
    with pytest.raises(SeqtuiError) as caught:
        edits.set_text(recipe, text)
    assert caught.value.exit_code == EXIT_USAGE


def test_none_takes_an_optional_setting_away(recipe):
    targeted = edits.set_value(recipe, "data.target", "y")
    assert edits.set_value(targeted, "data.target", None) == recipe
    assert edits.set_value(recipe, "data", None).data is None


def test_several_layers_at_once(recipe):
    assert kinds(edits.delete(recipe, 0, 2)) == ["Dense"]
    assert kinds(edits.duplicate(recipe, 2, 0)) == ["Flatten", "Dense", "ReLU", "Flatten", "ReLU"]
    assert kinds(edits.insert_all(recipe, 1, recipe.layers[1:])) == [
        "Flatten",
        "Dense",
        "ReLU",
        "Dense",
        "ReLU",
    ]
    off = edits.toggle(recipe, 0, 1)
    assert [layer.enabled for layer in off.layers] == [False, False, True]
    # Some on, some off: all go off, and only then on.
    both = edits.toggle(off, 1, 2)
    assert [layer.enabled for layer in both.layers] == [False, False, False]
    assert edits.toggle(both, 0, 1, 2) == recipe


@pytest.mark.parametrize(
    ("positions", "down", "after"),
    [
        ((0,), True, ["Dense", "Flatten", "ReLU"]),
        ((0, 1), True, ["ReLU", "Flatten", "Dense"]),
        ((1, 2), False, ["Dense", "ReLU", "Flatten"]),
        ((0, 2), False, ["Flatten", "ReLU", "Dense"]),
        ((1, 2), True, ["Flatten", "Dense", "ReLU"]),
        ((0, 1, 2), False, ["Flatten", "Dense", "ReLU"]),
    ],
)
def test_layers_move_together_and_stay_at_an_end(recipe, positions, down, after):
    assert kinds(edits.shift(recipe, positions, down=down)) == after


def test_freezing_several_passes_over_those_that_cannot_be():
    layers = ("Dense", "SpatialDropout1D", "Dense")
    recipe = Recipe(layers=tuple(edits.new_layer(kind) for kind in layers))
    frozen = edits.freeze(recipe, 0, 1, 2)
    assert [layer.arguments.get("trainable") for layer in frozen.layers] == [False, None, False]
    assert edits.freeze(frozen, 0, 1, 2) == recipe
    assert [layer.arguments.get("trainable") for layer in edits.freeze(frozen, 1, 2).layers] == [
        False,
        None,
        None,
    ]
    with pytest.raises(SeqtuiError, match="no argument trainable"):
        edits.freeze(recipe, 1)
