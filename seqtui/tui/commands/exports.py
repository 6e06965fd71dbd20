"""The command that hands the work to other tools."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.tui.commands.base import CommandGroup

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.exporting import Exported, Kind
    from seqtui.sources import OpenedSource
    from seqtui.tui.screens.picker import Item

_TOLD_AGAIN_SECONDS = 2.0
_OF_WEIGHTS = ("keras", "weights")


class ExportCommands(CommandGroup):
    """Files for other tools, of what is open and of the run on the desk; written beside the loop."""

    async def export(self) -> None:
        """Asks what to write, and where to."""
        from seqtui.exporting import KINDS  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.screens.picker import PickerDialog  # noqa: PLC0415  # the same

        items = tuple(self._item(kind) for kind in KINDS.values())
        pick = await self.ask(PickerDialog("Export", items, enter="choose"))
        if pick is None or pick.item is None:
            return
        kind = KINDS[pick.item.value]
        opened = await asyncio.to_thread(self._opened, kind)  # an edited text takes its time
        path = await self._path(kind, opened)
        if path is not None:
            await self._write(kind, opened, path)

    def _item(self, kind: Kind) -> Item:
        from seqtui.tui.screens.picker import Item  # noqa: PLC0415  # loaded when needed

        reason, note = "", kind.help
        if kind.needs_run and not self._has_curves:
            reason = "nothing was trained yet"
        elif kind.name in _OF_WEIGHTS:
            note = "the model with its weights: " if kind.name == "keras" else "the weights alone: "
            note += "the run's newest" if self._run_fits else f"untrained, {self._why_untrained}"
        return Item(kind.name, kind.name, kind.suffix, note, reason)

    @property
    def _has_curves(self) -> bool:
        return self.desk.path is not None and self.desk.view is not None

    @property
    def _run_fits(self) -> bool:
        """Whether the run on the desk has the weights of the stack as it is now."""
        run, now = self.desk.recipe, self.session.recipe
        return self._has_curves and run is not None and (run.layers, run.data) == (now.layers, now.data)

    @property
    def _why_untrained(self) -> str:
        return "as edited since the run" if self._has_curves else "as there is no run"

    def _opened(self, kind: Kind) -> OpenedSource:
        """What is open as it is now, with the run that the kind is about."""
        from seqtui.sources import OpenedSource  # noqa: PLC0415  # loaded when needed

        opened = self.session.opened
        run = self.desk.path if kind.needs_run or self._run_fits else None
        return OpenedSource(
            opened.document.with_recipe(self.session.recipe), None, opened.base, opened.label, run
        )

    async def _path(self, kind: Kind, opened: OpenedSource) -> Path | None:
        """The file to write, whose replacing was agreed to; None where nobody chose."""
        from seqtui.exporting import outputs  # noqa: PLC0415  # loaded when needed
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # the same
        from seqtui.tui.screens.prompt import PromptDialog  # noqa: PLC0415  # the same

        first = Path.cwd() / f"{Path(opened.label).stem}{kind.suffix}"
        check = partial(_problem, kind)
        text = await self.ask(PromptDialog(f"Export to {kind.suffix}", str(first), check, "write", path=True))
        if text is None:
            return None
        path = _named(kind, text)
        there = [each for each in outputs(opened, kind.name, path) if each.exists()]
        if there:
            names = " and ".join(map(_short, there))
            options = (Option("s", "stay", "stay"), Option("r", "replace", "replace"))
            question = AskDialog("There is a file of that name", f"{names} would be replaced.", options)
            if await self.ask(question) != "replace":
                return None
        return path

    async def _write(self, kind: Kind, opened: OpenedSource, path: Path) -> None:
        recipe, dataset = self.session.recipe, self.session.dataset
        rows = dataset if opened.recipe.data == recipe.data else None
        job = asyncio.ensure_future(asyncio.to_thread(_exported, kind, opened, path, rows))
        waits = kind.needs_keras and not self.session.keras_ready
        doing = f"Writing {path.name}" + (" as soon as TensorFlow is loaded…" if waits else "…")
        while not job.done():
            self.app.tell(doing)
            await asyncio.wait([job], timeout=_TOLD_AGAIN_SECONDS)
        written = job.result()
        names = " and ".join(map(_short, written.paths))
        self.app.tell(f"Wrote {names}. {written.remark}".rstrip())


def _exported(kind: Kind, opened: OpenedSource, path: Path, dataset: Dataset | None) -> Exported:
    from seqtui.exporting import export  # noqa: PLC0415  # in a worker, when needed

    return export(opened, kind.name, path, force=True, dataset=dataset)


def _short(path: Path) -> str:
    """The path as seen from the working directory, where it lies in it: the line has little room."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _named(kind: Kind, text: str) -> Path:
    """The path that was typed, with the kind's ending where it has none."""
    path = Path(text).expanduser().absolute()
    return path if path.suffix else path.with_name(path.name + kind.suffix)


def _problem(kind: Kind, text: str) -> str:
    """What is wrong with a typed path, "" where nothing is."""
    if not text:
        return "A file's name is needed."
    path = Path(text).expanduser().absolute()
    if path.is_dir():
        return f"{path} is a directory. Add a file's name."
    if not path.parent.is_dir():
        return f"There is no directory {path.parent}."
    if not _named(kind, text).name.endswith(kind.suffix):
        return f"This kind of file ends in {kind.suffix}."
    return ""
