"""The form dialog: one for layers, data and training, checked as you type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe
from seqtui.tui.screens.dialog import Dialog
from seqtui.tui.widgets.form import FormLines, FormView
from seqtui.tui.words import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from seqtui.tui.fields import Form


class Verdict:
    """What Keras says of the recipe that a form would make.

    Args:
        text: The sentence to show.
        good: Whether Keras accepts it.
    """

    def __init__(self, text: str, *, good: bool) -> None:
        self.text = text
        self.good = good


# Asks about a recipe; the answer comes later, in the loop.
Check = Callable[[Recipe, Callable[[Verdict], None]], None]


class FormDialog(Dialog["tuple[Recipe, dict[str, str]]"]):
    """Edits a form; dismisses with the edited recipe and the texts.

    Args:
        form: What is edited.
        check: Asks Keras about a recipe and answers, later and in the loop, with a verdict.
    """

    def __init__(self, form: Form, check: Check) -> None:
        super().__init__()
        self._form = form
        self._check = check
        self._refused = ""
        self._verdict: Verdict | None = None

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._form.title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return f"Enter {self._form.submit}   Up Down field   empty = default   Esc cancel"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [FormView(self._form.fields), Static("", id="summary"), Static("", id="verdict")]

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self._describe()
        self._judge()

    @property
    def _view(self) -> FormView:
        return self.query_one(FormView)

    def on_form_view_changed(self) -> None:
        """Checks what stands in the fields now."""
        self._refused = ""
        self._judge()

    def on_line_list_moved(self) -> None:
        """Follows the cursor."""
        self._describe()

    def _describe(self) -> None:
        """The whole help of the focused field, which its line may have no room for."""
        field = self._view.current
        words = f"{field.label}: {field.summary}"
        if field.choices and field.control == "text":
            words += f"   ({', '.join(field.choices)})"
        self.query_one("#summary", Static).update(Text(words, style="dim"))

    def _judge(self) -> Recipe | None:
        """Checks what stands in the fields; returns the recipe that they make, None where they make none."""
        try:
            recipe = self._form.apply(self._view.texts)
        except SeqtuiError as error:
            self._view.mark_bad(error.key or "")
            self._tell(Verdict(told(error), good=False))
            return None
        self._view.mark_bad("")
        self._verdict = None
        self._check(recipe, self._tell)
        return recipe

    def _tell(self, verdict: Verdict) -> None:
        if not self.is_attached:
            return
        self._verdict = verdict
        line = self.query_one("#verdict", Static)
        line.set_class(not verdict.good, "bad")
        line.update(Text(verdict.text))

    def _submit(self) -> None:
        recipe = self._judge_again()
        if recipe is None:
            return
        self.dismiss((recipe, self._view.texts))

    def _judge_again(self) -> Recipe | None:
        try:
            recipe = self._form.apply(self._view.texts)
        except SeqtuiError:
            return self._judge()
        verdict = self._verdict
        if verdict is not None and not verdict.good and self._refused != verdict.text:
            self._refused = verdict.text
            self._tell(Verdict(f"{verdict.text}   Enter again keeps it all the same.", good=False))
            self._refused = verdict.text
            self._verdict = verdict
            return None
        return recipe

    def pressed(self, key: str, character: str | None) -> bool:
        """See `Dialog`."""
        view = self._view
        lines = self.query_one(FormLines)
        steps = {
            "up": -1,
            "shift+tab": -1,
            "down": 1,
            "tab": 1,
            "pageup": -lines.page(),
            "pagedown": lines.page(),
        }
        if key in steps:
            view.move(steps[key])
        elif key == "enter":
            self._submit()
        elif view.current.control == "text":
            return False
        elif key in {"left", "right", "space"}:
            view.turn(-1 if key == "left" else 1)
        elif key in {"backspace", "delete"}:
            view.reset()
        else:
            return bool(character) and view.jump(str(character))
        return True
