"""All runs below one folder. Nothing is locked and nothing is indexed, so network drives will do."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seqtui.errors import SeqtuiError
from seqtui.paths import runs_dir
from seqtui.runs.events import EpochEnded
from seqtui.runs.layout import EVENTS, RUN
from seqtui.runs.manifest import Manifest
from seqtui.runs.status import RunStatus, derive
from seqtui.runs.tail import look_back


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line of a list of runs.

    Attributes:
        id: The directory's name.
        path: The run directory.
        manifest: Its `run.json`.
        status: Derived when the list was made.
        epoch: The last epoch that ended, if any has.
        time: Unix time of the last event, or of the run's creation.
    """

    id: str
    path: Path
    manifest: Manifest
    status: RunStatus
    epoch: EpochEnded | None
    time: float

    @property
    def title(self) -> str:
        """The run's title."""
        return self.manifest.title


def create_run(title: str, slug: str = "", root: Path | None = None) -> Path:
    """Makes the directory of a new run: `2026-11-22T21-05-17-lesson-a3f1`, local time.

    Args:
        title: Gives the slug where there is none.
        slug: What the run is about, a word or two.
        root: Folder of runs; the user's own by default.

    Raises:
        SeqtuiError: The folder cannot be written.
    """
    folder = runs_dir() if root is None else root
    moment = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    word = _slug(slug) or _slug(title) or "run"
    while True:
        path = folder / f"{moment}-{word}-{secrets.token_hex(2)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.mkdir()
        except FileExistsError:
            if path.is_dir():
                continue  # two runs of one second drew the same four digits
            raise _unwritable(folder, "it is a file, not a folder") from None
        except OSError as error:
            raise _unwritable(folder, error.strerror or str(error)) from None
        return path


def list_runs(root: Path | None = None) -> tuple[RunSummary, ...]:
    """All runs, the newest first. Whatever else lies in the folder is passed over."""
    summaries = [summarize(path) for path in _directories(runs_dir() if root is None else root)]
    return tuple(
        sorted(
            (each for each in summaries if each is not None),
            key=lambda each: (each.manifest.created, each.id),
            reverse=True,
        )
    )


def newest(root: Path | None = None) -> Path | None:
    """The directory of the run begun last; None where there is none."""
    runs = list_runs(root)
    return runs[0].path if runs else None


def find_run(name: str, root: Path | None = None) -> Path:
    """The directory of the run that a user means.

    Args:
        name: A run's id, a part of it that only one id begins or ends with, its title, or a path to its
            directory.
        root: Folder of runs; the user's own by default.

    Raises:
        SeqtuiError: No run or several are meant.
    """
    folder = runs_dir() if root is None else root
    for path in (folder / name, Path(name)):
        if name.strip() and _is_run(path):
            return path
    runs = list_runs(folder)
    exact = [each for each in runs if each.title == name]
    found = exact or [
        each for each in runs if name and (each.id.startswith(name) or each.id.endswith(f"-{name}"))
    ]
    if len(found) == 1:
        return found[0].path
    if found:
        raise SeqtuiError(
            f"{len(found)} runs are called {name!r}.",
            "They are " + _enumerate(found) + ".",
            "Give one of these ids.",
        )
    raise SeqtuiError(
        f"There is no run {name!r}.",
        f"{folder} holds " + (_enumerate(runs) if runs else "no runs") + ".",
        "`seqtui runs` lists them; a run's id, the last part of it, or its title will do.",
    )


def summarize(path: Path) -> RunSummary | None:
    """What a list shows of one run: reads `run.json` and the end of its events. None if it is no run."""
    if not _is_run(path):
        return None
    try:
        manifest = Manifest.read(path)
    except SeqtuiError:
        return None
    seen = look_back(path / EVENTS)
    moment = seen.time or manifest.created
    status = derive(path, seen.status, seen.started, moment, growing=False)
    return RunSummary(path.name, path, manifest, status, seen.epoch, moment)


def _is_run(path: Path) -> bool:
    try:
        return (path / RUN).is_file()  # a pipe of that name would keep its reader waiting
    except OSError:
        return False


def _directories(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(folder.iterdir())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SeqtuiError(
            "The runs cannot be listed.",
            f"{folder}: {error.strerror or error}.",
            "Make the folder readable or choose another (SEQTUI_HOME).",
        ) from None


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:32].strip("-")


def _enumerate(runs: Sequence[RunSummary]) -> str:
    named = ", ".join(each.id for each in runs[:5])
    return named if len(runs) <= 5 else f"{named} and {len(runs) - 5} more"


def _unwritable(folder: Path, why: str) -> SeqtuiError:
    return SeqtuiError(
        "No run can be begun here.",
        f"{folder}: {why}.",
        "Make the folder writable or choose another (SEQTUI_HOME).",
    )
