"""Arrays with names, types and splits: built-in sets, tables and array files."""

from seqtui.data.builtin import BUILT_IN
from seqtui.data.dataset import Dataset
from seqtui.data.describe import ColumnFacts, Description, describe
from seqtui.data.loading import load
from seqtui.data.propose import Proposal, likely_target, propose
from seqtui.data.sources import columns

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
