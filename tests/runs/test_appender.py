import errno
import os

import pytest

from seqtui.runs.appender import Appender


def test_bytes_reach_the_file_with_push_and_not_before(tmp_path):
    file = Appender(tmp_path / "f", None)
    file.add(b"one\n")
    assert (tmp_path / "f").read_bytes() == b""
    file.push(sync=True)
    assert (tmp_path / "f").read_bytes() == b"one\n"
    assert file.pending == 0
    file.close()


def test_a_torn_record_is_cut_off_before_the_next(tmp_path):
    (tmp_path / "f").write_bytes(b"aaaabbbbcc")
    file = Appender(tmp_path / "f", 4)
    file.add(b"dddd")
    file.push(sync=False)
    file.close()
    assert (tmp_path / "f").read_bytes() == b"aaaabbbbdddd"


def test_a_torn_line_is_ended_before_the_next(tmp_path):
    (tmp_path / "f").write_bytes(b"one\ntw")
    file = Appender(tmp_path / "f", None)
    file.add(b"three\n")
    file.push(sync=True)
    file.close()
    assert (tmp_path / "f").read_bytes() == b"one\ntw\nthree\n"


def test_a_write_that_failed_half_way_is_made_again_without_doubling(tmp_path, monkeypatch):
    file = Appender(tmp_path / "f", None)
    file.add(b"one\n")
    file.push(sync=True)
    file.add(b"two\nthree\n")
    real = os.pwrite
    calls = []

    def half(descriptor, data, offset):
        calls.append(offset)
        if len(calls) == 1:
            return real(descriptor, data[:6], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OSError, match="No space"):
        file.push(sync=True)
    assert (tmp_path / "f").read_bytes() == b"one\ntwo\nth"
    monkeypatch.setattr(os, "pwrite", real)
    file.add(b"four\n")
    file.push(sync=True)
    file.close()
    assert (tmp_path / "f").read_bytes() == b"one\ntwo\nthree\nfour\n"


def test_what_could_not_be_synced_is_written_again(tmp_path, monkeypatch):
    file = Appender(tmp_path / "f", None)
    file.add(b"one\n")
    real = os.fsync

    def broken(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        file.push(sync=True)
    assert file.pending == 4
    (tmp_path / "f").write_bytes(b"")  # a failed sync may mean that the pages are gone
    monkeypatch.setattr(os, "fsync", real)
    file.push(sync=True)
    file.close()
    assert (tmp_path / "f").read_bytes() == b"one\n"


def test_a_deleted_file_is_not_brought_back_with_a_hole(tmp_path, monkeypatch):
    file = Appender(tmp_path / "f", None)
    file.add(b"one\n")
    file.push(sync=True)
    file.close()
    (tmp_path / "f").unlink()
    file.add(b"two\n")
    with pytest.raises(FileNotFoundError):
        file.push(sync=True)
    assert not (tmp_path / "f").exists()
