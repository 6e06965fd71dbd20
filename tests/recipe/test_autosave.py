"""What is kept between a crash and the next start."""

import json
from pathlib import Path

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.autosave import Autosave


def test_nothing_at_the_first_start(tmp_path):
    kept = Autosave(tmp_path / "state")
    assert kept.recover() is None
    assert kept.last_opened() is None
    assert kept.problem is None
    kept.clear()


@pytest.mark.parametrize("path", [None, Path("/somewhere/größe.toml")])
def test_another_process_finds_what_was_stored(tmp_path, path):
    Autosave(tmp_path / "state").store(path, "title = 'ä'\r\n")
    assert Autosave(tmp_path / "state").recover() == (path, "title = 'ä'\r\n")
    Autosave(tmp_path / "state").clear()
    assert Autosave(tmp_path / "state").recover() is None


def test_what_was_open_is_remembered_apart_from_edits(tmp_path):
    kept = Autosave(tmp_path)
    kept.remember("spiral")
    kept.store(None, "x")
    kept.clear()
    assert kept.last_opened() == "spiral"


@pytest.mark.parametrize(
    "content", [b"", b'{"path": null, "te', b"\xff\xfe", b"[]", b'{"path": 1}', b'{"text": 3}']
)
def test_a_damaged_file_is_set_aside_and_named(tmp_path, content):
    kept = Autosave(tmp_path)
    for number in (1, 2):
        (tmp_path / "unsaved.json").write_bytes(content)
        assert kept.recover() is None
        aside = tmp_path / f"unsaved.damaged-{number}.json"
        assert aside.read_bytes() == content
        assert str(aside) in kept.problem.remedy
    kept.store(None, "fresh")
    assert kept.recover() == (None, "fresh")


def test_a_directory_that_cannot_be_written(tmp_path):
    (tmp_path / "state").write_text("a file where the directory should be")
    with pytest.raises(SeqtuiError, match="not being kept"):
        Autosave(tmp_path / "state").store(None, "x")


def test_files_are_whole_at_every_moment(tmp_path):
    kept = Autosave(tmp_path)
    kept.store(None, "a" * 100_000)
    kept.store(None, "b")
    assert json.loads((tmp_path / "unsaved.json").read_text())["text"] == "b"
    assert [path.name for path in tmp_path.iterdir()] == ["unsaved.json"]
