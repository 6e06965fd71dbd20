"""Every command and its keys, in one table: dispatch, footer, help and command palette are made of it.

A key acts on what is focused or not at all: it is looked up in the focused pane's scope, then in
those that hold in every pane.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from seqtui.tui import modekeys
from seqtui.tui.command import Command, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

# Which tables a focused pane looks into, nearest first.
PANES: dict[str, tuple[Scope, ...]] = {
    "stack": ("stack", "list", "exercise", "run", "recipe", "modes", "everywhere"),
    "chart": ("chart", "exercise", "run", "recipe", "modes", "everywhere"),
    "flow": ("flow", "list", "exercise", "run", "recipe", "modes", "everywhere"),
    "epochs": ("epochs", "list", "exercise", "run", "recipe", "modes", "everywhere"),
    # Digits are answers and ratings here, and letters are text in the field.
    "practice": ("practice", "list", "modes", "everywhere"),
    "question": ("question", "submit", "problem", "taken_back", "list", "everywhere"),
    "answer": ("submit", "everywhere"),
    "answered": ("answered", "problem", "taken_back", "list", "everywhere"),
    "page": ("page", "taken_back", "list", "modes", "everywhere"),
    "stages": ("stages", "trace", "list", "run", "recipe", "modes", "everywhere"),
    "values": ("values", "trace", "list", "run", "recipe", "modes", "everywhere"),
    "plane": ("plane", "trace", "run", "recipe", "modes", "everywhere"),
    "training": ("training", "trace", "list", "run", "recipe", "modes", "everywhere"),
    "probes": ("probes", "trace", "list", "run", "recipe", "modes", "everywhere"),
}

SCOPE_TITLES: dict[Scope, str] = {
    "stack": "The stack",
    "chart": "The chart",
    "flow": "The shape flow",
    "epochs": "The epoch table",
    "practice": "Practice",
    "question": "A question",
    "submit": "Handing in",
    "answered": "After the answer",
    "problem": "This question",
    "taken_back": "The last answer",
    "page": "This page",
    "exercise": "An exercise",
    "stages": "The stages",
    "values": "A stage's values",
    "plane": "The decision map",
    "training": "The training",
    "probes": "Probes",
    "trace": "Trace",
    "list": "Moving",
    "run": "A run",
    "recipe": "The recipe",
    "modes": "Modes",
    "everywhere": "Everywhere",
}


def _moves() -> tuple[Command, ...]:
    return (
        Command("list.up", "list", ("up", "k"), "up", "Go one row up.", palette=False),
        Command("list.down", "list", ("down", "j"), "down", "Go one row down.", palette=False),
        Command("list.top", "list", ("g", "home"), "top", "Go to the first row.", palette=False),
        Command("list.bottom", "list", ("G", "end"), "bottom", "Go to the last row.", palette=False),
        Command("list.page_up", "list", ("pageup",), "page up", "Go a page up.", palette=False),
        Command("list.page_down", "list", ("pagedown",), "page down", "Go a page down.", palette=False),
    )


COMMANDS: tuple[Command, ...] = (
    Command("layers.add_after", "stack", ("a",), "add", "Add a layer after this row.", 10),
    Command("layers.add_before", "stack", ("A",), "add before", "Add a layer before this row."),
    Command("layers.edit", "stack", ("enter",), "edit", "Edit this row: data, layer or training.", 11),
    Command("layers.delete", "stack", ("d",), "delete", "Delete this layer.", 12),
    Command("layers.duplicate", "stack", ("D",), "duplicate", "Put a copy of this layer after it.", 22),
    Command("layers.mark", "stack", ("m",), "mark",
            "Mark this layer, or take its mark off; edits act on all marked ones.", 27),
    Command("layers.mark_to", "stack", ("M",), "mark to here",
            "Mark all layers from the last mark to this one."),
    Command("layers.unmark", "stack", (), "no marks", "Take all marks off; Esc in the stack does it, too."),
    Command("layers.remedy", "stack", ("R",), "remedy",
            "Make the edit that mends the first layer that Keras refuses.", 9),
    Command("python.copy", "stack", ("Y",), "copy layer",
            "Copy this layer, or the marked ones, as Python."),
    Command("python.paste", "stack", ("v",), "paste",
            "Put in layers written as Python: calls, a Sequential, a script."),
    Command("layers.move_down", "stack", ("J",), "move", "Move this layer down.", 23),
    Command("layers.move_up", "stack", ("K",), "move up", "Move this layer up."),
    Command("layers.toggle", "stack", ("-",), "on/off", "Switch this layer on or off.", 24),
    Command("layers.rename", "stack", ("r",), "rename", "Give this layer a name of its own.", 25),
    Command("layers.freeze", "stack", ("f",), "freeze",
            "Freeze or free this layer's weights (Keras's `trainable`)."),
    Command("layers.undo", "stack", ("u",), "undo", "Take the last edit back.", 21),
    Command("layers.redo", "stack", ("U",), "redo", "Make the edit again that was taken back."),
    Command("layers.history", "stack", (), "history", "List all edits and go back or forth to any of them."),
    Command("files.presets", "stack", ("p",), "presets",
            "Open one of the recipes that ship with seqtui.", 26),
    Command("proposal.take", "stack", ("P",), "fit settings",
            "Set loss, metrics, early stopping and class weights so that they fit the data."),
    Command("proposal.show", "everywhere", (), "why so",
            "Show again what was proposed for the data file, and why."),
    Command("files.new", "stack", ("N",), "new", "Start an empty recipe on the same data."),
    Command("runs.train", "run", ("t",), "train", "Train, or continue where training stands.", 1),
    Command("runs.pause", "run", ("space",), "pause", "Pause, or go on after a pause.", 2),
    Command("runs.step", "run", (".",), "step", "Train one step, then pause.", 3),
    Command("runs.epoch", "run", ("e",), "epoch", "Train to the end of this epoch, then pause.", 4),
    Command("runs.stop", "run", ("x",), "stop", "Save a checkpoint now and stop.", 5),
    Command("runs.restart", "run", (), "train anew", "Train from fresh weights, as a new run."),
    Command("chart.left", "chart", ("left",), "cursor", "Look at the values further left.", 10,
            palette=False),
    Command("chart.right", "chart", ("right",), "cursor right", "Look at the values further right.",
            palette=False),
    Command("chart.first", "chart", ("g", "home"), "first", "Look at the first values.", palette=False),
    Command("chart.last", "chart", ("G", "end"), "last", "Look at the newest values.", palette=False),
    Command("chart.page_left", "chart", ("pageup",), "page left", "Look an eighth further left.",
            palette=False),
    Command("chart.page_right", "chart", ("pagedown",), "page right", "Look an eighth further right.",
            palette=False),
    Command("chart.smooth", "chart", ("s",), "smooth",
            "Smooth the training curve lightly, strongly, or not.", 11),
    Command("chart.metric", "chart", ("m", "down", "j"), "metric",
            "Show each metric alone, one after the other, or all.", 12),
    Command("chart.metric_before", "chart", ("up", "k"), "metric before", "Show the metric before.",
            palette=False),
    Command("chart.log", "chart", ("l",), "log y", "Draw the y axes logarithmically, or linearly again.", 13),
    Command("chart.range", "chart", ("v",), "range",
            "Show the newest quarter of the run, or all of it.", 14),
    Command("chart.zoom_in", "chart", ("]",), "zoom in", "See half as much, around the cursor.", 16),
    Command("chart.zoom_out", "chart", ("[",), "zoom out", "See twice as much of the run.", 17),
    Command("chart.compare", "chart", ("c",), "compare",
            "Lay another run's curves below, or take them away.", 15),
    Command("chart.by_epoch", "chart", ("b",), "by epoch", "Draw training by epoch, or by step again.", 18),
    Command("epochs.details", "epochs", ("enter",), "details",
            "Show this epoch's unrounded values, and its rule.", 10),
    *modekeys.practice(),
    *modekeys.trace(),
    *_moves(),
    Command("view.build", "modes", ("1",), "Build", "Go to the workbench: stack, chart, shapes."),
    Command("view.trace", "modes", ("2",), "Trace", "Follow one sample through every layer."),
    Command("view.practice", "modes", ("4",), "Practice",
            "Go to questions that Keras grades, asked again when they are due."),
    Command("view.modes", "everywhere", (), "modes", "List the modes; Esc at the top does it too."),
    Command("view.next_pane", "everywhere", ("tab",), "next pane", "Go to the next pane.", 40),
    Command("view.last_pane", "everywhere", ("shift+tab",), "pane before",
            "Go to the pane before."),
    Command("view.up", "everywhere", ("escape",), "up",
            "Leave what is open; back to the stack.", palette=False),
    Command("view.enlarge", "everywhere", ("z",), "enlarge",
            "Give the focused pane the whole screen, or back.", 41),
    Command("view.find", "everywhere", ("/",), "find",
            "Find a row of the stack by typing; in Trace a sample by its number."),
    Command("view.palette", "everywhere", (":", "ctrl+p"), "commands",
            "List every command; type to search.", 43),
    Command("view.help", "everywhere", ("?", "f1"), "help", "Explain the keys of what is focused.", 44),
    Command("view.redraw", "everywhere", ("ctrl+l",), "redraw", "Draw the whole screen again."),
    Command("view.theme", "everywhere", (), "theme",
            "Choose colours: dark, light, high contrast, colour-blind safe."),
    Command("view.plain", "everywhere", (), "plain ASCII",
            "Draw with ASCII characters only, or with lines and braille again."),
    Command("view.welcome", "everywhere", (), "welcome",
            "Show the welcome of the first start again."),
    Command("files.open", "recipe", ("o",), "open", "Open a recipe: a file or a preset.", 30),
    Command("files.save", "everywhere", ("w", "ctrl+s"), "save", "Write the recipe to its file.", 31),
    Command("files.save_as", "everywhere", (), "save as", "Write the recipe to another file."),
    Command("exports.export", "everywhere", (), "export",
            "Write a script, model, weights or curves for other tools."),
    Command("files.copy", "everywhere", ("y",), "copy",
            "Copy the recipe as a Python script; where layers are marked, those alone."),
    Command("view.suspend", "everywhere", ("ctrl+z",), "suspend",
            "Send seqtui to the background of the shell."),
    Command("view.quit", "everywhere", ("q", "ctrl+c"), "quit", "Leave seqtui.", 45),
)  # fmt: skip

_KEY_WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift-Tab",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "f1": "F1",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
}


def shown(key: str) -> str:
    """A key as people read it: `ctrl+l` is Ctrl-L."""
    if key.startswith("ctrl+"):
        return f"Ctrl-{key[5:].upper()}"
    return _KEY_WORDS.get(key, key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key)


_NAMED = re.compile(r"\{([a-z]+\.[a-z_]+)\}")


def is_key(key: str) -> bool:
    """Whether a terminal can send a key of this name: a character, or one of the names in the table."""
    bare = key.removeprefix("ctrl+").removeprefix("shift+").removeprefix("alt+")
    if len(bare) == 1:
        return bare.isprintable() and bare != " "
    return bare in _KEY_WORDS or (bare[:1] == "f" and bare[1:].isdigit() and 1 <= int(bare[1:]) <= 24)


@lru_cache(4)
def _table(commands: tuple[Command, ...]) -> dict[tuple[Scope, str], Command]:
    return {(command.scope, key): command for command in commands for key in command.keys}


@cache
def _by_name() -> dict[str, Command]:
    return {command.name: command for command in COMMANDS}


def command(name: str) -> Command:
    """The command of that name, with the keys that ship."""
    return _by_name()[name]


def lookup(pane: str, key: str, commands: tuple[Command, ...] = COMMANDS) -> Command | None:
    """What a key means in a pane, or None: then it does nothing."""
    table = _table(commands)
    for scope in PANES.get(pane, ("everywhere",)):
        found = table.get((scope, key))
        if found is not None:
            return found
    return None


def spelled(text: str, commands: tuple[Command, ...] = COMMANDS) -> str:
    """A sentence with the keys that commands have now: `{runs.train} trains` as "t trains"."""
    return _NAMED.sub(lambda found: _shown_by_name(commands).get(found[1], found[0]), text)


@lru_cache(4)
def _shown_by_name(commands: tuple[Command, ...]) -> dict[str, str]:
    """A command without a key is called from the palette, by its name there."""
    return {one.name: shown(one.key) if one.keys else f": {one.label}" for one in commands}


def key_of(key: str, character: str | None) -> str:
    """The table's name of a pressed key: the character where it has one, else Textual's name."""
    if character == " ":
        return "space"
    if character and len(character) == 1 and character.isprintable():
        return character
    return key


def in_pane(pane: str, commands: tuple[Command, ...] = COMMANDS) -> tuple[Command, ...]:
    """Every command that works in a pane, in the table's order."""
    scopes = PANES.get(pane, ("everywhere",))
    return tuple(command for command in commands if command.scope in scopes)


