"""Questions whose answers come from training, against trainings in plain Keras."""

import ast
import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import plain
import proof
from drawn import assert_whole

from seqtui.practice.generators import by_name

FEW, MORE = 5, 40


def instances(name, count, start=0):
    """Questions over all skills and difficulties of a generator."""
    generator = by_name(name)
    places = [(skill, level) for skill, levels in generator.skills.items() for level in levels]
    # A stride without a common divisor goes through all places before one comes again.
    stride = next(one for one in (4, 5, 3, 2, 1) if math.gcd(one, len(places)) == 1)
    for number in range(start, start + count):
        skill, level = places[number * stride % len(places)]
        question = generator.question(skill, level, number)
        assert_whole(question)
        if number == 0:
            assert generator.question(skill, level, number) == question
        yield question


counts = pytest.mark.parametrize(
    ("start", "count"), [(0, FEW), pytest.param(FEW, MORE, marks=pytest.mark.slow)], ids=["few", "more"]
)

MOMENTS = {
    "when a layer is constructed": "when the layer is constructed",
    "when the model is built": "when the model is built",
    "in compile": "in compile",
    "in fit": "in fit",
    "never: Keras only warns": "never: a warning only",
    "never: it runs silently": "never: it runs silently",
}


@pytest.mark.parametrize(
    ("start", "count"), [(0, FEW), pytest.param(FEW, 95, marks=pytest.mark.slow)], ids=["few", "more"]
)
def test_scripts_go_wrong_when_it_is_said(start, count):
    for question in instances("when_it_fails", count, start):
        assert proof.stage(question.code) == MOMENTS[question.answer], question.id
        assert question.options == tuple(MOMENTS)


def truth(question):
    """The kind of task and its number of classes, read off the question as a person reads it."""
    text = question.prompt
    kinds = {
        "failed (1)": "binary",
        "numbered from 0": "integer",
        "one-hot": "one_hot",
        "a temperature": "number",
        "topics": "several",
        "temperatures": "numbers",
    }
    kind = next(kind for words, kind in kinds.items() if words in text)
    numbers = [int(one) for one in text.replace(".", "").split() if one.isdigit()]
    return kind, numbers[0] if numbers else 2


def data(kind, classes):
    """Rows of the test's own: a linear task of that kind, learnt in a moment."""
    rng = np.random.default_rng(77)
    x = rng.normal(size=(512, 8)).astype("float32")
    told = x @ rng.normal(size=(8, max(classes, 2)))
    y = {
        "binary": told[:, 0] > 0,
        "integer": told.argmax(1),
        "one_hot": told.argmax(1),
        "number": told[:, 0],
        "several": told > 0.4,
        "numbers": told,
    }[kind]
    return x, y.astype("float32" if "number" in kind else "int64")


def learns(kind, y, outputs, logits):
    """Whether outputs tell the truth far better than guessing."""
    if kind.startswith("number"):
        wanted = y.reshape(len(y), -1)
        return outputs.shape == wanted.shape and ((outputs - wanted) ** 2).mean() < 0.3 * wanted.var()
    half = 0 if logits else 0.5
    if kind == "several":
        return outputs.shape == y.shape and ((outputs > half) == (y == 1)).all(1).mean() > 0.7
    said = outputs.argmax(1) if outputs.shape[1] > 1 else outputs[:, 0] > half
    return (said == y).mean() > 0.8


def fits(kind, classes, layer, loss, labels=None):
    """No error, no warning, outputs as the loss takes them, and the task is learnt."""
    x, y = data(kind, classes)
    given = np.eye(classes, dtype="int64")[y] if kind == "one_hot" else y
    done = plain.ending(layer, loss, x, given if labels is None else labels(y))
    if done is None or done[1]:
        return False
    outputs, logits = done[0], "from_logits=True" in loss
    if "ross" in loss and not logits:
        if outputs.min() < 0 or outputs.max() > 1:
            return False
        if "categorical" in loss and abs(outputs.sum(1) - 1).max() > 0.01:
            return False
    return learns(kind, y, outputs, logits)


def written(option, classes):
    """How an option writes labels, as a function of classes from 0."""
    shown = ast.literal_eval(option.split(", shape")[0])
    if isinstance(shown[0], str):
        return lambda y: np.array(list("abcdefgh"))[y]
    if isinstance(shown[0], list):
        return lambda y: np.eye(classes, dtype="int64")[y]
    return lambda y: y + min(shown)


