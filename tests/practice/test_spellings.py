"""A gap's answer is right however it is spelled, and what is no answer yet is not counted."""

import ast
import contextlib
import inspect
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import made

from seqtui.practice.bank import bank
from seqtui.practice.generators import GENERATORS
from seqtui.practice.grading import grade
from seqtui.practice.question import GAP


def questions():
    for entry in bank():
        if entry.question.kind == "cloze":
            yield entry.question
    for generator in GENERATORS:
        if generator.name == "fill_gap":
            for skill, levels in generator.skills.items():
                for level in levels:
                    yield generator.question(skill, level, 1)


def holder(code):
    """The innermost call of a layer in whose brackets the gap stands, the last of its arguments."""
    import keras

    found = None
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a gap behind named arguments
        return None
    for one in ast.walk(tree):
        if isinstance(one, ast.Call):
            name = ast.unparse(one.func).rsplit(".", 1)[-1]
            if (
                one.args
                and ast.unparse(one.args[-1]) == GAP
                and not one.keywords
                and hasattr(keras.layers, name)
            ):
                found = one, name
    return found


def with_default(question):
    """The key with one argument more, which says what Keras does anyhow; None where it has no place."""
    import keras

    key, place = question.answer, None
    with contextlib.suppress(SyntaxError):  # several arguments
        called = ast.parse(key, mode="eval").body
    if key.startswith("layers.") and isinstance(called, ast.Call):
        call, name, place = called, ast.unparse(called.func).rsplit(".", 1)[-1], "inside"
    else:
        found = holder(question.code)
        if found is None:
            return None
        call, name = found
    taken = {one.arg for one in call.keywords} | {one.split("=")[0].strip() for one in key.split(",")}
    for one in list(inspect.signature(getattr(keras.layers, name)).parameters.values())[3:]:
        if one.kind == one.VAR_KEYWORD or one.name in taken or not isinstance(one.default, str | bool):
            continue
        text = f"{one.name}={one.default!r}"
        return f"{key.rstrip(')')}, {text})".replace("(, ", "(") if place else f"{key}, {text}"
    return None


def test_a_wrapped_layer_is_right_in_every_spelling():
    question = next(one.question for one in bank() if one.question.id == "recurrent-bidirectional-gru")
    for form in ("GRU(32)", "keras.layers.GRU(32)", 'layers.GRU(32, activation="tanh")'):
        assert grade(question, form).right, form


@pytest.mark.slow
def test_every_key_is_right_in_every_spelling():
    plain = defaults = 0
    for question in questions():
        key = question.answer
        forms = {key.replace("layers.", "keras.layers."), key.replace("layers.", "")} - {key}
        plain += len(forms)
        more = with_default(question)
        if more is not None:
            forms.add(more)
            defaults += 1
        for form in forms:
            found = grade(question, form)
            assert found.right, (question.id, form, found.reason, found.problem)
    assert plain >= 10
    assert defaults >= 14


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("dropout-thirty-per-cent", "Dropout(0.3, seed=1)"),
        ("overfitting-penalize-the-kernel", "kernel_regularizer=keras.regularizers.L1L2(l2=0.001)"),
        ("overfitting-penalize-the-kernel", "kernel_regularizer=keras.regularizers.L1L2(0.0, 1e-3)"),
        ("error_messages-pooling-on-sequence", 'layers.MaxPooling1D(2, padding="same")'),
    ],
)
def test_what_does_the_very_same_is_right(name, typed):
    question = next(one.question for one in bank() if one.question.id == name)
    assert grade(question, typed).right


WRAPPED = """\
model = keras.Sequential([
    keras.Input((20, 8)),
    layers.Bidirectional(layers.LSTM(6, return_sequences=True)),
    layers.TimeDistributed(layers.Dense(4)),
    layers.GRU(8, ____),
])
"""


def wrapped(answer="return_sequences=True"):
    return made.question(
        kind="cloze", code=WRAPPED, answer=answer, accepted=(answer,), options=(), mistakes=()
    )


def test_names_that_keras_counts_up_in_wrapped_layers_do_not_matter():
    assert grade(wrapped(), "return_sequences=True, go_backwards=False").right
    assert grade(wrapped(), 'return_sequences=True, name="mine"').right


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("return_sequences=True, go_backwards=True", "go_backwards: True where False is wanted"),
        ("return_sequences=True, dtype='float16'", "float16"),
        ("go_backwards=False", "return_sequences: False where True is wanted"),
    ],
)
def test_a_model_that_builds_is_told_in_what_it_differs(typed, told):
    found = grade(wrapped(), typed)
    assert (found.right, found.problem) == (False, "")
    assert told in found.reason


def of_dense(code="layers.Dense(8, ____)", answer='activation="relu"'):
    whole = f"model = keras.Sequential([keras.Input((4,)), {code}])"
    more = {"answer": answer, "accepted": (answer,), "options": (), "mistakes": ()}
    return made.question(kind="cloze", code=whole, **more)


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        (of_dense(), "relu", 'activation="relu"'),
        (of_dense(), "tanh", 'activation="tanh"'),
        (of_dense(), "activation=relu", '"relu"'),
        (of_dense(), "use_bias", "use_bias=..."),
        (of_dense(), "something", 'name="something"'),
        (of_dense("layers.Conv2D(4, 3, padding=____)", '"same"'), "same", '"same"'),
        (of_dense("____", "layers.Dense(8)"), "layers.Dense", None),
        (of_dense("____", "layers.Dense(8)"), "dense(8)", "Write Dense."),
        (of_dense("layers.Dense(____)", "8"), "[8 for one in range(1)][0]", "never run"),
    ],
)
def test_what_only_python_would_refuse_is_not_counted(question, typed, told):
    found = grade(question, typed)
    assert not found.right
    if told is not None:
        assert told in found.problem
    assert "asted" not in found.reason + found.problem
    assert "Line" not in found.reason + found.problem


@pytest.mark.parametrize(
    "typed", ["2**6", "128//2", "8*8", "64", "(2 + 6) * 8", "units=2 ** 6", "70 % 3 + 63"]
)
def test_sums_of_numbers_are_worked_out(typed):
    assert grade(of_dense("layers.Dense(____)", "64"), typed).right


@pytest.mark.parametrize("typed", ["2**100000", "10**64**64", "(0-2)**0.5"])
def test_powers_have_limits(typed):
    assert not grade(of_dense("layers.Dense(____)", "64"), typed).right


def test_no_reason_speaks_of_pasting():
    for typed in ("layers.Dnse(8)", "layers.Dense(units=8, unit=3)", "torch.nn.Dense(8)", "layers.Dense(-8)"):
        found = grade(of_dense("____", "layers.Dense(8)"), typed)
        assert found.reason, typed
        assert "asted" not in found.reason + found.problem
        assert "Line" not in found.reason + found.problem
