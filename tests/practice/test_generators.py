"""Generated questions against plain Keras: their code is run here, and shares nothing with the generators."""

import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from drawn import INSTANCES, assert_whole, instances

from seqtui.practice.generators import GENERATORS

# The questions of a generator are drawn once, and all of its tests belong to one process.
pytestmark = pytest.mark.xdist_group("generators")
DRAWN = [one for one in GENERATORS if not one.trains]


def run(code):
    """The question's own code, run."""
    import keras
    from keras import layers

    names = {"keras": keras, "layers": layers}
    exec(code, names)
    return names["model"]


def refused_at(code):
    """The first layer of the code's list that a growing Sequential refuses."""
    import keras
    from keras import layers

    lines = code.split("\n")
    given = eval(lines[1].strip().rstrip(","), {"keras": keras})
    whole = "[" + "\n".join(lines[2:-1]) + "\n]"
    made = eval(whole, {"keras": keras, "layers": layers})
    model = keras.Sequential([given])
    for number, layer in enumerate(made, 1):
        try:
            model.add(layer)
        except ValueError:
            return number
    return None


@pytest.mark.parametrize("generator", DRAWN, ids=lambda one: one.name)
def test_exactly_what_is_accepted_is_right_and_the_same_seed_gives_the_same(generator):
    questions = instances(generator.name)
    for question in questions:
        assert_whole(question)
    assert len({one.id for one in questions}) == INSTANCES
    first = questions[0]
    assert generator.question(first.skill, first.difficulty, first.seed) == first


def test_output_shapes_are_those_of_the_code():
    for question in instances("output_shape"):
        model = run(question.code)
        asked = question.prompt.split("layer ")
        output = model.layers[int(asked[1].split(",")[0]) - 1].output if len(asked) > 1 else model
        shape = output.shape if len(asked) > 1 else model.output_shape
        assert question.answer == str(tuple(shape)), question.id


def test_counts_are_those_of_the_code():
    for question in instances("parameter_count"):
        model = run(question.code)
        asked = question.prompt.split("layer ")
        part = model.layers[int(asked[1].split(",")[0]) - 1] if len(asked) > 1 else model
        weights = part.trainable_weights if "trainable" in question.prompt else part.weights
        assert int(question.answer) == sum(int(np.prod(one.shape)) for one in weights), question.id


def test_a_neighbours_count_or_shape_is_known_as_that():
    told = 0
    for name in ("parameter_count", "output_shape"):
        for question in islice(instances(name), 14):
            rows = [line for line in question.code.split("\n") if "  # " in line]
            assert [int(line.rsplit("# ", 1)[1]) for line in rows] == list(range(1, len(rows) + 1))
            model = run(question.code)
            for one in question.mistakes:
                if "is no layer" in one.reason:
                    number = int(one.reason.split("layer ")[1].split("'")[0])
                    layer = model.layers[number - 1]
                    counts = {
                        str(layer.count_params()),
                        str(sum(int(np.prod(w.shape)) for w in layer.trainable_weights)),
                    }
                    assert one.answer in {str(tuple(layer.output.shape)), *counts}, question.id
                    told += 1
    assert told > 4


def test_windows_give_the_wanted_shape_and_no_other_option_does():
    import keras
    from keras import layers

    for question in instances("window_for_shape"):
        given, wanted = (part.split(")")[0] for part in question.prompt.split("(")[1:3])
        shape = tuple(int(one) for one in given.split(", ")[1:])
        found = {}
        for option in question.options:
            layer = eval(option, {"layers": layers})
            found[option] = keras.Sequential([keras.Input(shape), layer]).output_shape
        assert [option for option, out in found.items() if str(out) == f"({wanted})"] == [question.answer]


def test_the_layer_that_is_named_is_the_first_that_a_growing_model_refuses():
    for question in instances("failing_layer"):
        at = int(question.answer.split()[1].rstrip(","))
        assert refused_at(question.code) == at, question.id


def test_metrics_are_those_of_the_matrix():
    for question in instances("confusion_metrics"):
        rows = [[int(one) for one in line.split()[3:]] for line in question.code.split("\n")[1:]]
        (tp, fn), (fp, tn) = rows
        right = {
            "accuracy": (tp + tn) / (tp + tn + fp + fn),
            "precision": tp / (tp + fp),
            "recall": tp / (tp + fn),
            "F1 score": 2 * tp / (2 * tp + fp + fn),
        }
        name = question.prompt.split("the ")[1].split(" of")[0]
        assert float(question.answer) == pytest.approx(right[name], abs=0.00501), question.id


def test_gaps_make_the_model_that_the_question_is_about():
    from seqtui.recipe.toml import parse

    for question in instances("fill_gap"):
        filled = run(question.code.replace("____", question.answer))
        kinds = [spec.kind for spec in parse(question.recipe).layers]
        assert [type(layer).__name__ for layer in filled.layers] == kinds, question.id
        shape = question.prompt.split("should give (")
        if len(shape) > 1:
            number = int(question.prompt.split("Layer ")[1].split()[0])
            wanted = "(" + shape[1].split(")")[0] + ")"
            assert str(tuple(filled.layers[number - 1].output.shape)) == wanted, question.id
