"""Moving about, and what concerns the screen as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.tui import keys
from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import BUILD, MODES, PRACTICE, TRACE, mode, mode_of_pane
from seqtui.tui.theme import HELP, TITLES
from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.lists import LineList

if TYPE_CHECKING:
    from textual.widget import Widget

    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.files import FileCommands

_FAR = 1_000_000


class ListCommands(CommandGroup):
    """Moves in the focused pane, whichever it is."""

    def _focused(self) -> Widget | None:
        return self.app.mode_screen.focused

    def _move(self, by: int) -> None:
        pane = self._focused()
        self.app.forget_notice()
        if isinstance(pane, LineList | TextPane):
            pane.move(by)
            if isinstance(pane, TextPane) and pane.empty:
                self.app.tell("There is nothing here yet to move in.")

    def _page(self) -> int:
        pane = self._focused()
        return pane.page() if isinstance(pane, LineList | TextPane) else 1

    def up(self) -> None:
        """One row up."""
        self._move(-1)

    def down(self) -> None:
        """One row down."""
        self._move(1)

    def top(self) -> None:
        """To the first row."""
        self._move(-_FAR)

    def bottom(self) -> None:
        """To the last row."""
        self._move(_FAR)

    def page_up(self) -> None:
        """A page up."""
        self._move(-self._page())

    def page_down(self) -> None:
        """A page down."""
        self._move(self._page())


class ViewCommands(CommandGroup):
    """Panes, palette, help, leaving."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.reasons = {"suspend": self._why_not_suspend}
        self.labels = {"next_pane": lambda: self.app.mode_screen.tab_label}

    def build(self) -> None:
        """The workbench."""
        self.app.enter(BUILD)

    def practice(self) -> None:
        """Questions, where they were left."""
        self.app.enter(PRACTICE)

    def trace(self) -> None:
        """One sample through every layer."""
        self.app.enter(TRACE)

    async def modes(self) -> None:
        """The mode bar: where the digits lead."""
        from seqtui.tui.screens.dialog import Option  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.screens.modebar import ModeBar  # noqa: PLC0415  # the same

        options = tuple(Option(one.key, f"{one.title:10}{one.help}", one.name) for one in MODES)
        chosen = await self.ask(ModeBar(options, MODES.index(self.app.mode_screen.MODE)))
        if chosen is not None:
            self.app.enter(mode(chosen))

    def next_pane(self) -> None:
        """The pane after the focused one."""
        self.app.mode_screen.next_pane(1)

    def last_pane(self) -> None:
        """The pane before the focused one."""
        self.app.mode_screen.next_pane(-1)

    def up(self) -> None:
        """Out of what is open."""
        self.app.mode_screen.action_escape()

    def enlarge(self) -> None:
        """The focused pane on the whole screen, or back."""
        self.app.mode_screen.enlarge()

    async def find(self) -> None:
        """A row of the stack by typing; in Trace a sample."""
        if self.app.mode_screen.MODE is TRACE:
            self.app.run_command("trace.find")
            return
        from seqtui.tui.screens.picker import Item, PickerDialog  # noqa: PLC0415  # loaded when needed

        recipe = self.session.recipe
        layers = [
            Item(
                str(number),
                f"{number} {spec.kind}",
                help=" ".join(f"{k}={v}" for k, v in spec.arguments.items()),
            )
            for number, spec in enumerate(recipe.layers, 1)
        ]
        ends = [Item("0", "Data"), Item(str(len(layers) + 1), "Training")]
        pick = await self.ask(PickerDialog("Find a row", (*layers, *ends), enter="go there"))
        if pick is not None and pick.item is not None:
            if self.app.mode_screen is not self.screen:
                self.app.enter(BUILD)
            self.screen.focus_pane("stack")
            self.screen.stack.go(int(pick.item.value))

    async def palette(self) -> None:
        """Every command, searchable."""
        from seqtui.tui.screens.picker import Item, PickerDialog  # noqa: PLC0415  # loaded when needed

        items = []
        for command in self.app.commands:
            if not command.palette:
                continue
            group, verb = command.name.split(".")
            reason = keys.spelled(self.app.groups[group].reason(verb) or "", self.app.commands)
            shown = " ".join(keys.shown(key) for key in command.keys[:1])
            items.append(Item(command.name, command.label, shown, command.help, reason, words=command.name))
        items.sort(key=lambda item: bool(item.reason))
        pick = await self.ask(PickerDialog("Commands", tuple(items), enter="do it"))
        if pick is not None and pick.item is not None:
            scope = keys.command(pick.item.value).scope
            if scope in keys.PANES:
                self.app.enter(mode_of_pane(scope))
                self.app.mode_screen.focus_pane(scope)
            self.app.run_command(pick.item.value)

    def help(self) -> None:
        """The keys of the focused pane."""
        from seqtui.tui.screens.help import HelpDialog  # noqa: PLC0415  # loaded when needed

        self.app.push_screen(HelpDialog(self.app.mode_screen.pane, self.app.commands))

    def redraw(self) -> None:
        """The whole screen, sent again."""
        self.app.refresh(repaint=True, layout=True)
        self.app.mode_screen.refresh(repaint=True, layout=True)

    async def theme(self) -> None:
        """Other colours."""
        from seqtui.tui.screens.picker import Item, PickerDialog  # noqa: PLC0415  # loaded when needed

        items = tuple(Item(name, title, help=HELP[name]) for name, title in TITLES.items())
        pick = await self.ask(PickerDialog("Colours", items))
        if pick is None or pick.item is None:
            return
        self.app.theme = pick.item.value
        self.app.groups["files"].remember()  # type: ignore[attr-defined]  # FileCommands has it
        wanted = self.app.begin.config.theme
        lasts = f" Your config.toml says {wanted}, which holds again at the next start."
        self.app.tell(f"Colours: {pick.item.title}." + (lasts if wanted not in {"", self.app.theme} else ""))

    def plain(self) -> None:
        """ASCII only, or Unicode again."""
        plain = self.app.profile.unicode
        self.app.choose_plain(plain=plain)
        wanted = self.app.begin.config.plain
        word = "Plain: ASCII characters only" if plain else "Lines, blocks and braille are drawn"
        lasts = " Your config.toml decides again at the next start." if wanted not in {None, plain} else ""
        self.app.tell(f"{word}. The same command takes it back.{lasts}")

    def welcome(self) -> None:
        """The first screen again."""
        self.show_welcome()

    def show_welcome(self) -> None:
        """Puts the welcome on the screen; its answer is acted on when it comes."""
        from seqtui.tui.screens.welcome import WelcomeDialog  # noqa: PLC0415  # loaded when needed

        def answered(choice: str | None) -> None:
            self.app.run_worker(self._begin(choice or "build"), exit_on_error=True)

        self.app.push_screen(WelcomeDialog(self.app), answered)

    async def _begin(self, choice: str) -> None:
        """What was chosen on the welcome; where nothing was opened after all, the welcome again."""
        files: FileCommands = self.app.groups["files"]  # type: ignore[assignment]  # see commands.groups
        before = self.session.opened
        if choice in {"build", "session", "exam"}:
            files.remember()
            if choice != "build":
                await self.app.groups["practice"].begin_when_read(choice)  # type: ignore[attr-defined]  # PracticeCommands has it
            return
        try:
            if choice == "watch":
                await files.open_named("spiral")
            elif choice == "presets":
                await files.presets()
            else:
                await files.open()
        except SeqtuiError as error:
            self.app.fail(error)
            return
        if choice == "watch" and self.session.opened.label == "spiral":
            self.app.forget_notice()
            self.app.run_command("runs.train")
        elif self.session.opened is before:
            self.show_welcome()

    def _why_not_suspend(self) -> str | None:
        if self.desk.live:
            return (
                "Ctrl-Z would freeze the run in the middle of a step. Pause it with Space, or leave with q."
            )
        return None

    def suspend(self) -> None:
        """To the shell's background."""
        self.app.action_suspend_process()

    async def quit(self) -> None:
        """Leaves; asks where a run or an edit would be lost sight of."""
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed

        if any(isinstance(screen, AskDialog) for screen in self.app.screen_stack):
            return
        run = None
        if not await self.app.groups["practice"].may_leave():  # type: ignore[attr-defined]  # PracticeCommands has it
            return
        if self.desk.live:
            name = self.desk.path.name if self.desk.path is not None else "the run"
            answer = await self.ask(
                AskDialog(
                    "Training is under way",
                    f"{name} has not ended.",
                    (
                        Option("s", "stay", "stay"),
                        Option("l", "leave it running: it trains on and is kept as ever", "leave"),
                        Option("x", "stop and keep: a checkpoint is saved now", "stop"),
                    ),
                )
            )
            if answer in {None, "stay"}:
                return
            if answer == "stop":
                await self.app.groups["runs"].stop_and_wait()  # type: ignore[attr-defined]  # RunCommands has it
            elif self.desk.training is not None and self.desk.path is not None:
                if self.desk.phase == "paused":
                    self.desk.training.resume()
                run = self.desk.path.name
        if self.session.modified and not await self._may_leave_edits(AskDialog, Option):
            return
        await self.app.groups["files"].settle()  # type: ignore[attr-defined]  # FileCommands has it
        self.app.leave(run)

    async def _may_leave_edits(self, dialog: type, option: type) -> bool:
        answer = await self.ask(
            dialog(
                "Edits are not saved",
                f"{self.session.opened.label} differs from its file. "
                "Unsaved edits are kept aside and offered at the next start.",
                (
                    option("w", "save and quit", "save"),
                    option("q", "quit; the edits are kept aside", "quit"),
                    option("s", "stay", "stay"),
                ),
            )
        )
        if answer == "save":
            return bool(await self.app.groups["files"].save_now())  # type: ignore[attr-defined]  # FileCommands has it
        return bool(answer == "quit")
