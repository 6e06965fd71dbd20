import pickle

import numpy as np
import pytest

from seqtui.data import columns, load
from seqtui.recipe.values import DataSpec

RNG = np.random.default_rng(0)
X = RNG.random((50, 4))
Y = np.arange(50) % 3


def npz(folder, name="a.npz", **arrays):
    np.savez(folder.path / name, **arrays)
    return name


def loaded(folder, name="a.npz", **more):
    return load(DataSpec(name, **more), folder.path)


def test_x_and_y(folder):
    npz(folder, x=X, y=Y)
    data = loaded(folder)
    assert (data.task, data.input_shape, data.input_dtype) == ("multiclass", (4,), "float32")
    assert (len(data.x_train), len(data.x_val), data.target) == (40, 10, "y")
    assert data.feature_names == ("x1", "x2", "x3", "x4")
    assert columns(folder.path / "a.npz") == ("x", "y")


def test_rows_and_labels_stay_together(folder):
    npz(folder, x=np.arange(50.0)[:, None], y=Y)
    data = loaded(folder)
    np.testing.assert_array_equal(data.x_train[:, 0] % 3, data.y_train)
    np.testing.assert_array_equal(data.x_val[:, 0] % 3, data.y_val)


def test_pictures_keep_their_shape_and_values(folder):
    npz(folder, images=RNG.integers(0, 256, (50, 5, 6, 3)).astype(np.uint8), labels=Y)
    data = loaded(folder)
    assert data.input_shape == (5, 6, 3)
    assert data.x_train.dtype == np.float32
    assert data.x_train.max() > 200


def test_the_target_names_an_array_and_features_another(folder):
    npz(folder, first=X, second=X + 10, kind=np.array(["a", "b"] * 25))
    data = loaded(folder, target="kind", features=("second",))
    assert data.x_train.min() >= 10
    assert data.class_names == ("a", "b")
    assert data.notes == ("Arrays not used: first.",)


@pytest.mark.parametrize("word", ["val", "test"])
def test_own_validation_rows_are_kept_in_order(folder, word):
    held = RNG.random((9, 4))
    numbered = np.c_[np.arange(50), X[:, 1:]]
    npz(folder, x_train=numbered, y_train=Y, **{f"x_{word}": held, f"y_{word}": np.arange(9) % 3})
    data = loaded(folder)
    np.testing.assert_array_equal(data.x_val, held.astype(np.float32))
    assert data.y_val.tolist() == [0, 1, 2] * 3
    assert len(data.x_train) == 50
    np.testing.assert_array_equal(data.x_train[:, 0] % 3, data.y_train)
    assert data.notes == ("Validation rows are the file's own.",)
    assert len(loaded(folder, validation=0.0).x_val) == 0


def test_one_hot_targets_are_classes(folder):
    npz(folder, x=X, y=np.eye(3)[Y])
    assert loaded(folder).y_train.shape == (40,)
    assert loaded(folder, labels="one_hot").y_train.shape == (40, 3)


def test_regression(folder):
    npz(folder, x=X, y=RNG.random((50, 1)))
    data = loaded(folder)
    assert (data.task, data.y_train.shape, data.class_names) == ("regression", (40, 1), ())


def test_a_matrix_is_a_table(folder):
    np.save(folder.path / "a.npy", np.c_[X, Y])
    data = loaded(folder, "a.npy", target="column_5")
    assert (data.task, data.input_shape) == ("multiclass", (4,))


def test_named_fields_are_a_table(folder):
    table = np.zeros(40, dtype=[("a", "f4"), ("kind", "U3"), ("y", "i4")])
    table["a"], table["y"], table["kind"] = np.arange(40) % 7, np.arange(40) % 2, ["u", "v"] * 20
    np.save(folder.path / "a.npy", table)
    assert loaded(folder, "a.npy", target="y").feature_names == ("a", "kind=u", "kind=v")


