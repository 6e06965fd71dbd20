"""Tasks that a last layer must fit: their rows, the forms of their labels, and how well one does on them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_ROWS, _FEATURES, _SHOWN = 400, 8, 4
OWN_FORM = {
    "binary": "integers",
    "integer": "integers",
    "one_hot": "one_hot",
    "number": "as_it_is",
    "several": "as_it_is",
    "numbers": "as_it_is",
}
"""How the labels of a task are written."""

WHY = {
    "binary": "A row has one label of two: one probability says it all, or two that sum to 1.",
    "integer": "A row belongs to one class: probabilities that share a total of 1, and integers as labels.",
    "one_hot": "A row belongs to one class: probabilities that share a total of 1, and a column for each.",
    "number": "A number may be anything: no activation that bounds it, and a loss that measures distance.",
    "several": "Each label is a yes or no of its own: one probability for each, and no common total.",
    "numbers": "One unit for each number, nothing that bounds them, and a loss that measures distance.",
}
WHY_FORM = {
    "integers": "The loss takes one whole number for each row: the class, counted from 0.",
    "one_hot": "The loss compares as many columns as there are units: 1 in the column of the class.",
}


@dataclass(frozen=True, slots=True)
class End:
    """How a model ends: the last layer and the loss.

    Attributes:
        units: Of the Dense.
        activation: Its name, "" for none.
        loss: As Python.
    """

    units: int
    activation: str
    loss: str

    @property
    def layer(self) -> str:
        """As Python."""
        given = f', activation="{self.activation}"' if self.activation else ""
        return f"layers.Dense({self.units}{given})"

    @property
    def logits(self) -> bool:
        """Whether the loss is told to expect logits."""
        return "from_logits=True" in self.loss

    @property
    def text(self) -> str:
        """As an option says it."""
        return f"{self.layer}, loss={self.loss}"


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Features, and what is true of each row: a class, a number, or a row of them."""

    x: Array
    y: Array


@dataclass(frozen=True, slots=True)
class Score:
    """How well outputs agree with the truth: 1 is perfect."""

    name: str
    value: float
    guessing: float


