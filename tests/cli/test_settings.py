"""`--set` reaches every setting, and what it cannot take is told by key."""

import pytest

from tests.cli.program import assert_told, program, within
from tests.thorough import sample


def test_the_split_is_set_for_data(home, tmp_path):
    path = tmp_path / "series.csv"
    path.write_text("x,y\n" + "".join(f"{at * 1.5},{at * 2.25}\n" for at in range(40)))
    plain = program("data", path, "--target", "y")
    ordered = program(
        "data", path, "--target", "y", "--set", "data.split=ordered", "--set", "data.validation=0.5"
    )
    assert "32 training, 8 validation" in plain.out
    assert "20 training, 20 validation" in ordered.out
    assert "The last 20 rows validate, in the order of the file." in ordered.out
    assert_told(program("data", path, "--set", "data.split=random"), 3, "data.split", "ordered")


def test_every_setting_of_a_run_can_be_set(home, capfd):
    result = within(
        capfd, "train", "breast_cancer", "--json", "--epochs", "3", "--device", "cpu",
        "--set", "data.split=shuffled",
        "--set", "fit.class_weight.malignant=2",
        "--set", "fit.precision=mixed_bfloat16",
        "--set", "fit.device=gpu:5",  # the command line's own choice wins
        "--set", "fit.reduce_lr_on_plateau.patience=1",
        "--set", "fit.reduce_lr_on_plateau.min_delta=5",
        "--set", "fit.early_stopping.restore_best_weights=true",
    )  # fmt: skip
    assert result.code == 0, result.err
    last = result.events[-1]
    assert last["event"] == "finished"
    told = [each["observation"] for each in result.events if each["event"] == "epoch"]
    assert "Learning rate lowered" in told[-1]
    recipe = (home / "data/runs" / last["run"] / "recipe.toml").read_text()
    assert "class_weight = { malignant = 2.0 }" in recipe
    assert 'precision = "mixed_bfloat16"' in recipe
    assert 'split = "shuffled"' in recipe
    assert "gpu:5" not in recipe


@pytest.mark.parametrize(
    ("setting", "words"),
    sample(
        [
            ("fit.precision=half", ("fit.precision", "mixed_float16")),
            ("fit.device=gpu:3", ("There is no device gpu:3", "cpu:0")),
            ("fit.class_weight.zebra=2", ("zebra", "benign, malignant")),
            ("fit.device=tpu", ("fit.device", "tpu")),
        ],
        2,
    ),
)
def test_a_setting_that_cannot_be_is_refused(home, setting, words):
    assert_told(program("train", "breast_cancer", "--epochs", "1", "--set", setting), 3, *words)
