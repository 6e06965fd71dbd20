from types import SimpleNamespace

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Arguments, DataSpec, LayerSpec, Obj, Recipe
from seqtui.tui.fields import describe_changes
from seqtui.tui.forms import layer_form, rename_form
from seqtui.tui.settings import data_form, training_form

RECIPE = Recipe(data=DataSpec("lesson"), layers=(LayerSpec("Dense", Arguments(units=64, activation="relu")),))


def changed(form, **texts):
    names = {field.label: field.name for field in form.fields}
    all_texts = {field.name: field.text for field in form.fields}
    all_texts.update({names[label]: text for label, text in texts.items()})
    return form.apply(all_texts)


def session(recipe=RECIPE):
    return SimpleNamespace(recipe=recipe, dataset=None)


def test_a_form_left_alone_changes_nothing():
    for form in (layer_form(RECIPE, 0), data_form(session()), training_form(session())):
        assert changed(form) == RECIPE


def test_layer_arguments_are_set_and_reset():
    form = layer_form(RECIPE, 0)
    assert changed(form, units="8").layers[0].arguments["units"] == 8
    assert "activation" not in changed(form, activation="").layers[0].arguments
    regular = changed(form, kernel_regularizer="l2(0.01)").layers[0].arguments["kernel_regularizer"]
    assert regular == Obj("l2", Arguments(l2=0.01))


@pytest.mark.parametrize(
    ("label", "text"), [("units", "three"), ("units", ""), ("use_bias", "perhaps"), ("activation", "rellu")]
)
def test_a_wrong_text_names_its_field(label, text):
    with pytest.raises(SeqtuiError) as told:
        changed(layer_form(RECIPE, 0), **{label: text})
    assert told.value.key == label


def test_training_settings_go_to_their_keys():
    form = training_form(session())
    new = changed(
        form, optimizer="sgd(momentum=0.9)", learning_rate="0.1", epochs="7", metrics="accuracy, auc"
    )
    assert new.compile.optimizer == Obj("sgd", Arguments(momentum=0.9, learning_rate=0.1))
    assert new.fit.epochs == 7
    assert new.compile.metrics == ("accuracy", "auc")


def test_another_optimizer_keeps_the_learning_rate_shown():
    new = changed(training_form(session()), optimizer="rmsprop")
    assert new.compile.optimizer == Obj("rmsprop", Arguments(learning_rate=0.001))


def test_early_stopping_comes_and_goes_with_its_patience():
    stopping = changed(training_form(session()), patience="3")
    assert stopping.fit.early_stopping["patience"] == 3
    assert changed(training_form(session(stopping)), patience="").fit.early_stopping is None


@pytest.mark.parametrize(
    ("label", "text"), [("epochs", "0"), ("batch_size", "x"), ("loss", "binary"), ("optimizer", "")]
)
def test_wrong_training_settings_name_their_field(label, text):
    with pytest.raises(SeqtuiError) as told:
        changed(training_form(session()), **{label: text})
    assert told.value.key.endswith(label)


def test_another_source_forgets_the_old_sets_columns():
    old = Recipe(data=DataSpec("penguins", target="species", features=("bill_length_mm",), seed=3))
    new = changed(data_form(session(old)), source="iris").data
    assert (new.source, new.target, new.features, new.seed) == ("iris", None, None, 3)


def test_validation_beyond_its_limits_is_refused():
    with pytest.raises(SeqtuiError):
        changed(data_form(session()), validation="1.5")


def test_a_recipe_without_data_gets_some():
    assert changed(data_form(session(Recipe())), source="iris").data.source == "iris"


def test_renaming_and_taking_the_name_back():
    named = changed(rename_form(RECIPE, 0), name="head")
    assert named.layers[0].arguments["name"] == "head"
    assert "name" not in changed(rename_form(named, 0), name="").layers[0].arguments


def test_changes_are_told_for_undo():
    form = layer_form(RECIPE, 0)
    texts = {field.name: field.text for field in form.fields}
    assert describe_changes(form.fields, texts) == ""
    assert describe_changes(form.fields, {**texts, "units": "8"}) == "units 64 → 8"
    assert (
        describe_changes(form.fields, {**texts, "units": "8", "activation": "", "name": "x"}) == "3 changes"
    )
