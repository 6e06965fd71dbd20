"""Recipes from and to TOML: every form, and what stays when an opened text is changed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from odd_layouts import LAYOUTS, USUAL

from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.toml import Document, dumps, parse
from seqtui.recipe.values import Arguments, DataSpec, InputSpec, LayerSpec, Obj, Recipe


def test_every_form_of_a_recipe():
    recipe = parse("""
        title = "All forms"
        input = { shape = [28, "None", 1], dtype = "uint8" }
        [data]
        source = "points.csv"
        target = "y"
        features = ["a", "b"]
        validation = 0.25
        seed = 3
        labels = "one_hot"
        noise = 0.5
        [[layers]]
        kind = "Dense"
        enabled = false
        units = 4
        activation = "None"
        kernel_regularizer = { name = "l2", l2 = 0.01 }
        [[layers]]
        kind = "Bidirectional"
        layer = { kind = "LSTM", units = 8, recurrent_initializer = { name = "orthogonal", gain = 2 } }
        [[layers]]
        kind = "ZeroPadding2D"
        padding = [[1, 2], [3, 4]]
        [compile]
        optimizer.name = "sgd"
        optimizer.learning_rate = { name = "CosineDecay", initial_learning_rate = 0.1, decay_steps = 9 }
        loss = { name = "huber", delta = 2.0 }
        metrics = ["mae", { name = "auc", curve = "PR" }]
        [fit]
        epochs = 3
        batch_size = 8
        early_stopping = { monitor = "val_loss", patience = 5 }
        seed = 11
    """)
    dense, both, padding = recipe.layers
    assert recipe.input == InputSpec((28, None, 1), "uint8")
    assert recipe.data == DataSpec("points.csv", "y", ("a", "b"), 0.25, 3, "one_hot", 0.5)
    assert dense == LayerSpec(
        "Dense",
        Arguments(units=4, activation=None, kernel_regularizer=Obj("l2", Arguments(l2=0.01))),
        enabled=False,
    )
    inner = both.arguments["layer"]
    assert isinstance(inner, LayerSpec)
    assert inner.arguments["recurrent_initializer"] == Obj("orthogonal", Arguments(gain=2))
    assert padding.arguments["padding"] == ((1, 2), (3, 4))
    schedule = recipe.compile.optimizer.arguments["learning_rate"]
    assert schedule == Obj("CosineDecay", Arguments(initial_learning_rate=0.1, decay_steps=9))
    assert recipe.compile.loss == Obj("huber", Arguments(delta=2.0))
    assert recipe.compile.metrics == ("mae", Obj("auc", Arguments(curve="PR")))
    assert recipe.fit.early_stopping == Arguments(monitor="val_loss", patience=5)
    assert (recipe.fit.epochs, recipe.fit.batch_size, recipe.fit.seed) == (3, 8, 11)
    assert parse(dumps(recipe)) == recipe


def test_an_empty_text_is_a_recipe_of_defaults():
    assert parse("") == Recipe()


def test_second_names_of_layers_are_understood():
    assert parse('[[layers]]\nkind = "MaxPool2D"').layers[0].kind == "MaxPooling2D"


def test_the_order_of_arguments_is_kept_by_saving():
    text = '[[layers]]\nkind = "Dense"\nactivation = "relu"\nunits = 3\n'
    assert list(parse(dumps(parse(text))).layers[0].arguments) == ["activation", "units"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_change_leaves_every_character(name):
    document = Document.parse(LAYOUTS[name])
    again = document.with_recipe(parse(LAYOUTS[name]))
    assert again.text == LAYOUTS[name]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that are gone and lines that are new, in order."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_one_changed_argument_changes_one_line_and_keeps_its_comment():
    document = Document.parse(USUAL)
    after = document.with_recipe(edits.set_argument(document.recipe, 1, "units", 8))
    assert changed_lines(USUAL, after.text) == (["units = 64  # wide"], ["units = 8  # wide"])


def test_changed_settings_keep_everything_else():
    document = Document.parse(USUAL)
    recipe = edits.set_text(document.recipe, "compile.optimizer.learning_rate=0.01")
    recipe = edits.set_text(recipe, "layers.2.kernel_regularizer.l2=0.5")
    recipe = edits.set_text(recipe, "data.noise=0.5")
    gone, fresh = changed_lines(USUAL, document.with_recipe(recipe).text)
    assert gone == ["l2 = 0.01", 'optimizer = { name = "adam", learning_rate = 0.001 }  # small steps']
    assert fresh == [
        "noise = 0.5",
        "l2 = 0.5",
        'optimizer = { name = "adam", learning_rate = 0.01 }  # small steps',
    ]


def test_a_moved_layer_takes_its_comments_and_subtables_along():
    document = Document.parse(USUAL)
    text = document.with_recipe(edits.move(document.recipe, 1, -1)).text
    expected = [
        "# free: the stack",
        "# first hidden layer",
        "units = 64  # wide",
        "[layers.kernel_regularizer]  # small weights",
        "# scales its inputs",
        'kind = "Normalization"        # adapted',
        "# free: how it is trained",
    ]
    places = [text.index(line) for line in expected]
    assert places == sorted(places)


def test_a_deleted_layer_goes_with_its_own_comments_and_leaves_free_ones():
    document = Document.parse(USUAL)
    text = document.with_recipe(edits.delete(document.recipe, 0)).text
    assert "# scales its inputs" not in text
    assert "# adapted" not in text
    assert "# free: the stack\n\n# first hidden layer\n[[layers]]" in text


def test_an_inserted_layer_stands_in_its_place_with_blank_lines_around():
    document = Document.parse(USUAL)
    recipe = edits.insert(document.recipe, 1, LayerSpec("Dropout", Arguments(rate=0.2)))
    text = document.with_recipe(recipe).text
    assert '# adapted\n\n[[layers]]\nkind = "Dropout"\nrate = 0.2\n\n# first hidden layer\n' in text


def test_a_new_first_layer_stands_below_the_comment_over_the_stack():
    document = Document.parse(USUAL)
    text = document.with_recipe(edits.insert(document.recipe, 0, LayerSpec("Flatten"))).text
    assert '# free: the stack\n\n[[layers]]\nkind = "Flatten"\n\n# scales its inputs\n' in text


def test_the_first_layer_of_an_empty_stack_stands_before_the_settings():
    document = Document.parse(LAYOUTS["no layers"])
    text = document.with_recipe(edits.insert(document.recipe, 0, LayerSpec("Flatten"))).text
    assert text.index("Flatten") < text.index("[compile]")


def test_all_layers_deleted_leave_the_rest():
    document = Document.parse(USUAL)
    text = document.with_recipe(replace(document.recipe, layers=())).text
    assert "[layers" not in text
    assert "[[layers" not in text
    assert text.count("# free") == 4


def test_inline_layers_stay_inline():
    document = Document.parse(LAYOUTS["inline"])
    recipe = edits.set_argument(document.recipe, 0, "units", 16)
    recipe = edits.insert(recipe, 1, LayerSpec("ReLU"))
    text = document.with_recipe(recipe).text
    assert "[[layers]]" not in text
    assert '{ kind = "Dense", units = 16 }' in text
    assert "# hidden" in text


def test_layers_read_anew_are_matched_by_what_they_say():
    document = Document.parse(USUAL)
    other = parse(USUAL.replace("units = 64", "units = 128"))
    assert changed_lines(USUAL, document.with_recipe(other).text) == (
        ["units = 64  # wide"],
        ["units = 128  # wide"],
    )


def test_a_new_section_stands_in_its_place():
    document = Document.parse('[[layers]]\nkind = "Flatten"\n\n[fit]\nepochs = 2\n')
    recipe = replace(document.recipe, data=DataSpec("iris"), title="Named")
    recipe = edits.set_value(recipe, "compile.loss", "mse")
    text = document.with_recipe(recipe).text
    order = ["title", "[data]", "[[layers]]", "[compile]", "[fit]"]
    places = [text.index(part) for part in order]
    assert places == sorted(places), text


def test_early_stopping_taken_away_takes_its_section():
    document = Document.parse(LAYOUTS["scattered"])
    text = document.with_recipe(edits.set_value(document.recipe, "fit.early_stopping", None)).text
    assert "early_stopping" not in text
    assert "# free: settings in between" in text


def test_windows_line_ends_stay():
    document = Document.parse(LAYOUTS["windows"])
    text = document.with_recipe(edits.insert(document.recipe, 1, LayerSpec("Flatten"))).text
    assert text.count("\n") == text.count("\r\n")


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"\x00\x01\x02binary", "not UTF-8"),
        ("[data]".encode("utf-16"), "not UTF-8"),
        (b'title = "caf\xe9"', "not UTF-8"),
        (b"[data\nsource", "not TOML"),
    ],
)
def test_files_that_hold_something_else(tmp_path, content, title):
    path = tmp_path / "recipe.toml"
    path.write_bytes(content)
    with pytest.raises(SeqtuiError, match=title) as caught:
        Document.read(path)
    assert caught.value.exit_code == 3
    assert caught.value.cause
    assert caught.value.remedy


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SeqtuiError, match="No such file"):
        Document.read(tmp_path / "missing.toml")
    with pytest.raises(SeqtuiError, match="folder"):
        Document.read(tmp_path)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 5_000_000)
    with pytest.raises(SeqtuiError, match="too large"):
        Document.read(large)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "t"')
    assert Document.read(path).recipe.title == "t"


def test_deep_nesting_is_an_error_and_not_a_crash():
    with pytest.raises(SeqtuiError):
        parse("layers = " + "[" * 5000 + "]" * 5000)


def test_the_room_loads_neither_tomlkit_nor_keras_nor_textual():
    code = (
        "import sys; from seqtui.recipe import toml, edits, forms, history, presets, python, autosave\n"
        "toml.Document.read(presets.preset('lesson').path)\n"
        "print([n for n in ('tomlkit','keras','tensorflow','textual','numpy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_comment_right_under_the_last_key_belongs_to_that_layer():
    text = '[[layers]]\nkind = "Flatten"\n# flat now\n\n[[layers]]\nkind = "ReLU"\n'
    document = Document.parse(text)
    assert document.with_recipe(edits.delete(document.recipe, 0)).text == '[[layers]]\nkind = "ReLU"\n'
    moved = document.with_recipe(edits.move(document.recipe, 0, 1)).text
    assert moved.index("ReLU") < moved.index("Flatten") < moved.index("# flat now")


def test_free_comments_on_both_sides_of_a_deleted_layer_stay():
    text = '# free: top\n\n[[layers]]\nkind = "Flatten"\n\n# free: below\n\n[fit]\nepochs = 2\n'
    document = Document.parse(text)
    after = document.with_recipe(edits.delete(document.recipe, 0)).text
    assert after.index("# free: top") < after.index("# free: below") < after.index("[fit]")


def test_characters_that_toml_forbids_are_escaped():
    recipe = Recipe(title='\x7f\x00\t"\\\u2028é')
    assert parse(dumps(recipe)) == recipe


@pytest.mark.parametrize("wrong", ["", "not = [toml", 'title = "other"'])
def test_a_text_that_would_say_something_else_is_written_afresh(monkeypatch, wrong):
    monkeypatch.setattr("seqtui.recipe.editing.edited_text", lambda *_: wrong)
    document = Document.parse(USUAL)
    recipe = edits.set_value(document.recipe, "title", "Mine")
    after = document.with_recipe(recipe)
    assert after.text == dumps(recipe)
    assert after.recipe == recipe
