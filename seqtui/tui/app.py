"""The app: wires session, desk and screen together; every decision about a key is in the binding table."""

from __future__ import annotations

import importlib
import inspect
import logging
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.filter import NoColor
from textual.message import Message

from seqtui.config import Config
from seqtui.errors import SeqtuiError
from seqtui.terminal import MINIMUM_COLUMNS, MINIMUM_ROWS
from seqtui.tui import keymap, keys, memory, stalls
from seqtui.tui.background import Background, as_error
from seqtui.tui.commands import Groups
from seqtui.tui.desk import RunDesk
from seqtui.tui.glyphs import glyphs
from seqtui.tui.plain import AsciiFilter, ControlFilter
from seqtui.tui.screens.build import BuildScreen
from seqtui.tui.screens.mode import ModeScreen
from seqtui.tui.session import Session
from seqtui.tui.theme import THEMES
from seqtui.tui.typeahead import TypeAhead
from seqtui.tui.widgets.cells import Painted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from pathlib import Path

    from textual.filter import LineFilter
    from textual.screen import Screen

    from seqtui.recipe.autosave import Autosave
    from seqtui.sources import OpenedSource
    from seqtui.terminal import Profile
    from seqtui.tui.modes import Mode

log = logging.getLogger(__name__)
_NO_COLOUR, _ASCII, _CONTROLS = NoColor(), AsciiFilter(), ControlFilter()
TICK_SECONDS = 0.1
_NOTICE_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Start:
    """What the app begins with.

    Attributes:
        opened: The recipe.
        profile: What the terminal can show.
        autosave: Where unsaved edits are kept.
        first_time: Whether nothing was ever opened here.
        train: Whether to queue a run at once.
        theme: Name of the colours.
        problem: What could not be opened, told once the screen is there.
        config: The user's settings.
        welcome: Whether to begin with the welcome.
        data_file: A data file to propose a recipe for, and the column to predict where it was named.
        last: What was open last.
        practice: Mode of practice to begin in, and the skill of a drill; ("", "") for its menu.
        quiet: Whether the proposal is taken without being shown, as it was seen at an earlier start.
    """

    opened: OpenedSource
    profile: Profile
    autosave: Autosave
    first_time: bool = False
    train: bool = False
    theme: str = "dark"
    problem: SeqtuiError | None = None
    config: Config = field(default_factory=Config)
    welcome: bool = False
    data_file: tuple[Path, str | None] | None = None
    last: str | None = None
    practice: tuple[str, str] | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """How the app was left: `run` names the run that trains on, if any."""

    run: str | None = None


