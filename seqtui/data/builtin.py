"""Sets that ship with seqtui; see `assets/data/*.source.md` for where each comes from."""

from __future__ import annotations

import csv

import numpy as np

from seqtui.data.generators import generate
from seqtui.data.names import GENERATED
from seqtui.data.samples import Samples
from seqtui.data.table import Column, MemoryTable, category, number
from seqtui.errors import SeqtuiError
from seqtui.paths import assets_dir


def open_builtin(name: str, seed: int, noise: float | None) -> MemoryTable | Samples:
    """A built-in set, read or generated.

    Raises:
        SeqtuiError: For noise outside 0 to 1, or on a set that is not generated.
    """
    _check_noise(name, noise)
    if name in GENERATED:
        return generate(name, seed, noise)
    return _digits() if name == "digits" else _shipped_table(name)


def _check_noise(name: str, noise: float | None) -> None:
    if noise is None:
        return
    if name not in GENERATED:
        raise SeqtuiError(
            f"{name} has no noise",
            f"noise = {noise} was given; it belongs to the generated sets: {', '.join(GENERATED)}.",
            "Remove noise from [data].",
            key="data.noise",
        )
    if not 0 <= noise <= 1:
        raise SeqtuiError(
            "noise is out of range", f"It is {noise}.", "Take a number from 0 to 1.", key="data.noise"
        )


def _shipped_table(name: str) -> MemoryTable:
    with (assets_dir() / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return MemoryTable(name, tuple(map(_column, header, zip(*rows, strict=True))))


def _column(name: str, cells: tuple[str, ...]) -> Column:
    known = ["" if cell == "NA" else cell for cell in cells]
    try:
        return number(name, np.array([float(cell) if cell else np.nan for cell in known]))
    except ValueError:
        return category(name, known)


def _digits() -> Samples:
    """1,797 pictures, 8 × 8 × 1, grey levels scaled from 0–16 to 0–1."""
    with np.load(assets_dir() / "data" / "digits.npz", allow_pickle=False) as file:
        pixels, labels = file["x"], file["y"]
    return Samples(
        "digits",
        (pixels / np.float32(16)).astype(np.float32),
        labels,
        target="digit",
        notes=("Grey levels 0 to 16 are scaled to 0 to 1.",),
    )
