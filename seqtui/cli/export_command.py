"""`seqtui export`: hands the work to other tools."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from seqtui.cli import completion
from seqtui.cli.output import quiet_native
from seqtui.cli.settings import use_device
from seqtui.exporting import KINDS, export
from seqtui.sources import open_source

_WIDTH = max(map(len, KINDS))
_HELP = "Writes SOURCE as something that other tools read.\n\n\b\n" + "\n".join(
    f"{kind.name.ljust(_WIDTH)}  {kind.help}" for kind in KINDS.values()
)


@click.command("export", short_help="Write a script, recipe, model, weights or curves.", help=_HELP)
@click.argument("source", shell_complete=completion.source)
@click.option("--to", "kind", required=True, type=click.Choice(list(KINDS)), help="What to write.")
@click.option(
    "-o", "--output", "path", required=True, type=click.Path(path_type=Path), metavar="PATH", help="Where to."
)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
@click.option("--steps", is_flag=True, help="With csv: a row for each recorded step, not for each epoch.")
@click.option("--force", is_flag=True, help="Replaces files that exist.")
def command(source: str, kind: str, path: Path, target: str | None, *, steps: bool, force: bool) -> None:
    """Writes SOURCE as something that other tools read; the help text is made of KINDS."""
    opened = open_source(source, target)
    keras = KINDS[kind].needs_keras
    if keras:
        use_device("cpu")
    with quiet_native() if keras else contextlib.nullcontext():
        written = export(opened, kind, path.expanduser(), force=force, steps=steps)
    for each in written.paths:
        click.echo(f"Wrote {each}")
    if written.remark:
        click.echo(written.remark)
