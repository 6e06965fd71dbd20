"""The lesson's table of stages, a sample's values, and what cannot be traced, from the command line."""

import numpy as np

from tests.cli.program import assert_told, within


def test_the_lessons_stages_come_out_as_the_lesson_has_them(capfd):
    result = within(capfd, "trace", "lesson")
    rows = [line.split() for line in result.out.splitlines()]
    wanted = [
        ("Input", "1000 x 20", "1000 x 20", "0"),
        ("Normalization", "1000 x 20", "1000 x 20", "41"),
        ("Dense", "1000 x 20", "1000 x 64", "1,344"),
        ("Dense", "1000 x 64", "1000 x 32", "2,080"),
        ("Dense", "1000 x 32", "1000 x 1", "33"),
    ]
    table = [" ".join(row[1:9]) for row in rows if "1000" in row]
    assert table == [" ".join(row) for row in wanted]
    assert "untrained" in result.out


def test_json_holds_every_stage_with_its_values(capfd):
    found = within(capfd, "trace", "digits-cnn", "--sample", 7, "--json").json
    assert (found["sample"], found["trained"]) == (7, False)
    for stage in found["stages"]:
        assert [None, *np.array(stage["values"]).shape] == stage["output_shape"]
    assert found["prediction"] == found["stages"][-1]["values"]
    assert found["stages"][1]["params"] == 160


def test_a_row_that_is_not_there_is_bad_input(capfd):
    result = within(capfd, "trace", "iris", "--sample", 150)
    assert_told(result, 3, "0 to 149")


def test_what_cannot_be_traced_is_bad_input_and_told(capfd):
    assert_told(within(capfd, "trace", "iris", "--sample", -1), 3, "no sample -1", "0 to 149")
    assert_told(within(capfd, "trace", "iris", "--set", "layers.1.units=-3"), 3, "units")
    assert_told(within(capfd, "trace", "no-such-thing"), 3)
    assert within(capfd, "trace", "iris", "--sample", "seven").code == 2
    assert within(capfd, "trace").code == 2


def test_layers_as_in_training_are_said_to_be(capfd):
    result = within(capfd, "trace", "lesson", "--training")
    assert (result.code, "layers as in training" in result.out) == (0, True)
    assert within(capfd, "trace", "lesson", "--training", "--json").json["training"] is True
    assert within(capfd, "trace", "lesson", "--json").json["training"] is False


def test_logits_are_told_as_chances(capfd, tmp_path):
    path = tmp_path / "logits.toml"
    path.write_text("""
[data]
source = "spiral"

[[layers]]
kind = "Dense"
units = 1
kernel_initializer = "zeros"
bias_initializer = { name = "constant", value = 0.2 }

[compile]
loss = { name = "BinaryCrossentropy", from_logits = true }
""")
    # 1 / (1 + exp(-0.2)), for the second class, though 0.2 is less than a half.
    assert ", 0.550" in within(capfd, "trace", path).out


def test_a_recipe_without_data_says_so(capfd, tmp_path):
    recipe = tmp_path / "bare.toml"
    recipe.write_text('input = { shape = [4] }\n[[layers]]\nkind = "Dense"\nunits = 4\n')
    assert_told(within(capfd, "trace", recipe), 3, "names no data")
