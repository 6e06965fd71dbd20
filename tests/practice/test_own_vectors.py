"""A traced vector of one's own model: newest weights, a row of one's own data, judged by plain Keras."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import plain

from seqtui.data.randoms import random_rows
from seqtui.errors import SeqtuiError
from seqtui.practice.generators import by_name
from seqtui.practice.generators.base import Known
from seqtui.practice.grading import grade
from seqtui.recipe.toml import parse

IRIS = """\
[data]
source = "iris"
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 8
activation = "relu"
[[layers]]
kind = "Dropout"
rate = 0.5
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
"""
BARE = "input = { shape = [4] }\n" + IRIS[IRIS.index("[[layers]]") :]


def questions(toml, known, seeds=range(6)):
    recipe = parse(toml)
    for seed in seeds:
        try:
            yield by_name("match_vector").question(
                "activations", "medium", seed, subject=recipe, input_shape=(4,), known=known
            )
        except SeqtuiError:
            continue


def values(text):
    return np.array([float(one) for one in text.split(", ")])


def judged(question, model, rows):
    """Plain Keras puts out the answer for the named row, and none of the mistakes."""
    at = int(re.search(r"layer (\d+)", question.prompt)[1])
    x = rows[question.sample][None]
    for layer in model.layers[:at]:
        x = layer(x)
    out = np.asarray(x)[0]
    assert np.allclose(out, values(question.answer), atol=0.00501), question.id
    for mistake in question.mistakes:
        assert not np.allclose(out, values(mistake.answer), atol=0.0101), question.id
        assert not grade(question, mistake.answer).right
    assert grade(question, question.answer).right


def test_the_newest_weights_and_a_row_of_ones_own_data():
    import keras

    data = plain.rows(IRIS)
    model = plain.model(IRIS, data)
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    model.fit(data.x_train, data.y_train, epochs=2, verbose=0)
    rows = np.concatenate([data.x_train, data.x_val])
    found = list(questions(IRIS, Known(data, model.get_weights(), 8)))
    assert found
    for question in found:
        assert f"Sample {question.sample} of {data.name} went through your model" in question.prompt
        assert "its weights of step 8" in question.prompt
        judged(question, model, rows)


@pytest.mark.parametrize("toml", [IRIS, BARE], ids=["data", "random"])
def test_an_untrained_model_has_its_seeded_first_weights(toml):
    data = plain.rows(toml) or random_rows(parse(toml))
    model = plain.model(toml, data)
    found = list(questions(toml, Known(data)))
    assert found
    for question in found:
        assert "its seeded first weights" in question.prompt
        judged(question, model, np.concatenate([data.x_train, data.x_val]))
