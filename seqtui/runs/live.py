"""Whether the process that writes a run still lives."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from pathlib import Path

_lock = threading.Lock()
_written_here: set[str] = set()


def host() -> str:
    """This machine's name, as `started` events bear it."""
    return socket.gethostname()


def add(path: Path) -> None:
    """Notes that this process writes the run in a directory."""
    with _lock:
        _written_here.add(os.path.realpath(path))


def discard(path: Path) -> None:
    """Notes that this process writes it no more."""
    with _lock:
        _written_here.discard(os.path.realpath(path))


def writer_lives(path: Path, pid: int, host_name: str, started: float) -> bool:
    """Whether the process named by a run's last `started` event writes it still.

    Args:
        path: The run directory.
        pid: Of the event.
        host_name: Of the event; processes of other hosts cannot be seen and count as gone.
        started: Time of the event. A process that began later bears the number by chance.
    """
    if pid <= 0 or host_name != host():
        return False
    if pid == os.getpid():
        with _lock:
            return os.path.realpath(path) in _written_here
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and is another user's
        pass
    except OSError:
        return False
    born = _born(pid)
    return born is None or born <= started + 1.0


def _born(pid: int) -> float | None:
    """When a process began, Unix time; None where the system does not tell (/proc is Linux's)."""
    with suppress(OSError, ValueError, IndexError):
        # The command's name, in parentheses, may hold spaces; field 22 counts ticks since boot.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        for line in Path("/proc/stat").read_text().splitlines():
            if line.startswith("btime "):
                return int(line.split()[1]) + ticks
    return None
