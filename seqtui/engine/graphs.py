"""Traced graphs, given back to memory when their run is over.

Left alone, a graph outlives its run twice over. TensorFlow's registry of custom gradients, which Keras's
optimizers go through, holds closures over its tensors for good: 7 MB a run for a small model. And its
reference cycles wait for a garbage collection, which then frees whole graphs while it holds Python's
lock: 30 to 90 ms for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_OURS = "CustomGradient-"


def forget_gradients(graph: Any) -> None:
    """Removes the custom gradients of a traced function's graph and of those within it.

    Keras's loops take their gradients while they are traced; nobody differentiates a loop from outside,
    which alone would look them up again.
    """
    from tensorflow.python.framework import ops

    # The registry is private to TensorFlow, whose minor version is pinned; without it memory grows.
    entries: dict[str, Any] = getattr(ops.gradient_registry, "_registry", {})
    for name in [each for each in tuple(entries) if each.startswith(_OURS)]:
        function = entries.get(name, {}).get("type")
        if any(_outermost(tensor.graph) is graph for tensor in _tensors(function)):
            entries.pop(name, None)


def dismantle(graph: Any) -> None:
    """Takes the reference cycles out of a graph that will not run again, and of its loops' graphs."""
    from tensorflow.python.framework.func_graph import dismantle_func_graph

    found, waiting = [], [graph]
    while waiting:
        found.append(waiting.pop())
        for operation in found[-1].get_operations():
            within = (getattr(operation, name, None) for name in ("_cond_graph", "_body_graph"))
            waiting += [each for each in within if each is not None]
    for each in found:
        dismantle_func_graph(each)


def _tensors(function: Any, depth: int = 2) -> Iterator[Any]:
    """Graph tensors that a closure, or a closure within it, holds."""
    for cell in getattr(function, "__closure__", None) or ():
        try:
            held = cell.cell_contents
        except ValueError:  # not yet bound
            continue
        if depth and callable(held):
            yield from _tensors(held, depth - 1)
        for each in held if isinstance(held, list | tuple) else (held,):
            if hasattr(each, "graph") and hasattr(each, "op"):
                yield each


def _outermost(graph: Any) -> Any:
    while getattr(graph, "outer_graph", None) is not None and graph.outer_graph.building_function:
        graph = graph.outer_graph
    return graph