def help_sections(
    pane: str, commands: tuple[Command, ...] = COMMANDS
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What `?` shows: for each scope of the pane its title and (keys, sentence) rows."""
    sections = []
    for scope in PANES.get(pane, ("everywhere",)):
        rows = tuple(
            (" ".join(shown(key) for key in command.keys), command.help)
            for command in commands
            if command.scope == scope and command.keys
        )
        if rows:
            sections.append((SCOPE_TITLES[scope], rows))
    return tuple(sections)


def footer(commands: Iterable[tuple[Command, str]], width: int) -> tuple[tuple[str, str], ...]:
    """The (key, label) pairs that fit into `width` cells, the last two always among them.

    Args:
        commands: Commands that work now, each with the label that holds now.
        width: Cells in the line; two part one entry from the next.
    """
    chosen = sorted(((one, label) for one, label in commands if one.footer), key=lambda pair: pair[0].footer)
    entries = [(shown(one.key), label) for one, label in chosen]
    fixed = entries[-3:]
    room = width - sum(len(key) + len(label) + 3 for key, label in fixed)
    shown_entries: list[tuple[str, str]] = []
    for key, label in entries[:-3]:
        room -= len(key) + len(label) + 3
        if room < 0:
            break
        shown_entries.append((key, label))
    return (*shown_entries, *fixed)
