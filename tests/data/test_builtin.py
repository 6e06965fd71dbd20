import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seqtui.data import BUILT_IN, load
from seqtui.errors import SeqtuiError
from seqtui.paths import assets_dir
from seqtui.recipe.values import DataSpec

HERE = Path()

EXPECTED = {
    # name: task, sample shape, training rows, validation rows, classes, target
    "lesson": ("binary", (20,), 800, 200, ("no", "yes"), "answer"),
    "circle": ("binary", (2,), 800, 200, ("orange", "blue"), "colour"),
    "xor": ("binary", (2,), 800, 200, ("orange", "blue"), "colour"),
    "gauss": ("binary", (2,), 800, 200, ("orange", "blue"), "colour"),
    "spiral": ("binary", (2,), 800, 200, ("orange", "blue"), "colour"),
    "iris": ("multiclass", (4,), 120, 30, ("setosa", "versicolor", "virginica"), "species"),
    "penguins": ("multiclass", (11,), 275, 69, ("Adelie", "Chinstrap", "Gentoo"), "species"),
    "wine": ("multiclass", (13,), 142, 36, ("cultivar_1", "cultivar_2", "cultivar_3"), "cultivar"),
    "breast_cancer": ("binary", (30,), 455, 114, ("benign", "malignant"), "diagnosis"),
    "digits": ("multiclass", (8, 8, 1), 1438, 359, tuple("0123456789"), "digit"),
}


def test_every_built_in_set_is_expected():
    assert set(BUILT_IN) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_shapes_types_and_names(name):
    task, shape, training, validation, classes, target = EXPECTED[name]
    data = load(DataSpec(name), HERE)
    assert (data.task, data.input_shape, data.class_names, data.target) == (task, shape, classes, target)
    assert (len(data.x_train), len(data.x_val)) == (training, validation)
    assert data.x_train.dtype == data.x_val.dtype == np.float32
    assert np.isfinite(data.x_train).all()
    assert np.isfinite(data.x_val).all()
    wanted = (np.float32, (training, 1)) if task == "binary" else (np.int32, (training,))
    assert (data.y_train.dtype, data.y_train.shape) == wanted
    assert set(np.unique(data.y_train)) == set(range(len(classes)))
    assert len(data.feature_names) == (shape[0] if len(shape) == 1 else 0)


@pytest.mark.parametrize("name", ["lesson", "spiral", "penguins", "digits"])
def test_the_same_spec_gives_the_same_arrays_and_another_seed_others(name):
    first, again, other = (load(DataSpec(name, seed=seed), HERE) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.y_val, again.y_val)
    assert first.fingerprint == again.fingerprint != other.fingerprint


def test_fingerprint_is_the_same_in_another_process():
    code = (
        "import sys, json; from pathlib import Path; from seqtui.data import load;"
        "from seqtui.recipe.values import DataSpec;"
        "prints = {n: load(DataSpec(n), Path()).fingerprint for n in ('lesson', 'penguins', 'digits')};"
        "print(json.dumps([prints, sorted({m.split('.')[0] for m in sys.modules})]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "123"}
    output = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout
    prints, modules = json.loads(output)
    assert prints == {name: load(DataSpec(name), HERE).fingerprint for name in prints}
    assert not {"polars", "tensorflow", "keras", "textual"} & set(modules)


def test_every_shipped_file_has_its_source_and_licence_beside_it():
    shipped = [file for file in (assets_dir() / "data").iterdir() if file.suffix in (".csv", ".npz")]
    assert len(shipped) == 5
    for file in shipped:
        text = file.with_name(f"{file.stem}.source.md").read_text(encoding="utf-8")
        assert "Origin:" in text
        assert "Licence: Creative Commons" in text


def test_digits_are_between_0_and_1_and_say_so():
    data = load(DataSpec("digits"), HERE)
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)
    assert data.notes == ("Grey levels 0 to 16 are scaled to 0 to 1.",)


def test_breast_cancer_keeps_its_known_values():
    data = load(DataSpec("breast_cancer"), HERE)
    y = np.concatenate([data.y_train, data.y_val])
    x = np.concatenate([data.x_train, data.x_val])
    assert int(y.sum()) == 212
    radius = x[:, data.feature_names.index("mean_radius")]
    assert radius.max() == pytest.approx(28.11)
    assert radius[y[:, 0] == 1].mean() > radius[y[:, 0] == 0].mean()


def test_a_built_in_table_may_be_asked_for_another_target_and_fewer_features():
    data = load(DataSpec("penguins", target="body_mass_g", features=("sex", "flipper_length_mm")), HERE)
    assert data.task == "regression"
    assert data.feature_names == ("sex=female", "sex=male", "sex=missing", "flipper_length_mm")
    assert data.rows == 342
    assert "2 rows without a value of body_mass_g left out." in data.notes


@pytest.mark.parametrize(("name", "noise"), [("iris", 0.1), ("spiral", 1.5), ("spiral", -0.1)])
def test_noise_where_it_means_nothing(name, noise):
    with pytest.raises(SeqtuiError) as caught:
        load(DataSpec(name, noise=noise), HERE)
    assert caught.value.key == "data.noise"


def test_names_are_listed_without_numpy_and_exports_are_what_they_say():
    code = (
        "import sys, seqtui.data as d; assert 'lesson' in d.BUILT_IN; assert 'numpy' not in sys.modules;"
        "names = [n for n in d.__all__ if n != 'BUILT_IN'];"
        "import seqtui.data.description, seqtui.data.proposal;"
        "assert all(callable(getattr(d, n)) for n in names); assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
