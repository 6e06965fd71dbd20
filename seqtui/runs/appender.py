"""Bytes that go to the end of one file, kept in memory until they are there."""

from __future__ import annotations

import os
from pathlib import Path


class Appender:
    """Grows one file that nobody else writes.

    Bytes are written at an offset that is known here, not at wherever the file ends: a write that failed
    half-way is simply made again, and neither doubles nor misplaces anything. After a failure the file is
    opened afresh, for a handle may have gone stale with its server.

    Args:
        path: Created where it is missing.
        record: Size of a fixed-width record, whose torn last one is cut off; None for lines, of which a
            torn last one is ended, so that it spoils no other.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path, record: int | None) -> None:
        self._path = path
        self._pending = bytearray()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self._descriptor: int | None = descriptor
        self._offset = os.fstat(descriptor).st_size
        if record is not None:
            self._offset -= self._offset % record
            os.ftruncate(descriptor, self._offset)
        elif self._offset and os.pread(descriptor, 1, self._offset - 1) != b"\n":
            self._pending += b"\n"

    @property
    def pending(self) -> int:
        """Bytes not yet written."""
        return len(self._pending)

    def add(self, data: bytes) -> None:
        """Keeps bytes for the next `push`."""
        self._pending += data

    def push(self, *, sync: bool) -> None:
        """Writes what is pending; with `sync`, forgets it only when the disk has it.

        Raises:
            OSError: All that was pending still is; call again later.
        """
        try:
            self._write()
            if sync:
                self.sync()
        except OSError:
            self.close()
            raise
        self._offset += len(self._pending)
        self._pending.clear()

    def sync(self) -> None:
        """Waits until what was written is on the disk.

        Raises:
            OSError: It may not be there.
        """
        os.fsync(self._opened())

    def close(self) -> None:
        """Gives the file back; the next `push` opens it again."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def _write(self) -> None:
        # Not created again: where a run was deleted under our feet, a file with a hole would come to life.
        descriptor = self._opened()
        with memoryview(self._pending) as view:
            written = 0
            while written < len(view):
                written += os.pwrite(descriptor, view[written:], self._offset + written)

    def _opened(self) -> int:
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        return self._descriptor
