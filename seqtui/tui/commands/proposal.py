"""Commands of proposals: a recipe for a data file, and settings that fit the data."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from seqtui.tui.commands.base import CommandGroup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from seqtui.data import Candidate, Proposal
    from seqtui.data.table import Table
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.files import FileCommands
    from seqtui.tui.screens.picker import Item

T = TypeVar("T")
# Reading that takes longer is shown.
_QUICK_SECONDS = 0.5


class ProposalCommands(CommandGroup):
    """Reads data files beside the loop, asks what to predict, and shows what is proposed."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.reasons = {"show": self._why_not_show, "take": self._why_not_take}

    def _why_not_show(self) -> str | None:
        if self.session.opened.sections:
            return None
        return "This recipe was not proposed for a data file: o opens one."

    def _why_not_take(self) -> str | None:
        if self.session.dataset is None:
            return "Proposals come from the data, and there are no rows yet."
        return None

    async def open(self, path: Path, target: str | None = None, *, show: bool = True) -> bool:
        """Proposes a recipe for a data file and, with `show`, shows it; returns whether it is open now.

        Raises:
            SeqtuiError: The file cannot be read, or its target cannot be learned.
        """
        from seqtui.data import propose  # noqa: PLC0415  # numpy, when a file is opened
        from seqtui.sources import of_proposal  # noqa: PLC0415  # the same

        job: Callable[[], Proposal] | None = partial(propose, path, target)
        if target is None and path.suffix.lower() != ".npz":
            job = await self._asked(path)
        proposal = None if job is None else await self._reading(path, job)
        if proposal is None:
            return False
        files: FileCommands = self.app.groups["files"]  # type: ignore[assignment]  # that group is one
        if not await files.take(of_proposal(proposal, path), dataset=proposal.dataset):
            return False
        if show:
            await self.show()
        return True

    async def _asked(self, path: Path) -> Callable[[], Proposal] | None:
        """The proposal's job for the column that is chosen; None where nobody chooses."""
        from seqtui.data import candidates, open_table, propose  # noqa: PLC0415  # polars, when a file is opened

        def look() -> tuple[Table, tuple[Candidate, ...]]:
            table = open_table(path)
            return table, candidates(table)

        found = await self._reading(path, look)
        if found is None:
            return None
        table, columns = found
        target = await self._column(path, columns)
        return None if target is None else partial(propose, path, target, table)

    async def _column(self, path: Path, columns: tuple[Candidate, ...]) -> str | None:
        from seqtui.tui.screens.picker import PickerDialog  # noqa: PLC0415  # loaded when needed

        words = {each.name: _column_words(each) for each in columns}
        pick = await self.ask(
            PickerDialog(
                f"Which column of {path.name} should the model predict?",
                tuple(_column_item(each) for each in columns),
                hint="type to search; the likeliest column is the first",
                on_move=lambda item: words[item.value],
            )
        )
        return pick.item.value if pick is not None and pick.item is not None else None

    async def _reading(self, path: Path, job: Callable[[], T]) -> T | None:
        """Does a job beside the loop, in a dialog where it takes its time; None where it is given up."""
        from seqtui.tui.screens.wait import WaitDialog  # noqa: PLC0415  # loaded when needed

        task = asyncio.ensure_future(asyncio.to_thread(job))
        done, _ = await asyncio.wait({task}, timeout=_QUICK_SECONDS)
        if not done:
            size = await asyncio.to_thread(_size_words, path)
            if await self.ask(WaitDialog(f"Reading {path.name}{size}", task)) is None:
                task.add_done_callback(_forget)
                return None
        return await task

    async def show(self) -> None:
        """What was proposed for the open data file, and why."""
        from seqtui.tui.screens.proposal import ProposalDialog  # noqa: PLC0415  # loaded when needed

        answer = await self.ask(ProposalDialog(self.session.opened, self.app.glyphs))
        if answer == "train":
            self.app.run_command("runs.train")
        elif answer == "save":
            self.app.run_command("files.save")
        else:
            self.app.tell("Enter edits a row, t trains, w saves; the palette shows the proposal again.")

    def take(self) -> None:
        """Replaces training settings that do not fit the data, and says what changed."""
        from seqtui.advice.settings import facts_of, taken  # noqa: PLC0415  # when asked for

        session = self.session
        if session.dataset is None:
            return
        facts = facts_of(session.dataset, session.recipe.fit.batch_size)
        recipe, changes = taken(session.recipe, facts)
        if not changes:
            self.app.tell("The training settings fit the data: nothing to change.")
            return
        session.do(recipe, f"proposals: {', '.join(changes)}")
        self.app.tell(f"Set {', '.join(changes)}. u takes it back.")


def _forget(task: asyncio.Future[T]) -> None:
    """What nobody waits for any more may fail unseen."""
    if not task.cancelled():
        task.exception()


def _size_words(path: Path) -> str:
    size = path.stat().st_size / 1e6
    return f" ({size:,.0f} MB)" if size >= 1 else ""


def _column_item(column: Candidate) -> Item:
    from seqtui.tui.screens.picker import Item  # noqa: PLC0415  # loaded when needed

    gaps = f", {column.missing:,} missing" if column.missing else ""
    distinct = "" if column.distinct is None else f", {column.distinct:,} distinct"
    told = f"{column.asks}{distinct}{gaps}"
    return Item(column.name, column.name, column.kind, told, column.reason)


def _column_words(column: Candidate) -> str:
    if column.reason:
        return f"{column.name} cannot be predicted. {column.reason}"
    gaps = f"; {column.missing:,} rows without a value are left out" if column.missing else ""
    distinct = "" if column.distinct is None else f", {column.distinct:,} distinct values"
    return f"{column.name}: {column.asks} to predict{distinct}{gaps}."
