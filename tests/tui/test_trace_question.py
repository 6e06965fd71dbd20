"""`o` on a question opens its model; `2` traces the question's sample through it; `4` comes back."""

import re
from dataclasses import replace

import numpy as np
import pytest

from seqtui.practice import generators
from seqtui.practice.generators import by_name
from tests.tui.traced import Traced

OWN = """\
[data]
source = "iris"
[[layers]]
kind = "Normalization"
[[layers]]
kind = "Dense"
units = 8
activation = "relu"
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
optimizer = { name = "adam", learning_rate = 0.05 }
loss = "sparse_categorical_crossentropy"
[fit]
epochs = 1
"""


def values(text):
    return [float(one) for one in text.split(", ")]


def shown_sample(question):
    return values(question.prompt.split("[")[1].split("]")[0])


def put_out(found, question):
    """What Trace shows of the layer that is asked about."""
    at = int(re.search(r"layer (\d+)", question.prompt)[1])
    return found.stages[at].values.tolist()


def near(text):
    """Numbers that a question tells with two decimals."""
    return pytest.approx(values(text), abs=0.00501)


@pytest.fixture
def own_recipe(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return str(path)


async def begin(seen):
    await seen.press("4")
    await seen.shows("Progress")
    await seen.press("g", "enter")


async def traced(seen):
    found = Traced(seen)
    await found.enter()
    return found


async def test_a_vector_is_traced_with_the_sample_that_the_question_shows(drive, ask_only):
    question = by_name("match_vector").question("activations", "easy", 1)
    ask_only(question)
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await begin(seen)
        await seen.shows("Which of these came")
        await seen.press("o")
        await seen.shows("2 traces the question's sample, 4 goes back")
        found = await traced(seen)
        assert found.stages[0].values.tolist() == pytest.approx(shown_sample(question))
        assert put_out(found, question) == near(question.answer)
        assert "random numbers, seed 7: this model has no data" in seen.text
        await seen.press("m")
        await seen.shows("There is nothing to measure against.")
        await seen.press("right")
        await seen.until(lambda: found.desk.current.trace.sample == question.sample + 1, "the next sample")
        await seen.press("4")
        await seen.shows("Which of these came")
        assert seen.app.groups["practice"].desk_now.question == question


async def test_a_model_without_data_is_traced_with_random_numbers(drive, ask_only):
    question = by_name("output_shape").question("conv2d_shape", "easy", 1)
    ask_only(replace(question, skill="construction"))  # which a first session begins with
    async with drive((120, 40), source="lesson") as seen:
        await seen.shapes()
        await begin(seen)
        await seen.press(*["tab"] * (seen.app.mode_screen.pane == "answer"), "o")
        await seen.shows("2 traces random numbers")
        found = await traced(seen)
        assert "random numbers, seed 7" in seen.text
        assert all(np.isfinite(one.values).all() for one in found.stages)


async def test_a_quiz_is_traced_in_what_is_open_with_the_weights_asked_about(drive, own_recipe, monkeypatch):
    monkeypatch.setattr(generators, "GENERATORS", (by_name("match_vector"),))
    async with drive((120, 40), source=own_recipe) as seen:
        await seen.shapes()
        await seen.press("t")
        await seen.shows("Finished.")
        own, run = seen.app.session.history, seen.app.desk.training
        seen.app.run_command("practice.quiz")
        desk = seen.app.groups["practice"].desk_now
        await seen.until(lambda: desk.question is not None, "the quiz")
        question = desk.question
        assert "your model with its weights of step" in question.prompt
        await seen.press("o")
        await seen.shows("Your model. 2 traces the question's sample")
        assert seen.app.session.history is own
        assert seen.app.desk.training is run
        found = await traced(seen)
        assert found.desk.current.trace.sample == question.sample
        assert put_out(found, question) == near(question.answer)
        await seen.press("4")
        await seen.shows("Which of these came")
