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
    from seqtui.data.likely import Candidate, candidates, likely_target, open_table
    from seqtui.data.loading import load
    from seqtui.data.proposal import Proposal, propose
    from seqtui.data.sources import columns

_HOMES = {
    "Candidate": "likely",
    "ColumnFacts": "description",
    "Dataset": "dataset",
    "Description": "description",
    "Proposal": "proposal",
    "candidates": "likely",
    "columns": "sources",
    "describe": "description",
    "likely_target": "likely",
    "load": "loading",
    "open_table": "likely",
    "propose": "proposal",
}

__all__ = [
    "BUILT_IN",
    "Candidate",
    "ColumnFacts",
    "Dataset",
    "Description",
    "Proposal",
    "candidates",
    "columns",
    "describe",
    "likely_target",
    "load",
    "open_table",
    "propose",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value  # so that the next look-up does not come here
    return value