REFUSED = {
    "no array of that name": ({"x": X, "y": Y}, "label", "No array named 'label'"),
    "no usual names": ({"p": X, "q": Y}, None, "Which array is the target?"),
    "several candidates": ({"p": X, "q": X, "y": Y}, None, "Which array holds the samples?"),
    "no samples": ({"y": Y}, None, "Which array holds the samples?"),
    "lengths": ({"x": X, "y": Y[:40]}, None, "Samples and targets differ in number"),
    "no rows": ({"x": X[:0], "y": Y[:0]}, None, "The arrays hold no samples"),
    "a single number": ({"x": np.float32(1), "y": Y}, None, "The arrays hold no samples"),
    "text samples": ({"x": X.astype(str), "y": Y}, None, "The samples are no numbers"),
    "NaN": ({"x": np.where(X > 0.9, np.nan, X), "y": Y}, None, "The samples hold NaN or infinity"),
    "infinity": ({"x": np.where(X > 0.9, np.inf, X), "y": Y}, None, "The samples hold NaN or infinity"),
    "beyond float32": ({"x": X * 1e300, "y": Y}, None, "The samples hold NaN or infinity"),
    "NaN labels": ({"x": X, "y": np.where(Y == 1, np.nan, Y)}, None, "The target has gaps"),
    "one class": ({"x": X, "y": Y * 0}, None, "The target has one class only"),
    "many targets": ({"x": X, "y": RNG.random((50, 2))}, None, "The target has several numbers a row"),
    "one row": ({"x": X[:1], "y": Y[:1]}, None, "The target has one class only"),
    "a label outside the classes": (
        {"x_train": X, "y_train": Y, "x_val": X, "y_val": Y + 1},
        None,
        "A label is outside the classes",
    ),
    "validation of another shape": (
        {"x_train": X, "y_train": Y, "x_val": X[:, :2], "y_val": Y},
        None,
        "Training and validation samples differ in shape",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_arrays_that_cannot_be_trained_on(folder, case):
    arrays, target, title = REFUSED[case]
    assert folder.refused(npz(folder, **arrays), target=target).title == title


class Trap:
    """Leaves a mark where it is unpickled."""

    def __reduce__(self):
        return (open, ("unpickled.txt", "w"))


@pytest.mark.parametrize("name", ["p.npz", "p.npy", "raw.npz", "raw.npy"])
def test_pickled_objects_are_refused_and_never_run(folder, monkeypatch, name):
    monkeypatch.chdir(folder.path)
    objects = np.array([Trap()] * 50, dtype=object)
    if name.startswith("raw"):
        folder.write(name, pickle.dumps(objects))
    elif name.endswith(".npz"):
        np.savez(folder.path / name, x=X, y=objects, allow_pickle=True)
    else:
        np.save(folder.path / name, objects, allow_pickle=True)
    error = folder.refused(name, target="y" if name.endswith(".npz") else "column_1")
    assert error.title == (
        "The file holds no arrays" if name.startswith("raw") else "Pickled arrays are refused"
    )
    assert not (folder.path / "unpickled.txt").exists()


def test_damaged_files_are_refused(folder):
    npz(folder, x=X, y=Y)
    np.savez_compressed(folder.path / "c.npz", x=X, y=Y)
    np.save(folder.path / "a.npy", X)
    for source in ("a.npz", "c.npz", "a.npy"):
        whole = (folder.path / source).read_bytes()
        for damaged in (
            b"",
            b"hello",
            whole[:100],
            whole[: len(whole) // 2],
            whole[:40] + b"\xff" * 30 + whole[70:],
        ):
            assert folder.refused(f"damaged{source[-4:]}", damaged, "y").title in (
                "The file holds no arrays",
                "No column named 'y'",
                "Pickled arrays are refused",
            )


def test_an_array_of_another_rank_is_no_table(folder):
    np.save(folder.path / "a.npy", RNG.random((4, 4, 4)))
    assert folder.refused("a.npy").title == "The array is no table"