class SeqtuiApp(App[Leaving]):
    """Owns the session, the desk and the timer. Worker threads reach it through `Arrived` alone."""

    CSS_PATH = "seqtui.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "seqtui"
    BINDINGS: ClassVar[list[Any]] = []

    class Arrived(Message):
        """Something came back from a worker; many of these are as good as one."""

        def can_replace(self, message: Message) -> bool:
            """See `Message`."""
            return isinstance(message, SeqtuiApp.Arrived)

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.begin = start
        self.profile = start.profile
        self.commands, problems = keymap.remapped(start.config.keys)
        self.plain_choice = memory.recall().plain
        self.config_problems = (*start.config.problems, *problems)
        self.typeahead = TypeAhead(self, super().on_event)
        self.glyphs = glyphs(unicode=start.profile.unicode)
        self.background = Background(self._wake)
        self.session = Session(start.opened, self.background, start.autosave)
        self.desk = RunDesk(self.background)
        self.groups = Groups(self)
        self.loading_words = "TensorFlow loading…"
        self.device = ""
        self._loads = False
        # Whether the first question of a start is on its way: all else waits, keys too.
        self.opening = start.practice is not None and bool(start.practice[0])
        if self.opening:
            self.typeahead.hold()
        self._notice: tuple[str, str, float] | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_in(start.theme)
        self.animation_level = "none"

    def _begin_in(self, theme: str) -> None:
        """Has the style sheet read once, in the theme's colours: set later, it would be read twice."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.update_classes(
            {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}, update=False
        )
        self.stylesheet.set_variables(self.get_css_variables())

    def watch_theme(self) -> None:
        """Textual styles its widgets anew; panes draw with colours of their own."""
        for screen in self.screen_stack:
            for pane in screen.query(Painted):
                pane.repaint()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Texts never order the terminal about; NO_COLOR sends no colour at all, plain mode ASCII alone."""
        filters: list[LineFilter] = [_NO_COLOUR] if self.no_color else [*super().get_line_filters()]
        return [_CONTROLS, *filters] if self.profile.unicode else [_CONTROLS, *filters, _ASCII]

    def choose_plain(self, *, plain: bool) -> None:
        """As `set_plain`, and at the next start too."""
        self.set_plain(plain=plain)
        self.plain_choice = "yes" if plain else "no"
        kept = replace(memory.recall(), plain=self.plain_choice)
        self.background.files(lambda: memory.store(kept), _ignore)

    def set_plain(self, *, plain: bool) -> None:
        """Draws in ASCII from now on, or with all that Unicode has."""
        self.profile = replace(self.profile, unicode=not plain)
        self.glyphs = glyphs(unicode=not plain)
        for screen in {self.build, self.mode_screen}:
            screen.set_glyphs(self.glyphs, plain=plain)
        self.screen.refresh(repaint=True, layout=True)

    def get_default_screen(self) -> Screen[Any]:
        """Build mode."""
        return BuildScreen(self)

    @property
    def build(self) -> BuildScreen:
        """The main screen, whatever lies over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, BuildScreen)  # noqa: S101  # narrows for mypy; see get_default_screen
        return screen

    @property
    def mode_screen(self) -> ModeScreen:
        """The screen of the mode that is on, whatever lies over it."""
        return next((one for one in reversed(self.screen_stack) if isinstance(one, ModeScreen)), self.build)

    def enter(self, mode: Mode) -> None:
        """Goes to another mode; each keeps its own state."""
        if self.mode_screen.MODE is mode:
            self.tell(f"This is {mode.title}.")
            return
        if mode.screen:
            self.groups["exercise"].leave()  # type: ignore[attr-defined]  # ExerciseCommands has it
        name = f"mode-{mode.name}"
        if mode.screen and not self.is_screen_installed(name):
            module, _, kind = mode.screen.partition(":")
            self.install_screen(getattr(importlib.import_module(module), kind)(self), name)
        self._notice = None
        if self.mode_screen.MODE.screen:
            if mode.screen:
                self.switch_screen(name)
            else:
                self.pop_screen()
        else:
            self.push_screen(name)

    def on_mount(self) -> None:
        """Everything slow waits for the first frame."""
        self._watch = stalls.watch()
        if self.begin.welcome:
            self.groups["view"].show_welcome()  # type: ignore[attr-defined]  # ViewCommands has it
        if self.begin.practice is not None:
            self.groups["practice"].open_at(*self.begin.practice)  # type: ignore[attr-defined]  # PracticeCommands has it
        self.call_after_refresh(self._after_first_frame)

    async def _after_first_frame(self) -> None:
        """Everything slow begins here, when the screen can be seen; a first question goes before it."""
        self.set_interval(TICK_SECONDS, self._tick)
        if not self.opening:
            await self.begin_loading()

    async def begin_loading(self) -> None:
        """Opens what is to be opened and loads TensorFlow, once."""
        if self._loads:
            return
        self._loads, self.opening = True, False
        await self.build.fill()
        self.typeahead.let_go()
        from seqtui import engine  # noqa: PLC0415  # not before the first frame

        self.session.open(self.begin.opened)
        if self.begin.data_file is not None:
            self.background.files(_load_tables, _ignore)
        self.background.files(_warm_up, _ignore)
        self.groups["practice"].load()  # type: ignore[attr-defined]  # PracticeCommands has it
        # Behind the data and the warm-up, in the same lane: an import of compiled code (polars) that waits
        # until the linker is done with TensorFlow's libraries would hold Python's lock for so long.
        self.background.files(engine.start_loading, _ignore)
        self.run_command("files.greet")

    def _wake(self) -> None:
        """From a worker thread: posting is the one thing that it may do."""
        self.post_message(self.Arrived())

    def on_seqtui_app_arrived(self) -> None:
        """Hands over what workers brought, and draws."""
        if self.background.drain():
            self.draw()

    def _tick(self) -> None:
        """Ten times a second: looks at what workers record, draws only where something is new."""
        new = self.desk.tick()
        if not self.session.keras_ready:
            new = self._look_at_loading() or new
        if self.desk.queued:
            self.groups["runs"].poll_queue()  # type: ignore[attr-defined]  # RunCommands has it
            new = new or not self.desk.queued
        if self._notice is not None and time.monotonic() > self._notice[2]:
            self._notice, new = None, True
        if new:
            self.draw()

    def _look_at_loading(self) -> bool:
        from seqtui import engine  # noqa: PLC0415  # loaded after the first frame

        state = engine.loading()
        before = self.loading_words
        if state.phase == "ready":
            self.loading_words = ""
            self.session.keras_loaded()
            self.groups["practice"].keras_loaded()  # type: ignore[attr-defined]  # PracticeCommands has it
            self.background.keras("devices", engine.devices, self._devices)
        elif state.phase == "failed":
            self.loading_words = "TensorFlow cannot be loaded"
            if self.desk.error is None:
                self.desk.error = state.error
        return before != self.loading_words

    def _devices(self, outcome: Any) -> None:
        if not isinstance(outcome, SeqtuiError):
            found = [one.name for one in outcome if one.kind == "GPU"] or ["CPU"]
            self.device = found[0] if len(found) == 1 else f"{len(found)} GPUs"

    def draw(self) -> None:
        """Shows what session and desk hold; what is on the screen already is not sent again."""
        if self.is_running and self.screen_stack:
            self.mode_screen.show()

    def run_command(self, name: str) -> None:
        """Does what a command stands for, or says why it cannot be done now."""
        group_name, verb = name.split(".")
        group = self.groups[group_name]
        reason = group.reason(verb)
        if reason is not None:
            self.tell(reason, "warn")
            return
        if self._notice is not None and name.startswith(("layers.", "runs.", "files.", "question.")):
            self._notice = None
        try:
            result = getattr(group, verb)()
        except SeqtuiError as error:
            self.fail(error)
            return
        if inspect.isawaitable(result):
            self.run_worker(self._finish(result), exit_on_error=True)
        else:
            self.draw()

    async def _finish(self, result: Awaitable[None]) -> None:
        try:
            await result
        except SeqtuiError as error:
            self.fail(error)
        except OSError as error:
            self.fail(as_error(error))
        self.draw()

    def tell(self, text: str, style: str = "") -> None:
        """Says something on the words' line for a few seconds."""
        self._notice = (keys.spelled(text, self.commands), style, time.monotonic() + _NOTICE_SECONDS)
        self.draw()

    @property
    def notice(self) -> tuple[str, str] | None:
        """Words and style of the notice, which stands for some seconds and is shown in full."""
        return self._notice[:2] if self._notice is not None else None

    def forget_notice(self) -> None:
        """Makes room for the run's words again."""
        self._notice = None

    def fail(self, error: SeqtuiError) -> None:
        """Tells a failure in a dialog."""
        from seqtui.tui.screens.dialog import ErrorDialog  # noqa: PLC0415  # dialogs load when needed

        self.push_screen(ErrorDialog(error))

    def on_resize(self, event: events.Resize) -> None:
        """Covers the screen while it is too small, and uncovers it again."""
        from seqtui.tui.screens.small import TooSmall  # noqa: PLC0415  # rarely needed

        small = event.size.width < MINIMUM_COLUMNS or event.size.height < MINIMUM_ROWS
        shown = [screen for screen in self.screen_stack if isinstance(screen, TooSmall)]
        if small and not shown:
            self.push_screen(TooSmall())
        elif not small and shown and self.screen is shown[0]:
            self.pop_screen()

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the one before; alt+letter, as older tmux sends Esc and a letter, is both."""
        if isinstance(event, events.Key) and event.key.startswith("alt+") and not event.is_forwarded:
            letter = event.character or event.key[-1]
            escape = getattr(self.screen, "action_escape", None)
            if escape is not None and len(letter) == 1:
                escape()
                self.post_message(events.Key(letter, letter))
                return
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.typeahead.take(event)
            return
        await super().on_event(event)

    async def action_quit(self) -> None:
        """Textual's own way out asks as ours does."""
        self.run_command("view.quit")

    def leave_for_good(self) -> None:
        """Ends the app without a question: the line is gone, or the process was asked to end."""
        self.leave(self.desk.path.name if self.desk.live and self.desk.path is not None else None)

    def leave(self, run: str | None = None) -> None:
        """Ends the app. Edits are on disk by then; a run named here trains on."""
        self.exit(Leaving(run))


def _warm_up() -> None:
    """Imports what dialogs and the first question to Keras need, so that neither stalls the loop."""
    from seqtui.engine import inspector  # noqa: F401, PLC0415  # after the first frame, beside the loop
    from seqtui.recipe.catalogue import catalogue  # noqa: PLC0415  # the same
    from seqtui.tui import commands, settings  # noqa: F401, PLC0415  # the same
    from seqtui.tui.screens import form, help, paste, picker, trace  # noqa: A004, F401, PLC0415  # the same

    commands.load()
    catalogue()


def _load_tables() -> None:
    """Imports what reads tables, before TensorFlow's libraries are in the linker's way."""
    from seqtui.data import frames  # noqa: F401, PLC0415  # polars, only where a data file is opened


def _ignore(_: object) -> None:
    """A failed warm-up shows where the thing is needed."""
