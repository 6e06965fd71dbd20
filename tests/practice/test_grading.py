"""Any way to write the same model is right; nothing that is typed is executed."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import made

from seqtui.practice.bank import bank
from seqtui.practice.grading import grade
from seqtui.practice.question import Mistake

CODE = """\
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, ____),
])
"""


def cloze(code=CODE, answer="3, padding='same'", **more):
    wrong = (Mistake("3", "The edges are lost."),)
    given = {"answer": answer, "accepted": (answer,), "options": (), "mistakes": wrong}
    return made.question(kind="cloze", code=code, **{**given, **more})


@pytest.mark.parametrize(
    "text",
    [
        "3, padding='same'",
        'kernel_size=3, padding="same"',
        'padding="same", kernel_size=(3, 3)',
        "(3,3), padding = 'same', strides=1, activation=None",
        "3, 1, 'same'",
    ],
)
def test_every_way_to_write_it_is_right(text):
    assert grade(cloze(), text).right


@pytest.mark.parametrize(
    "text", ["5, padding='same'", "3, padding='same', activation='relu'", "3, padding='full'"]
)
def test_another_model_is_wrong(text):
    found = grade(cloze(), text)
    assert not found.right
    assert not found.problem


def test_a_known_mistake_has_its_reason_however_it_is_spelled():
    assert grade(cloze(), "3").reason == "The edges are lost."
    assert grade(cloze(), " 3 ").reason == "The edges are lost."
    assert "padding" in grade(cloze(), "3, padding='full'").reason


def test_what_is_no_python_is_typed_again_and_counts_for_nothing():
    found = grade(cloze(), "3, padding=")
    assert found.problem
    assert not found.right


def test_compile_must_be_the_same_even_where_the_layers_are():
    code = "model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])\nmodel.compile(loss=____)\n"
    question = cloze(code, "'mse'", mistakes=())
    assert grade(question, '"mse"').right
    assert not grade(question, "'mae'").right


def test_nothing_typed_is_executed(tmp_path):
    mark = tmp_path / "mark"
    attacks = [f"__import__('pathlib').Path({str(mark)!r}).touch()", f"3 if open({str(mark)!r}, 'w') else 3"]
    for text in attacks:
        assert not grade(cloze(), text).right
    assert not mark.exists()


@pytest.mark.parametrize(
    "entry", [one for one in bank() if one.question.kind == "cloze"], ids=lambda one: one.question.id
)
def test_the_banks_gaps_are_graded_as_their_keys_say(entry):
    question = entry.question
    for text in question.accepted:
        assert grade(question, text).right, text
    for one in question.mistakes:
        found = grade(question, one.answer)
        assert not found.right, one.answer
        assert found.problem or found.reason == one.reason


@pytest.mark.parametrize(("typed", "right"), [("b", True), ("2", True), ("A", False), ("right", True)])
def test_choices_by_letter_number_or_text(typed, right):
    assert grade(made.question(), typed).right is right


def test_wrong_choices_have_their_reason():
    assert grade(made.question(), "a").reason == "because"
    assert grade(made.question(), "z").problem
