"""Files are replaced whole or not at all."""

import os

import pytest

from seqtui.files import write_text_atomically


def test_text_arrives_as_it_is_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "recipe.toml"
    for text in ("one\r\n", "zwei ü\n"):
        write_text_atomically(path, text)
        assert path.read_bytes() == text.encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["recipe.toml"]


def test_permissions_of_the_old_file_stay(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text("old")
    path.chmod(0o640)
    write_text_atomically(path, "new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "real.toml", tmp_path / "link.toml"
    target.write_text("old")
    link.symlink_to(target)
    write_text_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_failure_leaves_the_old_text_and_no_other_file(tmp_path, monkeypatch):
    path = tmp_path / "recipe.toml"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_text_atomically(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["recipe.toml"]
