"""Recipes small enough to train in a test, and runs that are asked for something at a given step."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from seqtui.data.dataset import Dataset
from seqtui.engine import pace
from seqtui.engine.metricnames import metric_names
from seqtui.engine.training import Training
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Obj, Recipe
from seqtui.runs.manifest import Manifest, metric_columns
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter

WAIT = 120.0


def dense(units: int, activation: str = "relu") -> LayerSpec:
    return LayerSpec("Dense", Arguments(units=units, activation=activation))


def rows(task: str = "binary", train: int = 200, validation: int = 50, seed: int = 0) -> Dataset:
    """Learnable rows of six features."""
    rng = np.random.default_rng(seed)
    x = rng.normal(2.0, 3.0, size=(train + validation, 6)).astype("float32")
    score = x @ rng.normal(size=6).astype("float32")
    score = (score - score.mean()) / score.std()
    classes = np.digitize(score, [-0.5, 0.5])
    y = {
        "binary": (score > 0).astype("float32")[:, None],
        "multiclass": classes.astype("int32"),
        "one_hot": np.eye(3, dtype="float32")[classes],
        "regression": score.astype("float32")[:, None],
    }[task]
    return Dataset(
        name="rows",
        task="multiclass" if task == "one_hot" else task,
        x_train=x[:train],
        y_train=y[:train],
        x_val=x[train:],
        y_val=y[train:],
        feature_names=tuple("abcdef"),
        class_names=(),
        target="y",
        notes=(),
        fingerprint=f"{task}-{train}-{validation}-{seed}",
    )


def recipe(**changes) -> Recipe:
    """A small binary classifier; changes go to its `fit` or `compile` settings, or to the recipe."""
    base = Recipe(
        title="Small",
        data=DataSpec("rows"),
        layers=(LayerSpec("Normalization"), dense(8), dense(1, "sigmoid")),
        compile=CompileSpec(optimizer=Obj("adam", Arguments(learning_rate=0.01))),
        fit=FitSpec(epochs=3, batch_size=32, seed=3),
    )
    for name, value in changes.items():
        for part in ("fit", "compile"):
            if hasattr(getattr(base, part), name):
                base = replace(base, **{part: replace(getattr(base, part), **{name: value})})
                break
        else:
            base = replace(base, **{name: value})
    return base


class AskingRecord(RunRecord):
    """Asks its training for things at given steps: {step: ["pause", …]}."""

    def __init__(self, metrics, epochs, steps_per_epoch, asks=None):
        super().__init__(metrics, epochs, steps_per_epoch)
        self.asks = dict(asks or {})
        self.training = None

    def append(self, step, wall, values):
        super().append(step, wall, values)
        for action in self.asks.pop(step, ()):
            getattr(self.training, action)()

    def names(self) -> list[str]:
        return [event.event for event in self.snapshot().events if event.event != "epoch"]

    def wait_for(self, event: str, times: int = 1) -> None:
        """Until an event was told so many times."""
        for _ in range(int(WAIT / 0.01)):
            if self.names().count(event) >= times:
                return
            self.training.join(0.01)
        raise AssertionError(f"no {event} in {self.names()}")


@pytest.fixture
def start(tmp_path) -> Callable[..., Training]:
    """Makes a run of its own directory; `asks` are made as its steps are recorded."""
    numbers = count()

    def begin(what: Recipe, data: Dataset, *, asks=None, metrics=None, go=True, **more) -> Training:
        path: Path = tmp_path / f"run-{next(numbers)}"
        path.mkdir()
        names = metrics or metric_names(what.compile)
        steps = -(-len(data.x_train) // what.fit.batch_size)
        writer = RunWriter(path, names)
        writer.write_manifest(
            Manifest(
                title=what.title,
                dataset=data.name,
                fingerprint=data.fingerprint,
                metrics=metric_columns(names),
                epochs=what.fit.epochs,
                steps_per_epoch=steps,
                created=0.0,
            )
        )
        writer.write_recipe(Document.of(what).text)
        record = AskingRecord(names, what.fit.epochs, steps, asks)
        training = Training(what, data, writer, record, **more)
        record.training = training
        if go:
            training.start()
        return training

    return begin


@pytest.fixture
def finish(start) -> Callable[..., Training]:
    """The same, waited for."""

    def run(*args, **more) -> Training:
        training = start(*args, **more)
        assert training.join(WAIT)
        return training

    return run


@pytest.fixture
def single_steps(monkeypatch) -> None:
    """One step a call, so that a request is obeyed at the very step."""
    monkeypatch.setattr(pace, "UPDATE_SECONDS", 0.0)


def weights(training: Training) -> list[np.ndarray]:
    """Everything that training changes: weights, random states, optimizer."""
    model = training.model
    return [each.value.numpy() for each in [*model.variables, *model.optimizer.variables]]


def equal(first: list[np.ndarray], second: list[np.ndarray]) -> bool:
    return len(first) == len(second) and all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(first, second, strict=True)
    )


def epochs(training: Training) -> list[dict[str, float]]:
    return [dict(each.metrics) for each in training.record.snapshot().epochs]


@pytest.fixture(scope="session")
def lab():
    """The functions of this file, for tests: conftest files cannot be imported."""
    return SimpleNamespace(dense=dense, rows=rows, recipe=recipe, weights=weights, equal=equal, epochs=epochs)
