"""`seqtui [SOURCE]`: the app."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from seqtui.cli import completion
from seqtui.cli.group import COMMANDS
from seqtui.errors import SeqtuiError
from seqtui.sources import OpenedSource, is_data_file, open_source
from seqtui.tui import run


@click.command("seqtui", options_metavar="[OPTIONS]")
@click.argument("source", required=False, shell_complete=completion.source)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
def command(source: str | None, target: str | None) -> int:
    """Opens the app: on SOURCE, or on what was open last."""
    if source is not None and is_data_file(source) and _on_terminal():
        # The app reads it: a large file then shows its progress, and the first frame does not wait.
        return run(data_file=(Path(source).expanduser().absolute(), target))
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


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
