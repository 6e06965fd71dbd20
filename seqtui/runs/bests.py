"""What past runs came to: read from their events alone, for lists of runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seqtui.runs.codec import CodecError, from_json
from seqtui.runs.events import EpochEnded
from seqtui.runs.layout import EVENTS
from seqtui.runs.record import Best, note_best
from seqtui.runs.store import RunSummary, list_runs


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run and the best value that a metric had in it; None where it was never measured."""

    summary: RunSummary
    best: Best | None


def past_runs(metric: str, leave_out: Path | None = None, root: Path | None = None) -> tuple[PastRun, ...]:
    """All runs but one, the newest first, each with the best of a metric: of its validation where it has one.

    Args:
        metric: Its training name (`loss`).
        leave_out: Directory of the run that is not listed.
        root: Folder of runs; the user's own by default.

    Raises:
        SeqtuiError: The folder cannot be read.
    """
    found = []
    for summary in list_runs(root):
        if summary.path != leave_out:
            bests = _bests(summary.path / EVENTS)
            found.append(PastRun(summary, bests.get("val_" + metric) or bests.get(metric)))
    return tuple(found)


def _bests(path: Path) -> dict[str, Best]:
    bests: dict[str, Best] = {}
    try:
        with path.open("rb") as file:
            for line in file:
                # Decoding is what costs: heartbeats and checkpoints are passed over unread.
                if b'"observation"' not in line:
                    continue
                try:
                    event = from_json(line)
                except CodecError:
                    continue
                if isinstance(event, EpochEnded):
                    note_best(bests, event)
    except OSError:
        return bests
    return bests
