"""The lesson's table of stages, and a sample's values, from the command line."""

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
