"""The generic form: a line a field, and one control that stands on the focused line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Container
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from seqtui.tui.widgets.field import TextField
from seqtui.tui.widgets.lists import LineList, Part
from seqtui.tui.widgets.stack import fit

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from seqtui.tui.fields import Field

_LABEL = 27
_VALUE = 24


class FormLines(LineList):
    """All fields: label, value, help; what is not the default is marked, what is refused says why."""

    can_focus = False

    def __init__(self, fields: tuple[Field, ...]) -> None:
        super().__init__(id="lines")
        self.texts: dict[str, str] = {}
        self.bad: tuple[str, str] = ("", "")
        self.take(fields)

    def take(self, fields: tuple[Field, ...]) -> None:
        """Takes fields; what was typed into one of the same name stays."""
        self.fields = fields
        self.texts = {field.name: self.texts.get(field.name, field.text) for field in fields}
        self.label = min(_LABEL, max(cell_len(field.label) for field in fields))

    def show(self) -> None:
        """Redraws what changed."""
        self.set_lines(
            tuple(
                (field, self.texts[field.name], self.bad if self.bad[0] == field.name else None)
                for field in self.fields
            )
        )

    def parts(self, line: int, width: int) -> list[Part]:
        """See `LineList`."""
        field = self.fields[line]
        text = self.texts[field.name].strip()
        refused = self.bad[0] == field.name
        mark = "!" if refused else "*" if field.differs(text) else " "
        held = text or field.default or ""
        style = "bad" if refused else "strong" if text else "dim"
        if field.control != "text":
            held = f"< {held} >" if line == self.cursor else held
        help_text = field.summary if text or field.default is None else f"default; {field.summary}"
        if refused and self.bad[1]:
            help_text = self.bad[1]
        return [
            (f"{'>' if line == self.cursor else ' '} {fit(field.label, self.label)} ", ""),
            (mark + " ", "bad" if mark == "!" else "accent"),
            (fit(held, _VALUE) + "  ", style),
            (fit(help_text, max(0, width - self.label - _VALUE - 7)), "bad" if refused else "dim"),
        ]


class FormView(Container):
    """Edits fields in place. Up and down move; the text control or left and right change a value."""

    DEFAULT_CSS: ClassVar[str] = """
    FormView { height: auto; layers: lines field; }
    FormView > FormLines { layer: lines; }
    FormView > Input { layer: field; position: absolute; height: 1; width: 24; }
    """

    class Changed(Message):
        """A field's text changed."""

    def __init__(self, fields: tuple[Field, ...], start: int = 0) -> None:
        super().__init__()
        self.fields = fields
        self._start = start
        self._setting = False

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield FormLines(self.fields)
        yield TextField(compact=True, id="field", select_on_focus=True)

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.lines.show()
        self.lines.cursor = self._start
        self._place()

    @property
    def lines(self) -> FormLines:
        """The lines under the control."""
        return self.query_one(FormLines)

    @property
    def texts(self) -> dict[str, str]:
        """What stands in every field."""
        return dict(self.lines.texts)

    @property
    def current(self) -> Field:
        """The focused field."""
        return self.fields[self.lines.cursor]

    def mark_bad(self, name: str, reason: str = "") -> None:
        """Marks the field that cannot be taken and says why in its line; "" marks none."""
        if self.lines.bad != (name, reason):
            self.lines.bad = (name, reason)
            self.lines.show()

    def take(self, fields: tuple[Field, ...]) -> None:
        """Takes other fields, as another kind of object has them; the focus stays on its line."""
        if [_looks(field) for field in fields] != [_looks(field) for field in self.fields]:
            self.fields = fields
            self.lines.take(fields)
            self.lines.show()

    def put(self, text: str) -> None:
        """Gives the focused field another value."""
        self._set(self.current, text)
        self._place()

    @property
    def at_end(self) -> bool:
        """Whether the text cursor stands behind the text and nothing is proposed to go on with."""
        control = self.query_one(Input)
        if not control.selection.is_empty:
            return True
        typed = control.value.lower()
        proposed = next((one for one in self.current.choices if one.lower().startswith(typed)), "")
        return control.cursor_at_end and not (typed and len(proposed) > len(typed))

    def _place(self) -> None:
        """Puts the text control on the focused line, or hides it where the value is chosen."""
        lines, field = self.lines, self.current
        control = self.query_one(Input)
        text_control = field.control == "text"
        control.display = text_control
        self._setting = True
        control.value = lines.texts[field.name]
        self._setting = False
        control.placeholder = field.default or ""
        control.suggester = SuggestFromList(field.choices, case_sensitive=False) if field.choices else None
        control.cursor_position = len(control.value)
        self._follow()
        if text_control:
            control.focus()
            control.select_all()
        else:
            self.screen.set_focus(None)

    def _follow(self) -> None:
        lines = self.lines
        self.query_one(Input).styles.offset = (lines.label + 5, lines.cursor - lines.scroll_offset.y)

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self.call_after_refresh(self._follow)

    def move(self, by: int) -> None:
        """Goes to another field."""
        self.lines.go(self.lines.cursor + by)
        self._place()
        self.call_after_refresh(self._follow)

    def turn(self, by: int) -> bool:
        """Goes to the next choice of a chosen value; returns whether this field has any."""
        field = self.current
        if field.control == "text" or not field.choices:
            return False
        held = self.lines.texts[field.name] or field.default or ""
        at = field.choices.index(held) if held in field.choices else -1 if by > 0 else 0
        self._set(field, field.choices[(at + by) % len(field.choices)])
        return True

    def jump(self, letter: str) -> bool:
        """Goes to the next choice that begins with a letter."""
        field = self.current
        if field.control == "text":
            return False
        held = self.lines.texts[field.name] or field.default or ""
        at = field.choices.index(held) + 1 if held in field.choices else 0
        for choice in (*field.choices[at:], *field.choices[:at]):
            if choice.lower().startswith(letter.lower()):
                self._set(field, choice)
                return True
        return False

    def reset(self) -> None:
        """Puts the focused field back to its default, or to what it was where it has none."""
        field = self.current
        self.put("" if field.default is not None else field.text)

    def _set(self, field: Field, text: str) -> None:
        self.lines.texts[field.name] = "" if text == field.default else text
        self.lines.show()
        self.post_message(self.Changed())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follows what is typed."""
        event.stop()
        if self._setting or self.lines.texts[self.current.name] == event.value:
            return
        self.lines.texts[self.current.name] = event.value
        self.lines.show()
        self.post_message(self.Changed())


def _looks(field: Field) -> tuple[str | None, ...]:
    """What tells one field from another of the same name."""
    return field.name, field.default, field.summary
