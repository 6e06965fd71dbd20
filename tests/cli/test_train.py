"""`seqtui train`, with real Keras."""

import json
import os
import signal
import subprocess
import sys

import pytest

from seqtui.runs.control import ask
from seqtui.runs.manifest import Manifest
from tests.cli.program import within
from tests.screen import Screen
from tests.thorough import sample

PROGRAM = (sys.executable, "-m", "seqtui")


@pytest.fixture
def start(environment):
    """Starts `seqtui train …` with its output in a pipe."""
    begun = []

    def begin(*arguments: object) -> subprocess.Popen[str]:
        begun.append(
            subprocess.Popen(
                [*PROGRAM, "train", *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
        )
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def first_event(process: subprocess.Popen[str], name: str) -> dict[str, object]:
    """Reads events until one of that name; a run that ends before fails the test by pytest's timeout."""
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == name:
            return event
    raise AssertionError(f"no event {name!r}: {process.communicate()}")


def test_json_is_the_runs_events_and_ends_with_finished(home, capfd):
    result = within(capfd, "train", "lesson", "--epochs", 2, "--json", "--name", "Two epochs")
    assert result.code == 0, result
    names = [event["event"] for event in result.events]
    assert names[0] == "started"
    assert names.count("epoch") == 2
    assert names[-1] == "finished"
    assert sum(name in ("finished", "stopped", "failed") for name in names) == 1
    end = result.events[-1]
    assert set(end["metrics"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    first = next(one for one in result.events if one["event"] == "epoch")
    assert end["best"]["val_loss"] <= first["metrics"]["val_loss"]
    run = home / "data" / "runs" / end["run"]
    assert str(run) == end["path"]
    stored = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    assert [event for event in stored if event["event"] != "heartbeat"] == result.events
    manifest = Manifest.read(run)
    assert manifest.title == "Two epochs"
    assert (manifest.epochs, manifest.steps_per_epoch) == (2, 25)
    assert "epochs = 2" in (run / "recipe.toml").read_text()


def test_plain_lines_where_there_is_no_terminal(home, capfd):
    result = within(capfd, "train", "lesson", "--epochs", 2, "--set", "layers.2.units=8")
    assert result.code == 0, result
    lines = result.out.splitlines()
    assert "800 training and 200 validation rows" in lines[0]
    assert lines[1].startswith("epoch 1/2  loss ")
    assert lines[2].startswith("epoch 2/2  loss ")
    assert lines[3].startswith("Finished after 2 epochs.")
    assert "\x1b" not in result.out


def test_same_seed_same_run(home, capfd):
    first, second = (within(capfd, "train", "lesson", "--epochs", 2, "--json").events[-1] for _ in range(2))
    assert first["run"] != second["run"]
    assert first["metrics"] == second["metrics"]


def test_a_table_with_categories_and_gaps_trains_without_a_recipe(home, tmp_path, capfd):
    rows = [
        f"{number % 61},{'' if number % 5 == 0 else 'ABC'[number % 3]},{'pro' if number % 2 else 'free'},"
        f"{'' if number % 7 == 0 else number},{'yes' if number % 2 else 'no'}"
        for number in range(300)
    ]
    path = tmp_path / "shop.csv"
    path.write_text("age,city,plan,spend,churn\n" + "\n".join(rows) + "\n")
    result = within(capfd, "train", path, "--target", "churn", "--epochs", 20)
    assert result.code == 0, result
    assert "city" in result.out  # the reasons
    assert "Score to beat" in result.out
    again = within(capfd, "train", path, "--target", "churn", "--epochs", 20, "--json")
    assert again.events[-1]["best"]["val_accuracy"] > 0.95
    recipe = within(capfd, "inspect", again.events[-1]["run"], "--json")
    assert recipe.code == 0, recipe


def test_a_table_without_target_asks_for_one(home, tmp_path, capfd):
    path = tmp_path / "d.csv"
    path.write_text("a,b,churn\n1,2,0\n2,3,1\n")
    result = within(capfd, "train", path)
    assert result.code == 2
    assert "Which column?" in result.err
    assert "Try --target churn" in result.err


@pytest.mark.parametrize("number", sample([signal.SIGINT, signal.SIGTERM], 2))
def test_interrupt_saves_a_checkpoint_and_exits_130(start, home, number):
    process = start("lesson", "--epochs", 100_000, "--json")
    run = first_event(process, "epoch") and next((home / "data" / "runs").iterdir())
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events][-2:] == ["checkpoint", "stopped"]
    assert (run / events[-2]["model"]).is_file()
    assert (run / events[-2]["state"]).is_file()
    assert "Traceback" not in err


def test_second_interrupt_aborts_at_once(start):
    process = start("lesson", "--epochs", 100_000, "--json")
    first_event(process, "epoch")
    # Both at once: the handler of the first must not keep the second from ending the process.
    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_stop_through_control_keeps_and_ends_with_0(start, home):
    process = start("lesson", "--epochs", 100_000, "--json")
    first_event(process, "epoch")
    ask(next((home / "data" / "runs").iterdir()), "stop")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["event"] == "stopped"


def test_reader_that_goes_away_stops_and_keeps(home, environment):
    piped = subprocess.run(
        f"{sys.executable} -m seqtui train lesson --epochs 100000 | head -2; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    lines = piped.stdout.splitlines()
    assert lines[1].startswith("epoch ")
    assert lines[2] == "130"
    assert piped.stderr == ""
    (run,) = (home / "data" / "runs").iterdir()
    assert json.loads((run / "events.jsonl").read_text().splitlines()[-1])["event"] == "stopped"


def test_live_chart_on_a_terminal(environment, home):
    with Screen(*PROGRAM, "train", "lesson", env=environment, columns=90, rows=40) as screen:
        screen.wait("loss, lower is better")
        assert screen.end() == 0
        text = screen.text
        assert text.count("loss, lower is better") == 1  # drawn over, not again and again
        for epoch in range(1, 6):
            assert f"epoch {epoch}/5  loss" in text
        assert "Finished after 5 epochs." in text
        assert "└" in text


def test_ctrl_c_on_a_terminal(environment, home):
    with Screen(*PROGRAM, "train", "lesson", "--epochs", "100000", env=environment) as screen:
        screen.wait("steps/s")
        screen.press("ctrl+c")
        assert screen.end() == 130
        assert "Stopped in epoch" in screen.text
