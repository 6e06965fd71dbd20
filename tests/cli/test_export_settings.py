"""The Python script of a recipe with class weights, mixed precision, a plateau and an ordered split."""

import pytest

from tests.cli.test_export import assert_script_ends_as_the_run_did

RECIPE = """
[data]
source = "penguins"
{data}
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 8
activation = "relu"
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
loss = "{loss}"
metrics = ["accuracy"]
[fit]
epochs = 3
batch_size = 50
seed = 4
{fit}
"""
SPARSE = "sparse_categorical_crossentropy"


@pytest.mark.parametrize(
    ("data", "loss", "fit"),
    [
        (
            "",
            SPARSE,
            'class_weight = {{ Gentoo = 3, "0" = 0.25 }}\nprecision = "mixed_bfloat16"',
        ),
        (
            'labels = "one_hot"\nsplit = "shuffled"',
            "categorical_crossentropy",
            'class_weight = "balanced"\nprecision = "mixed_float16"',
        ),
    ],
    ids=["weights-bfloat16", "balanced-float16"],
)
@pytest.mark.slow
def test_a_script_ends_at_the_same_weights(home, tmp_path, data, loss, fit):
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(data=data, loss=loss, fit=fit.format()))
    assert_script_ends_as_the_run_did(path, tmp_path)
    script = (tmp_path / "script.py").read_text()
    assert "weights[rows]" in script
    assert 'dtype="mixed_' in script


@pytest.mark.slow
def test_a_script_lowers_the_rate_on_a_plateau(home, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.cli.test_export.RUN", RUN_WITHOUT_RATE)
    path = tmp_path / "recipe.toml"
    fit = "reduce_lr_on_plateau = { factor = 0.1, patience = 1, min_delta = 9.0 }"
    path.write_text(RECIPE.format(data="", loss=SPARSE, fit=fit))
    assert_script_ends_as_the_run_did(path, tmp_path)
    assert "keras.callbacks.ReduceLROnPlateau(factor=0.1, patience=1" in (tmp_path / "script.py").read_text()


# Keras writes the rate among the metrics of its history, which seqtui tells in words.
RUN_WITHOUT_RATE = """
import json, runpy, sys
import numpy as np
model = runpy.run_path(sys.argv[1])["model"]
np.savez(sys.argv[2], *model.get_weights())
found = {name: values[-1] for name, values in model.history.history.items() if name != "learning_rate"}
print(json.dumps(found))
"""
