"""What a recipe of the open and preset dialogs holds, told before it is opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.recipe.flow import Flow
    from seqtui.recipe.values import Recipe
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.screens.picker import Item, PickerDialog

ROWS = 8


class Previews:
    """Reads the recipe in focus beside the loop, and has Keras say its sizes. One for each dialog."""

    def __init__(self, app: SeqtuiApp) -> None:
        self._app = app
        self._told: dict[str, str] = {}
        self.picker: PickerDialog | None = None

    def on_move(self, item: Item) -> str:
        """What is known of a line at once; the rest is shown when it has come."""
        if item.value not in self._told:
            self._told[item.value] = item.help
            if item.group in {"preset", "recipe"}:
                self._app.background.files(partial(_read, item.value), partial(self._arrived, item))
        return self._told[item.value]

    def _arrived(self, item: Item, outcome: tuple[Recipe, Dataset | None] | SeqtuiError) -> None:
        if isinstance(outcome, SeqtuiError):
            self._tell(item, f"{outcome.title}. {outcome.cause}")
            return
        recipe, dataset = outcome
        self._tell(item, self._words(item, recipe, dataset, None))
        if dataset is None or not self._app.session.keras_ready:
            return
        shape, dtype = dataset.input_shape, dataset.input_dtype

        def job() -> Flow:
            from seqtui.engine import flow  # noqa: PLC0415  # not before the first frame

            return flow(recipe, shape, dtype, recipe.fit.batch_size)

        def answer(flow: Flow | SeqtuiError) -> None:
            if not isinstance(flow, SeqtuiError):
                self._tell(item, self._words(item, recipe, dataset, flow))

        self._app.background.keras(f"preview {item.value}", job, answer, priority=2)

    def _words(self, item: Item, recipe: Recipe, dataset: Dataset | None, flow: Flow | None) -> str:
        # The stack first: at 24 rows the long words behind it may be cut, and stand in the list, too.
        return "\n".join([*preview_lines(recipe, dataset, flow, self._app.glyphs), item.help])

    def _tell(self, item: Item, words: str) -> None:
        self._told[item.value] = words
        picker = self.picker
        if picker is not None and picker.is_attached and picker.focused_value() == item.value:
            picker.show_detail(words)


def preview_lines(
    recipe: Recipe, dataset: Dataset | None, flow: Flow | None, glyphs: Glyphs, most: int = ROWS
) -> list[str]:
    """The stack in at most so many lines: data, layers with their sizes and parameters, training."""
    from seqtui.tui.rows import stack_rows  # noqa: PLC0415  # loaded when needed

    data, *layers, training = stack_rows(recipe, dataset, flow, glyphs)
    shown = layers if len(layers) <= most - 2 else layers[: most - 3]
    labels = [f"{row.number:>3} {row.kind} {row.arguments}".rstrip() for row in shown]
    head = f"    {data.kind} {data.arguments}".rstrip()
    wide = min(max(len(label) for label in [head, *labels]), 40)
    out = max(len(row.out) for row in [data, *shown])
    lines = [f"{head:<{wide}}  {data.out:>{out}}".rstrip()]
    for label, row in zip(labels, shown, strict=True):
        cut = label if len(label) <= wide else label[: wide - 1] + glyphs.ellipsis
        params = f"  {row.params} parameters" if row.params not in {"", "0"} else ""
        lines.append(f"{cut:<{wide}}  {row.out:>{out}}{params}".rstrip())
    if len(shown) < len(layers):
        lines.append(f"    and {len(layers) - len(shown)} more layers")
    total = f"{flow.totals.params:,} parameters in all; " if flow is not None and flow.error is None else ""
    return [*lines, f"    {total}{training.arguments}"]


def _read(value: str) -> tuple[Recipe, Dataset | None]:
    """A recipe, and its rows where they come with seqtui: a table of one's own may take its time."""
    from seqtui.data import load  # noqa: PLC0415  # in a worker, when needed
    from seqtui.data.names import BUILT_IN  # noqa: PLC0415  # the same
    from seqtui.recipe.presets import preset  # noqa: PLC0415  # the same
    from seqtui.recipe.toml import Document  # noqa: PLC0415  # the same

    found = preset(value)
    path = found.path if found is not None else Path(value)
    recipe = Document.read(path).recipe
    if recipe.data is None or recipe.data.source not in BUILT_IN:
        return recipe, None
    return recipe, load(recipe.data, path.parent)
