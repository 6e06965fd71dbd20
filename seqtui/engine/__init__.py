"""The engine: everything that needs TensorFlow or Keras, reached through this door alone.

`import seqtui.engine` loads neither; the first name that needs them does. The app calls
`start_loading()` right after its first frame, commands call what they need and wait.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from seqtui.engine.loader import LoadState, ensure_loaded, loading, start_loading, traced

if TYPE_CHECKING:
    from seqtui.engine.build import KERAS_LOCK
    from seqtui.engine.classweights import class_weights
    from seqtui.engine.export import export_model
    from seqtui.engine.inspector import Inspector
    from seqtui.engine.judging import judge, judge_settings, refusals
    from seqtui.engine.machine import Device, devices, versions
    from seqtui.engine.placing import device_scope
    from seqtui.engine.renewal import renew_catalogue
    from seqtui.engine.shapes import flow
    from seqtui.engine.state import TrainingState
    from seqtui.engine.training import Training

# Module of each public name. Modules are not called as the functions in them are: importing a
# module `flow` would put it in the place of the function `flow` here.
_HOMES = {
    "KERAS_LOCK": "build",
    "Device": "machine",
    "Inspector": "inspector",
    "Training": "training",
    "TrainingState": "state",
    "class_weights": "classweights",
    "device_scope": "placing",
    "devices": "machine",
    "export_model": "export",
    "flow": "shapes",
    "judge": "judging",
    "judge_settings": "judging",
    "refusals": "judging",
    "renew_catalogue": "renewal",
    "versions": "machine",
}

__all__ = [
    "KERAS_LOCK",
    "Device",
    "Inspector",
    "LoadState",
    "Training",
    "TrainingState",
    "class_weights",
    "device_scope",
    "devices",
    "ensure_loaded",
    "export_model",
    "flow",
    "judge",
    "judge_settings",
    "loading",
    "refusals",
    "renew_catalogue",
    "start_loading",
    "traced",
    "versions",
]


def __getattr__(name: str) -> Any:
    """Imports the module of a public name when it is first asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
