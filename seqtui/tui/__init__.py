"""The app: the only room that knows Textual, and that only once `run` is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from seqtui.sources import OpenedSource


def run(
    source: OpenedSource | None = None,
    *,
    train: bool = False,
    data_file: tuple[Path, str | None] | None = None,
    practice: tuple[str, str] | None = None,
) -> int:
    """Shows the app until it is left; returns the exit code.

    Args:
        source: What to open; None opens what was open last, or the lesson's model the first time.
        train: Whether to queue a run at once.
        data_file: A data file to propose a recipe for, in place of a source, and the column to predict; the
            app asks for the column where that is None.
        practice: Mode of practice to begin in and the skill of a drill, "" for neither.

    Raises:
        SeqtuiError: There is no terminal, or it is too small.
    """
    from seqtui.tui.launcher import launch  # noqa: PLC0415  # Textual reads the environment when imported

    return launch(source, train=train, data_file=data_file, practice=practice)
