"""`seqtui export`: what other tools get, and that they get the same."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from seqtui.recipe.presets import presets
from tests.cli.program import assert_told, program, within

# Runs a script as a person would, then tells its weights and last metrics.
RUN = """
import json, runpy, sys
import numpy as np
model = runpy.run_path(sys.argv[1])["model"]
np.savez(sys.argv[2], *model.get_weights())
print(json.dumps({name: values[-1] for name, values in model.history.history.items()}))
"""
HARD = """
[data]
source = "penguins.csv"
target = "species"
[[layers]]
kind = "Rescaling"
scale = 0.5
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 12
activation = { name = "leaky_relu", negative_slope = 0.1 }
kernel_initializer = "he_normal"
kernel_regularizer = { name = "l2", l2 = 0.001 }
[[layers]]
kind = "GaussianNoise"
enabled = false
stddev = 0.1
[[layers]]
kind = "BatchNormalization"
[[layers]]
kind = "Dropout"
rate = 0.3
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
optimizer.name = "sgd"
optimizer.momentum = 0.9
optimizer.learning_rate = { name = "PolynomialDecay", initial_learning_rate = 0.3, decay_steps = 40 }
loss = "sparse_categorical_crossentropy"
metrics = ["accuracy"]
[fit]
epochs = 12
batch_size = 20
seed = 11
early_stopping = { monitor = "val_loss", patience = 1, restore_best_weights = true }
"""


def run_script(script: Path) -> tuple[list[np.ndarray], dict[str, float]]:
    """Final weights and metrics of a script run as a process of its own, in another directory."""
    weights = script.with_suffix(".weights.npz")
    command = [sys.executable, "-c", RUN, str(script), str(weights)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
    with np.load(weights) as saved:
        return [saved[name] for name in saved.files], json.loads(done.stdout.splitlines()[-1])


def assert_script_ends_as_the_run_did(source, directory: Path, *more: str) -> dict:
    """Trains, exports the run, runs the script: weights and metrics are equal to the last bit."""
    trained = program("train", source, "--json", *more, timeout=900)
    assert trained.code == 0, trained.err
    last = trained.events[-1]
    script = directory / "script.py"
    assert program("export", last["run"], "--to", "python", "-o", script).code == 0
    weights, metrics = run_script(script)
    checkpoint = max(Path(last["path"]).glob("ckpt-*.keras"), key=lambda path: int(path.stem.split("-")[1]))
    ours = keras.models.load_model(checkpoint).get_weights()
    assert len(ours) == len(weights)
    for theirs, own in zip(weights, ours, strict=True):
        assert theirs.dtype == own.dtype
        assert theirs.tobytes() == own.tobytes(), np.abs(theirs - own).max()
    assert metrics == last["metrics"]
    return last


@pytest.mark.slow
def test_a_presets_script_ends_at_the_same_weights(home, tmp_path):
    assert_script_ends_as_the_run_did("lesson", tmp_path, "--epochs", "2")


def test_a_script_with_dropout_decay_and_early_stopping_ends_at_the_same_weights(home, tmp_path):
    rng = np.random.default_rng(5)
    rows = ["length,depth,island,species"]
    for kind in rng.integers(0, 3, 120):
        gap = rng.random() < 0.1
        rows.append(
            f"{'' if gap else rng.normal(40 + 3 * kind, 3)},{rng.normal(17, 2)},{'abc'[kind]},kind{kind}"
        )
    (tmp_path / "penguins.csv").write_text("\n".join(rows))
    (tmp_path / "hard.toml").write_text(HARD)
    last = assert_script_ends_as_the_run_did(tmp_path / "hard.toml", tmp_path)
    assert last["epochs"] < 12, "early stopping was to be part of it"


@pytest.mark.slow
@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_every_presets_script_ends_at_the_same_weights(home, tmp_path, preset):
    assert_script_ends_as_the_run_did(preset.name, tmp_path)


def test_export_refuses_to_overwrite(home, tmp_path):
    path = tmp_path / "r.toml"
    assert program("export", "lesson", "--to", "recipe", "-o", path).code == 0
    path.write_text("mine")
    assert_told(program("export", "lesson", "--to", "recipe", "-o", path), 3, "--force")
    assert path.read_text() == "mine"
    assert program("export", "lesson", "--to", "recipe", "-o", path, "--force").code == 0
    assert "Normalization" in path.read_text()


def test_exported_model_has_the_runs_weights(home, tmp_path, capfd):
    run = within(capfd, "train", "lesson", "--epochs", "1", "--json").events[-1]
    path = tmp_path / "m.keras"
    assert within(capfd, "export", run["run"], "--to", "keras", "-o", path).code == 0
    model = keras.models.load_model(path)
    # Where training takes long, checkpoints of an earlier step lie beside the last one.
    saved = keras.models.load_model(home / "data/runs" / run["run"] / "ckpt-25.keras")
    for one, other in zip(model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    json_path = tmp_path / "m.json"
    assert within(capfd, "export", "lesson", "--to", "json", "-o", json_path).code == 0
    assert keras.models.model_from_json(json_path.read_text()).count_params() == 3498
    assert json.loads(json_path.read_text())["class_name"] == "Sequential"


def test_weights_are_the_runs_newest(home, tmp_path, capfd):
    last = within(capfd, "train", "lesson", "--epochs", "1", "--json").events[-1]
    path = tmp_path / "new" / "a.weights.h5"
    found = within(capfd, "export", last["run"], "--to", "weights", "-o", path)
    assert found.code == 0, found
    assert f"the weights after step 25 of {last['run']}" in found.out
    model = keras.models.load_model(next(Path(last["path"]).glob("ckpt-25.keras")))
    fresh = keras.models.model_from_json(model.to_json())
    fresh.load_weights(path)
    for one, other in zip(fresh.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert_told(within(capfd, "export", last["run"], "--to", "weights", "-o", path), 3, "--force")


def test_weights_of_a_recipe_are_its_first_ones_and_said_so(home, tmp_path, capfd):
    from seqtui.engine import build
    from seqtui.recipe.presets import preset
    from seqtui.recipe.toml import Document

    path = tmp_path / "a.weights.h5"
    found = within(capfd, "export", "circle", "--to", "weights", "-o", path)
    assert found.code == 0, found
    assert "untrained first weights, from seed 0" in found.out
    one, two = (build.model(Document.read(preset("circle").path).recipe, (2,), seed=seed) for seed in (0, 1))
    two.load_weights(path)
    for first, loaded in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(first, loaded)


@pytest.mark.parametrize(("kind", "name"), [("weights", "a.h5"), ("keras", "model"), ("keras", "m.h5")])
def test_names_that_keras_would_not_read_are_refused(home, tmp_path, kind, name):
    path = tmp_path / name
    assert_told(program("export", "lesson", "--to", kind, "-o", path), 3, "does not end in", "Call it")
    assert not path.exists()


def test_curves_by_epoch_and_by_step(home, tmp_path, capfd):
    last = within(capfd, "train", "lesson", "--epochs", "2", "--json").events[-1]
    path = tmp_path / "a.csv"
    found = within(capfd, "export", last["run"], "--to", "csv", "-o", path)
    assert found.code == 0, found
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", "step", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"]
    assert [(row["epoch"], row["step"]) for row in rows] == [("1", "25"), ("2", "50")]
    assert {name: float(rows[-1][name]) for name in last["metrics"]} == last["metrics"]
    assert within(capfd, "export", last["run"], "--to", "csv", "-o", path, "--steps", "--force").code == 0
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["step", "epoch", "time", "loss", "accuracy"]
    assert (rows[-1]["step"], rows[-1]["epoch"]) == ("50", "2")
    assert all(row["epoch"] == ("1" if int(row["step"]) <= 25 else "2") for row in rows)


def test_curves_of_what_is_no_run(home, tmp_path):
    path = tmp_path / "a.csv"
    assert_told(
        program("export", "lesson", "--to", "csv", "-o", path), 3, "only runs have curves", "seqtui train"
    )
    assert_told(program("export", "lesson", "--to", "json", "--steps", "-o", path), 2, "--steps")
    assert not path.exists()
