"""Tests read and write below a temporary home, on the CPU, and see none of the developer's settings."""

import os
from pathlib import Path

import pytest

_REMOVED = ("NO_COLOR", "COLORTERM", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "TMUX", "COLUMNS", "LINES")


@pytest.fixture(autouse=True, scope="session")
def _isolated(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SEQTUI_HOME", str(tmp_path_factory.mktemp("home")))
    patch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    patch.setenv("TEXTUAL_ANIMATIONS", "none")
    for name in _REMOVED:
        patch.delenv(name, raising=False)
    yield
    patch.undo()


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home of this test's own."""
    where = tmp_path / "home"
    monkeypatch.setenv("SEQTUI_HOME", str(where))
    return where


@pytest.fixture
def environment(home) -> dict[str, str]:
    """For a program in a pseudo-terminal: this test's home, a terminal of 256 colours, UTF-8."""
    return {**os.environ, "SEQTUI_HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
