import os
import stat

import pytest

from seqtui.files import write_text_atomically


def test_text_is_written_as_it_is(tmp_path):
    write_text_atomically(tmp_path / "f", "grün\r\n\n")
    assert (tmp_path / "f").read_bytes() == b"gr\xc3\xbcn\r\n\n"


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    (tmp_path / "f").write_text("old")
    (tmp_path / "f").chmod(0o640)
    write_text_atomically(tmp_path / "f", "new")
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_other(tmp_path):
    (tmp_path / "other").write_text("")
    write_text_atomically(tmp_path / "f", "new")
    assert (tmp_path / "f").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_failure_leaves_the_old_text_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "f").write_text("old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_text_atomically(tmp_path / "f", "new")
    assert (tmp_path / "f").read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


def test_a_missing_folder_is_the_callers_to_tell(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_text_atomically(tmp_path / "none" / "f", "x")
