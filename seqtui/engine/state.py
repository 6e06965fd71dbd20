"""A training run at one moment, as the app reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seqtui.errors import SeqtuiError

Phase = Literal["starting", "compiling", "running", "paused", "stopping", "stopped", "finished", "failed"]


@dataclass(frozen=True, slots=True)
class TrainingState:
    """What a run does, how far it is and how fast.

    Attributes:
        phase: What it does.
        epoch: The epoch it is in, from 1.
        epochs: Planned.
        step: Updates made since the run began.
        steps_per_epoch: Updates an epoch.
        error: Why it failed.
        steps_per_second: Of late, pauses and warm-up left out; None before that is known.
        seconds_left: Until the last planned epoch is over; None before that is known, and when it has ended.
    """

    phase: Phase
    epoch: int
    epochs: int
    step: int
    steps_per_epoch: int
    error: SeqtuiError | None
    steps_per_second: float | None
    seconds_left: float | None
