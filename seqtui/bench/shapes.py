"""Run as a module: times the shape flow of deep and of huge models, in a process that does nothing else."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from pathlib import Path

from seqtui import engine
from seqtui.recipe.values import Arguments, LayerSpec, Recipe

DEEP = 100
_FEATURES = 20


def deep() -> Recipe:
    """One hundred layers, Dense and Dropout in turn; no two alike, so that no answer serves twice."""
    layers: list[LayerSpec] = []
    for place in range(DEEP // 2):
        layers.append(LayerSpec("Dense", Arguments(units=32 + place, activation="relu")))
        layers.append(LayerSpec("Dropout", Arguments(rate=place / 1000)))
    return Recipe(layers=tuple(layers))


def following(units: int) -> Recipe:
    """One hundred layers, no two alike, of which each takes the width of the first."""
    layers = [LayerSpec("Dense", Arguments(units=units))]
    for place in range(1, DEEP):
        if place % 2:
            layers.append(LayerSpec("BatchNormalization", Arguments(momentum=place / 1000)))
        else:
            layers.append(LayerSpec("Dropout", Arguments(rate=place / 1000)))
    return Recipe(layers=tuple(layers))


def huge() -> Recipe:
    """Two Dense layers of 20,000 units on 20,000 inputs: 800 million weights."""
    return Recipe(layers=(LayerSpec("Dense", Arguments(units=20_000)),) * 2)


def main() -> None:
    """Prints the figures, in seconds and bytes, as one JSON object."""
    engine.ensure_loaded()
    # The first layer of a process pays for imports inside Keras, whoever builds it.
    engine.flow(Recipe(layers=(LayerSpec("Dense", Arguments(units=1)),)), (1,), "float32")
    found: dict[str, float] = {}
    recipe = deep()
    found["flow_seconds"] = _timed(recipe, _FEATURES)
    edits = [_edited(recipe, units) for units in range(3, 8)]
    found["edit_seconds"] = statistics.median(_timed(each, _FEATURES) for each in edits)
    _timed(following(2), _FEATURES)
    firsts = [following(units) for units in range(3, 8)]
    found["first_edit_seconds"] = statistics.median(_timed(each, _FEATURES) for each in firsts)
    before = _memory()
    found["huge_seconds"] = _timed(huge(), 20_000)
    found["huge_bytes"] = max(after - then for after, then in zip(_memory(), before, strict=True))
    found["build_seconds"] = _build_seconds(recipe)
    json.dump(found, sys.stdout)


def _edited(recipe: Recipe, units: int) -> Recipe:
    """The same but for the last Dense."""
    layers = recipe.layers
    return Recipe(layers=(*layers[:-2], layers[-2].with_argument("units", units), layers[-1]))


def _timed(recipe: Recipe, features: int) -> float:
    began = time.perf_counter()
    flow = engine.flow(recipe, (features,), "float32")
    seconds = time.perf_counter() - began
    if flow.error is not None:
        raise RuntimeError(flow.error.message)
    return seconds


def _build_seconds(recipe: Recipe) -> float:
    """What a real `keras.Sequential` of the same layers takes."""
    from seqtui.engine import build  # noqa: PLC0415  # imports Keras

    began = time.perf_counter()
    build.model(recipe, (_FEATURES,))
    return time.perf_counter() - began


def _memory() -> tuple[int, int]:
    """Bytes in use now, where the system tells, and the most that were ever in use."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    most = most if sys.platform == "darwin" else most * 1024
    pages = Path("/proc/self/statm")
    now = (
        int(pages.read_text(encoding="ascii").split()[1]) * resource.getpagesize() if pages.exists() else most
    )
    return now, most


if __name__ == "__main__":
    main()
