"""The compiled loops that `model.fit` and `model.evaluate` call in place of Keras's own.

Keras keeps a `train_function` that is already set, hands it an iterator, and asks it for logs. This one
takes its batches from a Feed, runs as many steps as it is told (a variable: nothing is traced again), and
keeps, beside Keras's metrics of the epoch, what each batch alone added to them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from seqtui.engine.feed import Feed
from seqtui.engine.graphs import dismantle, forget_gradients

# What each step adds to the metrics is held until the loop returns; ROC curves have hundreds of numbers.
_FLOATS_HELD = 4_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """Means over the batches since the previous point.

    `step` counts the epoch's steps, from 1. A batch whose loss or metrics are not finite is never mixed
    with others that are: it shows at its own step and nowhere else.
    """

    step: int
    values: tuple[float, ...]


def metric_variables(model: Any) -> list[Any]:
    """The Keras variables in which the model's metrics add up, in a fixed order."""
    return [variable for metric in model.metrics for variable in metric.variables]


def _compiled(model: Any, step: Any) -> Any:
    """One step, through XLA where Keras would use it; else left to the loop's own graph."""
    if not model.jit_compile:
        return step
    return tf.function(step, jit_compile=True, reduce_retracing=True, autograph=False)


class _Traced:
    """A loop's graph, from its trace to its release."""

    _loop: Any
    _graph: Any = None

    def trace(self) -> None:
        """Traces now what the first call would trace.

        Raises:
            Exception: What Keras says to a model, a loss and rows that do not fit together.
        """
        self._graph = self._loop.get_concrete_function().graph
        forget_gradients(self._graph)

    def release(self) -> None:
        """Gives the graph back to memory; no call may follow."""
        graph, self._graph, self._loop = self._graph, None, None
        if graph is not None:
            dismantle(graph)


