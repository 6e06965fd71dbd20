"""Every directory that seqtui reads or writes."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_PACKAGE = Path(__file__).resolve().parent


def _directory(kind: str) -> Path:
    """The XDG directory of one kind; `SEQTUI_HOME` gathers them all under one folder instead."""
    home = os.environ.get("SEQTUI_HOME")
    if home:
        return Path(home).expanduser().absolute() / kind
    dirs = PlatformDirs("seqtui", appauthor=False)
    return Path(str(getattr(dirs, f"user_{kind}_dir")))


def config_dir() -> Path:
    """Where the user's settings live."""
    return _directory("config")


def state_dir() -> Path:
    """Autosaved recipes and logs: of use between starts, and no loss where it is gone."""
    return _directory("state")


def cache_dir() -> Path:
    """What can be computed again."""
    return _directory("cache")


def data_dir() -> Path:
    """Runs and saved recipes: what the user would miss."""
    return _directory("data")


def runs_dir() -> Path:
    """The run store, one directory a run."""
    return data_dir() / "runs"


def assets_dir() -> Path:
    """What ships beside the code: inside the wheel's package, or at the top of a checkout."""
    packaged = _PACKAGE / "assets"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "assets"
