"""Where a run computes: the device that its recipe asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from seqtui.engine.machine import devices
from seqtui.errors import SeqtuiError


def device_scope(asked: str) -> str | None:
    """TensorFlow's name of a recipe's `fit.device`; None leaves the choice to TensorFlow.

    Raises:
        SeqtuiError: TensorFlow has no such device here; names those that it has.
    """
    if asked == "auto":
        return None
    kind, _, number = asked.upper().partition(":")
    wanted = f"{kind}:{number or 0}"
    found = [each.name for each in devices()]
    if wanted not in found:
        raise SeqtuiError(
            f"There is no device {asked}",
            f"TensorFlow sees {', '.join(name.lower() for name in found)} on this machine.",
            'Set fit.device to one of them, or to "auto".',
            key="fit.device",
        )
    return f"/{wanted}"


@contextmanager
def on_device(asked: str) -> Iterator[None]:
    """All that this thread makes and traces inside is put on the device that was asked for.

    Raises:
        SeqtuiError: As `device_scope` does.
    """
    name = device_scope(asked)
    if name is None:
        yield
        return
    import tensorflow as tf

    with tf.device(name):
        yield
