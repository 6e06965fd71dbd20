"""`seqtui [SOURCE]`: the app."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from seqtui.cli import completion
from seqtui.cli.group import COMMANDS
from seqtui.errors import SeqtuiError
from seqtui.sources import TABLES, OpenedSource, is_data_file, open_source
from seqtui.tui import run


@click.command("seqtui", options_metavar="[OPTIONS]")
@click.argument("source", required=False, shell_complete=completion.source)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
def command(source: str | None, target: str | None) -> int:
    """Opens the app: on SOURCE, or on what was open last."""
    if source is not None and is_data_file(source):
        target = target or _asked_target(Path(source))
    # First what was named: a file that cannot be read is the better answer where there is no terminal.
    found = None if source is None else opened(source, target)
    return run(found)


def opened(source: str, target: str | None) -> OpenedSource:
    """The opened source; for a mistyped command the error names the command that was meant."""
    try:
        return open_source(source, target)
    except SeqtuiError as error:
        close = difflib.get_close_matches(source, COMMANDS, 1)
        if close and "." not in source and "/" not in source:
            error.remedy = f"Did you mean `seqtui {close[0]}`? {error.remedy}"
        raise


def _asked_target(path: Path) -> str | None:
    """The column that the user names at the prompt; None where there is no terminal, or nothing to ask."""
    if path.suffix.lower() not in TABLES or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    from seqtui.data import columns  # noqa: PLC0415  # numpy and polars, which an ordinary start does without

    names = columns(path)
    for number, name in enumerate(names, 1):
        click.echo(f"{number:4}  {name}")
    while True:
        text = click.prompt(f"Which column should the model predict? Name or 1-{len(names)}").strip()
        if text in names:
            return str(text)
        if text.isdigit() and 1 <= int(text) <= len(names):
            return names[int(text) - 1]
        click.echo(f"There is no column {text!r}.")
