"""The palette of layers as values: its lines for what is typed, and its words for the focused kind."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.edits import new_layer
from seqtui.recipe.forms import format_value
from seqtui.tui.screens.picker import Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seqtui.recipe.catalogue import Kind
    from seqtui.recipe.flow import Shape
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.session import Session

# Shown behind the recent ones while nothing is typed.
_COMMON = (
    "Dense",
    "Dropout",
    "Conv2D",
    "MaxPooling2D",
    "Flatten",
    "Normalization",
    "BatchNormalization",
    "LSTM",
    "GRU",
    "Embedding",
    "GlobalAveragePooling2D",
    "Conv1D",
    "Reshape",
    "Rescaling",
)
_SHOWN_ARGUMENTS = 5
_LARGEST_RANK = 6  # up to which the catalogue lists ranks
_EVERYWHERE = frozenset({"name", "trainable", "dtype"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer would go.

    Attributes:
        shape: Of what it would get, batch axis first; None where that is not known.
        dtype: Keras's name of its type.
        recent: Kinds that were added last, the last one first.
        said: What Keras said when it was asked: kind to the reason it refuses it here, "" where it does not.
    """

    shape: Shape | None = None
    dtype: str = "float32"
    recent: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    def reason(self, kind: Kind) -> str:
        """Why a kind does not fit here, "" where nothing is known against it."""
        if kind.name in self.said:
            return self.said[kind.name]
        if self.shape is None or kind.rank is None or len(self.shape) in kind.rank:
            return ""
        ranks = " or ".join(str(one) for one in kind.rank)
        if len(kind.rank) > 1 and kind.rank[-1] == _LARGEST_RANK:
            ranks = f"{kind.rank[0]} or more"
        return f"needs rank {ranks}, here it is {len(self.shape)}"

    def fits(self, kind: Kind) -> bool:
        """Whether a kind is known to fit: Keras says so, or, before it was asked, the rank."""
        if kind.name in self.said:
            return not self.said[kind.name]
        return self.shape is not None and kind.rank is not None and len(self.shape) in kind.rank


def place_at(session: Session, position: int) -> Place:
    """What a layer inserted at `position` would get."""
    flow = session.flow
    if flow is None:
        given = session.input_of(session.recipe)
        # The type is Keras's to tell; without a flow nothing is asked.
        return Place((None, *given[0])) if given is not None and position == 0 else Place()
    shape, dtype = flow.input_shape, flow.input_dtype
    for row in flow.layers[:position]:
        if row.state in {"failed", "blocked"}:
            return Place()
        shape, dtype = row.output_shape or shape, row.dtype or dtype
    return Place(shape, dtype) if position <= len(flow.layers) else Place()


def layer_items(query: str, place: Place, glyphs: Glyphs) -> tuple[Item, ...]:
    """Lines of the palette: recent kinds first, what does not fit last; what carries code is not offered."""
    kinds = list(catalogue().search(query))
    if not query.strip():
        names = dict.fromkeys((*place.recent, *_COMMON))
        order = {name: number for number, name in enumerate(names)}
        kinds.sort(key=lambda kind: order.get(kind.name, len(order)))
    exact = query.strip().lower()
    kinds.sort(
        key=lambda kind: kind.name.lower() != exact and (kind.carries_code or bool(place.reason(kind)))
    )
    return tuple(_item(kind, place, glyphs) for kind in kinds)


def _item(kind: Kind, place: Place, glyphs: Glyphs) -> Item:
    note, reason, against = kind.summary, "", place.reason(kind)
    if kind.carries_code:
        reason = "carries code of its own: use it from a Python script"
    elif against:
        note = f"{against}: {kind.summary}"
    group = f"recent, {kind.group}" if kind.name in place.recent else kind.group
    mark = glyphs.fits if place.fits(kind) and not kind.carries_code else " "
    return Item(kind.name, kind.name, group, note, reason, mark=mark, dim=bool(against))


def marked_again(items: tuple[Item, ...], place: Place, glyphs: Glyphs) -> tuple[Item, ...]:
    """The same lines in the same order, with what Keras said meanwhile."""
    return tuple(_item(catalogue().get(item.value), place, glyphs) for item in items)


def kind_words(name: str) -> str:
    """A kind in two lines: what it does, and what a new one's arguments are."""
    kind = catalogue().get(name)
    summary = kind.summary.rstrip(".") + "."
    if kind.carries_code:
        return f"{summary} It runs code of its own, which a recipe cannot hold."
    given = new_layer(name).arguments
    own = [one for one in kind.arguments if one.name not in _EVERYWHERE]
    own.sort(key=lambda one: (not one.required, one.name not in given))
    shown = [f"{one.name} {format_value(given.get(one.name, one.default))}" for one in own[:_SHOWN_ARGUMENTS]]
    more = len(own) - len(shown)
    told = "   ".join(shown) + (f"   and {more} more" if more else "")
    return f"{summary[:1].upper()}{summary[1:]}\n{told}".rstrip()


def with_said(place: Place, said: Mapping[str, str]) -> Place:
    """The place with more of what Keras said."""
    return replace(place, said={**place.said, **said})
