"""Files that plain Keras opens."""

import json

import keras
import numpy as np
import pytest

from seqtui.engine import build, export_model
from seqtui.errors import SeqtuiError
from tests.engine.kinds import recipe, spec

STACK = recipe(
    spec("Normalization"),
    spec("Dense", units=8, activation="relu"),
    spec("Dense", units=1, activation="sigmoid"),
)
X = np.random.default_rng(0).normal(50, 9, size=(64, 4)).astype("float32")


def test_a_keras_file_predicts_the_same_and_trains_on(tmp_path):
    path = export_model(STACK, tmp_path / "new" / "model.keras", "keras", input_shape=(4,), x_train=X)
    loaded = keras.models.load_model(path)
    ours = build.model(STACK, (4,), x_train=X)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), ours.predict(X, verbose=0))
    assert loaded.optimizer.name == "adam"
    loaded.fit(X, np.ones((64, 1)), verbose=0)


def test_the_weights_of_a_run_are_taken(tmp_path):
    trained = build.model(STACK, (4,), seed=5, x_train=X)
    build.compile_model(trained, STACK.compile)
    trained.fit(X, np.ones((64, 1)), verbose=0)
    trained.save(tmp_path / "ckpt.keras")
    path = export_model(
        STACK,
        tmp_path / "out.keras",
        "keras",
        input_shape=(4,),
        x_train=X * 0,
        weights=tmp_path / "ckpt.keras",
    )
    loaded = keras.models.load_model(path)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), trained.predict(X, verbose=0))
    assert int(loaded.optimizer.iterations) == 2


def test_json_is_the_architecture(tmp_path):
    path = export_model(STACK, tmp_path / "model.json", "json", input_shape=(4,))
    assert json.loads(path.read_text())["class_name"] == "Sequential"
    again = keras.models.model_from_json(path.read_text())
    assert [layer.name for layer in again.layers] == ["normalization", "dense", "dense_1"]
    assert again.count_params() == build.model(STACK, (4,)).count_params()


def test_an_existing_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "model.keras"
    target.write_text("old")
    export_model(STACK, target, "keras", input_shape=(4,))
    assert keras.models.load_model(target).count_params() > 0
    assert [each.name for each in tmp_path.iterdir()] == ["model.keras"]


def test_a_failed_export_leaves_the_old_file(tmp_path):
    target = tmp_path / "model.keras"
    target.write_text("old")
    with pytest.raises(SeqtuiError):
        export_model(recipe(spec("Dense", units=-1)), target, "keras", input_shape=(4,))
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def told(tmp_path, **more) -> SeqtuiError:
    with pytest.raises(SeqtuiError) as raised:
        export_model(STACK, tmp_path / "out.keras", "keras", input_shape=(4,), **more)
    return raised.value


def test_a_missing_checkpoint_is_told(tmp_path):
    assert "No such model file" in told(tmp_path, weights=tmp_path / "none.keras").title


def test_a_damaged_checkpoint_is_told(tmp_path):
    (tmp_path / "bad.keras").write_bytes(b"not a zip")
    assert "cannot be read" in told(tmp_path, weights=tmp_path / "bad.keras").title


def test_the_checkpoint_of_another_model_is_told(tmp_path):
    build.model(recipe(spec("Dense", units=3)), (4,)).save(tmp_path / "other.keras")
    error = told(tmp_path, weights=tmp_path / "other.keras")
    assert "another model" in error.title
    assert "\n" not in error.cause


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SeqtuiError, match="cannot be written"):
        export_model(STACK, tmp_path / "file" / "model.keras", "keras", input_shape=(4,))
