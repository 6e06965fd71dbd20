"""The best weights of a run, kept until they are on disk as `best.keras`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seqtui.engine.checkpoint import save_model
from seqtui.runs.goals import better
from seqtui.runs.layout import BEST

# Writing a file at every better epoch would cost small models more than training does; so the values
# wait in memory for the next checkpoint, unless they are larger than this.
_IN_MEMORY = 256 * 2**20


class BestWeights:
    """Weights and optimizer state at the end of the epoch whose watched metric was best.

    Args:
        run: The run directory.
        model: Compiled and built.
        watched: The metric; one that no epoch reports keeps nothing.
    """

    def __init__(self, run: Path, model: Any, watched: str) -> None:
        self._path = run / BEST
        self._model = model
        self._watched = watched
        self._value = math.nan
        self._variables = [*model.variables, *model.optimizer.variables]
        self._waiting: list[Any] | None = None

    def seen(self, metrics: Mapping[str, float]) -> bool:
        """Takes note of an epoch of an earlier part of the run; returns whether it was the best."""
        value = metrics.get(self._watched, math.nan)
        if not better(self._watched, value, self._value):
            return False
        self._value = value
        return True

    def consider(self, metrics: Mapping[str, float]) -> None:
        """Takes the model's values where the epoch that has just ended was the best.

        Raises:
            OSError: The model is large, and the disk refuses.
        """
        if not self.seen(metrics):
            return
        if sum(each.value.dtype.size * math.prod(each.shape) for each in self._variables) > _IN_MEMORY:
            self._waiting = None
            save_model(self._model, self._path)
        else:
            self._waiting = self._values()

    def write(self) -> None:
        """Writes what waits; the model holds the best values for as long as that takes.

        Raises:
            OSError: The disk refuses; the values wait on.
        """
        if self._waiting is None:
            return
        now = self._values()
        try:
            self._assign(self._waiting)
            save_model(self._model, self._path)
        finally:
            self._assign(now)
        self._waiting = None

    def _values(self) -> list[Any]:
        return [each.value.numpy() for each in self._variables]

    def _assign(self, values: list[Any]) -> None:
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
