"""The command line: `seqtui`, its commands, and what becomes of every error."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from seqtui.cli.descriptors import open_missing
from seqtui.cli.group import seqtui
from seqtui.cli.report import guarded

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and leaves the process with its exit code.

    0 done, 2 wrong usage, 3 bad input, 4 training failed (or a defect of seqtui, which leaves a crash
    log), 130 interrupted.
    """
    open_missing()
    sys.exit(guarded(lambda: seqtui.main(arguments, prog_name="seqtui", standalone_mode=False)))
