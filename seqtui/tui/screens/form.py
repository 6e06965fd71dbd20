"""The form dialog: one for layers, data and training, checked as you type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe
from seqtui.tui.nested import HEAD, nested_form
from seqtui.tui.screens.dialog import Dialog
from seqtui.tui.widgets.form import FormLines, FormView
from seqtui.tui.words import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

    from seqtui.tui.fields import Field, Form


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Keras says of the recipe that a form would make.

    Attributes:
        text: The sentences to show.
        good: Whether Keras accepts it.
        reason: Why not, in a few words, for the line of the field.
        path: The argument to blame, and within it one of its own; () where none is.
    """

    text: str
    good: bool
    reason: str = ""
    path: tuple[str, ...] = ()


# Asks about a recipe; the answer comes later, in the loop.
Check = Callable[[Recipe, Callable[[Verdict], None]], None]


_LINES_OF_CHOICES = 4
_WIDEST = 106


def _listed(names: tuple[str, ...], room: int) -> str:
    """Names with commas, in so many cells; how many more there are, where they do not fit."""
    shown = ", ".join(names)
    if len(shown) <= room:
        return shown
    shown = shown[: max(room - 30, 1)].rpartition(", ")[0]
    return f"{shown} and {len(names) - shown.count(', ') - 1} more, found by typing"


class FormDialog(Dialog["tuple[Recipe, dict[str, str]]"]):
    """Edits a form; dismisses with the edited recipe and the texts.

    Args:
        form: What is edited.
        check: Asks Keras about a recipe and answers, later and in the loop, with a verdict.
        outer: The form from one of whose fields this one was opened, to which the value goes.
    """

    # The form's own view says what has the focus: nothing, where a value is chosen and not typed.
    AUTO_FOCUS = ""

    def __init__(self, form: Form, check: Check, outer: FormDialog | None = None) -> None:
        super().__init__()
        self._outer = outer
        self._form = form
        self._check = check
        self._refused = ""
        self._asked = 0
        self._verdict: Verdict | None = None

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._form.title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return self._keys(self._form.fields[0])

    def _keys(self, field: Field) -> str:
        middle = "Right its arguments" if field.opens else "Up Down field"
        if field.control != "text":
            middle = "Left Right choose"
        return f"Enter {self._form.submit}   {middle}   Del default   Esc cancel"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [FormView(self._form.fields), Static("", id="summary"), Static("", id="verdict")]

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.add_class("form")
        self._describe()
        self._judge()

    @property
    def _view(self) -> FormView:
        return self.query_one(FormView)

    def on_form_view_changed(self) -> None:
        """Checks what stands in the fields now."""
        self._refused = ""
        if self._form.fields_of is not None:
            fields = self._form.fields_of(self._view.texts)
            if fields is not None:
                self._view.take(fields)
        self._describe()
        self._judge()

    def on_line_list_moved(self) -> None:
        """Follows the cursor."""
        self._describe()

    def _describe(self) -> None:
        """The whole help of the focused field, which its line may have no room for."""
        field = self._view.current
        words = f"{field.label}: {field.summary}."
        if field.default is not None and field.differs(self._view.texts[field.name]):
            words += f" Default: {field.default or 'empty'}."
        if field.choices and field.control != "flag":
            width = min(_WIDEST, self.app.size.width * 9 // 10)
            words += f"   ({_listed(field.choices, width * _LINES_OF_CHOICES)})"
        self.query_one("#summary", Static).update(Text(words, style="dim"))
        self.query_one("#box").border_subtitle = self._keys(field)

    def _judge(self) -> Recipe | None:
        """Checks what stands in the fields; returns the recipe that they make, None where they make none."""
        self._asked += 1
        self._verdict = None
        try:
            recipe = self._form.apply(self._view.texts)
        except SeqtuiError as error:
            path = (*self._form.path, error.key or "")
            refused = Verdict(told(error), good=False, reason=error.cause, path=path)
            self._answer(self._asked, refused)
            return None
        self._check(recipe, partial(self._answer, self._asked))
        return recipe

    def _answer(self, asked: int, verdict: Verdict) -> None:
        """Takes an answer, unless another question was asked since."""
        if self.is_attached and asked == self._asked:
            self._verdict = verdict
            self._view.mark_bad(self._blamed(verdict), verdict.reason)
            self._tell(verdict)

    def _blamed(self, verdict: Verdict) -> str:
        """The field of this form that a verdict is about; "" where none is."""
        path, within = self._form.path, verdict.path
        if verdict.good or not within or within[: len(path)] != path:
            return ""
        return within[len(path)] if len(within) > len(path) else HEAD

    def _tell(self, verdict: Verdict) -> None:
        line = self.query_one("#verdict", Static)
        line.set_class(not verdict.good, "bad")
        line.update(Text(verdict.text))

    def _open(self, field: Field) -> None:
        """The field's value in a form of its own, over this one."""
        form = nested_form(self._form, field, self._view.texts)
        self.app.push_screen(FormDialog(form, self._check, self))

    def take(self, text: str) -> None:
        """Gives the focused field the value that its own form made."""
        self._view.put(text)

    def _submit(self) -> None:
        recipe = self._judge_again()
        if recipe is None:
            return
        texts = self._view.texts
        if self._outer is not None and self._form.text_of is not None:
            # Before this screen is gone: the next key is the outer form's already.
            self._outer.take(self._form.text_of(texts))
        self.dismiss((recipe, texts))

    def _judge_again(self) -> Recipe | None:
        try:
            recipe = self._form.apply(self._view.texts)
        except SeqtuiError:
            return self._judge()
        verdict = self._verdict
        if verdict is None or verdict.good or (self._form.path and not self._blamed(verdict)):
            return recipe  # what an outer form has to answer for is told there
        if self._refused != verdict.text:
            self._refused = verdict.text
            self._tell(replace(verdict, text=f"{verdict.text}   Enter again keeps it all the same."))
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
        elif key == "right" and view.current.opens and view.at_end:
            self._open(view.current)
        elif key == "delete" and (view.current.control != "text" or view.at_end):
            view.reset()
        elif view.current.control == "text":
            return False
        elif key in {"left", "right", "space"}:
            view.turn(-1 if key == "left" else 1)
        elif key == "backspace":
            view.reset()
        else:
            return bool(character) and view.jump(str(character))
        return True
