"""The app's modes: what the digits lead to. A mode that does not exist yet is not in the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """One mode, with its own screen and state.

    Attributes:
        name: "build"; its command is `view.build`, its screen is installed as `mode-build`.
        key: The digit that leads to it.
        title: In the status line.
        help: One line for the mode bar.
        panes: Names of its panes, the one that takes the focus first in front.
        screen: "module:Class" of its screen, loaded when it is first entered; "" for the base screen.
    """

    name: str
    key: str
    title: str
    help: str
    panes: tuple[str, ...]
    screen: str = ""


BUILD = Mode(
    "build", "1", "Build", "Layers, live chart and shape flow.", ("stack", "chart", "flow", "epochs")
)
PRACTICE = Mode(
    "practice",
    "4",
    "Practice",
    "Questions that Keras grades, asked again when they are due.",
    ("practice", "question", "answer", "answered", "page"),
    "seqtui.tui.screens.practice:PracticeScreen",
)
TRACE = Mode(
    "trace",
    "2",
    "Trace",
    "One sample through every layer, down to the sum behind each number.",
    ("stages", "values", "plane", "training", "probes"),
    "seqtui.tui.screens.trace:TraceScreen",
)
MODES: tuple[Mode, ...] = (BUILD, TRACE, PRACTICE)


def mode(name: str) -> Mode:
    """The mode of that name."""
    return next(one for one in MODES if one.name == name)


def mode_of_pane(pane: str) -> Mode:
    """The mode that a pane belongs to; Build for what belongs to none."""
    return next((one for one in MODES if pane in one.panes), BUILD)
