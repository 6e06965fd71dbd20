"""What a shell is told when somebody presses Tab."""

import os
import subprocess
import sys

import pytest

LOADED = """
import sys
from seqtui.cli import main
try:
    main([])
except SystemExit:
    pass
heavy = {"tensorflow", "keras", "polars", "textual"}
print(*heavy.intersection(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def complete(home, tmp_path):
    """Proposals for a command line, by kind: (names, whether the shell is to add files)."""

    def ask(line):
        words = line.split()
        at = len(words) - (not line.endswith(" "))
        env = {**os.environ, "COMP_WORDS": line, "COMP_CWORD": str(at), "_SEQTUI_COMPLETE": "bash_complete"}
        done = subprocess.run(
            [sys.executable, "-c", LOADED], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert not done.stderr.strip()
        found = [each.split(",", 1) for each in done.stdout.splitlines()]
        return [name for kind, name in found if kind == "plain"], any(kind == "file" for kind, _ in found)

    return ask


def test_first_come_commands_and_then_what_can_be_opened(complete, home, tmp_path):
    (tmp_path / "mine.toml").touch()
    (tmp_path / "shop.csv").touch()
    (tmp_path / "notes.txt").touch()
    run = "2026-01-02T03-04-05-spiral-abcd"
    (home / "data" / "runs" / run).mkdir(parents=True)
    names, _ = complete("seqtui ")
    assert names[0] == "train"
    assert {"doctor", "spiral", "mine.toml", "shop.csv", run} <= set(names)
    assert "notes.txt" not in names
    assert complete("seqtui sp") == (["spiral"], False)
    assert complete("seqtui 2026")[0] == [run]


def test_commands_take_the_same_sources(complete):
    for command in ("train", "inspect", "export"):
        assert complete(f"seqtui {command} sp") == (["spiral"], False)


def test_data_takes_built_in_sets(complete):
    assert "breast_cancer" in complete("seqtui data b")[0]


@pytest.mark.parametrize("typed", ["./", "/tm", "~/m", "nothing-of-that-name"])
def test_paths_are_left_to_the_shell(complete, typed):
    assert complete(f"seqtui train {typed}") == ([], True)
    assert complete(f"seqtui {typed}") == ([], True)


def test_options_are_proposed_behind_a_source(complete):
    assert "--epochs" in complete("seqtui train spiral --")[0]
    assert complete("seqtui spiral --")[0] == ["--target", "--help"]
    assert "--version" in complete("seqtui --")[0]


def test_the_line_of_the_readme_is_a_script(home):
    env = {**os.environ, "_SEQTUI_COMPLETE": "bash_source"}
    done = subprocess.run(
        [sys.executable, "-m", "seqtui"], env=env, capture_output=True, text=True, check=False
    )
    assert "complete -o nosort -F _seqtui_completion seqtui" in done.stdout
