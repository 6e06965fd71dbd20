"""Commands of files: open, save, presets, copy; and what is remembered between starts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.recipe.values import Recipe
from seqtui.tui import memory
from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.commands.filework import file_stem, last_run, openable, preset_items, restored, script
from seqtui.tui.commands.previews import Previews

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.runs.reader import RunReader
    from seqtui.runs.record import RunRecord
    from seqtui.sources import OpenedSource
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.proposal import ProposalCommands


_FOLLOW_SECONDS = 1.0
_UNDER_WAY = {"running", "paused"}


class FileCommands(CommandGroup):
    """Whatever is read or written; always beside the loop."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        # A welcome that was left without an answer comes again at the next start.
        self._unanswered = app is not None and app.begin.welcome
        self.reasons = dict.fromkeys(("new", "presets", "open", "save", "save_as"), self._why_not_now)

    def _why_not_now(self) -> str | None:
        if self.session.own is None:
            return None
        return "This is an exercise: {exercise.hand_in} hands it in, {view.practice} leads back to your own."

    async def greet(self) -> None:
        """First words of a start: unsaved edits offered, the last run shown."""
        begin = self.app.begin
        # Else nothing is open yet: the welcome's answer, or the file being read, decides.
        if not begin.welcome and begin.data_file is None:
            self.remember()
        for problem in (begin.problem, *self.app.config_problems):
            if problem is not None:
                self.app.fail(problem)
        if begin.autosave.problem is not None:
            self.app.fail(begin.autosave.problem)
        try:
            found = await asyncio.to_thread(begin.autosave.recover)
        except SeqtuiError as error:
            self.app.fail(error)
            found = None
        if found is not None:
            await self._offer(*found)
        if begin.data_file is not None:
            await self._open_first(*begin.data_file)
            return
        await self._show_last_run()
        if begin.train:
            self.app.run_command("runs.train")

    async def _open_first(self, path: Path, target: str | None) -> None:
        """The data file that seqtui was started on; where that comes to nothing, what was open last."""
        from seqtui.tui.launcher import opened_again  # noqa: PLC0415  # when needed

        try:
            if await self._proposals.open(path, target, show=not self.app.begin.quiet):
                return
        except SeqtuiError as error:
            self.app.fail(error)
        if self.session.recipe == Recipe():
            opened, _ = await asyncio.to_thread(opened_again, self.app.begin.last)
            await self.take(opened)

    async def _offer(self, path: Path | None, text: str) -> None:
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed

        name = path.name if path is not None else "a recipe that has no file yet"
        answer = await self.ask(
            AskDialog(
                "Unsaved edits",
                f"The last session left unsaved edits of {name}.",
                (
                    Option("r", "restore them", "restore"),
                    Option("d", "discard them", "discard"),
                    Option("l", "decide later", "later"),
                ),
            )
        )
        if answer == "restore":
            opened, recipe = await asyncio.to_thread(restored, path, text, self.session.opened)
            self.session.open(opened, recipe)
            self.app.tell("Restored. w saves, u takes the edits back.")
        elif answer == "discard":
            await asyncio.to_thread(self.app.begin.autosave.clear)

    async def _show_last_run(self) -> None:
        """Puts the last run of what is open back on the desk."""
        found = await self.beside("Reading the last run…", last_run, self._source(), self.session.opened.run)
        if found is not None:
            reader, record, recipe = found
            self.desk.show_earlier(reader.path, record)
            if self.desk.training is None:
                self.desk.recipe = recipe
                self.app.run_worker(self._follow(reader, record), group="earlier run", exclusive=True)

    async def _follow(self, reader: RunReader, record: RunRecord) -> None:
        """Keeps up with a run that another process writes, until it ends or is seen to be dead."""
        while self.desk.record is record and record.status in _UNDER_WAY:
            await asyncio.sleep(_FOLLOW_SECONDS)
            await asyncio.to_thread(reader.poll, record)

    def _source(self) -> str:
        opened = self.session.opened
        return str(opened.path) if opened.path is not None else opened.label

    def remember(self) -> None:
        """Makes the next start like this one."""
        self._unanswered = False
        session = self.session
        if session.opened.run is None:
            session.remember()
        before = memory.recall()
        run = before.run if before.source == self._source() else ""  # else it is another recipe's
        if self.desk.path is not None:
            run = str(self.desk.path)
        kept = memory.Memory(self.app.theme, self._source(), run, self.app.plain_choice)
        self.app.background.files(lambda: memory.store(kept), _ignore)

    async def open(self) -> None:
        """Another recipe: a file, a preset, a run."""
        from seqtui.tui.screens.picker import PickerDialog  # noqa: PLC0415  # loaded when needed

        items = await self.beside("Looking for files…", openable)
        previews = Previews(self.app)
        previews.picker = PickerDialog(
            "Open",
            items,
            free_text=True,
            hint="type to search, or a path: model.toml, data.csv",
            enter="open",
            on_move=previews.on_move,
            tall=True,
        )
        pick = await self.ask(previews.picker)
        if pick is None:
            return
        typed = pick.text
        looks_like_path = (
            "/" in typed or typed.startswith(("~", ".")) or Path(typed).suffix in {".toml", ".csv"}
        )
        await self.open_named(typed if pick.item is None or looks_like_path else pick.item.value)

    async def presets(self) -> None:
        """A recipe that ships with seqtui."""
        from seqtui.tui.screens.picker import PickerDialog  # noqa: PLC0415  # loaded when needed

        items = await asyncio.to_thread(preset_items)
        previews = Previews(self.app)
        previews.picker = PickerDialog("Presets", items, enter="open", on_move=previews.on_move, tall=True)
        pick = await self.ask(previews.picker)
        if pick is not None and pick.item is not None:
            await self.open_named(pick.item.value)

    async def open_named(self, source: str) -> None:
        """Opens what a path, a preset or a run is called; asks for the target of a table."""
        from seqtui.sources import is_data_file, open_source  # noqa: PLC0415  # loaded when needed

        if await self.beside(f"Looking at {source}…", is_data_file, source):
            await self._proposals.open(_expanded(source))
        else:
            await self.take(await self.beside(f"Opening {source}…", open_source, source))

    @property
    def _proposals(self) -> ProposalCommands:
        return self.app.groups["proposal"]  # type: ignore[return-value]  # that group is one

    async def take(
        self, opened: OpenedSource, recipe: Recipe | None = None, dataset: Dataset | None = None
    ) -> bool:
        """Puts another recipe in the place of the open one; False where the user stays with that."""
        self.app.groups["exercise"].leave()  # type: ignore[attr-defined]  # ExerciseCommands has it
        if not await self._may_leave():
            return False
        self.desk.forget()
        self.session.open(opened, recipe, dataset)
        self.screen.stack.go(0)
        await asyncio.to_thread(self.app.begin.autosave.clear)
        self.remember()
        await self._show_last_run()
        self.app.tell(f"Opened {opened.label}.")
        return True

    async def _may_leave(self) -> bool:
        """Asks where a run or an edit would be lost sight of."""
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed

        if self.desk.live:
            answer = await self.ask(
                AskDialog(
                    "Training is under way",
                    "Another recipe takes its place on the screen.",
                    (
                        Option("s", "stay", "stay"),
                        Option("x", "stop and keep: a checkpoint is saved now", "stop"),
                    ),
                )
            )
            if answer != "stop":
                return False
            await self.app.groups["runs"].stop_and_wait()  # type: ignore[attr-defined]  # RunCommands has it
        if not self.session.modified:
            return True
        answer = await self.ask(
            AskDialog(
                "Edits are not saved",
                f"{self.session.opened.label} differs from its file.",
                (
                    Option("w", "save first", "save"),
                    Option("d", "discard the edits", "discard"),
                    Option("s", "stay", ""),
                ),
            )
        )
        return bool(await self.save_now()) if answer == "save" else answer == "discard"

    async def new(self) -> None:
        """An empty recipe on the same data."""
        from seqtui.recipe.toml import Document  # noqa: PLC0415  # loaded when needed
        from seqtui.sources import OpenedSource  # noqa: PLC0415  # the same

        recipe = replace(self.session.recipe, title="", layers=())
        document = await self.beside("Making a recipe…", Document.of, recipe)
        await self.take(OpenedSource(document, None, self.session.opened.base, "new"))
        self.app.tell("An empty stack on the same data. a adds the first layer.")

    async def save(self) -> None:
        """Writes the recipe; asks for a file where it has none."""
        await self.save_now()

    async def save_as(self) -> None:
        """Writes the recipe to another file."""
        path = await self._path()
        if path is not None:
            await self._write(path)

    async def save_now(self) -> bool:
        """Saves; returns whether the recipe is on disk now."""
        path = self.session.opened.path or await self._path()
        return path is not None and await self._write(path)

    async def _write(self, path: Path) -> bool:
        done: asyncio.Future[SeqtuiError | None] = asyncio.get_running_loop().create_future()
        self.session.save(path, done.set_result)
        error = await self.told(f"Saving {path.name}…", done)
        if error is not None:
            self.app.fail(error)
            return False
        self.remember()
        self.app.tell(f"Saved to {path}.")
        return True

    async def _path(self) -> Path | None:
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.screens.prompt import PromptDialog  # noqa: PLC0415  # the same

        stem = file_stem(self.session.opened.label) or "recipe"
        text = await self.ask(
            PromptDialog(
                "Save the recipe as", str(Path.cwd() / f"{stem}.toml"), _path_problem, "save", path=True
            )
        )
        if text is None:
            return None
        path = _expanded(text)
        path = path if path.suffix else path.with_suffix(".toml")
        if path.exists() and path != self.session.opened.path:
            answer = await self.ask(
                AskDialog(
                    "This file exists",
                    f"{path} would be replaced.",
                    (Option("s", "stay", "stay"), Option("r", "replace it", "replace")),
                )
            )
            if answer != "replace":
                return None
        return path

    async def copy(self) -> None:
        """The recipe as a Python script: to the clipboard, and to a file for terminals without one.

        Where layers are marked, those alone.
        """
        if self.session.marked and self.screen.pane == "stack":
            self.app.run_command("python.copy")
            return
        session = self.session
        args = (session.recipe, session.dataset, session.opened.label)
        text, path = await self.beside("Writing the script…", script, *args)
        self.app.copy_to_clipboard(text)
        self.app.tell(f"Copied as Python; also in {path}.")

    async def settle(self) -> None:
        """Waits until all files that were asked for are written."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._unanswered:
            self.remember()
        self.app.background.files(lambda: None, lambda _: done.set_result(None))
        await done


def _ignore(_: object) -> None:
    """Window state that cannot be written costs nothing but itself."""


def _expanded(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _is_path(text: str) -> bool:
    """Whether the search field holds a path, rather than words that found a line."""
    return (
        "/" in text or text.startswith(("~", ".")) or Path(text).suffix in {".toml", ".csv", ".tsv", ".npz"}
    )


def _path_problem(text: str) -> str:
    path = _expanded(text)
    if not text:
        return "A file's name is needed."
    if path.is_dir():
        return f"{path} is a directory. Add a file's name."
    if not path.parent.is_dir():
        return f"There is no directory {path.parent}."
    return "" if path.suffix in {"", ".toml"} else "A recipe's file ends in .toml."