class TrainFunction(_Traced):
    """A `train_function` that runs `steps` batches a call.

    Args:
        model: Compiled and built, its metrics too.
        feed: Training rows.

    Attributes:
        steps: Batches to run in the next call; cut at the end of the epoch.
        position: Steps done in this epoch.
        every: Batches to a point, at most; a call's last point may hold fewer.
        points: Of the last call.
        ran: Steps of the last call.
        names: Metric names, in the order of a point's values.
    """

    def __init__(self, model: Any, feed: Feed) -> None:
        self._feed = feed
        self._model = model
        self._metrics = metric_variables(model)
        self._step = _compiled(model, model.train_step)
        self.names = tuple(model.get_metrics_result())
        self.steps = 1
        self.position = 0
        self.every = 1
        self.points: tuple[Point, ...] = ()
        self.ran = 0
        width = sum(math.prod(variable.shape) for variable in self._metrics)
        self.most_steps = max(1, _FLOATS_HELD // max(1, width))
        scalar = tf.TensorSpec((), tf.int32)
        self._loop = tf.function(self._run, input_signature=(scalar,) * 3, autograph=False)

    def __call__(self, iterator: Any) -> dict[str, Any]:
        """Runs the steps; logs are the last point's values (none ran: NaN)."""
        del iterator  # Keras's own; the feed holds the rows
        start = self.position
        steps = min(self.steps, self.most_steps, self._feed.steps - start)
        if steps <= 0:
            self.points, self.ran = (), 0
            return dict.fromkeys(self.names, math.nan)
        last, values = self._loop(start, start + steps, self.every)
        self.points = _points(last.numpy(), values.numpy())
        self.position, self.ran = start + steps, steps
        return dict(zip(self.names, self.points[-1].values, strict=True))

    def _run(self, start: Any, end: Any, every: Any) -> tuple[Any, Any]:
        variables = self._metrics
        totals = tuple(tf.convert_to_tensor(variable.value) for variable in variables)
        held = tuple(
            tf.TensorArray(variable.value.dtype, size=end - start, element_shape=variable.shape)
            for variable in variables
        )

        def body(step: Any, totals: Any, held: Any) -> Any:
            # Zeroed before each step, a metric holds that batch alone. One addition a step is also what
            # Keras would have done to the running total, so the epoch's metrics are equal to the last bit.
            for variable in variables:
                variable.assign(tf.zeros(variable.shape, variable.value.dtype))
            self._step(self._feed.batch(step))
            added = [tf.convert_to_tensor(variable.value) for variable in variables]
            totals = tuple(total + value for total, value in zip(totals, added, strict=True))
            held = tuple(array.write(step - start, value) for array, value in zip(held, added, strict=True))
            return step + 1, totals, held

        _, totals, held = tf.while_loop(lambda step, *_: step < end, body, (start, totals, held))
        for variable, total in zip(variables, totals, strict=True):
            variable.assign(total)
        return self._grouped([array.stack() for array in held], start, end, every)

    def _grouped(self, added: list[Any], start: Any, end: Any, every: Any) -> tuple[Any, Any]:
        """Per point: its last step, shape (points,), and its metrics, shape (points, metrics)."""
        count = end - start
        finite = tf.ones([count], tf.bool)
        for value in added:
            if value.dtype.is_floating:
                flat = tf.reshape(value, [count, -1])
                finite = tf.logical_and(finite, tf.reduce_all(tf.math.is_finite(flat), axis=1))
        index = tf.range(count)
        turned = tf.concat([[False], tf.not_equal(finite[1:], finite[:-1])], axis=0)
        opens = tf.logical_or(turned, tf.equal(index % every, 0))
        group = tf.cumsum(tf.cast(opens, tf.int32)) - 1
        sums = [tf.math.segment_sum(value, group) for value in added]
        spec = tf.TensorSpec((len(self.names),), tf.float32)
        return (
            start + tf.math.segment_max(index, group) + 1,
            tf.map_fn(self._results, sums, fn_output_signature=spec),
        )

    def _results(self, sums: list[Any]) -> Any:
        """Keras's own results, shape (metrics,), of metrics that hold `sums`.

        A metric of many numbers (F1Score of each class) is its mean.
        """
        with keras.StatelessScope(state_mapping=list(zip(self._metrics, sums, strict=True))):
            results = self._model.get_metrics_result()
        return tf.stack([tf.reduce_mean(tf.cast(results[name], tf.float32)) for name in self.names])


def _points(last: NDArray[np.int32], values: NDArray[np.float32]) -> tuple[Point, ...]:
    rows = zip(last.tolist(), values.tolist(), strict=True)
    return tuple(Point(step, tuple(row)) for step, row in rows)


class TestFunction(_Traced):
    """A `test_function` over the validation rows; attributes as TrainFunction's."""

    __test__ = False  # pytest would take the name for a test

    def __init__(self, model: Any, feed: Feed) -> None:
        self._feed = feed
        self._step = _compiled(model, model.test_step)
        self._model = model
        self.names = tuple(model.get_metrics_result())
        self.steps = 1
        self.position = 0
        scalar = tf.TensorSpec((), tf.int32)
        self._loop = tf.function(self._run, input_signature=(scalar,) * 2, autograph=False)

    @property
    def over(self) -> bool:
        """Whether all rows were seen since `position` was 0."""
        return self.position >= self._feed.steps

    @property
    def left(self) -> int:
        """Batches still to see."""
        return self._feed.steps - self.position

    def __call__(self, iterator: Any) -> dict[str, Any]:
        """Runs `steps` batches; Keras reads the metrics themselves, so the logs' values are of no use."""
        del iterator
        steps = min(self.steps, self.left)
        if steps > 0:
            self._loop(self.position, self.position + steps)
            self.position += steps
        return dict.fromkeys(self.names, math.nan)

    def _run(self, start: Any, end: Any) -> Any:
        def body(step: Any) -> Any:
            self._step(self._feed.batch(step))
            return (step + 1,)

        return tf.while_loop(lambda step: step < end, body, (start,))[0]
