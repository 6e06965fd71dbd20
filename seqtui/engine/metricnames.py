"""Names that Keras will give a recipe's metrics, told without loading Keras."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from seqtui.recipe.values import CompileSpec, Obj

LOSS = "loss"


def metric_names(spec: CompileSpec) -> tuple[str, ...]:
    """Keys of Keras's training logs, the loss first, then the metrics in the recipe's order."""
    return (LOSS, *_told_apart(_name(metric) for metric in spec.metrics))


def with_names(spec: CompileSpec) -> CompileSpec:
    """The same settings, every metric object named.

    Keras numbers the objects of a process (`auc`, then `auc_1` in the next run); columns of a run must
    not depend on what was trained before it.
    """
    return replace(spec, metrics=tuple(_named(metric) for metric in spec.metrics))


def _named(metric: str | Obj) -> str | Obj:
    if isinstance(metric, str) or not metric.arguments or metric.arguments.get("name"):
        return metric
    return replace(metric, arguments=metric.arguments.with_("name", _name(metric)))


def _name(metric: str | Obj) -> str:
    if isinstance(metric, str):
        return metric
    given = metric.arguments.get("name")
    # Without arguments the name alone goes to Keras, which keeps its spelling.
    return str(given) if given else (_snake(metric.name) if metric.arguments else metric.name)


def _snake(name: str) -> str:
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _told_apart(names: Iterable[str]) -> list[str]:
    """Keras's rule for repeated names: first `auc`, then `auc_1`."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        told.append(f"{name}_{count}" if count else name)
    return told
