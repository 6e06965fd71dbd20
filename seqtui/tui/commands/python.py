"""Layers as Python text: copied from the stack, and pasted into it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from seqtui.recipe import edits
from seqtui.tui.commands.base import CommandGroup

if TYPE_CHECKING:
    from pathlib import Path

    from seqtui.recipe.pasting import Pasted
    from seqtui.recipe.values import LayerSpec, Recipe
    from seqtui.tui.app import SeqtuiApp


class PythonCommands(CommandGroup):
    """Copies and pastes. What is pasted is read, never run."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self._text = ""
        self.reasons = {"copy": self._why_not_copy, "take": self._why_not_take}

    def _chosen(self) -> tuple[int, ...]:
        focused = self.session.layer_at(self.screen.row)
        return self.session.marked or (() if focused is None else (focused,))

    def _why_not_copy(self) -> str | None:
        if self._chosen():
            return None
        return "This row is no layer. y copies the whole recipe as a script."

    async def copy(self) -> None:
        """The marked layers, else the focused one: to the clipboard, and to a file beside it."""
        layers = [self.session.recipe.layers[at] for at in self._chosen()]
        text, path = await asyncio.to_thread(_written, layers)
        self.app.copy_to_clipboard(text)
        what = f"{len(layers)} layers" if len(layers) > 1 else layers[0].kind
        self.app.tell(f"Copied {what} as Python; also in {path}.")

    def pasted(self, text: str) -> None:
        """Takes up what the terminal pasted."""
        self._text = text
        self.app.run_command("python.take")

    def _why_not_take(self) -> str | None:
        if self.screen.pane != "stack":
            return "Layers are pasted into the stack: Esc goes there."
        return None if self._text.strip() else "What was pasted is empty."

    async def take(self) -> None:
        """Puts the layers of the pasted text after the focused row."""
        from seqtui.recipe.pasting import read  # noqa: PLC0415  # loaded when needed

        found = await asyncio.to_thread(read, self._text)
        self._insert(found)

    async def paste(self) -> None:
        """Asks for the text, for terminals that paste as if typed."""
        from seqtui.tui.screens.paste import PasteDialog  # noqa: PLC0415  # loaded when needed

        found = await self.ask(PasteDialog(self._place()))
        if found is not None:
            self._insert(found)

    def _place(self) -> str:
        position = self.session.layer_at(self.screen.row)
        if position is not None:
            return f"after {position + 1} {self.session.recipe.layers[position].kind}"
        return "after the data" if self.screen.row == 0 else "at the end"

    def _insert(self, found: Pasted) -> None:
        place = self._place()
        recipe, notes = _with_pasted(self.session.recipe, self.screen.row, found)
        count = len(found.layers)
        what = found.layers[0].kind if count == 1 else f"{count} layers"
        row = min(self.screen.row, len(self.session.recipe.layers)) + count
        if self.session.do(recipe, f"paste {what}"):
            self.app.draw()
            self.screen.stack.go(row)
        words = [f"Pasted {what} {place}.", *notes, f"u takes {'it' if count == 1 else 'them'} back."]
        self.app.tell(" ".join(words))


def _with_pasted(recipe: Recipe, row: int, found: Pasted) -> tuple[Recipe, list[str]]:
    """The recipe with the layers after a stack row, and what was not taken over, in words."""
    notes: list[str] = []
    taken = {layer.arguments.get("name") for layer in recipe.layers} - {None}
    layers = []
    for layer in found.layers:
        name = layer.arguments.get("name")
        if name in taken:
            notes.append(f'The name "{name}" is taken and was left out.')
            layer = layer.without_argument("name")  # noqa: PLW2901  # the same layer, without its name
        layers.append(layer)
    changed = edits.insert_all(recipe, min(row, len(recipe.layers)), tuple(layers))
    if found.input is not None and recipe.data is None:
        changed = replace(changed, input=found.input)
    elif found.input is not None:
        notes.append("The input's shape comes from the data.")
    if found.left_out:
        notes.append(f"Left out: {', '.join(found.left_out)}.")
    return changed, notes


def _written(layers: list[LayerSpec]) -> tuple[str, Path]:
    from seqtui.files import write_text_atomically  # noqa: PLC0415  # in a worker, when needed
    from seqtui.paths import state_dir  # noqa: PLC0415  # the same
    from seqtui.recipe.python import layer_source  # noqa: PLC0415  # the same

    calls = [layer_source(layer) for layer in layers]
    text = "".join(f"{call},\n" for call in calls) if len(calls) > 1 else f"{calls[0]}\n"
    folder = state_dir() / "copied"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "layers.py"
    write_text_atomically(path, text)
    return text, path
