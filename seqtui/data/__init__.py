"""Arrays with names, types and splits: built-in sets, tables and array files.

What needs numpy is imported when it is first asked for: the app lists the built-in sets in its first frame.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from seqtui.data.names import BUILT_IN

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.data.description import ColumnFacts, Description, describe
    from seqtui.data.loading import load
    from seqtui.data.proposal import Proposal, likely_target, propose
    from seqtui.data.sources import columns

_HOMES = {
    "ColumnFacts": "description",
    "Dataset": "dataset",
    "Description": "description",
    "Proposal": "proposal",
    "columns": "sources",
    "describe": "description",
    "likely_target": "proposal",
    "load": "loading",
    "propose": "proposal",
}

__all__ = [
    "BUILT_IN",
    "ColumnFacts",
    "Dataset",
    "Description",
    "Proposal",
    "columns",
    "describe",
    "likely_target",
    "load",
    "propose",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value  # so that the next look-up does not come here
    return value
