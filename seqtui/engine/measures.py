"""Keras's own metrics of given answers, without a model."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from seqtui.engine.loader import ensure_loaded


def binary_measures(true: NDArray[Any], said: NDArray[Any]) -> dict[str, float]:
    """Accuracy, precision, recall and F1 of two-class answers, by Keras.

    Args:
        true: 0 or 1, (rows,).
        said: Probabilities, (rows,); from 0.5 on they count as 1.
    """
    ensure_loaded()
    import keras

    measured = {
        "accuracy": keras.metrics.BinaryAccuracy(),
        "precision": keras.metrics.Precision(),
        "recall": keras.metrics.Recall(),
        "f1": keras.metrics.F1Score(threshold=0.5),
    }
    found: dict[str, float] = {}
    for name, metric in measured.items():
        shape = (-1, 1) if name == "f1" else (-1,)
        metric.update_state(true.reshape(shape), said.reshape(shape))
        found[name] = float(metric.result()) if name != "f1" else float(metric.result()[0])
    return found
