"""Commands of the stack: edits of the recipe, each with the name by which undo tells it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqtui.recipe import edits, fixes
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
            "rename": self._why_not_one,
            "freeze": on_layer,
            "move_up": partial(self._why_not_move, -1),
            "move_down": partial(self._why_not_move, 1),
            "mark": self._why_not_one,
            "mark_to": self._why_not_one,
            "unmark": lambda: None if self.session.marked else "No layer is marked.",
            "remedy": self._why_no_remedy,
            "history": lambda: None if len(self.session.history.states) > 1 else "No edit was made yet.",
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

    def _chosen(self) -> tuple[int, ...]:
        """The layers that an edit acts on: the marked ones, else the focused one."""
        return self.session.marked or (self._position(),)

    def _named(self) -> str:
        """Those layers in words, for undo and the words' line."""
        chosen = self._chosen()
        return f"{len(chosen)} layers" if len(chosen) > 1 else self.session.recipe.layers[chosen[0]].kind

    def _why_not_on_layer(self) -> str | None:
        return None if self.session.marked else self._why_not_one()

    def _why_not_one(self) -> str | None:
        if self.session.layer_at(self.row) is None:
            return "This row is no layer: Enter edits it, a adds a layer after it."
        return None

    def _why_not_move(self, by: int) -> str | None:
        reason = self._why_not_on_layer()
        if reason is not None:
            return reason
        chosen, recipe = self._chosen(), self.session.recipe
        if edits.shift(recipe, chosen, down=by > 0).layers == recipe.layers:
            return "The first layer is here already." if by < 0 else "The last layer is here already."
        return None

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

        if not self.session.keras_ready:
            then(forms.unasked(self.session))
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
            then(forms.unasked(None))
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
        """Takes the chosen layers out."""
        chosen, what = self._chosen(), self._named()
        self._do(edits.delete(self.session.recipe, *chosen), f"delete {what}")
        where = f"{chosen[0] + 1} " if len(chosen) == 1 else ""
        self.app.tell(f"Deleted {where}{what}. u brings {'it' if where else 'them'} back.")

    def duplicate(self) -> None:
        """Copies behind the last of the chosen layers."""
        chosen = self._chosen()
        label = f"duplicate {self._named()}"
        self._do(edits.duplicate(self.session.recipe, *chosen), label, chosen[-1] + 2)

    def _move(self, by: int) -> None:
        position, chosen = self.session.layer_at(self.row), self._chosen()
        recipe = edits.shift(self.session.recipe, chosen, down=by > 0)
        # The cursor goes with its layer, where that is one of those moved.
        follow = self.row
        if position is not None:
            identity = self.session.recipe.layers[position].identity
            follow = next(at for at, one in enumerate(recipe.layers) if one.identity == identity) + 1
        self._do(recipe, f"move {self._named()} {'up' if by < 0 else 'down'}", follow)

    def move_up(self) -> None:
        """The chosen layers one row up."""
        self._move(-1)

    def move_down(self) -> None:
        """The chosen layers one row down."""
        self._move(1)

    def toggle(self) -> None:
        """Switches the chosen layers on or off."""
        chosen, layers = self._chosen(), self.session.recipe.layers
        word = "off" if any(layers[at].enabled for at in chosen) else "on"
        self._do(edits.toggle(self.session.recipe, *chosen), f"switch {self._named()} {word}")

    async def rename(self) -> None:
        """A name of its own for the focused layer."""
        from seqtui.tui import forms  # noqa: PLC0415  # loaded when needed

        await self._edit(forms.rename_form(self.session.recipe, self._position()), "rename", row=self.row)

    def freeze(self) -> None:
        """Freezes or frees the chosen layers' weights."""
        chosen, what = self._chosen(), self._named()
        recipe = edits.freeze(self.session.recipe, *chosen)
        frozen = not any(recipe.layers[at].arguments.get("trainable") is False for at in chosen)
        self._do(recipe, f"{'free' if frozen else 'freeze'} {what}")
        verb, leaves = ("are", "their") if len(chosen) > 1 else ("is", "its")
        again = "train again" if len(chosen) > 1 else "trains again"
        self.app.tell(
            f"{what} {again}."
            if frozen
            else f"{what} {verb} frozen: training leaves {leaves} weights as they are."
        )

    def mark(self) -> None:
        """Marks the focused layer, or takes its mark off, and goes on to the next."""
        self.session.mark(self._position())
        if self.session.layer_at(self.row + 1) is not None:
            self.screen.stack.go(self.row + 1)
        self._tell_marks()

    def mark_to(self) -> None:
        """Marks every layer from the nearest mark above, or below, to the focused one."""
        position, marked = self._position(), self.session.marked
        start = max((at for at in marked if at <= position), default=min(marked, default=position))
        first, last = sorted((start, position))
        self.session.mark(*range(first, last + 1), on=True)
        self._tell_marks()

    def unmark(self) -> None:
        """Takes all marks off."""
        self.session.marks = frozenset()
        self._tell_marks()

    def _tell_marks(self) -> None:
        count = len(self.session.marked)
        self.app.tell(
            f"{count} marked: d D J K - f and y act on {'them' if count > 1 else 'it'}; Esc takes marks off."
            if count
            else "No layer is marked."
        )

    def _why_no_remedy(self) -> str | None:
        error = self.session.error
        if self.session.flow_pending:
            return "Keras is being asked about the last edit: press R again in a moment."
        if error is None:
            return "Keras takes every layer: there is nothing to mend."
        if error.fix is None:
            return f"No single edit mends layer {error.layer}. {error.remedy}"
        return None

    def remedy(self) -> None:
        """Makes the edit that mends the first failing layer."""
        error = self.session.error
        if error is None or error.fix is None:
            return
        fix = error.fix
        row = fix.layer - 1 if fix.action == "raise" else fix.layer
        self._do(fixes.apply(self.session.recipe, fix), fixes.label(fix), row)
        self.app.tell(f"Done: {fixes.words(fix)}. u takes it back.")

    async def history(self) -> None:
        """All edits in a list; the one chosen is gone back or forth to."""
        from seqtui.tui.screens.picker import Item, PickerDialog  # noqa: PLC0415  # loaded when needed

        history = self.session.history
        items = []
        for at in range(len(history.states) - 1, -1, -1):
            place = "now" if at == history.at else "undone" if at > history.at else ""
            title = history.labels[at] or "as opened"
            items.append(Item(str(at), title, place, _told_layers(history.states[at])))
        pick = await self.ask(
            PickerDialog("History: newest first", tuple(items), hint="type to search", enter="go there")
        )
        if pick is None or pick.item is None:
            return
        self.session.go_to(int(pick.item.value))
        self.app.tell(f"The recipe is as after: {pick.item.title}." if pick.item.value != "0"
                      else "The recipe is as it was opened.")  # fmt: skip

    def undo(self) -> None:
        """Takes the last edit back."""
        label = self.session.undo()
        self.app.tell(f"Undone: {label}.")

    def redo(self) -> None:
        """Makes it again."""
        label = self.session.redo()
        self.app.tell(f"Done again: {label}.")


def _told_layers(recipe: Recipe) -> str:
    """The stack in a line."""
    kinds = [layer.kind for layer in recipe.layers]
    return f"{len(kinds)} layers: {' '.join(kinds)}" if kinds else "no layers"
