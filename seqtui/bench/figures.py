"""What is measured, and what it may come to."""

from __future__ import annotations

from collections.abc import Mapping
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


def ratio(value: float | None, of: float | None) -> float | None:
    """`value / of`, where both are known."""
    return None if value is None or not of else value / of


def milliseconds(seconds: float | None) -> float | None:
    """Seconds in milliseconds."""
    return None if seconds is None else seconds * 1000
