"""What the commands of files do in a worker: reading, looking, writing. No widget is known here."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.tui import memory

if TYPE_CHECKING:
    from seqtui.recipe.values import Recipe
    from seqtui.runs.reader import RunReader
    from seqtui.runs.record import RunRecord
    from seqtui.sources import OpenedSource
    from seqtui.tui.screens.picker import Item

_HINT_FILES = 200


_KNOWN_ENDING = re.compile(r"\.(toml|csv|tsv|parquet|npz|npy)$")


def file_stem(label: str) -> str:
    """What a file of that recipe may be called, without an ending; "" where nothing is left of it."""
    return re.sub(r"[^\w.-]+", "-", _KNOWN_ENDING.sub("", label)).strip("-.")


def restored(path: Path | None, text: str, opened: OpenedSource) -> tuple[OpenedSource, Recipe]:
    """What was open when the edits were made, and the edited recipe."""
    from seqtui.recipe.toml import Document  # noqa: PLC0415  # in a worker, when needed
    from seqtui.sources import OpenedSource as Source  # noqa: PLC0415  # the same
    from seqtui.sources import open_source  # noqa: PLC0415  # the same

    edited = Document.parse(text, path.name if path else "unsaved")
    if path is not None and path.exists():
        return open_source(str(path)), edited.recipe
    base = path.parent if path is not None else opened.base
    # What was open then has no name any more, unless it is what is open now.
    other = "restored" if edited.recipe.title != opened.recipe.title else opened.label
    label = path.name if path is not None else other
    document = Document.of(replace(edited.recipe, layers=())) if path is not None else opened.document
    return Source(document, path, base, label), edited.recipe


def last_run(source: str, run: Path | None) -> tuple[RunReader, RunRecord, Recipe] | None:
    """The last run of a source, read whole, and its reader; None where there is none or it cannot be read."""
    from seqtui.recipe.toml import Document  # noqa: PLC0415  # in a worker, when needed
    from seqtui.runs.layout import RECIPE  # noqa: PLC0415  # the same
    from seqtui.runs.reader import RunReader  # noqa: PLC0415  # the same

    kept = memory.recall()
    path = run or (Path(kept.run) if kept.run and kept.source == source else None)
    if path is None or not path.is_dir():
        return None
    reader = RunReader(path)
    try:
        record = reader.new_record()
        reader.poll(record)
        record.mark(reader.status())
        return reader, record, Document.read(path / RECIPE).recipe
    except SeqtuiError:
        return None


def preset_items() -> tuple[Item, ...]:
    """Every preset as a line of a picker."""
    from seqtui.recipe.presets import presets  # noqa: PLC0415  # in a worker, when needed
    from seqtui.tui.screens.picker import Item  # noqa: PLC0415  # the same

    return tuple(Item(one.name, one.name, "preset", one.summary, words=one.title) for one in presets())


def openable() -> tuple[Item, ...]:
    """Recipes and tables of the working directory, then presets."""
    from seqtui.tui.screens.picker import Item  # noqa: PLC0415  # in a worker, when needed

    files = sorted(
        path
        for pattern in ("*.toml", "*.csv", "*.tsv", "*.parquet", "*.npz")
        for path in Path.cwd().glob(pattern)
        if path.is_file() and path.name != "pyproject.toml"
    )
    words = {".toml": "recipe", ".npz": "arrays"}
    return (
        *(
            Item(str(path), path.name, words.get(path.suffix, "table"), str(path))
            for path in files[:_HINT_FILES]
        ),
        *preset_items(),
    )


def script(recipe: Recipe, dataset: object, label: str) -> tuple[str, Path]:
    """The recipe as Python, and the file that it was written to."""
    from seqtui.files import write_text_atomically  # noqa: PLC0415  # in a worker, when needed
    from seqtui.paths import state_dir  # noqa: PLC0415  # the same
    from seqtui.recipe.python import source  # noqa: PLC0415  # the same

    shape = getattr(dataset, "input_shape", None) or (recipe.input.shape if recipe.input else ())
    dtype = getattr(dataset, "input_dtype", None) or (recipe.input.dtype if recipe.input else "float32")
    text = source(recipe, None, shape, dtype)
    folder = state_dir() / "copied"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file_stem(label) or 'model'}.py"
    write_text_atomically(path, text)
    return text, path
