"""The review log: one append-only file for each installation, all of them read together.

Two machines are merged by copying files; two programs at once append whole lines to one file. Nothing is
ever rewritten: a line that cannot be read stays where it is, is named, and is not used.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seqtui.errors import SeqtuiError
from seqtui.files import sync_directory, write_text_atomically
from seqtui.paths import data_dir
from seqtui.practice.records import Record, RecordError, from_line, to_line

_ID = "installation"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is not used.

    Attributes:
        path: The file.
        line: Counted from 1.
        why: In words.
    """

    path: Path
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.path.name}, line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Contents:
    """All logs together: records by time, each once, and the lines that are no records."""

    records: tuple[Record, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def practice_dir() -> Path:
    """Where the logs live."""
    return data_dir() / "practice"


class ReviewLog:
    """Appends to this installation's file and reads all files beside it.

    Args:
        directory: Made when the first record is written.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory or practice_dir()
        self._path: Path | None = None
        self._pending: list[bytes] = []

    @property
    def path(self) -> Path:
        """This installation's file; its name holds the host, for a home may be shared, and an id.

        Raises:
            OSError: The installation's id cannot be kept.
        """
        if self._path is None:
            host = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname().split(".")[0]).strip("-") or "host"
            self._path = self.directory / f"reviews-{host}-{self._installation()}.jsonl"
        return self._path

    def append(self, record: Record) -> None:
        """Writes a record; when this returns, the disk has it.

        Raises:
            SeqtuiError: It could not be written; it is kept in memory and written before the next one.
        """
        self._pending.append(to_line(record))
        self.flush()

    def flush(self) -> None:
        """Writes what an earlier failure left unwritten.

        Raises:
            SeqtuiError: It still cannot be written.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            while self._pending:
                _append(self.path, self._pending[0])
                self._pending.pop(0)
        except OSError as error:
            raise SeqtuiError(
                "The answer could not be kept.",
                f"{error.strerror or error}: {self.directory}",
                "Free some space or change the folder's permissions: it is written with the next answer.",
            ) from error

    def read(self) -> Contents:
        """Everything in all logs; a folder that does not exist is empty.

        Raises:
            SeqtuiError: A file cannot be opened.
        """
        records: dict[str, Record] = {}
        bad: list[Unreadable] = []
        try:
            for path in sorted(self.directory.glob("reviews-*.jsonl")):
                found, wrong = parse(path, path.read_bytes())
                bad += wrong
                for one in found:
                    records.setdefault(one.id, one)
        except OSError as error:
            raise SeqtuiError(
                "The review log cannot be read.",
                f"{error.strerror or error}: {error.filename or self.directory}",
                "Mend its permissions; until then your progress is not known, and nothing of it is lost.",
            ) from error
        ordered = sorted(records.values(), key=lambda one: (one.time, one.id))
        return Contents(tuple(ordered), tuple(bad))

    def _installation(self) -> str:
        file = self.directory / _ID
        try:
            kept = file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            kept = ""
        if not re.fullmatch(r"[0-9a-f]{8}", kept):
            kept = uuid.uuid4().hex[:8]
            write_text_atomically(file, kept + "\n")
            kept = file.read_text(encoding="utf-8").strip()  # another start may have been quicker
        return kept


def parse(path: Path, content: bytes) -> tuple[list[Record], list[Unreadable]]:
    """The records of one file; what follows the last newline was never wholly written and is no loss."""
    records: list[Record] = []
    bad: list[Unreadable] = []
    for number, line in enumerate(_lines(content), 1):
        if not line.strip():
            continue
        try:
            records.append(from_line(line))
        except RecordError as error:
            bad.append(Unreadable(path, number, str(error)))
    return records, bad


def _lines(content: bytes) -> Iterable[bytes]:
    *whole, torn = content.split(b"\n")
    # A line without its newline counts only where it is whole all the same.
    return [*whole, torn] if torn.endswith(b"}") and _is_record(torn) else whole


def _is_record(line: bytes) -> bool:
    try:
        from_line(line)
    except RecordError:
        return False
    return True


def _append(path: Path, line: bytes) -> None:
    """One write in append mode, so that two programs cannot write into each other's lines."""
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line  # a torn last line is ended, so that it spoils no other
        written = os.write(descriptor, line)
        if written < len(line):
            if os.fstat(descriptor).st_size == size + written:
                os.ftruncate(descriptor, size)  # nobody has written since: half a line helps no one
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        sync_directory(path.parent)
