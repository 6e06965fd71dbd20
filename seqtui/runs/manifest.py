"""What a run is, as told once by `run.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from seqtui.errors import SeqtuiError
from seqtui.runs.goals import Goal, goal
from seqtui.runs.layout import RUN, SCHEMA


@dataclass(frozen=True, slots=True)
class MetricColumn:
    """One float32 column of `steps.bin` and which way is good for it."""

    name: str
    goal: Goal


def metric_columns(names: tuple[str, ...]) -> tuple[MetricColumn, ...]:
    """Columns with their goals, in the order of `steps.bin`."""
    return tuple(MetricColumn(name, goal(name)) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Facts about a run that never change.

    Attributes:
        title: The recipe's title, or the file's or preset's name.
        dataset: The data set's name.
        fingerprint: Hash over the data set's arrays, hex.
        metrics: Columns of `steps.bin`, in order. Validation metrics have none: they are measured once an
            epoch and stand in the epoch events.
        versions: `keras`, `tensorflow`, `python`, `seqtui`.
        device: Where it trains, as TensorFlow names it ("CPU", "GPU:0").
        seed: Of weights, dropout and batch order.
        deterministic: Whether TensorFlow's op determinism was on.
        epochs: Planned.
        steps_per_epoch: Updates an epoch.
        created: Unix time in seconds.
        parent: Id of the run whose weights this one started from.
        schema: Version of the directory's format.
    """

    title: str
    dataset: str
    fingerprint: str
    metrics: tuple[MetricColumn, ...]
    versions: Mapping[str, str] = field(default_factory=dict)
    device: str = "CPU"
    seed: int = 0
    deterministic: bool = False
    epochs: int
    steps_per_epoch: int
    created: float
    parent: str | None = None
    schema: int = SCHEMA

    @property
    def metric_names(self) -> tuple[str, ...]:
        """Column names of `steps.bin`, in order."""
        return tuple(column.name for column in self.metrics)

    @property
    def planned_steps(self) -> int:
        """Updates that the run was planned to make."""
        return self.epochs * self.steps_per_epoch

    def to_json(self) -> str:
        """The text of `run.json`."""
        record = {"schema": self.schema, **asdict(self), "planned_steps": self.planned_steps}
        return json.dumps(record, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str = RUN) -> Manifest:
        """The manifest in a `run.json`; keys of later versions are passed over.

        Raises:
            SeqtuiError: The text is damaged or lacks what a run needs.
        """
        try:
            record = json.loads(text)
            return _from_record(record)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise SeqtuiError(
                "This run cannot be read.",
                f"{name} is damaged ({type(error).__name__}: {error}).",
                "Restore the file from a backup, or delete the run's folder.",
            ) from None

    @classmethod
    def read(cls, run: Path) -> Manifest:
        """The manifest of the run in a directory.

        Raises:
            SeqtuiError: There is none, or it is damaged.
        """
        path = run / RUN
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SeqtuiError(
                "This is no run that can be read.",
                f"{path}: {error}",
                "`seqtui runs` lists the runs there are.",
            ) from None
        return cls.from_json(text, str(path))


def _from_record(record: Mapping[str, Any]) -> Manifest:
    return Manifest(
        title=str(record["title"]),
        dataset=str(record["dataset"]),
        fingerprint=str(record["fingerprint"]),
        metrics=tuple(
            MetricColumn(str(column["name"]), "max" if column.get("goal") == "max" else "min")
            for column in record["metrics"]
        ),
        versions={str(name): str(version) for name, version in record.get("versions", {}).items()},
        device=str(record.get("device", "")),
        seed=int(record.get("seed", 0)),
        deterministic=bool(record.get("deterministic", False)),
        epochs=int(record["epochs"]),
        steps_per_epoch=int(record["steps_per_epoch"]),
        created=float(record["created"]),
        parent=None if record.get("parent") is None else str(record["parent"]),
        schema=int(record.get("schema", SCHEMA)),
    )
