"""What the modes of several panes share: frames, the pane that was chosen, the one that has the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.text import Text
from textual.containers import Vertical
from textual.geometry import Region

from seqtui.tui.screens.mode import ModeScreen

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size

    from seqtui.tui.app import SeqtuiApp

MEDIUM = 110
"""Cells from which more than one pane fits beside another."""


class PaneBox(Vertical):
    """A pane's frame."""

    _entitling = False

    def entitle(self, title: str) -> None:
        """Has these very words in the frame; nothing is drawn where they are there already."""
        text = Text(title).markup
        if self.border_title != text:
            self._entitling = True
            self.border_title = text
            self._entitling = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """See Textual, which draws a frame with all that it holds where only its title is another."""
        if self._entitling and not regions:
            offset = self.content_offset  # regions count from where the content begins
            regions = (Region(-offset.x, -offset.y, self.outer_size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class PanesScreen(ModeScreen):
    """A mode's screen that lays its panes out by its size and by what is looked at.

    The mode's first pane is seen unless another has the whole screen; of the others one was chosen last.
    """

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__(seqtui)
        self._lower = self.MODE.panes[1]
        self._enlarged = False

    @property
    def _room(self) -> Size:
        """The screen's size, the terminal's before there is one."""
        return self.size or self._app.size

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Lays out what changed while another screen was on; Textual has `ModeScreen` draw it then."""
        self._arrange()
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self._arrange()
        self.show()

    def on_descendant_focus(self) -> None:
        """Shows the pane that has the focus now."""
        self._arrange()
        self.show()

    def focus_pane(self, name: str) -> None:
        """Goes to a pane, and shows it where not all are seen."""
        if name != self.MODE.panes[0]:
            self._lower = name
        self._arrange(name)
        self.query_one(f"#{name}").focus()

    def enlarge(self) -> None:
        """Gives the focused pane the whole screen, or takes it back."""
        self._enlarged = not self._enlarged
        self._arrange()
        self.call_after_refresh(self.show)

    def _arrange(self, focused: str | None = None) -> None:
        """Decides which panes are seen; where they stand is the style sheet's.

        Args:
            focused: The pane that is about to have the focus; None for the one that has it.
        """
        raise NotImplementedError
