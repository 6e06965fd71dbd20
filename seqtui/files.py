"""Files replaced whole: a reader sees the old text or the new one, never half of either."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_text_atomically(path: Path, text: str) -> None:
    """Writes UTF-8 text beside `path`, syncs it, and renames it into place.

    Raises:
        OSError: The folder is missing, not writable or full; `path` is then as it was.
    """
    path = path.resolve()  # a link stays a link: what it points to is replaced
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), _mode(path))
        Path(name).replace(path)
    except BaseException:  # the temporary file must go whatever happened, Ctrl-C included
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Makes names in a directory survive a power cut; does nothing where the system offers no such thing."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _mode(path: Path) -> int:
    """The permissions of the file replaced, else what a fresh file would get (mkstemp's are private)."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
