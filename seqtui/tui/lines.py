"""What stands in the one-line widgets of the main screen: status, words, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from seqtui.tui import keys, words
from seqtui.tui.modes import MODES

if TYPE_CHECKING:
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.command import Command

_LIVE_ONLY = {"runs.step", "runs.epoch"}
_ROOM_FOR_DUE = 72
_FIRST_HINT = (
    "New here? {layers.edit} edits a row, {layers.add_after} adds a layer, {runs.train} trains, "
    "{view.help} explains the keys."
)


def waiting_for(app: SeqtuiApp) -> str:
    """What a queued run waits for."""
    if not app.session.keras_ready:
        told = "runs by itself when TensorFlow is loaded. {runs.stop} takes it back."
    elif app.session.data_error is not None:
        told = "the data could not be read. Mend the Data row, or press {runs.stop}."
    else:
        told = "runs by itself when data and shapes are there. {runs.stop} takes it back."
    return keys.spelled(told, app.commands)


def status_parts(app: SeqtuiApp) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The status line's words from the left and from the right end."""
    session = app.session
    label = session.opened.label + ("*" if session.modified else "")
    now = app.mode_screen.MODE
    left = [(f"{one.key} {one.title}", "bold reverse" if one is now else "") for one in MODES]
    left.append((label, "bold"))
    title = session.recipe.title
    if title and app.size.width >= 100:
        left.append((title, ""))
    if app.desk.live:
        left.append((app.desk.phase, "bold"))
    right = []
    due = app.groups["practice"].due  # type: ignore[attr-defined]  # PracticeCommands has it
    if due and app.size.width >= _ROOM_FOR_DUE:
        right.append((f"{due} due", "bold"))
    if app.loading_words:
        tail = ", runs by itself when ready" if app.loading_words.endswith("…") else ""
        right.append((app.loading_words.rstrip("…") + "…" * bool(tail) + tail, ""))
    elif session.modified:
        right.append(("not saved", ""))
    if app.device:
        right.append((app.device, ""))
    return left, right


def words_and_style(app: SeqtuiApp) -> tuple[Text, str]:
    """The words' line: a notice for some seconds, else what the run tells."""
    exercise = keys.spelled(app.groups["exercise"].words, app.commands)  # type: ignore[attr-defined]  # ExerciseCommands has it
    if app.notice is not None:
        notice, style = app.notice
        # What an exercise demands stays in sight while one works on it.
        return Text(f"{notice}\n{exercise}" if exercise and app.mode_screen is app.build else notice), style
    problem = app.session.keep_problem or app.desk.problem
    if app.mode_screen.words is not None and problem is None:
        return app.mode_screen.words
    if problem is not None:
        return words.failure(problem.title, problem.cause, problem.remedy), "warn"
    failed = app.desk.error is not None or (app.desk.state is not None and app.desk.state.error is not None)
    told = words.outcome(app.desk, app.groups["runs"].label("train"))
    if exercise and not app.desk.live and not failed:
        return Text(exercise), ""
    if not failed:
        told = Text(keys.spelled(told.plain or _greeting(app), app.commands))
    return told, "bad" if failed else ""


def _greeting(app: SeqtuiApp) -> str:
    """What stands where a run would tell of itself: why a proposal is as it is, or the first hint."""
    if app.mode_screen.HINT:
        return app.mode_screen.HINT
    opened = app.session.opened
    if opened.baseline:
        return opened.baseline + " {runs.train} trains; the palette shows the whole proposal again (why so)."
    return _FIRST_HINT if app.begin.first_time else ""


def footer_commands(app: SeqtuiApp, pane: str) -> list[tuple[Command, str]]:
    """Commands that work now in a pane, with the label that holds now."""
    found = []
    live = app.desk.live
    for command in keys.in_pane(pane, app.commands):
        if not (command.footer and command.keys) or (command.name in _LIVE_ONLY and not live):
            continue
        if command.name == "runs.train" and live:
            continue
        group, verb = command.name.split(".")
        if app.groups[group].reason(verb) is None:
            found.append((command, app.groups[group].label(verb) or command.label))
    return found
