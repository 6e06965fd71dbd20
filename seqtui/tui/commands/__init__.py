"""What commands do, by group: `layers.delete` is `LayerCommands.delete`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui.commands.chart import ChartCommands, EpochCommands
from seqtui.tui.commands.exercise import ExerciseCommands
from seqtui.tui.commands.exports import ExportCommands
from seqtui.tui.commands.files import FileCommands
from seqtui.tui.commands.layers import LayerCommands
from seqtui.tui.commands.practice import PracticeCommands
from seqtui.tui.commands.proposal import ProposalCommands
from seqtui.tui.commands.python import PythonCommands
from seqtui.tui.commands.question import QuestionCommands
from seqtui.tui.commands.runs import RunCommands
from seqtui.tui.commands.trace import TraceCommands
from seqtui.tui.commands.view import ListCommands, ViewCommands

if TYPE_CHECKING:
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.base import CommandGroup


def groups(app: SeqtuiApp) -> dict[str, CommandGroup]:
    """One object for each group of the binding table."""
    return {
        "layers": LayerCommands(app),
        "runs": RunCommands(app),
        "files": FileCommands(app),
        "exports": ExportCommands(app),
        "proposal": ProposalCommands(app),
        "practice": PracticeCommands(app),
        "question": QuestionCommands(app),
        "exercise": ExerciseCommands(app),
        "python": PythonCommands(app),
        "view": ViewCommands(app),
        "chart": ChartCommands(app),
        "epochs": EpochCommands(app),
        "list": ListCommands(app),
        "trace": TraceCommands(app),
    }
