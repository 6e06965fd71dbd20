"""The shape flow in words: one layer inspected, all layers as a table, what changed since training.

Shapes are written as people count them, rows × features, with Keras's own `(None, 64)` beside.
"""

from __future__ import annotations

import difflib
import math
import textwrap
from typing import TYPE_CHECKING

from seqtui.recipe import fixes
from seqtui.tui.widgets.cells import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seqtui.recipe.flow import Flow, FlowError, LayerFlow, Shape

_NAME = 9
_BAR = 16
_CHANGES = 4


def shape_words(shape: Shape, *, plain: bool = False) -> str:
    """`rows × 28 × 28 × 1`; an axis that may vary is `?`."""
    times = " x " if plain else " × "
    return times.join(["rows", *("?" if size is None else f"{size:,}" for size in shape[1:])])


def keras_shape(shape: Shape) -> str:
    """`(None, 64)`, as Keras prints it."""
    return str(tuple(shape))


def bytes_words(count: int) -> str:
    """`512 B`, `7.9 kB`, `3.2 GB`; 1 kB is 1,000 bytes."""
    if count < 1000:
        return f"{count} B"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.95:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:,.1f} TB"


def bar(shape: Shape | None, widest: int, *, plain: bool = False, cells: int = _BAR) -> str:
    """How wide the tensor is, on a log scale; an image's size stands apart from its channels' bar."""
    if shape is None:
        return ""
    block = "#" if plain else "█"
    inner = [size or 1 for size in shape[1:]]
    size = inner[-1] if len(inner) >= 3 and inner else math.prod(inner)
    length = max(1, round(cells * (math.log2(max(size, 1)) + 1) / (math.log2(max(widest, 1)) + 1)))
    drawn = block * min(length, cells)
    if len(inner) < 3:
        return drawn
    picture = "x".join("?" if one is None else str(one) for one in shape[1:-1])
    return f"{picture} {drawn}{inner[-1]}"


def widest(flow: Flow) -> int:
    """The greatest number that a bar stands for: features, or channels of images."""
    shapes = [flow.input_shape, *(row.output_shape for row in flow.layers if row.output_shape is not None)]
    return max(
        ((one[-1] or 1) if len(one) > 3 else math.prod(size or 1 for size in one[1:])) for one in shapes
    )


def inspector(
    flow: Flow, focused: int, trained: Flow | None, width: int, *, plain: bool = False
) -> tuple[Line, ...]:
    """One layer (0-based position; the input where there is none), then totals, then what changed."""
    lines: list[Line] = []
    if 0 <= focused < len(flow.layers):
        lines += _layer(flow, flow.layers[focused], width, plain=plain)
    else:
        lines += _input(flow, width, plain=plain)
    lines += [(), *_totals(flow, trained, width)]
    error = flow.error
    if error is not None and error.layer != focused + 1:
        lines += [(), *_error(error, width)]
    return (*lines, (), *_changes(flow, trained, width, plain=plain))


def _field(name: str, words: str, width: int, role: str = "") -> Iterator[Line]:
    """`name  words`, wrapped under the words."""
    for number, text in enumerate(textwrap.wrap(words, max(width - _NAME, 10)) or [""]):
        yield ((name.ljust(_NAME) if not number else " " * _NAME, "dim"), (text, role))


def _wrapped(words: str, width: int, role: str) -> Iterator[Line]:
    for text in textwrap.wrap(words, max(width, 10)):
        yield ((text, role),)


def _shape_field(name: str, shape: Shape | None, width: int, *, plain: bool) -> Iterator[Line]:
    if shape is None:
        yield from _field(name, "not known", width, "dim")
        return
    words = shape_words(shape, plain=plain)
    keras = keras_shape(shape)
    gap = max(width - _NAME - len(words) - len(keras), 2)
    if len(words) + gap + len(keras) <= width - _NAME:
        yield ((name.ljust(_NAME), "dim"), (words, ""), (" " * min(gap, 4) + keras, "dim"))
    else:
        yield from _field(name, words, width)
        yield from _field("", keras, width, "dim")


def _input(flow: Flow, width: int, *, plain: bool) -> Iterator[Line]:
    yield (("0 Input", "strong"),)
    yield from _shape_field("output", flow.input_shape, width, plain=plain)
    yield from _field("dtype", flow.input_dtype, width)


def _layer(flow: Flow, row: LayerFlow, width: int, *, plain: bool) -> Iterator[Line]:
    name = f"  {row.name}" if row.name and row.name != row.kind.lower() else ""
    yield ((f"{row.index} {row.kind}", "strong"), (name, "dim"))
    if row.error is not None:
        yield from _error(row.error, width, heading=False)
        yield from _shape_field("input", row.input_shape, width, plain=plain)
        return
    if row.state == "blocked":
        failed = flow.error.layer if flow.error is not None else 0
        yield from _field("", f"Waits: layer {failed} has to be mended first.", width, "dim")
        return
    if row.state == "disabled":
        yield from _field("", "Switched off: its input goes on unchanged.", width, "dim")
        return
    yield from _shape_field("input", row.input_shape, width, plain=plain)
    yield from _shape_field("output", row.output_shape, width, plain=plain)
    yield from _bars(flow, row, width, plain=plain)
    yield from _field("dtype", row.dtype or "not known", width)
    fixed = f"{row.trainable:,} trainable, {row.non_trainable:,} not"
    yield from _field("params", f"{row.params:,}" + (f" ({fixed})" if row.params else ""), width)
    if row.formula:
        formula = row.formula if plain else row.formula.replace(" x ", " × ")
        yield from _field("", formula, width, "dim")
    macs = "not counted for this kind" if row.macs is None else f"{row.macs:,} for one sample"
    yield from _field("MACs", macs, width)
    memory = f"{bytes_words(row.param_bytes)} parameters, {bytes_words(row.activation_bytes)} outputs"
    yield from _field("memory", f"{memory} at batch size {flow.batch_size}", width)
    if row.receptive_field is not None:
        times = " x " if plain else " × "
        sizes = times.join(map(str, row.receptive_field))
        unit = "steps" if len(row.receptive_field) == 1 else "pixels"
        yield from _field("sees", f"{sizes} {unit} of the input (receptive field)", width)


