"""Versions and devices, for `seqtui doctor` and the run's manifest."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata

from seqtui.engine.loader import ensure_loaded

_PACKAGES = ("tensorflow", "keras", "numpy", "textual", "plotext", "polars", "tomlkit", "click")


@dataclass(frozen=True, slots=True)
class Device:
    """A device that TensorFlow can compute on.

    Attributes:
        name: As TensorFlow names it, `CPU:0` or `GPU:0`.
        kind: "CPU" or "GPU".
        model: What the hardware calls itself; empty where TensorFlow does not say.
    """

    name: str
    kind: str
    model: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.model})" if self.model else self.name


def versions() -> dict[str, str]:
    """Versions of Python, the system and the packages that matter; reads metadata, imports nothing.

    A package that is not installed is left out.
    """
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for package in ("seqtui", *_PACKAGES):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def devices() -> tuple[Device, ...]:
    """All devices, CPUs first; asks without taking any of a GPU's memory.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded.
    """
    ensure_loaded()
    import tensorflow as tf

    found = []
    for item in tf.config.list_physical_devices():
        if item.device_type not in ("CPU", "GPU"):
            continue
        model = platform.processor()
        if item.device_type == "GPU":
            model = str(tf.config.experimental.get_device_details(item).get("device_name", ""))
        found.append(Device(item.name.removeprefix("/physical_device:"), item.device_type, model))
    return tuple(sorted(found, key=lambda device: (device.kind != "CPU", device.name)))
