"""Every form of the settings under [fit] and [data]: read, written, edited, and refused by name."""

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.precision import scales_loss, with_precision
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Arguments, FitSpec, LayerSpec, Obj, Recipe

TEXT = """\
# what a person wrote
[data]
source = "breast_cancer"
split = "ordered"

[[layers]]
kind = "Dense"
units = 1

[compile]
optimizer = { name = "sgd", learning_rate = { name = "ExponentialDecay", initial_learning_rate = 0.1, \
decay_steps = 50, decay_rate = 0.9 } }
loss = "binary_crossentropy"
metrics = ["accuracy"]

[fit]
epochs = 9
batch_size = 8
reduce_lr_on_plateau = { factor = 0.5, patience = 2 }
class_weight = { benign = 1, malignant = 2.5 }  # they are fewer
precision = "mixed_bfloat16"
device = "gpu:0"
"""


def test_all_of_them_are_read_and_written_again():
    recipe = Document.parse(TEXT, "file").recipe
    assert recipe.data.split == "ordered"
    assert recipe.fit.reduce_lr_on_plateau == Arguments(factor=0.5, patience=2)
    assert recipe.fit.class_weight == Arguments(benign=1.0, malignant=2.5)
    assert (recipe.fit.precision, recipe.fit.device) == ("mixed_bfloat16", "gpu:0")
    rate = recipe.compile.optimizer.arguments["learning_rate"]
    assert rate == Obj(
        "ExponentialDecay", Arguments(initial_learning_rate=0.1, decay_steps=50, decay_rate=0.9)
    )
    assert Document.parse(Document.of(recipe).text, "again").recipe == recipe


def test_what_is_not_said_is_not_written():
    text = Document.of(Recipe()).text
    assert not [key for key in ("class_weight", "precision", "device", "reduce_lr", "split") if key in text]


def test_editing_one_keeps_the_comments():
    document = Document.parse(TEXT, "file")
    changed = document.with_recipe(edits.set_text(document.recipe, "fit.class_weight.malignant=3"))
    assert "# they are fewer" in changed.text
    assert "malignant = 3.0" in changed.text
    gone = document.with_recipe(edits.set_value(document.recipe, "fit.class_weight", None))
    assert gone.recipe.fit.class_weight is None
    assert "malignant" not in gone.text


@pytest.mark.parametrize(
    ("setting", "key", "says"),
    [
        ("fit.class_weight=0.5", "fit.class_weight", '"balanced", or a table'),
        ("fit.class_weight=unbalanced", "fit.class_weight", '"balanced", or a table'),
        ("fit.class_weight.a=-1", "fit.class_weight.a", "a number from 0 on"),
        ("fit.class_weight.a=many", "fit.class_weight.a", '"many" (text)'),
        ("fit.precision=half", "fit.precision", '"float32" or "mixed_float16" or "mixed_bfloat16"'),
        ("fit.device=tpu", "fit.device", '"gpu:0"'),
        ("fit.device=1", "fit.device", "fit.device is 1"),
        ("data.split=random", "data.split", '"stratified" or "shuffled" or "ordered"'),
        ("fit.reduce_lr_on_plateau.factor=much", "fit.reduce_lr_on_plateau.factor", '"much" (text)'),
        ("fit.reduce_lr_on_plateau.speed=1", "fit.reduce_lr_on_plateau.speed", "not an argument"),
        ("fit.reduce_lr_on_plateau=yes", "fit.reduce_lr_on_plateau", "a table"),
        ("fit.class_weights=balanced", "fit.class_weights", "class_weight"),
    ],
)
def test_a_wrong_one_names_its_key_what_came_and_what_is_allowed(setting, key, says):
    recipe = Document.parse(TEXT, "file").recipe
    with pytest.raises(SeqtuiError) as told:
        edits.set_text(recipe, setting)
    assert told.value.key == key
    assert says in f"{told.value.cause} {told.value.remedy}"


def test_a_class_can_be_weighed_where_all_were_balanced():
    balanced = edits.set_text(Recipe(), "fit.class_weight=balanced")
    assert balanced.fit.class_weight == "balanced"
    assert edits.set_text(balanced, "fit.class_weight.a=2").fit.class_weight == Arguments(a=2.0)


def test_precision_spares_raw_values_the_output_and_types_already_set():
    layers = (
        LayerSpec("Normalization"),
        LayerSpec("Dense", Arguments(units=4, dtype="float64")),
        LayerSpec("Dense", Arguments(units=4)),
        LayerSpec("Dense", Arguments(units=1)),
        LayerSpec("Dense", Arguments(units=1), enabled=False),
    )
    made = with_precision(Recipe(layers=layers, fit=FitSpec(precision="mixed_float16")))
    types = [layer.arguments.get("dtype") for layer in made.layers]
    assert types[:4] == [None, "float64", "mixed_float16", None]
    assert scales_loss(made)
    plain = Recipe(layers=layers)
    assert with_precision(plain) is plain
    assert not scales_loss(plain)