def ends(task: str, classes: int) -> list[End]:
    """The usual right ways to end a model for a task."""
    binary = [
        End(1, "sigmoid", '"binary_crossentropy"'),
        End(1, "", "keras.losses.BinaryCrossentropy(from_logits=True)"),
        End(2, "softmax", '"sparse_categorical_crossentropy"'),
    ]
    found = {
        "binary": binary,
        "integer": [
            End(classes, "softmax", '"sparse_categorical_crossentropy"'),
            End(classes, "", "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
        ],
        "one_hot": [
            End(classes, "softmax", '"categorical_crossentropy"'),
            End(classes, "", "keras.losses.CategoricalCrossentropy(from_logits=True)"),
        ],
        "number": [End(1, "", '"mse"'), End(1, "", '"mae"')],
        "several": [
            End(classes, "sigmoid", '"binary_crossentropy"'),
            End(classes, "", "keras.losses.BinaryCrossentropy(from_logits=True)"),
        ],
        "numbers": [End(classes, "", '"mse"'), End(classes, "", '"mae"')],
    }
    return found[task]


def usual_mistakes(task: str, classes: int) -> list[End]:
    """Ends that people give to such a task and that do not fit; each is tried before it is shown."""
    binary, sparse, one_hot = (
        f'"{name}"'
        for name in ("binary_crossentropy", "sparse_categorical_crossentropy", "categorical_crossentropy")
    )
    many = classes
    found = {
        "binary": [
            End(1, "softmax", binary),
            End(1, "", binary),
            End(2, "softmax", binary),
            End(1, "relu", binary),
            End(1, "sigmoid", sparse),
            End(2, "sigmoid", sparse),
        ],
        "integer": [
            End(many, "sigmoid", sparse),
            End(many, "", sparse),
            End(many, "softmax", one_hot),
            End(1, "softmax", sparse),
            End(many, "relu", sparse),
        ],
        "one_hot": [
            End(many, "sigmoid", one_hot),
            End(many, "softmax", sparse),
            End(many, "", one_hot),
            End(1, "softmax", one_hot),
            End(many, "softmax", binary),
        ],
        "number": [
            End(1, "relu", '"mse"'),
            End(1, "sigmoid", '"mse"'),
            End(1, "", binary),
            End(1, "softmax", '"mse"'),
            End(1, "sigmoid", binary),
        ],
        "several": [
            End(many, "softmax", one_hot),
            End(many, "softmax", binary),
            End(1, "sigmoid", binary),
            End(many, "", binary),
            End(many, "sigmoid", one_hot),
        ],
        "numbers": [
            End(1, "", '"mse"'),
            End(many, "relu", '"mse"'),
            End(many, "", binary),
            End(many, "softmax", '"mse"'),
            End(many, "sigmoid", '"mse"'),
        ],
    }
    return found[task]


@cache
def rows(task: str, classes: int) -> Rows:
    """Rows that a small network learns in a moment; always the same ones."""
    import numpy as np  # noqa: PLC0415  # when a question is made

    rng = np.random.default_rng(5)
    x = rng.normal(size=(_ROWS, _FEATURES)).astype("float32")
    through = x @ rng.normal(size=(_FEATURES, max(classes, 2)))
    made: dict[str, Callable[[], Array]] = {
        "binary": lambda: (through[:, 0] > 0).astype("int64"),
        "integer": lambda: through.argmax(axis=1),
        "one_hot": lambda: through.argmax(axis=1),
        "number": lambda: np.round(through[:, 0], 1).astype("float32"),
        "several": lambda: (through > 0.5).astype("int64"),
        "numbers": lambda: np.round(through, 1).astype("float32"),
    }
    return Rows(x, made[task]())


def _one_hot(y: Array, classes: int) -> Array:
    import numpy as np  # noqa: PLC0415  # when a question is made

    return np.eye(classes, dtype="int64")[y]


def _letters(y: Array, _: int) -> Array:
    import numpy as np  # noqa: PLC0415  # when a question is made

    return np.array(list("abcdefgh"))[y]


FORMS: dict[str, Callable[[Array, int], Array]] = {
    "integers": lambda y, _: y,
    "from_1": lambda y, _: y + 1,
    "one_hot": _one_hot,
    "text": _letters,
    "as_it_is": lambda y, _: y,
}
"""Ways to write down classes; the last one leaves numbers and rows alone."""


def telling(task: str, classes: int, chance: random.Random) -> int:
    """A row from which on the labels shown tell where counting begins and ends."""
    y = rows(task, classes).y
    able = [at for at in range(len(y) - _SHOWN) if {0, classes - 1} <= set(y[at : at + _SHOWN].tolist())]
    return chance.choice(able)


def shown(form: str, task: str, classes: int, at: int) -> str:
    """Labels as an option shows them: a few from some row on, and the shape."""
    y = FORMS[form](rows(task, classes).y, classes)
    return f"{plain(y[at : at + _SHOWN])}, shape {y.shape}"


def plain(y: Array) -> str:
    """Labels as a person writes them down."""
    values = [[round(one, 1) for one in row] if isinstance(row, list) else row for row in y.tolist()]
    return str([round(one, 1) if isinstance(one, float) else one for one in values])


def story(task: str, classes: int) -> str:
    """What is to be told, in a sentence."""
    return {
        "binary": "Each row of measurements belongs to a machine that failed (1) or did not (0).",
        "integer": f"Each row of measurements belongs to one of {classes} species, numbered from 0.",
        "one_hot": f"Each row of measurements belongs to one of {classes} species, written one-hot.",
        "number": "For each row of measurements a temperature is to be predicted, above or below zero.",
        "several": f"Each row stands for a text about none, one or several of {classes} topics.",
        "numbers": f"For each row of measurements {classes} temperatures are to be predicted at once.",
    }[task]


def score(task: str, outputs: Array, y: Array, *, logits: bool) -> Score:
    """How well outputs tell the truth: share of rows, or of the variance, that they get right.

    Args:
        task: Its name.
        outputs: (rows, units).
        y: The truth as `rows` gives it.
        logits: Whether an output of 0 means a probability of one half.
    """
    import numpy as np  # noqa: PLC0415  # when a question is made

    if task in {"number", "numbers"}:
        wanted = y.reshape(len(y), -1)
        if outputs.shape != wanted.shape or not np.isfinite(outputs).all():
            return Score("share of the variance explained", 0.0, 0.0)
        missed = ((outputs - wanted) ** 2).mean() / wanted.var(axis=0).mean()
        return Score("share of the variance explained", max(0.0, float(1 - missed)), 0.0)
    half = 0.0 if logits else 0.5
    if task == "several":
        same = outputs.shape == y.shape
        hit = ((outputs > half) == (y > 0)).all(axis=1) if same else np.zeros(len(y), bool)
        counts = np.unique(y, axis=0, return_counts=True)[1]
        return Score("rows with every label right", float(hit.mean()), float(counts.max() / len(y)))
    said = outputs.argmax(axis=1) if outputs.shape[-1] > 1 else (outputs[:, 0] > half)
    counts = np.bincount(cast("Any", y))
    return Score("accuracy", float((said == y).mean()), float(counts.max() / len(y)))