def _bars(flow: Flow, row: LayerFlow, width: int, *, plain: bool) -> Iterator[Line]:
    """The tensor before and after the layer, to one scale: narrower or wider at a glance."""
    cells = max(min(width - _NAME - 14, 24), 4)
    for name, shape in (("in", row.input_shape), ("out", row.output_shape)):
        drawn = bar(shape, widest(flow), plain=plain, cells=cells)
        yield ((name.ljust(_NAME), "dim"), (drawn, "bar"))


def _totals(flow: Flow, trained: Flow | None, width: int) -> Iterator[Line]:
    sums = flow.totals
    before = trained.totals if trained is not None and flow.error is None else sums
    yield (("All layers" if flow.error is None else "Layers that can be built", "strong"),)
    kinds = f"{sums.trainable:,} trainable, {sums.non_trainable:,} not"
    yield from _field("params", f"{sums.params:,} ({kinds}){_more(before.params, sums.params)}", width)
    yield from _field("MACs", f"{sums.macs:,} for one sample{_more(before.macs, sums.macs)}", width)
    memory = f"{bytes_words(sums.param_bytes)} parameters, {bytes_words(sums.activation_bytes)} outputs"
    yield from _field("memory", f"{memory} at batch size {flow.batch_size}", width)


def _more(before: int, now: int) -> str:
    """What a sum has changed by since the last training."""
    return f", {now - before:+,} since the last training" if now != before else ""


def _error(error: FlowError, width: int, *, heading: bool = True) -> Iterator[Line]:
    """Title, cause and remedy, wrapped to the pane."""
    title = f"Layer {error.layer}: {error.title}" if heading else error.title
    fix = f"R in the stack: {fixes.words(error.fix)}." if error.fix is not None else ""
    for text, role in ((title, "bad"), (error.message, ""), (error.remedy, "warning"), (fix, "strong")):
        yield from _wrapped(text, width, role)


def _changes(flow: Flow, trained: Flow | None, width: int, *, plain: bool) -> Iterator[Line]:
    if trained is None:
        yield from _wrapped("Not trained yet.", width, "dim")
        return
    found = changes(trained, flow, plain=plain)
    if not found:
        yield from _wrapped("No change of shapes or counts since the last training.", width, "dim")
        return
    yield (("Since the last training", "strong"),)
    for text in found[:_CHANGES]:
        for number, line in enumerate(textwrap.wrap(text, max(width - 2, 10))):
            yield ((("  " if number else "- ") + line, ""),)
    if len(found) > _CHANGES:
        yield ((f"  and {len(found) - _CHANGES} more", "dim"),)


def changes(before: Flow, after: Flow, *, plain: bool = False) -> tuple[str, ...]:
    """What is different between two flows, in words, the total of parameters first."""
    said: list[str] = []
    more = after.totals.params - before.totals.params
    if more and after.error is None:
        said.append(f"{more:+,} parameters, {after.totals.params:,} in all")
    if before.input_shape != after.input_shape:
        said.append(f"input {_to(before.input_shape, after.input_shape, plain=plain)}")
    for old, new in matched(before, after):
        if new is None and old is not None:
            said.append(f"{old.kind} (was layer {old.index}) is gone")
        elif old is None and new is not None:
            said.append(f"{new.index} {new.kind} is new")
        elif old is not None and new is not None and (words := _difference(old, new, plain=plain)):
            said.append(words)
    return tuple(said)


def matched(before: Flow, after: Flow) -> Iterator[tuple[LayerFlow | None, LayerFlow | None]]:
    """Which layer is which in two flows, by their kinds in order; what has no like stands alone."""
    old, new = _active(before), _active(after)
    matcher = difflib.SequenceMatcher(
        None, [row.kind for row in old], [row.kind for row in new], autojunk=False
    )
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
            continue
        for gone in old[a:b]:
            yield gone, None
        for added in new[c:d]:
            yield None, added


def _active(flow: Flow) -> Sequence[LayerFlow]:
    return [row for row in flow.layers if row.state != "disabled"]


def _difference(before: LayerFlow, after: LayerFlow, *, plain: bool) -> str:
    if before.state != "ok" or after.state != "ok":
        return ""
    parts = []
    if before.output_shape != after.output_shape and before.output_shape and after.output_shape:
        parts.append(_to(before.output_shape, after.output_shape, plain=plain))
    if before.params != after.params:
        parts.append(f"{after.params - before.params:+,} parameters")
    elif before.trainable != after.trainable:
        parts.append(f"{after.trainable - before.trainable:+,} trainable")
    return f"{after.index} {after.kind}: {', '.join(parts)}" if parts else ""


def _to(before: Shape, after: Shape, *, plain: bool) -> str:
    arrow = " -> " if plain else " → "
    return shape_words(before, plain=plain) + arrow + shape_words(after, plain=plain)


def waiting(width: int) -> tuple[Line, ...]:
    """What the pane says before there is a flow."""
    return tuple(_wrapped("Shapes and counts appear here as soon as Keras is loaded.", width, "dim"))
