"""`seqtui presets`: the recipes that ship."""

from __future__ import annotations

import click

from seqtui.cli.report import print_json
from seqtui.recipe.presets import presets


@click.command("presets", short_help="The recipes that ship.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(*, as_json: bool) -> None:
    """Lists the recipes that ship with seqtui."""
    found = presets()
    if as_json:
        rows = [{"name": each.name, "title": each.title, "summary": each.summary} for each in found]
        print_json({"presets": rows})
        return
    width = max(len(each.name) for each in found)
    for each in found:
        click.echo(f"{each.name.ljust(width)}  {each.title}")
        if each.summary:
            click.echo(f"{' ' * width}  {each.summary}")
    click.echo("\nOpen one with `seqtui NAME`, or train it with `seqtui train NAME`.")
