"""What commands do, by group: `layers.delete` is `LayerCommands.delete`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.base import CommandGroup

_GROUPS = {
    "layers": "layers:LayerCommands",
    "runs": "runs:RunCommands",
    "files": "files:FileCommands",
    "exports": "exports:ExportCommands",
    "proposal": "proposal:ProposalCommands",
    "practice": "practice:PracticeCommands",
    "question": "question:QuestionCommands",
    "exercise": "exercise:ExerciseCommands",
    "python": "python:PythonCommands",
    "view": "view:ViewCommands",
    "chart": "chart:ChartCommands",
    "epochs": "chart:EpochCommands",
    "list": "view:ListCommands",
    "trace": "trace:TraceCommands",
}


class Groups(dict[str, "CommandGroup"]):
    """One object for each group of the binding table, made where it is first asked for.

    A start loads what its first screen needs; `load` brings the rest in beside the loop.
    """

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__()
        self._app = app

    def __missing__(self, name: str) -> CommandGroup:
        module, _, kind = _GROUPS[name].partition(":")
        made: CommandGroup = getattr(import_module(f"{__name__}.{module}"), kind)(self._app)
        return self.setdefault(name, made)


def load() -> None:
    """Imports all of them."""
    for each in _GROUPS.values():
        import_module(f"{__name__}.{each.partition(':')[0]}")
