"""How a run begins, and what is left of one that could not."""

import threading
from pathlib import Path

import pytest

from seqtui import data, launch
from seqtui.errors import SeqtuiError
from seqtui.paths import runs_dir
from seqtui.recipe.presets import preset
from seqtui.recipe.toml import Document


def test_a_run_that_could_not_begin_leaves_no_thread_and_no_directory(home, monkeypatch):
    def refuse():
        raise SeqtuiError("No device", "It is gone.", "Plug it in.")

    monkeypatch.setattr(launch, "_versions", refuse)
    document = Document.read(preset("lesson").path)
    before = set(threading.enumerate())
    with pytest.raises(SeqtuiError, match="No device"):
        launch.launch(document, data.load(document.recipe.data, Path()), Path(), title="Lesson")
    assert list(runs_dir().iterdir()) == []
    assert set(threading.enumerate()) <= before
