"""A searchable list over the main screen: layers, presets, files, commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Input, Static

from seqtui.tui.screens.dialog import Dialog
from seqtui.tui.widgets.field import TextField
from seqtui.tui.widgets.lists import LineList, Part
from seqtui.tui.widgets.stack import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a picker.

    Attributes:
        value: What comes back.
        title, group, help: The line's three columns.
        reason: Why it cannot be taken; such a line is dim and says so in place of its help.
        words: What else it is found by.
        mark: One character before the title, where lines of the list are marked.
        dim: Whether it is drawn as less fitting than others.
    """

    value: str
    title: str
    group: str = ""
    help: str = ""
    reason: str = ""
    words: str = ""
    mark: str = ""
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """What was chosen.

    Attributes:
        item: The line; None where only the typed text counts.
        text: What stood in the search field.
        key: "enter", or "tab" where the picker offers it.
    """

    item: Item | None
    text: str
    key: str = "enter"


def matches(query: str, items: Sequence[Item]) -> tuple[Item, ...]:
    """Items that have every word of the query; those whose title begins with it come first."""
    words = query.lower().split()
    found = [
        item
        for item in items
        if all(word in f"{item.title} {item.group} {item.help} {item.words}".lower() for word in words)
    ]
    lead = " ".join(words)

    def rank(item: Item) -> int:
        title = item.title.lower()
        return 0 if title.startswith(lead) else 1 if lead in title else 2

    return tuple(sorted(found, key=rank))


class PickerList(LineList):
    """The lines of a picker."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__(id="list")
        self.items: tuple[Item, ...] = ()

    def show(self, items: tuple[Item, ...]) -> None:
        """Takes other items; the cursor goes to the first."""
        self.items = items
        self.cursor = 0
        self.set_lines(items)
        self.scroll_to(y=0, animate=False)
        self.refresh()

    def parts(self, line: int, width: int) -> list[Part]:
        """See `LineList`."""
        item = self.items[line]
        title = min(max(cell_len(one.title) for one in self.items), width * 2 // 5)
        group = min(max(cell_len(one.group) for one in self.items), 22 if width > 90 else 15)
        pointer = ">" if line == self.cursor else " "
        mark = f"{item.mark} " if item.mark else ""
        rest = width - title - group - 6 - len(mark)
        return [
            (f"{pointer} ", "accent"),
            (mark, "accent"),
            (fit(item.title, title) + "  ", "dim" if item.reason or item.dim else "strong"),
            (fit(item.group, group) + "  " if group else "", "dim"),
            (fit(item.reason or item.help, max(0, rest)), "dim" if item.reason or item.dim else ""),
        ]


class PickerDialog(Dialog[Pick]):
    """Filters items as you type.

    Args:
        title: The heading.
        items: All lines.
        search: Finds lines for a query; `matches` over the items by default.
        free_text: Whether Enter takes the typed text where no line matches.
        hint: Shown while the search field is empty.
        tab: What Tab does here; "" where it does nothing.
        enter: What Enter does here.
        on_move: Called with the focused item; its answer is shown under the list.
        on_shown: Called once the list can be seen.
        text: What stands in the search field at first.
        focus: Value of the line in focus at first; "" takes the first line.
        tall: Whether that answer may take ten lines.
    """

    def __init__(
        self,
        title: str,
        items: tuple[Item, ...],
        *,
        search: Callable[[str], tuple[Item, ...]] | None = None,
        free_text: bool = False,
        hint: str = "type to search",
        tab: str = "",
        enter: str = "take",
        on_move: Callable[[Item], str] | None = None,
        on_shown: Callable[[], None] | None = None,
        text: str = "",
        focus: str = "",
        tall: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._items = items
        self._search = search or (lambda query: matches(query, items))
        self._free_text = free_text
        self._hint = hint
        self._tab = tab
        self._enter = enter
        self._on_move = on_move
        self._on_shown = on_shown
        self._text = text
        self._focus = focus
        self.set_class(tall, "tall")

    def title_text(self) -> str:
        """See `Dialog`."""
        return self._title

    def keys_text(self) -> str:
        """See `Dialog`."""
        return f"Enter {self._enter}   " + (f"Tab {self._tab}   " if self._tab else "") + "Esc back"

    def content(self) -> Sequence[Widget]:
        """See `Dialog`."""
        return [
            TextField(self._text, placeholder=self._hint, id="search", compact=True, select_on_focus=False),
            PickerList(),
            Static("", id="detail", markup=False),
        ]

    def on_mount(self) -> None:
        """Draws it for the first time."""
        self.add_class("picker")
        self._find(self._text)
        if self._on_shown is not None:
            self.call_after_refresh(self._on_shown)

    def _find(self, query: str) -> None:
        """Shows what a query finds, with the focus on what was asked for, once, or on the first line."""
        found, self._focus, wanted = self._list, "", self._focus
        found.show(self._search(query))
        at = next((number for number, item in enumerate(found.items) if item.value == wanted), 0)
        found.go(at)
        self._moved()

    def remark(self, again: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> None:
        """Draws the same lines with other words."""
        found = self._list
        found.items = again(found.items)
        found.set_lines(found.items)

    @property
    def _list(self) -> PickerList:
        return self.query_one(PickerList)

    @property
    def text(self) -> str:
        """What stands in the search field."""
        return self.query_one("#search", Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follows what is typed."""
        if event.value != self._text:
            self._find(event.value)
        self._text = event.value

    def on_line_list_moved(self) -> None:
        """Follows the cursor."""
        self._moved()

    def on_line_list_chosen(self) -> None:
        """Takes the line that was clicked."""
        self._take("enter")

    def _item(self) -> Item | None:
        found = self._list
        return found.items[found.cursor] if found.items else None

    def _moved(self) -> None:
        item = self._item()
        if item is None:
            self.show_detail("Enter opens what you typed." if self._free_text else "Nothing matches.")
        elif self._on_move is not None:
            self.show_detail(self._on_move(item))
        else:
            self.show_detail(item.reason or item.help)

    def show_detail(self, text: str | Text) -> None:
        """Puts words under the list."""
        self.query_one("#detail", Static).update(text if isinstance(text, Text) else Text(text))

    def focused_value(self) -> str | None:
        """The value of the line in focus."""
        item = self._item()
        return item.value if item else None

    def _take(self, key: str) -> None:
        item = self._item()
        if item is None:
            if self._free_text and self.text.strip():
                self.dismiss(Pick(None, self.text.strip(), key))
            return
        if item.reason:
            self.show_detail(Text(item.reason, style="bold"))
            return
        self.dismiss(Pick(item, self.text.strip(), key))

    def pressed(self, key: str, character: str | None) -> bool:  # noqa: ARG002  # letters go to the field
        """See `Dialog`."""
        found = self._list
        steps = {"up": -1, "down": 1, "pageup": -found.page(), "pagedown": found.page()}
        if key in steps:
            found.move(steps[key])
        elif key == "enter" or (key == "tab" and self._tab):
            self._take(key)
        else:
            return key in {"tab", "shift+tab"}
        return True
