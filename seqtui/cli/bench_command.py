"""`seqtui bench`: measures the published figures on this machine."""

from __future__ import annotations

import platform

import click

from seqtui import __version__
from seqtui.bench.figures import Figure
from seqtui.bench.run import measure
from seqtui.cli.report import print_json
from seqtui.cli.tables import table
from seqtui.errors import EXIT_DONE

# Of this command alone: a limit was missed. Nothing is wrong with its use or its input.
EXIT_MISSED = 1


@click.command("bench", short_help="Measure seqtui's promises on this machine.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(*, as_json: bool) -> int:
    """Measures seqtui on this machine: stalls, first frame, training time, bytes, shape flow, Trace.

    Each figure is a limit, or a ratio within this run. Takes five to eight minutes, and wants the machine
    for itself. The exit code is 1 where a limit is missed.
    """
    figures = measure(lambda text: click.echo(f"measuring: {text}", err=True))
    if as_json:
        machine = {"seqtui": __version__, "python": platform.python_version(), "system": platform.platform()}
        print_json({**machine, "figures": [each.to_json() for each in figures]})
    else:
        click.echo("\n".join(_lines(figures)))
    return EXIT_DONE if all(each.kept for each in figures) else EXIT_MISSED


def _lines(figures: tuple[Figure, ...]) -> list[str]:
    rows = [
        (
            "" if each.kept else "missed",
            each.says,
            _value(each.value, each.unit),
            f"< {_value(each.limit, each.unit)}",
            each.basis.partition("\n")[0],
        )
        for each in figures
    ]
    lines = table(("", "figure", "measured", "limit", "from"), rows, right=(2, 3))
    for each in figures:
        if not each.kept and each.basis.partition("\n")[2]:
            lines += ["", f"{each.says}: the loop was in", each.basis.partition("\n")[2]]
    return lines


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "nothing"
    return f"{value:.2f}" if unit == "ratio" else f"{value:.1f} {unit}"
