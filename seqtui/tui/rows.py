"""The rows of the stack pane as values: what each says, before anything is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from seqtui.recipe.values import LayerSpec, Obj
from seqtui.tui.glyphs import UNICODE, Glyphs

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.data.dataset import Dataset
    from seqtui.recipe.flow import Flow, LayerFlow, Shape
    from seqtui.recipe.values import Recipe, Value

State = Literal["data", "ok", "waiting", "failed", "blocked", "disabled", "training"]

# Values that speak for themselves beside the layer's kind; others are told with their name.
_BARE = {"units", "filters", "kernel_size", "pool_size", "rate", "activation", "target_shape", "n", "dims",
         "input_dim", "output_dim", "cropping", "padding", "size", "num_tokens"}  # fmt: skip
_SHOWN_ARGUMENTS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the stack.

    Attributes:
        state: How it is drawn.
        number: Index shown to people ("" for data and training).
        kind: Layer kind, "Data" or "Training".
        arguments: Short arguments.
        out: Rows × features ("" where unknown).
        params: Parameter count with separators, "61 fixed" where none is trainable.
        share: Length of the bar, 0 to 1, on a log scale of the features.
        picture: (size, channels) of an image-like output, drawn apart; else None.
        frozen: Whether the user has frozen its weights.
        marked: Whether edits act on it, whatever is in focus.
    """

    state: State
    number: str
    kind: str
    arguments: str
    out: str = ""
    params: str = ""
    share: float = 0.0
    picture: tuple[str, int] | None = None
    frozen: bool = False
    marked: bool = False


def short_value(value: Value, times: str = "×") -> str:
    """A value in as few characters as say it."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, Obj):
        inner = " ".join(short_value(one, times) for one in value.arguments.values())
        return f"{value.name} {inner}".strip()
    if isinstance(value, LayerSpec):
        return f"{value.kind} {short_arguments(value, times)}".strip()
    if isinstance(value, tuple):
        return times.join(short_value(one, times) for one in value)
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def short_arguments(spec: LayerSpec, times: str = "×") -> str:
    """What is set on a layer: `64 relu`, `32 3×3 strides=2`."""
    parts = []
    for name, value in spec.arguments.items():
        if name in {"name", "trainable"}:
            continue
        text = short_value(value, times)
        if name in _BARE or isinstance(value, LayerSpec):
            parts.append(text)
        elif value is True:
            parts.append(name)
        else:
            parts.append(f"{name}={text}")
    if len(parts) > _SHOWN_ARGUMENTS:
        parts = [*parts[:_SHOWN_ARGUMENTS], "…"]
    own = spec.arguments.get("name")
    return " ".join(([f"'{own}'"] if own else []) + parts)


def sizes(shape: Shape, glyphs: Glyphs = UNICODE) -> str:
    """A shape without its batch axis: `28×28×1`, `64`, `?` where an axis may vary, `1 value` for a scalar."""
    inner = shape[1:]
    if not inner:
        return "scalar"
    return glyphs.times.join("?" if size is None else f"{size}" for size in inner)


def _features(shape: Shape | None) -> int:
    return math.prod(size or 1 for size in shape[1:]) if shape else 0


def _share(features: int, widest: int) -> float:
    if features < 1:
        return 0.0
    return (math.log2(features) + 1) / (math.log2(max(widest, 1)) + 1)


def _picture(shape: Shape | None, glyphs: Glyphs) -> tuple[str, int] | None:
    if shape is None or len(shape) != 4 or shape[3] is None:
        return None
    return sizes(shape[:3], glyphs), shape[3]


def _params(row: LayerFlow) -> str:
    if row.params and not row.trainable:
        return f"{row.params:,} fixed"
    return f"{row.params:,}"


def stack_rows(
    recipe: Recipe,
    dataset: Dataset | None,
    flow: Flow | None,
    glyphs: Glyphs = UNICODE,
    marks: frozenset[int] = frozenset(),
) -> tuple[Row, ...]:
    """Data, every layer, training: one row each.

    Args:
        recipe: What is edited.
        dataset: Its data set once loaded.
        flow: Keras's shapes for it; None while they are being computed.
        glyphs: Characters to draw with.
        marks: Identities of the marked layers.
    """
    count = f"{len(dataset.x_train):,}" if dataset is not None else "?"
    shapes = [flow.input_shape] if flow else []
    flows = flow.layers if flow else ()
    shapes += [row.output_shape for row in flows if row.output_shape is not None]
    widest = max((_features(shape) for shape in shapes), default=1)

    out = partial(_out, count, glyphs)
    data_shape: Shape | None = None
    if dataset is not None:
        data_shape = (None, *dataset.input_shape)
    elif recipe.input is not None:
        data_shape = (None, *recipe.input.shape)
    widest = max(widest, _features(data_shape))
    rows = [
        Row(
            "data",
            "",
            "Data",
            data_words(recipe, dataset),
            out(data_shape),
            share=_share(_features(data_shape), widest),
            picture=_picture(data_shape, glyphs),
        )
    ]
    for position, spec in enumerate(recipe.layers):
        found = flows[position] if position < len(flows) else None
        row = _layer_row(position, spec, found, widest=widest, out=out, glyphs=glyphs)
        rows.append(replace(row, marked=spec.identity in marks))
    rows.append(Row("training", "", "Training", training_words(recipe)))
    return tuple(rows)


def _out(count: str, glyphs: Glyphs, shape: Shape | None) -> str:
    return f"{count} {glyphs.times} {sizes(shape, glyphs)}" if shape is not None else ""


def _layer_row(
    position: int,
    spec: LayerSpec,
    found: LayerFlow | None,
    *,
    widest: int,
    out: Callable[[Shape | None], str],
    glyphs: Glyphs,
) -> Row:
    state: State = "waiting"
    if found is not None:
        state = found.state
    elif not spec.enabled:
        state = "disabled"
    shape = found.output_shape if found is not None else None
    return Row(
        state=state,
        number=str(position + 1),
        kind=spec.kind,
        arguments=short_arguments(spec, glyphs.times),
        out=out(shape) if state == "ok" else "",
        params=_params(found) if found is not None and state == "ok" else "",
        share=_share(_features(shape), widest) if state == "ok" else 0.0,
        picture=_picture(shape, glyphs) if state == "ok" else None,
        frozen=spec.arguments.get("trainable") is False,
    )


def data_words(recipe: Recipe, dataset: Dataset | None) -> str:
    """The data row's words: source and target."""
    if recipe.data is None:
        return "none yet: Enter chooses one"
    target = dataset.target if dataset is not None else recipe.data.target
    source = recipe.data.source.rsplit("/", 1)[-1]
    return f"{source} {target}" if target and target != source else source


def training_words(recipe: Recipe) -> str:
    """The training row's words: `adam 0.001, 20 epochs, batch 32`."""
    optimizer = recipe.compile.optimizer
    rate = optimizer.arguments.get("learning_rate")
    words = [f"{optimizer.name} {short_value(rate)}" if rate is not None else optimizer.name]
    epochs = recipe.fit.epochs
    words += [f"{epochs} epoch" + ("s" if epochs != 1 else ""), f"batch {recipe.fit.batch_size}"]
    loss = recipe.compile.loss
    words.append(loss.name if isinstance(loss, Obj) else loss)
    return ", ".join(words)
