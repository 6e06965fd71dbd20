"""The app: wires session, desk and screen together; every decision about a key is in the binding table."""

from __future__ import annotations

import inspect
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.message import Message

from seqtui.errors import SeqtuiError
from seqtui.terminal import MINIMUM_COLUMNS, MINIMUM_ROWS
from seqtui.tui import keys, stalls, words
from seqtui.tui.background import Background, as_error
from seqtui.tui.commands import groups
from seqtui.tui.desk import RunDesk
from seqtui.tui.glyphs import glyphs
from seqtui.tui.plain import AsciiFilter
from seqtui.tui.screens.build import BuildScreen
from seqtui.tui.session import Session
from seqtui.tui.theme import THEMES
from seqtui.tui.typeahead import TypeAhead

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from textual.filter import LineFilter
    from textual.screen import Screen

    from seqtui.recipe.autosave import Autosave
    from seqtui.sources import OpenedSource
    from seqtui.terminal import Profile
    from seqtui.tui.commands.base import CommandGroup

log = logging.getLogger(__name__)
TICK_SECONDS = 0.1
_NOTICE_SECONDS = 8.0
_LIVE_ONLY = {"runs.step", "runs.epoch"}
_FIRST_HINT = "New here? Enter edits a row, a adds a layer, t trains, ? explains the keys."


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
    """

    opened: OpenedSource
    profile: Profile
    autosave: Autosave
    first_time: bool = False
    train: bool = False
    theme: str = "dark"
    problem: SeqtuiError | None = None


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
        self._plain = () if start.profile.unicode else (AsciiFilter(),)
        self.profile = start.profile
        self.typeahead = TypeAhead(self, super().on_event)
        self.glyphs = glyphs(unicode=start.profile.unicode)
        self.background = Background(self._wake)
        self.session = Session(start.opened, self.background, start.autosave)
        self.desk = RunDesk(self.background)
        self.groups: dict[str, CommandGroup] = groups(self)
        self.loading_words = "TensorFlow loading…"
        self.device = ""
        self._notice: tuple[str, str, float] | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = start.theme
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """On a terminal without Unicode nothing but ASCII is drawn, whoever draws it."""
        return [*super().get_line_filters(), *self._plain]

    def get_default_screen(self) -> Screen[Any]:
        """Build mode."""
        return BuildScreen(self)

    @property
    def build(self) -> BuildScreen:
        """The main screen, whatever lies over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, BuildScreen)  # noqa: S101  # narrows for mypy; see get_default_screen
        return screen

    def on_mount(self) -> None:
        """Everything slow waits for the first frame."""
        self._watch = stalls.watch()
        self.call_after_refresh(self._after_first_frame)

    def _after_first_frame(self) -> None:
        """Everything slow begins here, when the screen can be seen."""
        from seqtui import engine  # noqa: PLC0415  # not before the first frame

        self.session.open(self.begin.opened)
        self.background.files(_warm_up, _ignore)
        # Behind the data and the warm-up, in the same lane: an import of compiled code (polars) that waits
        # until the linker is done with TensorFlow's libraries would hold Python's lock for so long.
        self.background.files(engine.start_loading, _ignore)
        self.set_interval(TICK_SECONDS, self._tick)
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
            self.build.show()

    def run_command(self, name: str) -> None:
        """Does what a command stands for, or says why it cannot be done now."""
        group_name, verb = name.split(".")
        group = self.groups[group_name]
        reason = group.reason(verb)
        if reason is not None:
            self.tell(reason, "warn")
            return
        if self._notice is not None and name.startswith(("layers.", "runs.", "files.")):
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
        self._notice = (text, style, time.monotonic() + _NOTICE_SECONDS)
        self.draw()

    @property
    def has_notice(self) -> bool:
        """Whether the words' line holds a notice, which is shown in full."""
        return self._notice is not None

    def forget_notice(self) -> None:
        """Makes room for the run's words again."""
        self._notice = None

    def fail(self, error: SeqtuiError) -> None:
        """Tells a failure in a dialog."""
        from seqtui.tui.screens.dialog import ErrorDialog  # noqa: PLC0415  # dialogs load when needed

        self.push_screen(ErrorDialog(error))

    @property
    def waiting_for(self) -> str:
        """What a queued run waits for."""
        if not self.session.keras_ready:
            return "runs by itself when TensorFlow is loaded. x takes it back."
        if self.session.data_error is not None:
            return "the data could not be read. Mend the Data row, or press x."
        return "runs by itself when data and shapes are there. x takes it back."

    def status_parts(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The status line's words from the left and from the right end."""
        session = self.session
        label = session.opened.label + ("*" if session.modified else "")
        left = [("1 Build", "bold reverse"), (label, "bold")]
        title = session.recipe.title
        if title and self.size.width >= 100:
            left.append((title, ""))
        if self.desk.live:
            left.append((self.desk.phase, "bold"))
        right = []
        if self.loading_words:
            tail = ", runs by itself when ready" if self.loading_words.endswith("…") else ""
            right.append((self.loading_words.rstrip("…") + "…" * bool(tail) + tail, ""))
        elif session.modified:
            right.append(("not saved", ""))
        if self.device:
            right.append((self.device, ""))
        return left, right

    def words_and_style(self) -> tuple[Text, str]:
        """The words' line: a notice for some seconds, else what the run tells."""
        if self._notice is not None:
            return Text(self._notice[0]), self._notice[1]
        problem = self.session.keep_problem or self.desk.problem
        if problem is not None:
            return words.failure(problem.title, problem.cause, problem.remedy), "warn"
        failed = self.desk.error is not None or (
            self.desk.state is not None and self.desk.state.error is not None
        )
        told = words.outcome(self.desk, self.groups["runs"].label("train"))
        if not told.plain:
            told = Text(self._greeting())
        return told, "bad" if failed else ""

    def _greeting(self) -> str:
        """What stands where a run would tell of itself: why a proposal is as it is, or the first hint."""
        opened = self.session.opened
        if opened.reasons or opened.baseline:
            return " ".join([*opened.reasons, opened.baseline]).strip()
        return _FIRST_HINT if self.begin.first_time else ""

    def footer_commands(self, pane: str) -> list[tuple[keys.Command, str]]:
        """Commands that work now in a pane, with the label that holds now."""
        found = []
        for command in keys.in_pane(pane):
            live = self.desk.live
            if not command.footer or (command.name in _LIVE_ONLY and not live):
                continue
            if command.name == "runs.train" and live:
                continue
            group, verb = command.name.split(".")
            if self.groups[group].reason(verb) is None:
                found.append((command, self.groups[group].label(verb) or command.label))
        return found

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
    """Imports what dialogs need, so that the first of them opens without a stall."""
    from seqtui.recipe.catalogue import catalogue  # noqa: PLC0415  # after the first frame, beside the loop
    from seqtui.tui import settings  # noqa: F401, PLC0415  # the same
    from seqtui.tui.screens import form, help, picker  # noqa: A004, F401, PLC0415  # the same

    catalogue()


def _ignore(_: object) -> None:
    """A failed warm-up shows where the thing is needed."""
