"""`seqtui inspect`: the shape flow with costs, without training."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seqtui.cli import completion
from seqtui.cli.output import quiet_native
from seqtui.cli.report import print_json
from seqtui.cli.settings import use_device, with_settings
from seqtui.cli.tables import shape_text, size, table
from seqtui.errors import EXIT_BAD_INPUT, EXIT_DONE, SeqtuiError
from seqtui.recipe.flow import Flow, FlowError, LayerFlow
from seqtui.recipe.values import Recipe
from seqtui.sources import open_source

Signature = tuple[tuple[int | None, ...], str]


@click.command("inspect", short_help="Shapes, parameters and costs of every layer.")
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

    With an error in a layer the exit code is 3, and the layers before it are still shown.
    """
    try:
        flow = _flow(source, target, batch, settings)
    except SeqtuiError as error:
        if as_json:
            print_json(_failed_json(error))
        raise
    if as_json:
        print_json(_flow_json(flow))
    else:
        click.echo("\n".join(_flow_lines(flow)))
    if flow.error is None:
        return EXIT_DONE
    _tell(flow.error)
    return EXIT_BAD_INPUT


def _flow(source: str, target: str | None, batch: int | None, settings: tuple[str, ...]) -> Flow:
    opened = open_source(source, target)
    recipe = with_settings(opened.recipe, settings)
    shape, dtype = input_signature(recipe, opened.base)
    use_device("cpu")
    from seqtui import engine  # noqa: PLC0415  # after the device is chosen

    with quiet_native():
        return engine.flow(recipe, shape, dtype, batch or recipe.fit.batch_size)


def input_signature(recipe: Recipe, base: Path) -> Signature:
    """Shape of one sample and its type: from the recipe's data or, without any, from its `input`.

    Raises:
        SeqtuiError: The data cannot be loaded, or the recipe names neither data nor input.
    """
    if recipe.data is not None:
        from seqtui.data import load  # noqa: PLC0415  # numpy and polars, not needed for `--help`

        dataset = load(recipe.data, base)
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


def _flow_json(flow: Flow) -> dict[str, Any]:
    return {
        "input_shape": list(flow.input_shape),
        "layers": [_layer_json(row) for row in flow.layers],
        "totals": asdict(flow.totals),
        "error": _error_json(flow.error),
        "lints": [],
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
