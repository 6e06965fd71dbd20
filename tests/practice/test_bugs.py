"""Messages and their causes: every stack is built here anew in plain Keras, and so is every remedy."""

import ast
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from drawn import instances

from seqtui.practice.generators import by_name
from seqtui.practice.generators.causes import FAMILIES


def said(code):
    """Keras's words against a stack in a fresh process of names, cleaned as a person would quote them."""
    import keras

    keras.utils.clear_session()
    names = {"keras": keras, "layers": keras.layers}
    try:
        keras.Sequential(eval(f"[{code}]", names))
    except Exception as error:  # noqa: BLE001  # whatever it is, its words are looked at
        return words(f"{type(error).__name__}: {error}")
    return ""


def words(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).split("Arguments received by")[0]
    text = re.sub(r"Exception encountered when calling [^\n]*\n", "", text)
    return re.sub(r"\s+", " ", text).replace(": : ", ": ").strip()


@pytest.mark.xdist_group("generators")
def test_the_message_is_what_keras_says_and_no_other_option_makes_it_say_that():
    for question in instances("name_the_bug"):
        shown = words(question.code)
        stack = question.solution[0].split(": ", 1)[1].rstrip(".")
        assert said(stack) == shown, question.id
        for one in question.mistakes:
            told = words(one.reason.removeprefix("Keras says then: "))
            assert told != shown, (question.id, one.answer)
            if one.answer.startswith("keras.Input"):
                assert said(one.answer) == told, (question.id, one.answer)


def test_every_remedy_is_built_and_every_slip_is_not():
    import random

    for skill, makers in FAMILIES.items():
        for make in makers:
            for case in make(random.Random(7)).cases:
                assert said(case.code), (skill, case.what)
                assert not said(obeyed(case.code, case.remedy)), (skill, case.what, case.remedy)


def obeyed(code, orders):
    """A stack in one line after it was done what is said."""
    rows = [ast.unparse(one) for one in ast.parse(f"[{code}]", mode="eval").body.elts]
    for order in re.split(r"(?<=\.) (?=Write|Delete|Put)", orders):
        obey(rows, order)
    return ", ".join(rows)


def obey(rows, order):
    """Does to a list of Input and layers what an order says.

    Raises:
        AssertionError: It is no such order.
    """
    number = re.search(r"layer (\d+)", order)
    if order.startswith("Delete"):
        del rows[int(number[1])]
    elif order.startswith("Put"):
        what = re.match(r"Put (.*?) (?:before layer|at the end)", order)[1]
        rows.insert(int(number[1]) if number else len(rows), what)
    elif order.startswith("Write keras.Input"):
        rows[0] = order.removeprefix("Write ").split(":")[0]
    else:
        assert order.startswith("Write layer"), order
        rows[int(number[1])] = order.split(" as ", 1)[1].rstrip(".")


def stack_of(code):
    """Input and layers of a question's code."""
    tree = ast.parse(code)
    found = next(one for one in ast.walk(tree) if isinstance(one, ast.List))
    return [ast.unparse(one) for one in found.elts]


@pytest.mark.parametrize("skill", ["error_messages", "return_sequences", "flatten"])
def test_what_the_solution_of_an_exercise_orders_is_what_the_exercise_wants(skill):
    import keras

    generator = by_name("fix_model")
    for level in generator.skills[skill]:
        for seed in range(3):
            question = generator.question(skill, level, seed)
            rows = stack_of(question.code)
            orders = [one for one in question.solution if re.match(r"(Delete|Put|Write) ", one)]
            assert orders, question.id
            for order in orders:
                obey(rows, order)
            model = keras.Sequential(eval(f"[{', '.join(rows)}]", {"keras": keras, "layers": keras.layers}))
            wanted = {goal.measure: goal.value for goal in question.goals}
            assert str(tuple(model.output_shape)) == wanted["output_shape"], question.id
            assert len(model.layers) >= wanted["layers"]
            assert model.count_params() <= wanted.get("params", model.count_params())


def test_the_last_step_about_a_failing_layer_mends_it():
    generator = by_name("failing_layer")
    for skill, levels in generator.skills.items():
        for seed in range(6):
            question = generator.question(skill, levels[seed % len(levels)], seed)
            rows = stack_of(question.code)
            assert said(", ".join(rows)), question.id
            obey(rows, question.solution[-1])
            assert not said(", ".join(rows)), (question.id, question.solution[-1])
