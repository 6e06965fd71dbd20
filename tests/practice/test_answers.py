"""Typed numbers and shapes, in the spellings of people."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import made

from seqtui.practice.answers import parse_shape
from seqtui.practice.grading import grade
from seqtui.practice.question import Mistake
from seqtui.practice.sums import parse_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1344", 1344), ("1,344", 1344), ("1 344", 1344), ("1_344", 1344), ("12,345,678", 12345678),
        ("0.25", 0.25), ("0,25", 0.25), ("1,0", 1.0), ("0,123", 0.123), (".5", 0.5), ("1e-3", 0.001),
        ("25 %", 0.25), ("2.1k", 2100), ("-3", -3), ("+3", 3),
        ("20*64+64", 1344), ("20 * 64 + 64", 1344), ("(3*3*16+1)*32", 4640), ("8*10", 80), ("2^5", 32),
        ("2**5", 32), ("1/20", 0.05), ("39/56", 39 / 56), ("7//2", 3), ("1,280 + 64", 1344), ("-(2 - 5)", 3),
        ("ln(10)", 2.302585), ("log(10)", 2.302585), ("math.log(10)", 2.302585), ("-ln(0,1)", 2.302585),
        ("sqrt(16)", 4), ("3 × 4", 12),
    ],
)  # fmt: skip
def test_numbers_and_sums_are_read(typed, value):
    assert parse_number(typed) == pytest.approx(value)


@pytest.mark.parametrize(
    "typed",
    [
        "many", "", "3 4", "1/0", "ln(0)", "9**9**9**9", "2**1000", "(-8)**0.5", "True", "x*3", "[3]", "3,",
        "1,2,3",
        "__import__('os').getcwd()", "open('x')", "(" * 150 + "1" + ")" * 150, "1" + "+1" * 300, "lambda: 3",
    ],
)  # fmt: skip
def test_everything_else_is_no_number(typed):
    assert parse_number(typed) is None


def number(answer, prompt="How much?", **more):
    return made.question(kind="number", prompt=prompt, answer=answer, accepted=(answer,), options=(), **more)


@pytest.mark.parametrize(
    ("key", "typed", "right"),
    [
        ("1344", "20*64+64", True), ("1344", "1343", False), ("1344", "1344.5", False), ("3", "0.3*10", True),
        ("0.05", "1/20", True), ("0.05", "0.0504", True), ("0.05", "0.054", False), ("0.05", "0.046", False),
        ("2.302585", "2.3", True), ("2.302585", "2.2", False), ("0", "0", True), ("0", "0.004", False),
    ],
)  # fmt: skip
def test_counts_are_exact_and_other_numbers_may_be_a_hundredth_off(key, typed, right):
    assert grade(number(key, mistakes=()), typed).right is right


@pytest.mark.parametrize(
    ("key", "typed", "right"), [("0.7", "39/56", True), ("0.7", "0.69", False), ("1", "0.996", True)]
)
def test_where_decimals_are_asked_for_they_are_the_tolerance(key, typed, right):
    asked = "What is it? Two decimals are enough."
    assert grade(number(key, asked, mistakes=()), typed).right is right


def test_what_a_sum_comes_to_is_told_and_known_mistakes_are_known_as_sums():
    found = grade(number("1344", mistakes=(Mistake("1280", "The biases are missing."),)), "20*64")
    assert (found.text, found.echo, found.reason) == ("1280", "20*64 = 1280", "The biases are missing.")
    assert not grade(number("1344", mistakes=()), "1,344").echo
    assert not grade(number("0.001", mistakes=()), "1e-3").echo


@pytest.mark.parametrize(
    "typed",
    [
        "(None, 4, 3)", "None,4,3", "? x 4 x 3", "?x4x3", "TensorShape([None, 4, 3])", "(_, 4, 3)", "-1 4 3",
        "(N, 4, 3)", "[None, 4, 3]", "tf.TensorShape([None, 4, 3])",
    ],
)  # fmt: skip
def test_shapes_in_every_spelling(typed):
    assert parse_shape(typed) == (None, 4, 3)


def shape(answer, skill="conv2d_shape"):
    more = {"answer": answer, "accepted": (answer,), "options": (), "mistakes": ()}
    return made.question(kind="shape", skill=skill, **more)


def test_a_shape_that_lacks_the_batch_axis_alone_is_asked_for_again_and_costs_nothing():
    for typed in ("4 4 32", "(4, 4, 8)"):
        assert "batch axis" in grade(shape("(None, 4, 4, 32)"), typed).problem
    found = grade(shape("(None, 4, 4, 32)", "input_shape"), "4 4 32")
    assert (found.right, found.problem) == (False, "")
    assert not grade(shape("(None, 4, 4, 32)"), "(None, 4, 32)").problem
    assert grade(shape("(150, 3)"), "150, 3").right


def test_one_number_is_no_shape_of_several_axes():
    assert grade(shape("(None, 4, 4, 32)"), "7").problem
    assert grade(shape("(7,)"), "7").right
