from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from seqtui.data.dataset import Dataset
from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, LayerSpec, Obj, Recipe
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


def with_data(recipe, *, task="binary", counts=(60, 40), one_hot=False):
    classes = np.repeat(np.arange(len(counts)), counts)
    y = {
        "binary": classes.astype("float32")[:, None],
        "multiclass": np.eye(len(counts), dtype="float32")[classes] if one_hot else classes.astype("int32"),
        "regression": np.random.default_rng(0).normal(200.0, 50.0, (len(classes), 1)).astype("float32"),
    }[task]
    names = () if task == "regression" else tuple("abc"[: len(counts)])
    x = np.zeros((len(y), 2), "float32")
    rows = Dataset("rows", task, x, y, x[:3], y[:3], ("p", "q=1"), names, "grade", (), "")
    return SimpleNamespace(recipe=recipe, dataset=rows)


HEAD = LayerSpec("Dense", Arguments(units=1, activation="sigmoid"))


def field(form, name):
    return next(one for one in form.fields if one.name == name)


def test_what_fits_the_data_is_offered_first_and_everything_else_behind_it():
    form = training_form(with_data(Recipe(layers=(HEAD,))))
    loss = field(form, "compile.loss")
    assert loss.choices[0] == "binary_crossentropy"
    assert loss.summary.startswith("fits 2 classes with one sigmoid unit (")
    other = replace(RECIPE, layers=(HEAD,), compile=CompileSpec(loss="mean_squared_error"))
    told = field(training_form(with_data(other)), "compile.loss").summary
    assert told.startswith("binary_crossentropy: fits 2 classes with one sigmoid unit (")
    assert {one.name for one in catalogue().losses} <= set(loss.choices)
    assert "of like size" in field(form, "fit.class_weight").summary


def test_unbalanced_classes_are_told_of_in_the_form():
    form = training_form(with_data(Recipe(layers=(HEAD,)), counts=(90, 10)))
    assert "b is 9.7% of the rows" in field(form, "fit.class_weight").summary
    assert field(form, "compile.metrics").choices[0] == "accuracy, precision, recall, auc"


def test_new_settings_go_to_their_keys_and_back():
    made = changed(
        training_form(session()),
        **{
            "class_weight": "yes = 2, a=b=0.5",
            "precision": "mixed_bfloat16",
            "device": "gpu:1",
            "patience": "4",
            "restore_best_weights": "true",
            "reduce_lr patience": "2",
            "reduce_lr factor": "0.5",
        },
    )
    assert made.fit.class_weight == Arguments({"yes": 2.0, "a=b": 0.5})
    assert (made.fit.precision, made.fit.device) == ("mixed_bfloat16", "gpu:1")
    assert made.fit.early_stopping == Arguments(patience=4, restore_best_weights=True)
    assert made.fit.reduce_lr_on_plateau == Arguments(patience=2, factor=0.5)
    form = training_form(session(made))
    assert changed(form) == made
    assert field(form, "fit.class_weight").text == "yes=2.0, a=b=0.5"
    switches = ("class_weight", "precision", "device", "patience", "reduce_lr patience")
    cleared = changed(form, **dict.fromkeys(switches, ""))
    assert cleared == RECIPE


@pytest.mark.parametrize(
    ("label", "text", "key"),
    [
        ("class_weight", "heavy", "fit.class_weight"),
        ("class_weight", "yes=much", "fit.class_weight"),
        ("device", "tpu", "fit.device"),
        ("learning_rate", "CosineDecay(0.1, 'long')", "compile.optimizer.learning_rate"),
        ("reduce_lr factor", "half", "fit.reduce_lr_on_plateau.factor"),
        ("min_delta", "0.1", "fit.early_stopping.patience"),
    ],
)
def test_new_settings_refuse_by_their_name(label, text, key):
    with pytest.raises(SeqtuiError) as told:
        changed(training_form(session()), **{label: text})
    assert told.value.key == key


def test_a_callback_that_leaves_its_patience_to_keras_stays_on():
    recipe = replace(RECIPE, fit=replace(RECIPE.fit, early_stopping=Arguments(monitor="loss")))
    made = changed(training_form(session(recipe)), epochs="3")
    assert made.fit.early_stopping == Arguments(monitor="loss")


def test_the_split_is_chosen_in_the_data_form():
    assert changed(data_form(session()), split="ordered").data.split == "ordered"
    columns = field(data_form(with_data(RECIPE)), "data.features").choices
    assert columns == ("p", "q")


def test_a_schedule_and_a_plateau_are_refused_together():
    scheduled = changed(training_form(session()), learning_rate="CosineDecay(0.1, 500)")
    rate = scheduled.compile.optimizer.arguments["learning_rate"]
    assert rate == Obj("CosineDecay", Arguments(initial_learning_rate=0.1, decay_steps=500))
    with pytest.raises(SeqtuiError, match="Two masters"):
        changed(training_form(session(scheduled)), **{"reduce_lr patience": "3"})


def test_class_weights_are_for_classes_that_there_are():
    form = training_form(with_data(Recipe(layers=(HEAD,))))
    assert changed(form, class_weight="a=2, 1=3").fit.class_weight == Arguments({"a": 2.0, "1": 3.0})
    with pytest.raises(SeqtuiError, match="'z' is no class of the target: a, b"):
        changed(form, class_weight="z=2")
    with pytest.raises(SeqtuiError, match="The target is a number"):
        changed(training_form(with_data(RECIPE, task="regression")), class_weight="balanced")
