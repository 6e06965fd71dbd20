"""Questions about somebody's own model, and sums in solutions, against plain Keras and plain arithmetic."""

import math
import re
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import plain
from drawn import instances
from test_generators import refused_at, run

from seqtui.errors import SeqtuiError
from seqtui.paths import assets_dir
from seqtui.practice.generators import GENERATORS
from seqtui.practice.grading import grade
from seqtui.recipe.toml import parse

RECURRENT = """\
input = { shape = [12, 4], dtype = "float32" }

[[layers]]
kind = "LSTM"
units = 8
return_sequences = true

[[layers]]
kind = "Dropout"
rate = 0.3

[[layers]]
kind = "Bidirectional"
layer = { kind = "GRU", units = 5 }

[[layers]]
kind = "Dense"
units = 4
activation = "softmax"
"""
MODELS = {
    **{
        name: (assets_dir() / "recipes" / f"{name}.toml").read_text(encoding="utf-8")
        for name in ("lesson", "circle", "iris", "digits-cnn")
    },
    "recurrent": RECURRENT,
}
EMPTY = 'input = { shape = [4], dtype = "float32" }\n'
OWN = [one for one in GENERATORS if one.own]


def asked(generator, toml, seeds):
    """All questions that a generator has about a model, over its skills and difficulties."""
    recipe, data = parse(toml), plain.rows(toml)
    shape = data.input_shape if data is not None else recipe.input.shape
    for skill, levels in generator.skills.items():
        for level in levels:
            for seed in seeds:
                try:
                    yield generator.question(skill, level, seed, subject=recipe, input_shape=shape)
                except SeqtuiError:
                    continue


def part(question, model):
    number = re.search(r"layer (\d+)", question.prompt)
    return model.layers[int(number[1]) - 1] if number else model


def right(question):
    """Asserts the answer by the question's own code."""
    if question.generator == "failing_layer":
        assert int(question.answer.split()[1].rstrip(",")) == refused_at(question.code), question.id
        return
    model = run(question.code.replace("____", question.answer))
    if question.generator == "output_shape":
        output = part(question, model)
        shape = output.output_shape if output is model else output.output.shape
        assert question.answer == str(tuple(shape)), question.id
    elif question.generator == "parameter_count":
        one = part(question, model)
        weights = one.trainable_weights if "trainable" in question.prompt else one.weights
        assert int(question.answer) == sum(math.prod(each.shape) for each in weights), question.id
    elif question.generator == "fill_gap":
        wanted = plain.model(question.recipe)
        assert [plainly(one) for one in model.layers] == [plainly(one) for one in wanted.layers], question.id
        for mistake in question.mistakes:
            assert not grade(question, mistake.answer).right, question.id


_NAMED = {"name", "layer", "backward_layer"}  # what holds a name that Keras counts up


def plainly(layer):
    return {name: one for name, one in layer.get_config().items() if name not in _NAMED}


@pytest.mark.parametrize(
    "seeds", [range(1), pytest.param(range(1, 3), marks=pytest.mark.slow)], ids=["few", "more"]
)
@pytest.mark.parametrize("generator", OWN, ids=lambda one: one.name)
def test_questions_about_ones_own_model_are_right_and_about_it(generator, seeds):
    levels = set()
    for toml in MODELS.values():
        for question in asked(generator, toml, seeds):
            right(question)
            levels.add(question.difficulty)
            assert len(set(question.options)) == len(question.options)
            for answer in question.accepted:
                assert grade(question, answer).right, question.id
    assert levels == {level for each in generator.skills.values() for level in each}


@pytest.mark.parametrize("generator", OWN, ids=lambda one: one.name)
def test_a_model_without_layers_has_nothing_to_be_asked_about(generator):
    assert not list(asked(generator, EMPTY, seeds=[0]))


def values(text):
    return [float(one) for one in text.split(", ")]


@pytest.mark.xdist_group("generators")
def test_vectors_come_out_of_the_named_layer():
    for question in instances("match_vector"):
        sample = values(question.prompt.split("[")[1].split("]")[0])
        out = through(question, np.array([sample], "float32"))
        assert out == pytest.approx(values(question.answer), abs=0.00501), question.id
        for mistake in question.mistakes:
            assert out != pytest.approx(values(mistake.answer), abs=0.0101), question.id


def through(question, x):
    """What the asked layer gives, with the first weights that the recipe's seed makes."""
    model = plain.model(question.recipe)
    for layer in model.layers[: int(re.search(r"layer (\d+)", question.prompt)[1])]:
        x = layer(x)
    return np.asarray(x)[0].tolist()


def sums(step):
    """Each sum in a sentence, without its words, and the number that it is said to come to."""
    parts = step.split(" = ")
    for before, after in pairwise(parts):
        term = re.split(r"[:;] |\. |-> ", before)[-1]
        term = re.sub(r"\b(?!floor|ceil)[A-Za-z]+\b", "", re.sub(r"(?<=\d),(?=\d{3})", "", term))
        yield term.strip(), int(re.match(r"[\d,]+", after)[0].replace(",", ""))


@pytest.mark.parametrize("name", ["output_shape", "parameter_count", "window_for_shape"])
def test_sums_in_solutions_are_right(name):
    found = 0
    for question in instances(name):
        for step in question.solution:
            for term, told in sums(step.replace('"same"', "")):
                worked = eval(term, {"floor": math.floor, "ceil": math.ceil})
                assert worked == told, (question.id, step)
                found += 1
    assert found > 50


def test_the_last_step_of_a_shape_ends_at_the_answer():
    for question in instances("output_shape"):
        assert question.solution[-1].split(" -> ")[1].startswith(question.answer), question.id
