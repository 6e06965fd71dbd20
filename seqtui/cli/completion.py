"""What the shell proposes for SOURCE: presets, runs, files, and built-in sets where they are taken.

It answers while somebody waits with a finger on Tab: names are read from directories, no file is opened,
and no library is loaded for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from seqtui.paths import assets_dir, runs_dir

_FILES = (".toml", ".csv", ".tsv", ".parquet", ".npz", ".npy", ".keras", ".h5", ".json")
_RUNS = 30


def source(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Everything that SOURCE may be and that begins so; paths are left to the shell.

    Args:
        ctx: Says which command asks: `data` takes built-in sets too.
        incomplete: What is typed so far.
    """
    if "/" in incomplete or incomplete.startswith((".", "~")):
        return [CompletionItem(incomplete, type="file")]
    named = dict(_named(with_sets=ctx.info_name == "data"))
    found = [CompletionItem(name, help=kind) for name, kind in named.items() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def layer(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Layer kinds that begin so, in any case, with what they do."""
    from seqtui.recipe.catalogue import catalogue  # noqa: PLC0415  # of use to one command

    known = catalogue()
    return [
        CompletionItem(kind.name, help=kind.summary)
        for kind in (*known.kinds, *known.inner)
        if kind.name.lower().startswith(incomplete.lower())
    ]


def _named(*, with_sets: bool) -> Iterator[tuple[str, str]]:
    for path in sorted((assets_dir() / "recipes").glob("*.toml")):
        yield path.stem, "preset"
    if with_sets:
        from seqtui.data.names import BUILT_IN  # noqa: PLC0415  # of use to one command

        yield from ((name, "built-in set") for name in BUILT_IN)
    for name in _names(Path.cwd()):
        if name.lower().endswith(_FILES) and name != "pyproject.toml":
            yield name, "file"
    for name in sorted(_names(runs_dir()), reverse=True)[:_RUNS]:  # their names begin with the time
        yield name, "run"


def _names(folder: Path) -> list[str]:
    """Sorted names in a folder; none where it cannot be read."""
    try:
        return sorted(each.name for each in folder.iterdir())
    except OSError:
        return []
