"""`seqtui inspect`: the shape flow with costs and lints, without training."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seqtui.advice.lints import counted, lints
from seqtui.advice.subject import Lint
from seqtui.cli import completion
from seqtui.cli.output import quiet_native
from seqtui.cli.report import print_json
from seqtui.cli.settings import use_device, with_settings
from seqtui.cli.tables import shape_text, size, table
from seqtui.errors import EXIT_BAD_INPUT, EXIT_DONE, SeqtuiError
from seqtui.recipe import fixes
from seqtui.recipe.flow import Flow, FlowError, LayerFlow
from seqtui.recipe.values import Recipe
from seqtui.sources import open_source

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset

Signature = tuple[tuple[int | None, ...], str]


@click.command("inspect", short_help="Shapes, parameters, costs and lints of every layer.")
@click.argument("source", shell_complete=completion.source)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
@click.option("--batch", type=click.IntRange(min=1), help="Batch size for activation memory.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Changes one setting; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(
    source: str, target: str | None, batch: int | None, settings: tuple[str, ...], *, as_json: bool
) -> int:
    """Shows what every layer makes of the shapes, with parameters and costs, without training.

    Below stand lints: what Keras accepts and yet is probably a mistake. They do not change the exit code.
    With an error in a layer it is 3, and the layers before it are still shown.
    """
    try:
        flow, found = _looked_at(source, target, batch, settings)
    except SeqtuiError as error:
        if as_json:
            print_json(_failed_json(error))
        raise
    if as_json:
        print_json(_flow_json(flow, found))
    else:
        click.echo("\n".join(_flow_lines(flow)))
        _tell_lints(flow, found)
    if flow.error is None:
        return EXIT_DONE
    _tell(flow.error)
    return EXIT_BAD_INPUT


def _looked_at(
    source: str, target: str | None, batch: int | None, settings: tuple[str, ...]
) -> tuple[Flow, tuple[Lint, ...]]:
    opened = open_source(source, target)
    recipe = with_settings(opened.recipe, settings)
    dataset = _rows(recipe, opened.base)
    shape, dtype = _signature(recipe, dataset)
    use_device("cpu")
    from seqtui import engine  # noqa: PLC0415  # after the device is chosen
    from seqtui.advice.datafacts import data_facts  # noqa: PLC0415  # numpy, not needed for `--help`

    with quiet_native():
        flow = engine.flow(recipe, shape, dtype, batch or recipe.fit.batch_size)
    facts = data_facts(dataset, recipe.fit.batch_size) if dataset is not None else None
    return flow, lints(recipe, flow, facts)


def _rows(recipe: Recipe, base: Path) -> Dataset | None:
    if recipe.data is None:
        return None
    from seqtui.data import load  # noqa: PLC0415  # numpy and polars, not needed for `--help`

    return load(recipe.data, base)


def _signature(recipe: Recipe, dataset: Dataset | None) -> Signature:
    """Shape of one sample and its type: from the recipe's data or, without any, from its `input`.

    Raises:
        SeqtuiError: The recipe names neither data nor input.
    """
    if dataset is not None:
        return dataset.input_shape, dataset.input_dtype
    if recipe.input is None:
        raise SeqtuiError(
            "The recipe has no input.",
            "It names no data, and no shape either.",
            'Add [data] with a source, or input = { shape = [20], dtype = "float32" }.',
            key="data",
        )
    return recipe.input.shape, recipe.input.dtype


def _tell(error: FlowError) -> None:
    where = f"Layer {error.layer}" if error.layer else "The input"
    click.secho(f"Error: {where}: {error.title}", fg="red", bold=True, err=True)
    for text in (error.message, error.remedy):
        click.echo(f"  {text}", err=True)


_COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan"}


def _tell_lints(flow: Flow, found: tuple[Lint, ...]) -> None:
    """The lints below the table: how bad, where, what is so, and what to do."""
    if not found:
        return
    click.echo(f"\nLints        {counted(found)}")
    for one in found:
        where = "training settings" if one.layer is None else "data"
        if one.layer:
            where = f"layer {one.layer} {flow.layers[one.layer - 1].kind}"
        severity = click.style(one.severity, fg=_COLOURS[one.severity], bold=True)
        click.echo(f"  {severity}, {where}: {one.message}")
        fix = f" In the app, R does it: {fixes.words(one.fix)}." if one.fix is not None else ""
        click.echo(f"    {one.remedy}{fix}  ({one.rule})")


def _flow_json(flow: Flow, found: tuple[Lint, ...]) -> dict[str, Any]:
    return {
        "input_shape": list(flow.input_shape),
        "layers": [_layer_json(row) for row in flow.layers],
        "totals": asdict(flow.totals),
        "error": _error_json(flow.error),
        "lints": [
            {
                "rule": one.rule,
                "severity": one.severity,
                "layer": one.layer,
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in found
        ],
    }


def _layer_json(row: LayerFlow) -> dict[str, Any]:
    return {
        "index": row.index,
        "kind": row.kind,
        "name": row.name,
        "state": row.state,
        "input_shape": _listed(row.input_shape),
        "output_shape": _listed(row.output_shape),
        "dtype": row.dtype,
        "params": row.params,
        "trainable": row.trainable,
        "non_trainable": row.non_trainable,
        "macs": row.macs,
        "param_bytes": row.param_bytes,
        "activation_bytes": row.activation_bytes,
        "receptive_field": _listed(row.receptive_field),
        "error": _error_json(row.error),
    }


def _listed(shape: tuple[int | None, ...] | None) -> list[int | None] | None:
    return None if shape is None else list(shape)


def _error_json(error: FlowError | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {"layer": error.layer, "title": error.title, "message": error.message, "remedy": error.remedy}


def _failed_json(error: SeqtuiError) -> dict[str, Any]:
    """The same object where there is no flow at all: the recipe or its data cannot be read."""
    told = {"layer": error.layer, "title": error.title, "message": error.cause, "remedy": error.remedy}
    totals = dict.fromkeys(
        ("params", "trainable", "non_trainable", "macs", "param_bytes", "activation_bytes"), 0
    )
    return {"input_shape": None, "layers": [], "totals": totals, "error": told, "lints": []}


_HEADS = ("", "layer", "input", "output", "type", "params", "MACs", "memory", "receptive field")


def _flow_lines(flow: Flow) -> list[str]:
    start = ("0", "Input", "", shape_text(flow.input_shape), flow.input_dtype, "", "", "", "")
    lines = table(_HEADS, [start, *map(_row, flow.layers)], right=(0, 5, 6, 7))
    totals = flow.totals
    split = f"{totals.trainable:,} trainable, {totals.non_trainable:,} fixed"
    lines += [
        "",
        f"Parameters   {totals.params:,}: {split}, {size(totals.param_bytes)}",
        f"One sample   {totals.macs:,} multiply-accumulates",
        f"One batch    {flow.batch_size} samples, {size(totals.activation_bytes)} of activations",
    ]
    return lines


def _row(row: LayerFlow) -> tuple[str, ...]:
    if row.state in ("blocked", "disabled", "failed"):
        said = {"blocked": "waits for the layer before", "disabled": "off", "failed": "fails"}[row.state]
        return (str(row.index), row.kind, shape_text(row.input_shape), said, "", "", "", "", "")
    field = "x".join(map(str, row.receptive_field)) if row.receptive_field else ""
    return (
        str(row.index),
        row.kind,
        shape_text(row.input_shape),
        shape_text(row.output_shape),
        row.dtype or "",
        f"{row.params:,}",
        "" if row.macs is None else f"{row.macs:,}",
        size(row.activation_bytes),
        field,
    )
