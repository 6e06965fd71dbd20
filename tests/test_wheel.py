"""The wheel holds all that seqtui needs: installed into an empty environment, it starts."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.screen import Screen

# One worker builds and installs for all.
pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).resolve().parent.parent


def _run(*command: object, **options) -> str:
    # A PYTHONPATH would put a checkout before what is installed.
    given = options.setdefault("env", dict(os.environ))
    given.pop("PYTHONPATH", None)
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=240, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    where = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", where, ROOT)
    (built,) = where.glob("seqtui-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The `bin` of an environment that has this wheel, and everybody else's packages from ours."""
    where = tmp_path_factory.mktemp("empty")
    venv.create(where, with_pip=False, symlinks=True)
    python = where / "bin" / "python"
    target = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel)
    # After the environment's own packages, and without the `.pth` files in there: the checkout that an
    # editable installation names must not be found.
    Path(target, "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return where / "bin"


def test_wheel_carries_assets_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "seqtui/assets/catalogue.json" in names
    assert "seqtui/assets/recipes/lesson.toml" in names
    assert any(name.startswith("seqtui/tui/") and name.endswith(".tcss") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_commands_of_the_installed_wheel(installed, tmp_path):
    environment = {**os.environ, "SEQTUI_HOME": str(tmp_path)}
    where = _run(installed / "python", "-c", "import seqtui; print(seqtui.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where
    assert _run(installed / "seqtui", "--version", cwd=tmp_path, env=environment).startswith("seqtui 0.")
    presets = _run(installed / "seqtui", "presets", cwd=tmp_path, env=environment)
    names = {line.split()[0] for line in presets.splitlines() if line}
    assert {"lesson", "breast_cancer", "digits", "spiral"} <= names


def test_app_of_the_installed_wheel(installed, environment):
    with Screen(str(installed / "seqtui"), env=environment) as screen:
        screen.wait("watch a network learn")
        screen.press("b")
        screen.wait("STACK")
        screen.wait("Dense")
        screen.press("q")
        assert screen.end() == 0
