"""Adding a layer: the palette, Keras's word on what it offers, and the new layer's form over it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.catalogue import catalogue
from seqtui.tui import palette, recent
from seqtui.tui.screens.picker import PickerDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.recipe.values import Recipe
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.screens.form import Verdict
    from seqtui.tui.screens.picker import Item

# Kinds that Keras is asked about in one go: its answer to a key that is pressed meanwhile waits so long.
_AT_ONCE = 12


class Adding:
    """One use of the palette.

    Args:
        app: Its session is asked about, never changed.
        position: Where the layer would go, from 0.
        title: The palette's heading.
        check: Asks Keras about a recipe that is not taken yet; the first argument is the stack row.
        query: What stands in the search field at first.
        focus: The kind in focus at first; "" takes the first line.
    """

    def __init__(
        self,
        app: SeqtuiApp,
        position: int,
        title: str,
        check: Callable[[int, Recipe, Callable[[Verdict], None]], None],
        *,
        query: str = "",
        focus: str = "",
    ) -> None:
        self._app = app
        self._position = position
        self._check = check
        self._recent = recent.recall()
        place = palette.place_at(app.session, position)
        self._place = palette.Place(place.shape, place.dtype, self._recent)
        self._order = [kind.name for kind in catalogue().kinds if not kind.carries_code]
        self.picker = PickerDialog(
            title,
            self._items(""),
            search=self._items,
            hint="type to search: dense, conv, pool, dropout…",
            enter="add",
            tab="arguments first",
            on_move=self._preview,
            text=query,
            focus=focus,
            on_shown=self.ask_keras,
        )

    def ask_keras(self) -> None:
        """Asks which kinds fit here, some at a time; what it says is marked as it comes."""
        session, shape, dtype = self._app.session, self._place.shape, self._place.dtype
        if not self._order or shape is None or not session.keras_ready or session.flow is None:
            return
        names, self._order = self._order[:_AT_ONCE], self._order[_AT_ONCE:]

        def job() -> dict[str, str]:
            from seqtui.engine import refusals  # noqa: PLC0415  # not before the first frame

            return refusals(names, shape, dtype)

        self._app.background.keras("fits", job, self._answered, priority=3)

    def _answered(self, outcome: dict[str, str] | SeqtuiError) -> None:
        if isinstance(outcome, SeqtuiError) or not self.picker.is_attached:
            return
        self._place = palette.with_said(self._place, outcome)
        self.picker.remark(lambda items: palette.marked_again(items, self._place, self._app.glyphs))
        self.ask_keras()

    def taken(self, kind: str) -> None:
        """Keeps which kind was added."""
        self._app.background.files(partial(recent.store, recent.with_first(self._recent, kind)), _ignore)

    def _items(self, query: str) -> tuple[Item, ...]:
        return palette.layer_items(query, self._place, self._app.glyphs)

    def _preview(self, item: Item) -> str:
        """What a kind would do here; Keras's word follows as soon as it has answered."""
        words = palette.kind_words(item.value)
        if item.reason:
            return words
        recipe = edits.insert(self._app.session.recipe, self._position, edits.new_layer(item.value))

        def then(verdict: Verdict) -> None:
            if self.picker.is_attached and self.picker.focused_value() == item.value:
                # Refused, its arguments matter less than the whole reason and remedy.
                told = words if verdict.good else words.partition("\n")[0]
                self.picker.show_detail(f"{told}\n{verdict.text}")

        self._check(self._position + 1, recipe, then)
        return words


def _ignore(_: object) -> None:
    """Which layers were added last is no loss where it cannot be kept."""
