"""`seqtui trace`: one sample through every layer, as text or JSON."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seqtui.cli.output import quiet_native
from seqtui.cli.report import print_json
from seqtui.cli.settings import device_name, use_device, with_settings
from seqtui.cli.tables import table
from seqtui.errors import SeqtuiError
from seqtui.sources import OpenedSource, open_source

if TYPE_CHECKING:
    import numpy as np

    from seqtui.data.dataset import Dataset
    from seqtui.engine.tracing import Stage, Trace, Tracer
    from seqtui.recipe.flow import Shape

_SHOWN = 8


@click.command("trace", short_help="One sample through every layer, with real values.")
@click.argument("source")
@click.option("--sample", default=0, show_default=True, metavar="N", help="Row, training rows first.")
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Changes one setting; repeatable."
)
@click.option("--training", is_flag=True, help="Layers behave as in training: Dropout on, batch statistics.")
@click.option("--device", callback=device_name, default="auto", help="auto, cpu, gpu or gpu:N.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with all values.")
def command(
    source: str,
    sample: int,
    target: str | None,
    settings: tuple[str, ...],
    device: str,
    *,
    training: bool,
    as_json: bool,
) -> None:
    """Follows one sample of the data through every layer, with the shapes and the values that come out.

    A run is traced with its newest weights; anything else with its seeded first weights, and says so.
    """
    opened = open_source(source, target)
    recipe = with_settings(opened.recipe, settings)
    if recipe.data is None:
        raise SeqtuiError(
            "There is nothing to trace.", "The recipe names no data.", "Add [data] with a source.", key="data"
        )
    from seqtui.data import load  # noqa: PLC0415  # numpy and polars, not needed for `--help`

    dataset = load(recipe.data, opened.base)
    weights = _weights(opened)
    use_device(device)
    with quiet_native():
        from seqtui.engine.tracing import Tracer  # noqa: PLC0415  # after the device is chosen

        tracer = Tracer(recipe, dataset, weights)
        found = tracer.trace(sample, training=training)
    if as_json:
        print_json(_json(tracer, found))
    else:
        click.echo("\n".join(_lines(tracer, found)))


def _weights(opened: OpenedSource) -> Path | None:
    """A run's newest weights; None for what was never trained, or saved none yet."""
    if opened.run is None:
        return None
    from seqtui.engine.checkpoint import newest  # noqa: PLC0415  # not needed for other sources

    point = newest(opened.run)
    return None if point is None else point.model


def _json(tracer: Tracer, trace: Trace) -> dict[str, Any]:
    nonfinite: list[str] = []
    return {
        "sample": trace.sample,
        "part": trace.part,
        "trained": tracer.trained,
        "training": trace.training,
        "stages": [
            {
                "index": stage.index,
                "kind": stage.kind,
                "name": stage.name,
                "input_shape": list(stage.input_shape),
                "output_shape": list(stage.output_shape),
                "params": stage.params,
                "trainable": stage.trainable,
                "does": _sentence(tracer, stage),
                "values": _finite(stage.values, f"stages.{at}.values", nonfinite),
            }
            for at, stage in enumerate(trace.stages)
        ],
        "prediction": _finite(trace.prediction, "prediction", nonfinite),
        "target": None if trace.target is None else trace.target.tolist(),
        "nonfinite": nonfinite,
    }


def _finite(values: np.ndarray[Any, Any], name: str, nonfinite: list[str]) -> Any:
    """Values as nested lists, numbers that are not finite as null; their place is noted."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(one) for one in value]
        if isinstance(value, bytes):
            return value.decode(errors="replace")
        if isinstance(value, float) and not math.isfinite(value):
            if name not in nonfinite:
                nonfinite.append(name)
            return None
        return value

    return plain(values.tolist())


def _lines(tracer: Tracer, trace: Trace) -> list[str]:
    rows = tracer.rows
    heads = ("", "stage", "in", "out", "params", "what it does")
    stages = [
        (
            str(stage.index),
            stage.kind,
            _rows_of(rows, stage.input_shape),
            _rows_of(rows, stage.output_shape),
            f"{stage.params:,}",
            _sentence(tracer, stage),
        )
        for stage in trace.stages
    ]
    state = "as trained" if tracer.trained else "untrained: with the seeded first weights"
    behaviour = ", layers as in training" if trace.training else ""
    return [
        f"{tracer.dataset.name}, {rows:,} rows, {state}{behaviour}",
        "",
        *table(heads, stages, right=(0, 2, 3, 4)),
        "",
        f"sample {trace.sample} of 0 to {rows - 1:,} ({trace.part})",
        *table(("", "stage", "values"), [_values_row(stage) for stage in trace.stages], right=(0,)),
        "",
        *_outcome(tracer, trace),
    ]


def _rows_of(rows: int, shape: Shape) -> str:
    return " x ".join(["?" if size is None else f"{size}" for size in (rows, *shape[1:])])


def _sentence(tracer: Tracer, stage: Stage) -> str:
    from seqtui.advice.stages import input_sentence, sentence  # noqa: PLC0415  # the catalogue, when needed

    if stage.index == 0:
        return input_sentence(stage.output_shape, "feature")
    return sentence(tracer.recipe.layers[stage.index - 1], stage.input_shape, stage.output_shape)


def _values_row(stage: Stage) -> tuple[str, str, str]:
    return str(stage.index), stage.kind, _values(stage.values)


def _values(values: np.ndarray[Any, Any]) -> str:
    """The first values in columns, how many more there are, and the share of zeros where there are some."""
    flat = values.ravel()
    shown = " ".join(_value(one) for one in flat[:_SHOWN].tolist())
    more = f" … {flat.size - _SHOWN:,} more" if flat.size > _SHOWN else ""
    zeros = sum(one == 0 for one in flat.tolist()) if flat.dtype.kind in "fiu" else 0
    return shown + more + (f", {zeros:,} of {flat.size:,} are 0" if zeros and flat.size > 1 else "")


def _value(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, float):
        size = abs(value)
        return f"{value:9.4f}" if size == 0 or 1e-3 <= size < 1e4 else f"{value:9.2e}"
    return f"{value!s:>9}"


def _outcome(tracer: Tracer, trace: Trace) -> list[str]:
    """What was predicted, and what is true."""
    from seqtui.data.dataset import class_numbers  # noqa: PLC0415  # numpy, late
    from seqtui.engine import probes  # noqa: PLC0415  # engine, late

    data: Dataset = tracer.dataset
    if data.task == "regression":
        predicted = float(trace.prediction.ravel()[0])
        true = float(trace.target.ravel()[0]) if trace.target is not None else math.nan
        return [f"predicted {predicted:.4g}, true {true:.4g}"]
    try:
        chances = probes.chances(trace.prediction[None], data, tracer.recipe.compile)[0]
    except SeqtuiError as error:
        return [f"{error.title} {error.cause}"]
    best = int(chances.argmax())
    words = f"predicted {data.class_names[best]}, {chances[best]:.3f}"
    if trace.target is not None:
        true_class = int(class_numbers(trace.target[None])[0])
        words += f"; it is {data.class_names[true_class]}: {'right' if true_class == best else 'wrong'}"
    return [words]
