"""The exported script, run with real Keras."""

import ast
import runpy

import numpy as np
import pytest

from seqtui.recipe.presets import presets
from seqtui.recipe.python import source
from seqtui.recipe.toml import Document, parse

TWO_ADAPTED = """
title = 'Two that "learn" \\\\ from data'
[[layers]]
kind = "Rescaling"
scale = 0.5
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 8
activation = { name = "leaky_relu", negative_slope = 0.1 }
kernel_regularizer = { name = "l2", l2 = 0.01 }
kernel_initializer = { name = "he_normal", seed = 1 }
name = "hidden"
[[layers]]
kind = "Dropout"
enabled = false
rate = 0.2
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[compile]
optimizer.name = "sgd"
optimizer.learning_rate = { name = "PolynomialDecay", initial_learning_rate = 0.1, decay_steps = 9 }
loss = { name = "binary_crossentropy", label_smoothing = 0.1 }
metrics = ["accuracy", { name = "auc", curve = "PR" }]
[fit]
epochs = 2
batch_size = 16
early_stopping = { monitor = "val_loss", patience = 5 }
seed = 4
"""


@pytest.fixture
def data(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    x = rng.normal(50, 9, (96, 4)).astype("float32")
    y = (x[:, :1] > 50).astype("float32")
    np.savez(tmp_path / "data.npz", x_train=x[:64], y_train=y[:64], x_val=x[64:], y_val=y[64:])
    monkeypatch.chdir(tmp_path)
    return x[:64]


def run(script, tmp_path):
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    return runpy.run_path(str(path))["model"]


def test_a_script_trains_the_same_model(data, tmp_path):
    from seqtui.engine.build import model

    recipe = parse(TWO_ADAPTED)
    script = source(recipe, "data.npz", (4,), "float32")
    untrained = run(script.partition("model.compile(")[0], tmp_path)
    ours = model(recipe, (4,), x_train=data)
    for written, built in zip(untrained.weights, ours.weights, strict=True):
        np.testing.assert_allclose(np.asarray(written), np.asarray(built), rtol=1e-5, atol=1e-6)
    trained = run(script, tmp_path)
    assert trained.optimizer.iterations == 8
    assert [layer.name for layer in trained.layers][2] == "hidden"
    assert trained.get_layer("hidden").activation.negative_slope == pytest.approx(0.1)
    assert type(trained.optimizer).__name__ == "SGD"
    assert "# layers.Dropout(0.2)," in script


def test_a_script_without_data_builds_and_compiles(tmp_path):
    recipe = parse(TWO_ADAPTED)
    script = source(recipe, None, (None, 4), "float32")
    assert "np." not in script
    assert run(script, tmp_path).input_shape == (None, None, 4)


def test_other_input_types_are_told():
    script = source(
        parse('[[layers]]\nkind = "Embedding"\ninput_dim = 9\noutput_dim = 2'), None, (5,), "int32"
    )
    assert 'keras.Input((5,), dtype="int32")' in script
    assert "layers.Embedding(9, 2)," in script


@pytest.mark.parametrize("one", presets(), ids=lambda one: one.name)
def test_each_preset_reads_like_a_script(one):
    script = source(Document.read(one.path).recipe, "data.npz", (8, 8, 1), "float32")
    ast.parse(script)
    assert max(len(line) for line in script.splitlines()) <= 88
