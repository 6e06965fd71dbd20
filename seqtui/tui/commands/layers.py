"""Commands of the stack: edits of the recipe, each with the name by which undo tells it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqtui.recipe import edits
from seqtui.tui.commands.base import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.data.dataset import Dataset
    from seqtui.errors import SeqtuiError
    from seqtui.recipe.flow import Judgement
    from seqtui.recipe.values import LayerSpec, Recipe
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.fields import Form
    from seqtui.tui.screens.form import Check, Verdict


class LayerCommands(CommandGroup):
    """Edits rows of the stack. Layer commands are dead on the data and training rows, and say so."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self._data_asked = 0
        on_layer = self._why_not_on_layer
        self.reasons = {
            "delete": on_layer,
            "duplicate": on_layer,
            "toggle": on_layer,
            "rename": on_layer,
            "freeze": on_layer,
            "move_up": partial(self._why_not_move, -1),
            "move_down": partial(self._why_not_move, 1),
            "undo": lambda: None if self.session.history.undo_label else "Nothing to undo.",
            "redo": lambda: None if self.session.history.redo_label else "Nothing to redo.",
        }

    @property
    def row(self) -> int:
        """The focused stack row."""
        return self.screen.row

    def _position(self) -> int:
        """The focused layer; only asked where `reasons` has made sure that there is one."""
        position = self.session.layer_at(self.row)
        return 0 if position is None else position

    def _spec(self) -> LayerSpec:
        return self.session.recipe.layers[self._position()]

    def _why_not_on_layer(self) -> str | None:
        if self.session.layer_at(self.row) is None:
            return "This row is no layer: Enter edits it, a adds a layer after it."
        return None

    def _why_not_move(self, by: int) -> str | None:
        reason = self._why_not_on_layer()
        if reason is None and self.session.layer_at(self.row + by) is None:
            return "The first layer is here already." if by < 0 else "The last layer is here already."
        return reason

    def _do(self, recipe: Recipe, label: str, row: int | None = None) -> None:
        """Makes an edit and puts the cursor where it was made."""
        if not self.session.do(recipe, label):
            self.app.tell("Nothing changed.")
            return
        self.app.draw()
        if row is not None:
            self.screen.stack.go(row)

    async def add_after(self) -> None:
        """A layer after the focused row."""
        await self._add(min(self.row, len(self.session.recipe.layers)), "after")

    async def add_before(self) -> None:
        """A layer before the focused row."""
        await self._add(max(0, min(self.row - 1, len(self.session.recipe.layers))), "before")

    async def _add(self, position: int, word: str) -> None:
        from seqtui.tui import forms  # noqa: PLC0415  # catalogue and widgets, loaded when needed
        from seqtui.tui.commands.adding import Adding  # noqa: PLC0415  # the same

        title, query, focus = f"Add {word} {self._place(self.row)}", "", ""
        while True:
            adding = Adding(self.app, position, title, self._check, query=query, focus=focus)
            pick = await self.ask(adding.picker)
            if pick is None or pick.item is None:
                return
            spec = edits.new_layer(pick.item.value)
            recipe = edits.insert(self.session.recipe, position, spec)
            if pick.key != "tab":
                self._do(recipe, f"add {spec.kind}", position + 1)
                self.app.tell(f"Added {spec.kind}. Enter edits it, u takes it back.")
                break
            form = forms.new_layer_form(recipe, position)
            if await self._edit(form, f"add {spec.kind}", row=position + 1):
                break
            query, focus = pick.text, spec.kind  # Esc in the form goes back to the palette
        adding.taken(spec.kind)

    def _place(self, row: int) -> str:
        position = self.session.layer_at(row)
        if position is None:
            return "the data" if row == 0 else "the last layer"
        return f"{position + 1} {self.session.recipe.layers[position].kind}"

    def _check(self, row: int | None, recipe: Recipe, then: Callable[[Verdict], None]) -> None:
        """Asks Keras about a recipe that is not taken yet."""
        from seqtui.tui import forms  # noqa: PLC0415  # loaded when needed

        if not self.session.keras_ready or row is None:
            then(forms.unasked(self.session, row))
            return
        before = self.session.flow

        def answer(outcome: Judgement | SeqtuiError) -> None:
            then(forms.verdict(outcome, row, before, self.app.glyphs))

        self.app.background.keras("form", self.session.judge_job(recipe, row), answer, priority=1)

    def _check_data(self, recipe: Recipe, then: Callable[[Verdict], None]) -> None:
        """Loads the rows that an edited data row asks for; the newest question is answered."""
        from seqtui.tui import forms  # noqa: PLC0415  # loaded when needed

        self._data_asked += 1
        asked, spec, base = self._data_asked, recipe.data, self.session.opened.base
        if spec is None or recipe.data == self.session.recipe.data:
            then(forms.unasked(self.session, None))
            return

        def job() -> Dataset | None:
            from seqtui.data import load  # noqa: PLC0415  # numpy and polars, in the worker

            return load(spec, base) if asked == self._data_asked else None

        def answer(outcome: Dataset | SeqtuiError | None) -> None:
            if outcome is not None and asked == self._data_asked:
                then(forms.data_verdict(outcome))

        self.app.background.files(job, answer)

    async def edit(self) -> None:
        """The focused row in a form."""
        from seqtui.tui import forms, settings  # noqa: PLC0415  # loaded when needed

        row, position = self.row, self.session.layer_at(self.row)
        if position is not None:
            spec = self._spec()
            await self._edit(forms.layer_form(self.session.recipe, position), spec.kind, row=row)
        elif row == 0:
            await self._edit(settings.data_form(self.session), "data", row, self._check_data)
        else:
            await self._edit(settings.training_form(self.session), "training", row=row)

    async def _edit(self, form: Form, what: str, row: int, check: Check | None = None) -> bool:
        """Shows a form and makes the edit; returns whether it was taken."""
        from seqtui.tui.fields import describe_changes  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.screens.form import FormDialog  # noqa: PLC0415  # the same

        answer = await self.ask(FormDialog(form, check or partial(self._check, form.row)))
        if answer is None:
            return False
        recipe, texts = answer
        changes = describe_changes(form.fields, texts)
        self._do(recipe, f"{what}: {changes}" if changes and not what.startswith("add ") else what, row)
        return True

    def delete(self) -> None:
        """Takes the focused layer out."""
        spec, position = self._spec(), self._position()
        self._do(edits.delete(self.session.recipe, position), f"delete {spec.kind}")
        self.app.tell(f"Deleted {position + 1} {spec.kind}. u brings it back.")

    def duplicate(self) -> None:
        """A copy after the focused layer."""
        position = self._position()
        self._do(
            edits.duplicate(self.session.recipe, position), f"duplicate {self._spec().kind}", position + 2
        )

    def _move(self, by: int) -> None:
        position = self._position()
        word = "up" if by < 0 else "down"
        self._do(
            edits.move(self.session.recipe, position, by),
            f"move {self._spec().kind} {word}",
            position + 1 + by,
        )

    def move_up(self) -> None:
        """The focused layer one row up."""
        self._move(-1)

    def move_down(self) -> None:
        """The focused layer one row down."""
        self._move(1)

    def toggle(self) -> None:
        """Switches the focused layer on or off."""
        spec = self._spec()
        self._do(
            edits.toggle(self.session.recipe, self._position()),
            f"switch {spec.kind} {'off' if spec.enabled else 'on'}",
        )

    async def rename(self) -> None:
        """A name of its own for the focused layer."""
        from seqtui.tui import forms  # noqa: PLC0415  # loaded when needed

        await self._edit(forms.rename_form(self.session.recipe, self._position()), "rename", row=self.row)

    def freeze(self) -> None:
        """Freezes or frees the focused layer's weights."""
        spec = self._spec()
        frozen = spec.arguments.get("trainable") is False
        self._do(
            edits.freeze(self.session.recipe, self._position()),
            f"{'free' if frozen else 'freeze'} {spec.kind}",
        )
        self.app.tell(
            f"{spec.kind} trains again."
            if frozen
            else f"{spec.kind} is frozen: training leaves its weights as they are."
        )

    def undo(self) -> None:
        """Takes the last edit back."""
        label = self.session.undo()
        self.app.tell(f"Undone: {label}.")

    def redo(self) -> None:
        """Makes it again."""
        label = self.session.redo()
        self.app.tell(f"Done again: {label}.")
