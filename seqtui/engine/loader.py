"""Loads TensorFlow and Keras once."""

from __future__ import annotations

import os


def ensure_loaded() -> None:
    """Blocks until Keras is loaded."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras  # noqa: F401  # loaded for those who come after
