from pathlib import Path

import numpy as np
import pytest

from seqtui.data import load, propose
from seqtui.data.likely import likely_target
from seqtui.errors import SeqtuiError


@pytest.fixture
def customers(folder, rows):
    rng = np.random.default_rng(1)

    def row(index):
        plan = ["basic", "pro", ""][rng.integers(3)]
        age = "" if index % 20 == 0 else rng.integers(18, 80)
        churn = ["no", "yes"][index % 4 == 0]
        return f"C{index},2024-03-{index % 28 + 1:02},{plan},{age},{rng.normal():.3f},{churn}"

    return folder.write("customers.csv", rows("customer,joined,plan,age,score,churn", row, 400))


def kinds(recipe):
    return [layer.kind for layer in recipe.layers]


def test_two_classes(customers):
    proposal = propose(customers, "churn")
    recipe = proposal.recipe
    assert recipe.data.source == str(customers)
    assert Path(recipe.data.source).is_absolute()
    assert recipe.data.target == "churn"
    assert kinds(recipe)[0] == "Normalization"
    assert dict(recipe.layers[-1].arguments) == {"units": 1, "activation": "sigmoid"}
    assert (recipe.compile.loss, recipe.compile.metrics) == ("binary_crossentropy", ("accuracy",))
    assert proposal.baseline == (
        "Score to beat: validation accuracy 0.750,"
        " from always answering 'no', the commonest class of the training rows."
    )


def test_every_reason_that_was_promised_is_given(customers):
    reasons = "\n".join(propose(customers, "churn").reasons)
    assert "400 rows: 320 to train on and 80 to validate with" in reasons
    assert "churn has two classes, no = 0 and yes = 1: one sigmoid unit" in reasons
    assert "customer: left out, it is free text or an identifier" in reasons
    assert "joined: left out, it holds dates." in reasons
    assert "age: 20 gaps filled with the median of the training rows" in reasons
    assert "plan:" in reasons
    assert "Normalization brings" in reasons


def test_several_classes(folder, rows):
    file = folder.write("a.csv", rows("a,b,kind", lambda i: f"{i % 7},{i % 5},{'uvwx'[i % 4]}", 80))
    recipe = propose(file, "kind").recipe
    assert dict(recipe.layers[-1].arguments) == {"units": 4, "activation": "softmax"}
    assert recipe.compile.loss == "sparse_categorical_crossentropy"


def test_a_number_far_from_zero_is_brought_to_its_size(folder, rows):
    file = folder.write("a.csv", rows("a,b,price", lambda i: f"{i % 7},{i % 5},{200_000 + i * 1000.5}", 80))
    proposal = propose(file, "price")
    dense, rescaling = proposal.recipe.layers[-2:]
    assert dict(dense.arguments) == {"units": 1}
    y = load(proposal.recipe.data, folder.path).y_train
    assert rescaling.kind == "Rescaling"
    assert rescaling.arguments["scale"] == pytest.approx(y.std(), rel=0.01)
    assert rescaling.arguments["offset"] == pytest.approx(y.mean(), rel=0.01)
    assert (proposal.recipe.compile.loss, proposal.recipe.compile.metrics) == (
        "mean_squared_error",
        ("mean_absolute_error",),
    )
    assert "from always answering the training mean" in proposal.baseline


def test_a_number_near_zero_is_left_alone(folder, rows):
    file = folder.write("a.csv", rows("a,b,z", lambda i: f"{i % 7},{i % 5},{i / 40 - 1.01}", 80))
    assert kinds(propose(file, "z").recipe)[-1] == "Dense"


def test_the_regression_baseline_is_the_error_of_the_training_mean(folder, rows):
    file = folder.write("a.csv", rows("a,z", lambda i: f"{i % 7},{i * i / 100}", 80))
    proposal = propose(file, "z")
    data = load(proposal.recipe.data, folder.path)
    error = np.abs(data.y_val - data.y_train.mean()).mean()
    assert f"mean absolute error {error:.4g}," in proposal.baseline


def test_rare_classes_are_warned_of(folder, rows):
    file = folder.write("a.csv", rows("a,y", lambda i: f"{i % 7},{'yes' if i % 10 == 0 else 'no'}", 100))
    assert "'no' is 90% of the rows: accuracy alone will flatter the model." in propose(file, "y").reasons


def test_pictures_get_convolutions_and_sequences_a_flatten(folder):
    rng = np.random.default_rng(0)
    np.savez(folder.path / "p.npz", x=rng.random((60, 12, 12, 1)), y=np.arange(60) % 3)
    assert kinds(propose(folder.path / "p.npz", None).recipe) == [
        *("Normalization", "Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense", "Dense"),
    ]
    np.savez(folder.path / "s.npz", x=rng.random((60, 5, 2)), y=np.arange(60) % 3)
    assert kinds(propose(folder.path / "s.npz", None).recipe)[:2] == ["Normalization", "Flatten"]


def test_sizes_grow_with_rows_and_inputs(folder, rows):
    def widths(count, inputs):
        header = ",".join([*(f"a{index}" for index in range(inputs)), "y"])
        file = folder.write(
            "w.csv",
            rows(
                header,
                lambda i: ",".join([*(str((i * 7 + j) % 13) for j in range(inputs)), str(i % 2)]),
                count,
            ),
        )
        recipe = propose(file, "y").recipe
        return [layer.arguments["units"] for layer in recipe.layers[1:-1]], recipe.fit.batch_size

    small, wide, long = widths(60, 3), widths(2000, 30), widths(20_000, 3)
    assert len(small[0]) == 1
    assert len(wide[0]) == 2
    assert wide[0][0] > small[0][0]
    assert long[1] > small[1] == 32


def test_without_a_target_it_asks_which_column(customers):
    with pytest.raises(SeqtuiError) as caught:
        propose(customers, None)
    error = caught.value
    assert (error.title, error.remedy, error.exit_code) == ("Which column?", "Try --target churn", 2)
    assert "customer, joined, plan, age, score, churn" in error.cause


def test_a_bad_file_is_told_before_the_target_is_asked_for(folder):
    for name, content in (("empty.csv", ""), ("noise.csv", b"\0\1")):
        with pytest.raises(SeqtuiError) as caught:
            propose(folder.write(name, content), None)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("names", "likely"),
    [
        (("Target", "a"), "Target"),
        (("a", "Species", "b"), "Species"),
        (("a", "b"), "b"),
        (("y", "label"), "label"),
    ],
)
def test_likely_target(names, likely):
    assert likely_target(names) == likely
