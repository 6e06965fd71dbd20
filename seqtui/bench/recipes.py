"""The presets that are measured, with as many epochs as the measurement wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqtui.recipe.presets import preset
from seqtui.recipe.toml import Document, dumps
from seqtui.recipe.values import Recipe


def lasting(name: str, epochs: int) -> Recipe:
    """A preset that trains for so many epochs, and does not stop early."""
    found = preset(name)
    if found is None:
        raise LookupError(name)
    recipe = Document.read(found.path).recipe
    return replace(recipe, fit=replace(recipe.fit, epochs=epochs, early_stopping=None))


def write(path: Path, recipe: Recipe) -> Path:
    """Writes a recipe into a file; the file."""
    path.write_text(dumps(recipe), encoding="utf-8")
    return path
