"""What is measured, and what it may come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        name: Key in `--json`.
        says: What it is, for people.
        value: As measured; None where it could not be.
        limit: What it must stay below.
        unit: "ms", "MB", "KB/s", "bytes", or "ratio".
        basis: What it was derived from, with the numbers.
    """

    name: str
    says: str
    value: float | None
    limit: float
    unit: str
    basis: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.value is not None and self.value < self.limit

    def to_json(self) -> Mapping[str, Any]:
        """All of it, ready for `json.dumps`."""
        return {
            "name": self.name,
            "says": self.says,
            "value": self.value,
            "limit": self.limit,
            "unit": self.unit,
            "basis": self.basis,
            "kept": self.kept,
        }


STALL_LIMIT = 0.05


@dataclass(frozen=True, slots=True)
class Stall:
    """How long the event loop did not answer, and what it was doing, where that was recorded."""

    seconds: float
    stack: str = ""


def stall_figure(name: str, says: str, stall: Stall | None, machine: Stall | None, more: str = "") -> Figure:
    """A stall, told beside that of a loop that did nothing meanwhile."""
    seconds = None if stall is None else stall.seconds
    basis = f"a loop beside it that did nothing: {in_ms(None if machine is None else machine.seconds)}{more}"
    if stall is not None and stall.seconds > STALL_LIMIT:
        basis += f"\n{stall.stack}"
    return Figure(name, says, milliseconds(seconds), STALL_LIMIT * 1000, "ms", basis)


def percentile_95(seconds: Sequence[float]) -> float | None:
    """All but one in twenty are quicker; None of none."""
    ordered = sorted(seconds)
    return ordered[int(len(ordered) * 0.95)] if ordered else None


def ratio(value: float | None, of: float | None) -> float | None:
    """`value / of`, where both are known."""
    return None if value is None or not of else value / of


def milliseconds(seconds: float | None) -> float | None:
    """Seconds in milliseconds."""
    return None if seconds is None else seconds * 1000


def in_ms(seconds: float | None) -> str:
    """Seconds as milliseconds, for people."""
    return "nothing" if seconds is None else f"{seconds * 1000:.1f} ms"
