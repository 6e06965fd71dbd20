"""What is open: document, history, data and shapes, and what can be done to them. No widget is known here."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.recipe.history import History
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.data.dataset import Dataset
    from seqtui.recipe.autosave import Autosave
    from seqtui.recipe.flow import Flow, FlowError, Judgement, LayerFlow
    from seqtui.sources import OpenedSource
    from seqtui.tui.background import Background


# Between a data file and the column that a recipe was proposed for, in what the next start opens.
PROPOSED = " --target "


@dataclass(frozen=True, slots=True)
class Open:
    """What was open while something else is borrowed. See `Session`."""

    opened: OpenedSource
    history: History
    saved: Recipe
    dataset: Dataset | None
    data_error: SeqtuiError | None
    flow: Flow | None
    marks: frozenset[int]


class Session:
    """The open recipe and everything derived from it.

    Rows of the stack: 0 is the data, 1 to n the layers, n + 1 the training settings.

    Attributes:
        opened: What was opened, with the text that is on disk.
        history: Every state of the recipe since then.
        dataset: Its rows once loaded, else None.
        data_error: Why they could not be loaded.
        flow: Keras's shapes for the recipe as it is now; an older one while `flow_pending`.
        flow_pending: Whether a newer flow is on its way.
        keep_problem: Why edits cannot be autosaved, None while they can.
        keras_ready: Whether Keras can be asked.
        marks: Identities of the layers that are marked.
        own: What was open before something was borrowed for a while, such as an exercise; None else.
    """

    def __init__(self, opened: OpenedSource, background: Background, autosave: Autosave) -> None:
        self.background = background
        self.autosave = autosave
        self.keras_ready = False
        self.opened = opened
        self.history = History.of(opened.document.recipe)
        self.saved: Recipe = opened.document.recipe
        self.dataset: Dataset | None = None
        self.data_error: SeqtuiError | None = None
        self.flow: Flow | None = None
        self.flow_pending = False
        self.keep_problem: SeqtuiError | None = None
        self.marks: frozenset[int] = frozenset()
        self.own: Open | None = None
        self._data_asked = 0

    @property
    def recipe(self) -> Recipe:
        """The recipe as it is now."""
        return self.history.present

    @property
    def modified(self) -> bool:
        """Whether the recipe differs from what is on disk; what is borrowed is never saved."""
        return self.own is None and self.recipe != self.saved

    @property
    def rows(self) -> int:
        """Rows of the stack."""
        return len(self.recipe.layers) + 2

    def layer_at(self, row: int) -> int | None:
        """The 0-based layer position of a stack row; None for data and training."""
        return row - 1 if 1 <= row <= len(self.recipe.layers) else None

    @property
    def marked(self) -> tuple[int, ...]:
        """0-based positions of the marked layers, in their order."""
        layers = self.recipe.layers if self.marks else ()
        return tuple(at for at, layer in enumerate(layers) if layer.identity in self.marks)

    def mark(self, *positions: int, on: bool | None = None) -> None:
        """Marks layers, or takes their marks off; without `on`, what is not yet is marked."""
        for at in positions:
            identity = {self.recipe.layers[at].identity}
            put = on if on is not None else not identity <= self.marks
            self.marks = self.marks | identity if put else self.marks - identity

    def layer_flow(self, position: int) -> LayerFlow | None:
        """Keras's word on one layer."""
        if self.flow is None or position >= len(self.flow.layers):
            return None
        return self.flow.layers[position]

    @property
    def error(self) -> FlowError | None:
        """Why the stack cannot be built."""
        return self.flow.error if self.flow is not None else None

    def open(
        self, opened: OpenedSource, recipe: Recipe | None = None, dataset: Dataset | None = None
    ) -> None:
        """Takes another recipe up; `recipe` is its unsaved state, `dataset` its rows if at hand."""
        self.opened = opened
        self.marks = frozenset()
        self.history = History.of(opened.document.recipe)
        self.saved = opened.document.recipe
        if recipe is not None and recipe != self.saved:
            self.history = self.history.do(recipe, "unsaved edits")
        self.dataset, self.data_error, self.flow = dataset, None, None
        if dataset is None:
            self.load_data()
        else:
            self._data_asked += 1  # rows of the recipe before may be on their way
        self.refresh_flow()

    def borrow(self, opened: OpenedSource, history: History | None = None) -> None:
        """Takes another recipe up for a while; nothing of it is saved, and what was open waits.

        Args:
            opened: The other recipe.
            history: Its edits, where it was worked on before.
        """
        self.own = Open(
            self.opened, self.history, self.saved, self.dataset, self.data_error, self.flow, self.marks
        )
        self.open(opened)
        if history is not None:
            self.history = history
            self.load_data()
            self.refresh_flow()

    def give_back(self) -> History:
        """Takes up what was open before `borrow`, as it was; returns the edits made since."""
        own, edits = self.own, self.history
        if own is not None:
            self.own = None
            self.opened, self.history, self.saved = own.opened, own.history, own.saved
            self.dataset, self.data_error, self.marks = own.dataset, own.data_error, own.marks
            self.flow = own.flow
            self._data_asked += 1  # rows of what was borrowed may be on their way
            if own.dataset is None and own.data_error is None:
                self.load_data()  # its rows had not come yet
            self.refresh_flow()
        return edits

    def do(self, recipe: Recipe, label: str) -> bool:
        """Makes an edit; returns whether it changed anything."""
        before = self.recipe
        if recipe == before:
            return False
        self.history = self.history.do(recipe, label)
        self._follow(before)
        return True

    def undo(self) -> str | None:
        """Takes the last edit back; returns its label, None where there is none."""
        label, before = self.history.undo_label, self.recipe
        if label is not None:
            self.history = self.history.undo()
            self._follow(before)
        return label

    def redo(self) -> str | None:
        """Makes the edit again that was taken back; returns its label."""
        label, before = self.history.redo_label, self.recipe
        if label is not None:
            self.history = self.history.redo()
            self._follow(before)
        return label

    def go_to(self, place: int) -> None:
        """Goes to one of the history's states, as if undone or done again up to there."""
        before = self.recipe
        self.history = self.history.go_to(place)
        self._follow(before)

    def _follow(self, before: Recipe) -> None:
        """What every change of the recipe brings with it."""
        if self.recipe.data != before.data:
            self.load_data()
        self.refresh_flow()
        self.keep()

    def keep(self) -> None:
        """Autosaves what differs from the file, and forgets what no longer does."""
        if self.own is not None:
            return  # unsaved edits of what waits stay where they are
        store = partial(_store, self.autosave, self.opened.document, self.recipe, self.opened.path)
        self.background.files(store if self.modified else self.autosave.clear, self._kept)

    def _kept(self, outcome: SeqtuiError | None) -> None:
        self.keep_problem = outcome

    def load_data(self) -> None:
        """Loads the recipe's data beside the loop; its shapes follow when it is there."""
        spec = self.recipe.data
        self._data_asked += 1
        if spec is None:
            self.dataset = self.data_error = None
            return

        def job() -> Dataset:
            from seqtui.data import load  # noqa: PLC0415  # numpy and polars, after the first frame

            return load(spec, self.opened.base)

        self.background.files(job, partial(self._data_arrived, self._data_asked))

    def _data_arrived(self, asked: int, outcome: Dataset | SeqtuiError) -> None:
        if asked != self._data_asked:
            return
        if isinstance(outcome, SeqtuiError):
            self.dataset, self.data_error = None, outcome
        else:
            self.dataset, self.data_error = outcome, None
        self.refresh_flow()

    def input_of(self, recipe: Recipe) -> tuple[tuple[int | None, ...], str] | None:
        """Shape of one sample, without the batch axis, and its type; None where they are not known yet."""
        if self.dataset is not None and recipe.data is not None:
            return self.dataset.input_shape, self.dataset.input_dtype
        if recipe.input is not None:
            return recipe.input.shape, recipe.input.dtype
        return None

    def flow_job(self, recipe: Recipe) -> Callable[[], Flow] | None:
        """A job that asks Keras for a recipe's shapes; None where the input is not known yet."""
        given = self.input_of(recipe)
        if given is None:
            return None

        def job() -> Flow:
            from seqtui.engine import flow  # noqa: PLC0415  # not before the first frame

            return flow(recipe, *given, recipe.fit.batch_size)

        return job

    def judge_job(self, recipe: Recipe, row: int | None) -> Callable[[], Judgement]:
        """A job that asks Keras about a layer (or, with no row, the settings) of a recipe not taken yet."""
        shape, dtype = self.input_of(recipe) or (None, "float32")

        def job() -> Judgement:
            from seqtui.engine import judge, judge_settings  # noqa: PLC0415  # not before the first frame

            if row is None:
                return judge_settings(recipe.compile)
            return judge(recipe, row, shape, dtype, recipe.fit.batch_size)

        return job

    def refresh_flow(self) -> None:
        """Asks Keras for the shapes of the recipe as it is now."""
        job = self.flow_job(self.recipe)
        if job is None:
            self.flow, self.flow_pending = None, False
            return
        self.flow_pending = True
        if self.keras_ready:
            self.background.keras("flow", job, self._flow_arrived, priority=0)

    def _flow_arrived(self, outcome: Flow | SeqtuiError) -> None:
        self.flow_pending = False
        self.flow = None if isinstance(outcome, SeqtuiError) else outcome

    def keras_loaded(self) -> None:
        """Keras can be asked from now on."""
        self.keras_ready = True
        self.refresh_flow()
        self.background.keras("catalogue", _renew_catalogue, _quiet, priority=9)

    def save(self, path: Path, then: Callable[[SeqtuiError | None], None]) -> None:
        """Writes the recipe to a file, comments and order kept; `then` gets what went wrong, or None."""
        document, recipe = self.opened.document, rebased(self.recipe, self.opened.base, path.parent)

        def done(outcome: Document | SeqtuiError) -> None:
            if isinstance(outcome, SeqtuiError):
                then(outcome)
                return
            self.opened = replace(self.opened, document=outcome, path=path, base=path.parent, label=path.name)
            self.saved = recipe
            if recipe != self.recipe:
                self.history = self.history.do(recipe, "data path of the new folder")
            self.keep()
            self.remember()
            then(None)

        self.background.files(partial(_write, document, recipe, path), done)

    def remember(self) -> None:
        """Makes the next start open this one again."""
        if self.own is not None:
            return
        source = str(self.opened.path) if self.opened.path is not None else self.opened.label
        data = self.opened.recipe.data
        if self.opened.path is None and self.opened.sections and data is not None:
            source = f"{data.source}{PROPOSED}{data.target}"
        self.background.files(partial(self.autosave.remember, source), _quiet)


def _renew_catalogue() -> bool:
    from seqtui.engine import renew_catalogue  # noqa: PLC0415  # not before the first frame

    return renew_catalogue()


def _store(autosave: Autosave, document: Document, recipe: Recipe, path: Path | None) -> None:
    autosave.store(path, document.with_recipe(recipe).text)


def _write(document: Document, recipe: Recipe, path: Path) -> Document:
    from seqtui.files import write_text_atomically  # noqa: PLC0415  # not before the first frame

    written = document.with_recipe(recipe)
    write_text_atomically(path, written.text)
    return written


def rebased(recipe: Recipe, old: Path, new: Path) -> Recipe:
    """The recipe with its data file's relative path told from another folder."""
    data = recipe.data
    if data is None or old == new or Path(data.source).is_absolute() or not (old / data.source).is_file():
        return recipe
    source = os.path.relpath(old / data.source, new)
    return replace(recipe, data=replace(data, source=source))


def _quiet(_: object) -> None:
    """What is opened next time is no loss where it cannot be kept."""
