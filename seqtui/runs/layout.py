"""What lies where in a run directory, and how a step point is laid out in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

SCHEMA = 1

RUN = "run.json"
RECIPE = "recipe.toml"
EVENTS = "events.jsonl"
STEPS = "steps.bin"
LOG = "log.txt"
CONTROL = "control.jsonl"
BEST = "best.keras"

HEARTBEAT_SECONDS = 5.0
# Four missed heartbeats: a busy disk or a frozen NFS server must not make a live run look dead.
STALE_SECONDS = 20.0


def step_dtype(metrics: Sequence[str]) -> np.dtype[Any]:
    """The type of one record of `steps.bin`: little-endian, packed, 16 + 4 × metrics bytes.

    `values` holds one float32 a metric, in the order of the manifest's metric columns, so that
    `numpy.memmap(path, step_dtype(metrics))["values"]` has shape (points, metrics).
    """
    import numpy as np  # noqa: PLC0415  # names of files are asked for in the first frame, this is not

    return np.dtype([("step", "<i8"), ("wall", "<f8"), ("values", "<f4", (len(metrics),))])


def checkpoint_names(step: int) -> tuple[str, str]:
    """Names of a checkpoint's two files: weights and optimizer, then seeds, shuffle position, callbacks."""
    return f"ckpt-{step}.keras", f"ckpt-{step}.state"
