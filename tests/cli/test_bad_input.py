"""Bad input of every sort ends with title, cause and remedy, exit code 3, and no traceback."""

import io
import pickle

import numpy as np
import pytest

from tests.cli.program import assert_told, program, within

RECIPE = """
title = "Test"
[data]
source = "lesson"
[[layers]]
kind = "Dense"
units = 4
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[compile]
optimizer = { name = "adam", learning_rate = 0.001 }
loss = "binary_crossentropy"
[fit]
epochs = 1
"""


def _npz(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


_NAN_ROWS = "a,b,y\n" + "".join(f"{'nan' if row % 3 else row},{row},{row % 2}\n" for row in range(30))

BAD_DATA = {
    "empty": ("d.csv", b"", ()),
    "heading_only": ("d.csv", b"a,b,y\n", ()),
    "ragged": ("d.csv", b"a,b,y\n" + b"1,2,0\n1,2\n1,2,3,4,5\n" * 5, ()),
    "binary_noise": ("d.csv", bytes(range(256)) * 40, ()),
    "no_such_target": ("d.csv", b"a,b,z\n" + b"1,2,0\n2,3,1\n" * 20, ("y",)),
    "target_all_missing": ("d.csv", b"a,b,y\n" + b"1,2,\n2,3,\n" * 20, ("y",)),
    "one_class_only": ("d.csv", b"a,b,y\n" + b"1,2,yes\n2,3,yes\n" * 20, ("y", "one class")),
    "npz_without_target": ("d.npz", _npz(x=np.ones((40, 3)), z=np.arange(40)), ("y",)),
    "npz_pickled": ("d.npz", _npz(x=np.ones((40, 3)), y=np.array([{}] * 40, dtype=object)), ()),
    "npz_of_noise": ("d.npz", b"PK\x03\x04" + bytes(range(256)), ()),
    "pickle": ("d.npz", pickle.dumps({"x": 1}), ()),
}

BAD_RECIPES = {
    "typo_in_toml": ('kind = "Dense"', 'kind = "Dense', ()),
    "typo_in_key": ("epochs = 1", "epoch = 1", ("epoch", "epochs")),
    "unknown_kind": ('kind = "Dense"', 'kind = "Dens"', ("Dens", "Dense")),
    "unknown_argument": ("units = 4", "unit = 4", ("unit", "units")),
    "text_for_number": ("units = 4", 'units = "three"', ("units", "three")),
    "unknown_optimizer": ('name = "adam"', 'name = "adum"', ("adum", "adam")),
    "unknown_loss": ('"binary_crossentropy"', '"binary_crossentropie"', ("binary_crossentropy",)),
    "no_epochs": ("epochs = 1", "epochs = 0", ("epochs", "0")),
    "no_batch": ("epochs = 1", "epochs = 1\nbatch_size = 0", ("batch_size",)),
    "all_validation": ('source = "lesson"', 'source = "lesson"\nvalidation = 1.0', ("validation",)),
    "unknown_data": ('source = "lesson"', 'source = "leson"', ("leson",)),
}


@pytest.fixture
def recipe(tmp_path):
    def write(old: str = "", new: str = "", name: str = "r.toml"):
        assert old in RECIPE
        path = tmp_path / name
        path.write_text(RECIPE.replace(old, new, 1) if old else RECIPE)
        return path

    return write


@pytest.mark.parametrize("case", BAD_DATA)
def test_bad_data_files(case, tmp_path, home):
    name, content, words = BAD_DATA[case]
    path = tmp_path / name
    path.write_bytes(content)
    assert_told(program("train", path, "--target", "y"), 3, *words)


@pytest.mark.parametrize("case", BAD_RECIPES)
def test_bad_recipes(case, recipe, home):
    old, new, words = BAD_RECIPES[case]
    assert_told(program("train", recipe(old, new)), 3, *words)


def test_utf_16_is_read_or_refused_in_words(tmp_path, home):
    path = tmp_path / "d.csv"
    path.write_text("a,b,y\n" + "1,2,0\n2,3,1\n" * 20, encoding="utf-16")
    result = program("data", path, "--target", "y")
    if result.code:
        assert_told(result, 3, "UTF-8")
    else:
        assert "41" in result.out or "40" in result.out


def test_recipe_in_utf_16(tmp_path, home):
    path = tmp_path / "r.toml"
    path.write_text(RECIPE, encoding="utf-16")
    assert_told(program("inspect", path), 3)


def test_recipe_of_noise(tmp_path, home):
    path = tmp_path / "r.toml"
    path.write_bytes(bytes(range(256)) * 10)
    assert_told(program("inspect", path), 3)


def test_gaps_in_features_are_filled_and_said(tmp_path, home):
    path = tmp_path / "d.csv"
    path.write_text(_NAN_ROWS)
    result = program("data", path, "--target", "y")
    assert result.code == 0, result
    assert "a: " in result.out


def test_no_such_file(home):
    assert_told(program("train", "nothing-here.toml"), 3, "nothing-here.toml")


def test_close_file_name_is_proposed(recipe, home):
    path = recipe(name="model.toml")
    assert_told(program("train", path.with_name("modl.toml")), 3, "model.toml")


def test_directory(tmp_path, home):
    assert_told(program("train", tmp_path), 3, "directory")


def test_unknown_name_proposes_a_preset(home):
    assert_told(program("train", "leson"), 3, "leson", "lesson")


def test_missing_data_file_named_by_a_recipe(recipe, home):
    assert_told(program("train", recipe('"lesson"', '"gone.csv"')), 3, "gone.csv")


def test_setting_that_does_not_exist(home):
    assert_told(program("train", "lesson", "--set", "compile.optimiser.learning_rate=1"), 3, "optimi")
    assert_told(program("train", "lesson", "--epochs", "0"), 3, "epochs")


def test_bad_recipe_in_json_ends_with_one_failed_event(recipe, home):
    result = program("train", recipe("epochs = 1", "epochs = 0"), "--json")
    assert_told(result, 3, "epochs")
    (event,) = result.events
    assert event["event"] == "failed"
    assert event["title"]
    assert event["cause"]
    assert event["remedy"]


def test_units_that_keras_refuses(recipe, home, capfd):
    result = within(capfd, "train", recipe("units = 4", "units = -3"), "--json")
    assert_told(result, 3, "-3", "Layer 1: ")
    assert [event["event"] for event in result.events] == ["failed"]
    assert result.events[0]["layer"] == 1


def test_no_layers(tmp_path, home, capfd):
    path = tmp_path / "r.toml"
    path.write_text('[data]\nsource = "iris"\n[compile]\nloss = "sparse_categorical_crossentropy"\n')
    result = within(capfd, "train", path, "--json")
    assert_told(result, 3, "no layers")
    assert [event["event"] for event in result.events] == ["failed"]


def test_outputs_that_do_not_fit_the_target(recipe, home, capfd):
    assert_told(
        within(capfd, "train", recipe("units = 1", "units = 3")), 3, "does not fit the target", "1 unit,"
    )


def test_json_ends_with_failed_where_no_log_can_be_written(recipe, home, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEQTUI_HOME", str(tmp_path / "file"))
    result = program("train", recipe(), "--json")
    assert_told(result, 3, "log file")
    assert [event["event"] for event in result.events] == ["failed"]


def test_labels_outside_the_classes(tmp_path, home, capfd):
    path = tmp_path / "r.toml"
    path.write_text(
        '[data]\nsource = "iris"\n[[layers]]\nkind = "Dense"\nunits = 2\nactivation = "softmax"\n'
        '[compile]\nloss = "sparse_categorical_crossentropy"\n[fit]\nepochs = 1\n'
    )
    assert_told(within(capfd, "train", path), 3, "3")