@counts
def test_one_end_fits_its_task_and_the_others_do_not(start, count):
    for question in instances("last_layer", count, start):
        if question.skill == "labels":
            layer = question.code.split("\n")[-3].strip().rstrip(",")
            loss = question.code.rsplit("loss=", 1)[1].removesuffix(")")
            classes = int(question.prompt.split(" classes")[0].split()[-1])
            kind = "binary" if classes == 2 else "integer"
            right = [
                option
                for option in question.options
                if fits(kind, classes, layer, loss, written(option, classes))
            ]
        else:
            ends = {option: option.split(", loss=") for option in question.options}
            right = [option for option, (layer, loss) in ends.items() if fits(*truth(question), layer, loss)]
        assert right == [question.answer], question.id
        for one in question.mistakes:
            assert one.reason.count('"') % 2 == 0, (question.id, one.reason)


@pytest.mark.parametrize(
    ("units", "activation", "loss", "alone"),
    [
        (5, "sigmoid", "sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
        (4, "softmax", "binary_crossentropy", "BinaryCrossentropy"),
        (1, "softmax", "binary_crossentropy", "BinaryCrossentropy"),
    ],
)
def test_a_crossentropy_takes_the_sums_before_an_activation_that_is_not_its_own(
    units, activation, loss, alone
):
    """What the reasons against such ends say, measured: the loss is that of the sums as logits."""
    import keras

    rng = np.random.default_rng(1)
    x = rng.normal(size=(32, 3)).astype("float32")
    y = rng.integers(0, units, 32) if "sparse" in loss else rng.integers(0, 2, (32, units)).astype("float32")
    keras.utils.set_random_seed(0)
    end = keras.layers.Dense(units, activation=activation)
    model = keras.Sequential([keras.Input((3,)), end])
    model.compile(loss=loss)
    sums = x @ np.asarray(end.kernel) + np.asarray(end.bias)
    of_sums = float(getattr(keras.losses, alone)(from_logits=True)(y, sums))
    assert model.evaluate(x, y, verbose=0) == pytest.approx(of_sums, rel=1e-4)


def shows(history):
    """What a curve did, by rules cruder than the app's."""
    loss, held = history["loss"], history["val_loss"]
    if not all(map(math.isfinite, (loss[-1], held[-1]))):
        return "the loss explodes"
    if loss[-1] > 1.5 * loss[0]:
        return "the loss explodes"
    if held[-1] > 1.02 * min(held) and loss[-1] < 0.97 * loss[0]:
        return "overfitting"
    return "a plateau" if held[-1] > 0.98 * held[-6] else "learning"


@pytest.mark.parametrize(
    ("start", "count"), [(0, FEW), pytest.param(FEW, 44, marks=pytest.mark.slow)], ids=["few", "more"]
)
def test_curves_do_what_is_said(start, count):
    for question in instances("predict_curve", count, start):
        history = plain.fit(question.recipe)
        assert question.answer.startswith(shows(history)), question.id
        told = float(question.solution[0].split("loss ")[1].split(",")[0].replace("infinite", "inf"))
        assert told == pytest.approx(history["loss"][0], rel=1e-3), question.id


def meets(goal, toml, trained):
    """Whether a model meets a demand, measured by hand."""
    try:
        model = plain.model(toml, plain.rows(toml))
    except ValueError:
        return False
    if not model.layers:
        return goal.measure == "builds"
    kinds = [type(one).__name__ for one in model.layers]
    kinds += [type(one.forward_layer).__name__ for one in model.layers if hasattr(one, "forward_layer")]
    measures = {
        "builds": lambda: True,
        "output_shape": lambda: str(tuple(model.output_shape)) == goal.value,
        "uses": lambda: goal.value in kinds,
        "layers": lambda: len(model.layers) == goal.value,
        "params": lambda: (
            model.count_params() == goal.value
            if goal.relation == "is"
            else model.count_params() <= goal.value
        ),
        "val_accuracy": lambda: trained(toml)["val_accuracy"][-1] >= goal.value,
    }
    return bool(measures[goal.measure]())


@pytest.mark.parametrize("name", ["fix_model", "build_to_spec"])
@counts
def test_exercises_have_an_answer_and_neither_the_start_nor_a_mistake_is_one(name, start, count):
    kept = {}

    def trained(toml):
        if toml not in kept:
            kept[toml] = plain.fit(toml)
        return kept[toml]

    for question in instances(name, count, start):
        assert question.kind == "build"
        for goal in question.goals:
            assert meets(goal, question.answer, trained), (question.id, goal)
        for wrong in (question.recipe, *(one.answer for one in question.mistakes)):
            assert not all(meets(goal, wrong, trained) for goal in question.goals), question.id
