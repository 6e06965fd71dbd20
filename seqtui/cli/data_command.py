"""`seqtui data`: what is in a data set."""

from __future__ import annotations

from pathlib import Path

import click

from seqtui.cli import completion
from seqtui.cli.report import error_json, print_json
from seqtui.cli.settings import with_settings
from seqtui.cli.tables import table, without_empty
from seqtui.data import BUILT_IN, ColumnFacts, Description, describe
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import DataSpec, Recipe
from seqtui.sources import is_data_file, open_source


@click.command("data", short_help="What is in a data set.")
@click.argument("source", shell_complete=completion.source)
@click.option("--target", metavar="COLUMN", help="Column or array to predict.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Changes one setting; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(source: str, target: str | None, settings: tuple[str, ...], *, as_json: bool) -> None:
    """Says what is in a data set: rows, columns, types, missing values, classes, balance, ranges.

    SOURCE is a data file, a built-in set, or a recipe, preset or run whose data is meant.

    \b
    Example: seqtui data sales.csv --target price --set data.split=ordered
    """  # noqa: D301  # \b is click's mark for lines to be kept as they are
    try:
        found = _description(source, target, settings)
    except SeqtuiError as error:
        if as_json:
            print_json({"error": error_json(error)})
        raise
    if as_json:
        print_json({"source": source, **found.to_json()})
    else:
        click.echo("\n".join(_lines(found)))


def _description(source: str, target: str | None, settings: tuple[str, ...]) -> Description:
    if is_data_file(source) or source in BUILT_IN:
        recipe, base, label = Recipe(data=DataSpec(source, target=target)), Path.cwd(), source
    else:
        opened = open_source(source, target)
        recipe, base, label = opened.recipe, opened.base, opened.label
    recipe = with_settings(recipe, settings)
    if recipe.data is None:
        raise SeqtuiError(
            f"{label} names no data.",
            "It has an input shape only.",
            "Add [data] with a source to it, or name a data file.",
            key="data",
        )
    return describe(recipe.data, base)


def _lines(found: Description) -> list[str]:
    lines = [f"{found.name}: {found.rows:,} rows, {len(found.columns):,} columns"]
    if found.target is not None:
        lines.append(f"Target       {found.target} ({found.task})")
        lines.append(f"Split        {found.training_rows:,} training, {found.validation_rows:,} validation")
        lines.append(f"Input        {' x '.join(map(str, found.input_shape or ()))} a sample")
    if found.classes:
        every = sum(count for _, count in found.classes)
        lines.append("Classes")
        heads = ("", "class", "rows", "share")
        rows = [("", name, f"{count:,}", f"{count / every:.1%}") for name, count in found.classes]
        lines += table(heads, rows, right=(2, 3))
    lines.append("")
    lines += table(*without_empty(_HEADS, [_row(each) for each in found.columns], right=(3, 4, 5, 6, 7)))
    if found.notes:
        lines += ["", *found.notes]
    return lines


_HEADS = ("column", "kind", "role", "missing", "distinct", "min", "mean", "max", "commonest")


def _row(column: ColumnFacts) -> tuple[str, ...]:
    commonest = ", ".join(f"{name} {count:,}" for name, count in column.commonest[:3])
    more = "…" if len(column.commonest) > 3 else ""
    kind = (
        column.kind if column.shape is None else f"{column.kind} {' x '.join(map(str, column.shape))}".strip()
    )
    return (
        column.name,
        kind,
        "" if column.role == "column" else column.role,
        f"{column.missing:,}" if column.missing else "",
        "" if column.distinct is None else f"{column.distinct:,}",
        _number(column.minimum),
        _number(column.mean),
        _number(column.maximum),
        commonest + more,
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.6g}"
