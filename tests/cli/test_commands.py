"""inspect, data, presets, doctor, and the group itself."""

import json
import subprocess
import sys

import numpy as np
import pytest

from seqtui import __version__
from tests.cli.program import assert_told, program, within

BROKEN = """
input = { shape = [20] }
[[layers]]
kind = "Dense"
units = 8
[[layers]]
kind = "LSTM"
units = 4
[[layers]]
kind = "Dense"
units = 1
"""


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text(BROKEN)
    return path


def test_version_loads_nothing_heavy(home):
    code = (
        "import sys\nfrom seqtui.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'tensorflow', 'keras', 'polars', 'tomlkit', 'textual', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"seqtui {__version__}"


def test_help_shows_the_commands_that_exist(home):
    result = program("--help")
    assert result.code == 0
    for name in ("train", "inspect", "data", "presets", "layers", "export", "doctor", "bench"):
        assert f"\n  {name} " in result.out
        assert program(name, "--help").code == 0


def test_wrong_usage_is_2(home):
    assert program("train").code == 2
    assert program("train", "lesson", "--nonsense").code == 2
    assert program("export", "lesson", "--to", "tflite", "-o", "x").code == 2
    result = program("train", "lesson", "--device", "tpu")
    assert result.code == 2
    assert "tpu" in result.err


def test_app_without_a_terminal_is_refused(home):
    result = program()
    assert_told(result, 2, "terminal")


def test_table_without_target_and_terminal(home, tmp_path):
    (tmp_path / "d.csv").write_text("a,b,churn\n1,2,0\n2,3,1\n")
    result = program("d.csv", cwd=tmp_path)
    assert_told(result, 2, "Which column?", "Try --target churn")


def test_mistyped_command_is_named(home):
    assert_told(program("trian"), 3, "seqtui train")


def test_defect_leaves_a_crash_log_and_no_traceback(home, tmp_path):
    code = "from seqtui.cli.report import guarded\nraise SystemExit(guarded(lambda: 1 // 0))\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in done.stderr
    (log,) = (home / "state").glob("crash-*.txt")
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text()


def test_inspect_the_lesson(home, capfd):
    found = within(capfd, "inspect", "lesson", "--json")
    assert found.code == 0, found
    value = found.json
    assert list(value) == ["input_shape", "layers", "totals", "error", "lints"]
    assert value["input_shape"] == [None, 20]
    assert [row["index"] for row in value["layers"]] == [1, 2, 3, 4]
    assert [row["params"] for row in value["layers"]] == [41, 1344, 2080, 33]
    assert value["layers"][1]["output_shape"] == [None, 64]
    assert value["totals"]["params"] == 3498
    assert value["totals"]["non_trainable"] == 41
    assert value["error"] is None
    assert value["lints"] == []
    table = within(capfd, "inspect", "lesson").out
    assert "3,498" in table
    assert "(None, 64)" in table


def test_inspect_tells_lints_with_where_they_are_and_keeps_the_exit_code(home, capfd):
    wrong = ("--set", "layers.4.activation=softmax", "--set", "compile.optimizer.learning_rate=-1.0")
    found = within(capfd, "inspect", "lesson", *wrong, "--json")
    assert found.code == 0
    told = found.json["lints"]
    assert [(each["rule"], each["severity"], each["layer"]) for each in told] == [
        ("softmax-on-one-unit", "error", 4),
        ("learning-rate-negative", "error", None),
    ]
    assert list(told[0]) == ["rule", "severity", "layer", "message", "remedy"]
    text = within(capfd, "inspect", "lesson", *wrong).out
    assert "Lints        2 errors" in text
    assert "error, layer 4 Dense: softmax over the one unit" in text
    assert 'R does it: set activation = "sigmoid" in 4 Dense.' in text
    assert "error, training settings: With learning rate -1" in text
    assert "Lints" not in within(capfd, "inspect", "lesson").out


def test_inspect_tells_lints_of_the_layers_before_the_failing_one(home, capfd, tmp_path):
    path = tmp_path / "r.toml"
    path.write_text(
        'input = { shape = [4] }\n[[layers]]\nkind = "Dense"\nunits = 3\n'
        '[[layers]]\nkind = "Dense"\nunits = 2\n[[layers]]\nkind = "LSTM"\nunits = 2\n',
        encoding="utf-8",
    )
    found = within(capfd, "inspect", path, "--json")
    assert found.code == 3
    assert [each["rule"] for each in found.json["lints"]] == ["linear-pair"]


def test_inspect_at_another_batch_size(home, capfd):
    one, two = (within(capfd, "inspect", "lesson", "--json", "--batch", size).json for size in (1, 2))
    assert two["totals"]["activation_bytes"] == 2 * one["totals"]["activation_bytes"]
    assert two["totals"]["params"] == one["totals"]["params"]


def test_inspect_pins_the_failing_layer(home, capfd, broken):
    found = within(capfd, "inspect", broken, "--json")
    assert found.code == 3
    value = found.json
    assert value["error"]["layer"] == 2
    assert value["error"]["message"]
    assert value["error"]["remedy"]
    assert value["layers"][0]["output_shape"] == [None, 8]
    assert value["layers"][0]["params"] == 168
    assert value["layers"][1]["error"]["layer"] == 2
    assert value["layers"][2]["state"] == "blocked"
    told = within(capfd, "inspect", broken)
    assert_told(told, 3, "Layer 2")
    assert "(None, 8)" in told.out


def test_inspect_json_of_a_recipe_that_cannot_be_read(home, tmp_path):
    path = tmp_path / "r.toml"
    path.write_text("[data\n")
    result = program("inspect", path, "--json")
    assert result.code == 3
    assert result.json["layers"] == []
    assert result.json["error"]["message"]


def test_data_of_built_in_sets_files_and_recipes(home, tmp_path):
    assert program("data", "penguins", "--json").json["rows"] == 344
    np.savez(tmp_path / "a.npz", x=np.random.default_rng(1).normal(size=(30, 4)), y=np.arange(30) % 3)
    found = program("data", tmp_path / "a.npz", "--json").json
    assert found["rows"] == 30
    assert len(found["classes"]) == 3
    assert program("data", "spiral").out.startswith("spiral: ")
    assert_told(program("data", "penguinz"), 3, "penguins")


def test_presets(home):
    names = [row["name"] for row in program("presets", "--json").json["presets"]]
    assert {"lesson", "breast_cancer", "digits", "spiral", "circle", "xor", "gauss", "iris", "wine"} <= set(
        names
    )
    assert "penguins" in program("presets").out


def test_output_into_a_closed_pipe(home):
    done = subprocess.run(
        f"{sys.executable} -m seqtui presets | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    assert done.stderr == ""


def test_doctor(home, capfd):
    found = within(capfd, "doctor", "--json")
    assert found.code == 0, found
    assert found.json["versions"]["keras"].startswith("3.15")
    assert any("CPU" in name for name in found.json["devices"])
    assert found.json["directories"]["runs"]["path"].startswith(str(home))
    assert "Nothing is wrong." in within(capfd, "doctor").out


def test_doctor_says_what_is_wrong(home, monkeypatch, capfd, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEQTUI_HOME", str(tmp_path / "file"))
    found = within(capfd, "doctor")
    assert found.code == 3
    assert "cannot be written" in found.out
    assert "SEQTUI_HOME" in found.out


def test_doctor_shows_the_settings_and_what_is_wrong_in_them(home):
    where = home / "config" / "config.toml"
    where.parent.mkdir(parents=True)
    where.write_text('theme = "light"\nplane = true\n[keys]\nview.redraw = "Q"\nlayers.delete = "a"\n')
    facts = json.loads(program("doctor", "--json").out)
    assert facts["settings"]["theme"] == "light"
    assert facts["settings"]["keys"] == {"view.redraw": ["Q"]}
    titles = [each["title"] for each in facts["problems"]]
    assert "plane in config.toml is left out." in titles
    assert "keys.layers.delete in config.toml is left out." in titles


def test_doctor_lists_every_command_with_the_keys_that_it_has(home):
    told = program("doctor", "--keys")
    assert told.code == 0
    assert "layers.add_after" in told.out
    listed = {each["name"]: each for each in json.loads(program("doctor", "--keys", "--json").out)}
    assert listed["runs.pause"]["keys"] == ["space"]
    assert listed["runs.pause"]["scope"] == "run"
