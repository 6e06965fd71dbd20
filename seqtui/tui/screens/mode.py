"""What every mode's screen has: panes, the binding table, the lines of status, words and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.reactive import Reactive
from textual.screen import Screen

from seqtui.tui import keys, lines
from seqtui.tui.modes import MODES, Mode
from seqtui.tui.widgets.cells import Painted
from seqtui.tui.widgets.ground import blank_lines
from seqtui.tui.widgets.status import Line, footer_text, status_text

if TYPE_CHECKING:
    from rich.text import Text
    from textual import events
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget

    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.glyphs import Glyphs


class ModeScreen(Screen[None]):
    """Draws what the app's objects hold, and sends keys to the binding table. It decides nothing.

    A screen has a `Line` with id "status", one with id "words" and one with id "keys", and its panes,
    whose ids are the mode's `panes`.
    """

    # As Textual has it, but for the whole screen that would be drawn and sent anew whenever the focus moves:
    # what looks otherwise with the focus is drawn by the change of its style.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    MODE: ClassVar[Mode]
    HINT: ClassVar[str] = ""
    """What a newcomer can do here, told where no run tells of itself; "" for the words on what is open."""
    tab_label = ""
    """What Tab does here, where that is not the next pane."""

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__()
        self._app = seqtui
        self._styled_for = ""

    @property
    def words(self) -> tuple[Text, str] | None:
        """Words and style of the words' line in this mode; None where the run tells of itself there."""
        return None

    @property
    def pane(self) -> str:
        """The focused pane's name."""
        focused = self.focused
        panes = self.MODE.panes
        return focused.id if focused is not None and focused.id in panes else panes[0]

    def render_lines(self, crop: Region) -> list[Strip]:
        """See Textual; panes and lines cover all of it."""
        return blank_lines(self, crop)

    def on_key(self, event: events.Key) -> None:
        """Acts on a key, or lets it pass."""
        found = keys.lookup(self.pane, keys.key_of(event.key, event.character), self._app.commands)
        if found is not None:
            event.stop()
            event.prevent_default()
            self._app.run_command(found.name)

    def focus_pane(self, name: str) -> None:
        """Goes to a pane."""
        self.query_one(f"#{name}").focus()

    def next_pane(self, by: int) -> None:
        """Goes to the pane after, or before where `by` is negative."""
        panes = self.MODE.panes
        self.focus_pane(panes[(panes.index(self.pane) + by) % len(panes)])

    def action_escape(self) -> None:
        """Up: out of a pane; at the top a notice is read first, then it is to the other modes."""
        noticed = self._app.notice is not None
        self._app.forget_notice()
        if self.pane != self.MODE.panes[0]:
            self.focus_pane(self.MODE.panes[0])
        elif not noticed and len(MODES) > 1:
            self._app.run_command("view.modes")

    def enlarge(self) -> None:
        """Gives the focused pane the whole screen, or takes it back."""
        self._app.tell("This pane has the whole screen.")

    def set_glyphs(self, glyphs: Glyphs, *, plain: bool) -> None:  # noqa: ARG002  # subclasses need both
        """Draws everything anew with other characters."""
        self.set_class(plain, "plain")
        self.show()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Draws what changed while another mode was on the screen."""
        # Textual, whose turn comes after this, would style each widget anew: other colours alone need it.
        event.refresh_styles = self._styled_for not in {"", self._app.theme}
        if event.refresh_styles:
            self.repaint()
        self._styled_for = self._app.theme
        self.set_glyphs(self._app.glyphs, plain=not self._app.profile.unicode)

    def repaint(self) -> None:
        """Draws all panes anew, in the colours of another theme."""
        for pane in self.query(Painted):
            pane.repaint()

    def show(self) -> None:
        """Draws everything that differs from what is on the screen."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """The lines of status, words and keys."""
        app = self._app
        self.query_one("#status", Line).show(status_text(*lines.status_parts(app), self.size.width))
        told, style = lines.words_and_style(app)
        line = self.query_one("#words", Line)
        line.update_classes({"bad": style == "bad", "warn": style == "warn"})
        # What a running model's epochs tell may wait for its turn; what was asked for may not.
        line.show(told, at_once=bool(style) or app.notice is not None or app.desk.phase != "running")
        self.query_one("#keys", Line).show(self.footer())

    def footer(self) -> Text:
        """The keys that work now."""
        commands = lines.footer_commands(self._app, self.pane)
        return footer_text(keys.footer(commands, self.size.width - 1))
