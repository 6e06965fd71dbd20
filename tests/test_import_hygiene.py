"""Heavy packages stay in their rooms: fresh processes show what is loaded, import-linter what is written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"tensorflow", "keras", "textual"}

_LOADED = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name.removesuffix(".*"))
    if name.endswith(".*"):
        for each in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
            importlib.import_module(each.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(*names: str) -> set[str]:
    """Top-level packages in a fresh process after importing modules; `room.*` stands for all of a room."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *names], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "name",
    [
        "seqtui.recipe.*",
        "seqtui.runs.*",
        "seqtui.data.*",
        "seqtui.advice.*",
        "seqtui.engine",
        "seqtui.launch",
        "seqtui.sources",
        "seqtui.plot",
        "seqtui.curves",
        "seqtui.terminal",
        "seqtui.cli",
    ],
)
def test_neither_tensorflow_nor_keras_nor_textual_is_loaded(name):
    assert not loaded(name) & HEAVY


def test_recipes_need_neither_numpy_nor_polars():
    assert not loaded("seqtui.recipe.*") & {"numpy", "polars"}


def test_a_start_needs_no_numpy_before_its_first_screen():
    screens = ("seqtui.sources", "seqtui.tui.app", "seqtui.tui.practice.desk", "seqtui.tui.screens.practice")
    assert not loaded("seqtui.cli", *screens) & {"numpy", "polars", "tomlkit"}


def test_polars_is_loaded_by_need_only():
    assert "polars" not in loaded("seqtui.data", "seqtui.sources", "seqtui.cli")


def test_the_app_is_drawn_before_keras_is_loaded():
    assert not loaded("seqtui.tui", "seqtui.tui.app") & {"tensorflow", "keras"}


def test_the_reading_of_modules_sees_what_is_loaded():
    assert "textual" in loaded("textual")
    assert "tomlkit" in loaded("seqtui.recipe.*")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, '.'); {command}", "--no-cache"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_the_import_contracts_hold():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_import_contracts_can_be_broken(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "seqtui", tmp_path / "seqtui", ignore=shutil.ignore_patterns("__pycache__"))
    for name, line in {
        "runs/goals.py": "import textual",
        "advice/trends.py": "import keras",
        "data/split.py": "import plotext",
        "recipe/values.py": "from seqtui import runs",
    }.items():
        with (tmp_path / "seqtui" / name).open("a") as file:
            file.write(f"\n{line}\n")
    (tmp_path / "seqtui" / "newcomer.py").write_text("")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "0 kept, 4 broken" in done.stdout
    assert "newcomer" in done.stdout
