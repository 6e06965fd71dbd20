"""Keras's errors in plain words: title, cause and remedy."""

from __future__ import annotations

import re

from seqtui.recipe.values import LayerSpec

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def explain(
    error: BaseException, kind: str, *, spec: LayerSpec | None = None, input_shape: object = None
) -> tuple[str, str, str]:
    """Title, cause and remedy of an error that Keras raised for a layer (or object) of this kind."""
    text = _ANSI.sub("", str(error)).strip().splitlines()
    return f"{kind} cannot be built", text[0] if text else type(error).__name__, "Change its arguments."
