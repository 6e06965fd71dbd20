"""Tests read and write below a temporary home, on the CPU, and see none of the developer's settings."""

import gc
import os
import signal
import sys
import termios
import textwrap
from functools import partial
from pathlib import Path

import pexpect
import pytest
from hypothesis import settings

# Quick tests try the same examples each time: a failure is the change's. `make test-all` tries others.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("wide", deadline=None)
settings.load_profile("steady")

# Set before TensorFlow is loaded: several processes test at once, and models are small.
for _name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
# Looking for cycles among all of TensorFlow's objects, again and again, takes a twelfth of the time.
gc.set_threshold(100_000, 20, 100)

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


@pytest.fixture
def start(tmp_path):
    """Starts a script in a pseudo-terminal; returns the process with the attributes it began with."""
    started = []

    def run(code, *, dimensions=(24, 80), **environ):
        env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ}
        script = tmp_path / "script.py"
        script.write_text(textwrap.dedent(code))
        child = pexpect.spawn(
            sys.executable,
            [str(script), str(tmp_path / "native.log")],
            dimensions=dimensions,
            env=env,
            timeout=60,
            # Under nohup the tests, and so this child, would ignore the signal.
            preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),
        )
        child.before_attributes = termios.tcgetattr(child.child_fd)
        child.log_bytes = []
        started.append(child)
        return child

    yield run
    for child in started:
        child.close(force=True)
