"""Changes a recipe's TOML text as little as possible. The only module that needs tomlkit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

import tomlkit
from tomlkit.container import Container, OutOfOrderTableProxy
from tomlkit.items import AbstractTable, AoT, Array, Table

from seqtui.recipe.blocks import Block, join, split
from seqtui.recipe.values import LayerSpec, Recipe
from seqtui.recipe.writing import PlainTable, plain_layer, plain_sections, table_text, toml_value

_TABLES = (AbstractTable, Container, OutOfOrderTableProxy)
_ORDER = ("", "data", "layers", "compile", "fit")


def edited_text(text: str, old: Recipe, new: Recipe) -> str:
    """`text`, which says `old`, changed so that it says `new`.

    Where a layout cannot be followed the text may still say something else: the caller reads it again.
    """
    windows = "\r\n" in text
    text = _with_sections(text.replace("\r\n", "\n"), old, new)
    if new.layers != old.layers:
        text = _with_layers(text, old.layers, new.layers)
    return text.replace("\n", "\r\n") if windows else text


def _with_sections(text: str, old: Recipe, new: Recipe) -> str:
    before, after = plain_sections(old), plain_sections(new)
    if before == after and _types(before) == _types(after):
        return text
    document = tomlkit.parse(text)
    added: list[str] = []
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, {}), after.get(name)
        if now is None:
            document.pop(name, None)
        elif name and name not in document:
            if was != now:
                added.append(name)
        else:
            _sync(document[name] if name else document, was, now)
    text = tomlkit.dumps(document)
    for name in added:
        text = _with_section(text, name, table_text(f"[{name}]", after[name]))
    return text


def _with_section(text: str, name: str, section: str) -> str:
    """The text with one more section, behind those that usually stand before it."""
    blocks, tail = split(text)
    earlier = _ORDER[: _ORDER.index(name)]
    at = max(
        (index + 1 for index, block in enumerate(blocks) if (block.path[:1] or ("",))[0] in earlier),
        default=0,
    )
    fresh = Block((name,), "\n" if at else "", section)
    return join(_parted((*blocks[:at], fresh, *blocks[at:]), at), tail)


def _parted(blocks: tuple[Block, ...], at: int) -> tuple[Block, ...]:
    """The blocks with a blank line behind the one at `at`."""
    if at + 1 >= len(blocks) or blocks[at + 1].gap:
        return blocks
    return (*blocks[: at + 1], replace(blocks[at + 1], gap="\n"), *blocks[at + 2 :])


def _types(value: Any) -> Any:
    """The same nesting with types for values: 1, 1.0 and true are equal and not the same."""
    if isinstance(value, dict):
        return {name: _types(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_types(item) for item in value]
    return type(value)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and bool(_types(one) == _types(other))


def _sync(table: Any, was: PlainTable, now: PlainTable) -> None:
    """Changes, adds and removes the keys of a tomlkit table where `now` differs from `was`."""
    for name in was:
        if name not in now:
            table.pop(name, None)
    for name, value in now.items():
        before = was.get(name)
        if name in was and _same(before, value):
            continue
        item = table.get(name)
        if isinstance(item, _TABLES) and isinstance(before, dict) and isinstance(value, dict):
            _sync(item, before, value)
        else:
            if isinstance(item, Table | AoT):
                # A value in the place of a section would land under the header before it.
                table.pop(name)
            table[name] = tomlkit.value(toml_value(value))


def _with_layers(text: str, old: Sequence[LayerSpec], new: Sequence[LayerSpec]) -> str:
    document = tomlkit.parse(text)
    if isinstance(document.get("layers"), Array):
        _sync_array(document["layers"], old, new)
        return tomlkit.dumps(document)
    blocks, tail = split(text)
    return join(_moved(blocks, old, new), tail)


def _pairs(old: Sequence[LayerSpec], new: Sequence[LayerSpec]) -> list[LayerSpec | None]:
    """For each new layer the old one that it comes from: the same identity, else an equal one."""
    free = list(old)
    found: list[LayerSpec | None] = [None] * len(new)
    for test in (_same_identity, _same_layer):
        for index, layer in enumerate(new):
            match = next((one for one in free if found[index] is None and test(one, layer)), None)
            if match is not None:
                found[index] = match
                free = [one for one in free if one is not match]
    if len(old) == len(new):
        # Layers rewritten in their places, by someone who keeps no identities.
        for index, (one, layer) in enumerate(zip(old, new, strict=True)):
            alone = found[index] is None and any(one is left for left in free)
            if alone and one.kind == layer.kind:
                found[index] = one
    return found


def _same_identity(one: LayerSpec, other: LayerSpec) -> bool:
    return one.identity == other.identity


def _same_layer(one: LayerSpec, other: LayerSpec) -> bool:
    return one == other


def _opcodes(
    old: Sequence[LayerSpec], sources: Sequence[LayerSpec | None]
) -> list[tuple[int, int, int, int]]:
    """Stretches (old from, to, new from, to) that differ, last first; what is between stays in place."""
    left = [id(layer) for layer in old]
    right = [-index - 1 if layer is None else id(layer) for index, layer in enumerate(sources)]
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(a, b, c, d) for tag, a, b, c, d in reversed(codes) if tag != "equal"]


def _moved(
    blocks: tuple[Block, ...], old: Sequence[LayerSpec], new: Sequence[LayerSpec]
) -> tuple[Block, ...]:
    """The blocks with layers changed, added, removed and moved."""
    sources = _pairs(old, new)
    own = {id(layer): block for layer, block in zip(old, (b for b in blocks if b.is_layer), strict=True)}
    for layer, source in zip(new, sources, strict=True):
        if source is not None:
            own[id(source)] = _changed(own[id(source)], source, layer)
    fresh = [
        Block(("layers",), "\n", table_text("[[layers]]", plain_layer(layer)))
        if source is None
        else replace(own[id(source)], gap="\n")
        for layer, source in zip(new, sources, strict=True)
    ]
    result = list(blocks)
    places = [index for index, block in enumerate(blocks) if block.is_layer]
    for place, layer in zip(places, old, strict=True):
        result[place] = own[id(layer)]
    for first, last, new_first, new_last in _opcodes(old, sources):
        _splice(result, places, (first, last), fresh[new_first:new_last])
    return tuple(result)


def _splice(result: list[Block], places: list[int], span: tuple[int, int], fresh: list[Block]) -> None:
    """Puts fresh blocks in the place of the old layers of a span; free comments stay where they are."""
    first, last = span
    at = _place(result, places, first)
    gaps = [result[place].gap for place in places[first:last]]
    for place in reversed(places[first:last]):
        del result[place]
    fresh = [*fresh]
    for index, gap in enumerate(gaps[: len(fresh)]):
        fresh[index] = replace(fresh[index], gap=gap)
    result[at:at] = fresh
    behind = at + len(fresh)
    comments = _comments(gaps[len(fresh) :])
    if comments and behind < len(result):
        result[behind] = replace(result[behind], gap=_comments([comments, result[behind].gap]))
    elif comments and result:
        result[-1] = replace(result[-1], text=result[-1].text + comments.rstrip("\n") + "\n")
    elif not at and gaps and not fresh and behind < len(result):
        # Nothing is left above: a file does not begin with a blank line.
        result[behind] = replace(result[behind], gap=result[behind].gap.lstrip("\n"))
    elif fresh and not gaps and first == 0 and behind < len(result):
        # A new first layer takes the gap above the stack, with its comments.
        result[at] = replace(result[at], gap=result[behind].gap if places else "\n" if at else "")
        result[behind] = replace(result[behind], gap="\n" if places else result[behind].gap or "\n")


def _comments(gaps: list[str]) -> str:
    """The free comments of several gaps, one paragraph each; nothing where there are none."""
    paragraphs = [gap.strip("\n") for gap in gaps if gap.strip()]
    return "".join(f"\n{paragraph}\n" for paragraph in paragraphs) + "\n" if paragraphs else ""


def _place(result: list[Block], places: list[int], first: int) -> int:
    """Where the layers of a span begin: at a layer, behind the last one, or before the settings."""
    if first < len(places):
        return places[first]
    if places:
        return places[-1] + 1
    settings = (index for index, block in enumerate(result) if block.path[:1] in (("compile",), ("fit",)))
    return next(settings, len(result))


def _changed(block: Block, old: LayerSpec, new: LayerSpec) -> Block:
    before, after = plain_layer(old), plain_layer(new)
    if _same(before, after):
        return block
    document = tomlkit.parse(block.text)
    _sync_layer(document["layers"][0], before, after)
    return replace(block, text=tomlkit.dumps(document))


def _sync_layer(table: Any, before: PlainTable, after: PlainTable) -> None:
    # `enabled = true` may be written out, and is then not among the plain values.
    if "enabled" not in before and "enabled" in table:
        before = {**before, "enabled": True}
        after = {"enabled": True, **after}
    _sync(table, before, after)


def _sync_array(array: Any, old: Sequence[LayerSpec], new: Sequence[LayerSpec]) -> None:
    """The same for layers written as `layers = [{ … }, { … }]`."""
    sources = _pairs(old, new)
    for first, last, new_first, new_last in _opcodes(old, sources):
        for index in reversed(range(first, last)):
            del array[index]
        for index in reversed(range(new_first, new_last)):
            array.insert(first, tomlkit.value(toml_value(plain_layer(new[index]))))
    for index, (layer, source) in enumerate(zip(new, sources, strict=True)):
        if source is not None:
            _sync_layer(array[index], plain_layer(source), plain_layer(layer))
