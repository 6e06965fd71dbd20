"""The user's own keys put into the binding table; what cannot be is told and left out."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from seqtui import config
from seqtui.errors import SeqtuiError
from seqtui.tui.command import Command
from seqtui.tui.keys import COMMANDS, PANES, is_key

if TYPE_CHECKING:
    from collections.abc import Iterable

# Without these nobody finds the way to the others, or out.
_NEVER_WITHOUT = ("view.palette", "view.quit", "view.up")

Wanted = dict[str, tuple[str, ...]]


def remapped(
    asked: Iterable[tuple[str, tuple[str, ...]]], commands: tuple[Command, ...] = COMMANDS
) -> tuple[tuple[Command, ...], tuple[SeqtuiError, ...]]:
    """The table with the user's keys, and what of them is left out.

    All are put in together, so that two commands may change places. Where a key then means two things
    in one pane, the user's entries for it are left out, one after the other, until none does.
    """
    problems: list[SeqtuiError] = []
    wanted: Wanted = {}
    for name, keys in asked:
        problem = _refusal(name, keys, commands)
        if problem is None:
            wanted[name] = keys
        else:
            problems.append(problem)
    while True:
        table = tuple(replace(one, keys=wanted.get(one.name, one.keys)) for one in commands)
        clash = next(((key, names) for key, names in clashes(table) if wanted.keys() & set(names)), None)
        if clash is None:
            return table, tuple(problems)
        key, names = clash
        name = next(each for each in reversed(wanted) if each in names)
        other = next(each for each in names if each != name)
        del wanted[name]
        problems.append(
            _problem(name, f"{key} is a key of {other} too, in the same pane.", "Give one of them another.")
        )


def clashes(table: tuple[Command, ...]) -> list[tuple[str, tuple[str, str]]]:
    """Keys that mean two things in one pane, each with the names of both commands."""
    found = []
    for scopes in PANES.values():
        seen: dict[str, str] = {}
        for command in table:
            if command.scope not in scopes:
                continue
            for key in command.keys:
                first = seen.setdefault(key, command.name)
                if first != command.name:
                    found.append((key, (first, command.name)))
    return found


def _refusal(name: str, keys: tuple[str, ...], commands: tuple[Command, ...]) -> SeqtuiError | None:
    names = [command.name for command in commands]
    if name not in names:
        near = difflib.get_close_matches(name, names, 1, 0.5)
        meant = f"Did you mean {near[0]}? " if near else ""
        return _problem(name, "There is no such command.", f"{meant}`seqtui doctor --keys` lists them all.")
    odd = next((key for key in keys if not is_key(key)), None)
    if odd is not None:
        cause = f"{odd!r} is no key."
        return _problem(name, cause, "Write a character, or a name such as enter, tab, space, f2 or ctrl+t.")
    if not keys and name in _NEVER_WITHOUT:
        return _problem(name, "It would have no key.", "This command needs one: without it you are lost.")
    return None


def _problem(name: str, cause: str, remedy: str) -> SeqtuiError:
    title = f"keys.{name} in {config.path().name} is left out."
    return SeqtuiError(title, cause, f"{remedy} The file is {config.path()}.", key=f"keys.{name}")
