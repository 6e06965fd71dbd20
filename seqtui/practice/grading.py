"""Whether an answer is right. Typed code is read as a syntax tree and built anew by Keras, never executed."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from seqtui.errors import SeqtuiError
from seqtui.practice import answers
from seqtui.practice.question import GAP, Question
from seqtui.recipe.pasting import Pasted, read


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth.

    Attributes:
        right: Whether it is accepted.
        text: The answer in the question's spelling, as it is kept.
        reason: Why it is wrong, where that is known.
        problem: Why it is no answer: nothing is counted, it is typed again. "" where it is one.
    """

    right: bool
    text: str
    reason: str = ""
    problem: str = ""


def needs_keras(question: Question) -> bool:
    """Whether grading may ask Keras, and so belongs into a worker."""
    return question.kind in {"cloze", "build"}


def grade(question: Question, typed: str) -> Grade:
    """Grades an answer to any question but "build", whose goals are measured in the practice process."""
    reading = answers.read(question, typed)
    if reading.problem:
        return Grade(right=False, text="", problem=reading.problem)
    if question.kind == "cloze":
        return _cloze(question, reading.text)
    right = answers.is_right(question, reading.text)
    return Grade(right, reading.text, "" if right else question.reason_against(reading.text))


def _cloze(question: Question, text: str) -> Grade:
    code = _filled(question, text)
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        return Grade(right=False, text=text, problem=f"With this in the gap it is no Python: {told}.")
    wanted = [ast.parse(_filled(question, one)) for one in question.accepted]
    right = any(ast.dump(tree) == ast.dump(one) for one in wanted) or _same_model(tree, wanted[0])
    if right:
        return Grade(right, text)
    reason = question.reason_against(text) or _reason_like(question, tree)
    return Grade(right, text, reason or _refused(code))


def _filled(question: Question, text: str) -> str:
    return question.code.replace(GAP, text)


def _reason_like(question: Question, tree: ast.Module) -> str:
    """The reason against a known mistake that is spelled otherwise."""
    for one in question.mistakes:
        try:
            known = ast.parse(_filled(question, one.answer))
        except (SyntaxError, ValueError):
            continue
        if ast.dump(known) == ast.dump(tree):
            return one.reason
    return ""


def _same_model(given: ast.Module, wanted: ast.Module) -> bool:
    """Whether both make a model of the same config; what is no model must be written alike."""
    if _aside(given) != _aside(wanted) or not _as_keras_takes_it(given):
        return False
    try:
        return _config(read(ast.unparse(given))) == _config(read(ast.unparse(wanted)))
    except SeqtuiError:
        return False


def _as_keras_takes_it(tree: ast.Module) -> bool:
    """Keras takes no bare layer in `Sequential(...)` and no bare number in `Input(...)`; pasting does."""
    for called in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
        name = ast.unparse(called.func).rsplit(".", 1)[-1]
        first = {"Sequential": "layers", "Input": "shape"}.get(name)
        if first is None:
            continue
        given = [*called.args[:1], *(key.value for key in called.keywords if key.arg == first)]
        if not all(isinstance(one, (ast.List, ast.Tuple)) for one in given):
            return False
    return True


def _config(pasted: Pasted) -> object:
    from seqtui.engine.configs import model_config  # noqa: PLC0415  # Keras, late and in a worker

    return model_config(pasted.layers, pasted.input)


def _refused(code: str) -> str:
    """Keras's own word against the filled code, where it has one."""
    try:
        _config(read(code))
    except SeqtuiError as error:
        return f"{error.title.rstrip('.')}. {error.cause}"
    return ""


def _aside(tree: ast.Module) -> list[str]:
    """The statements that make no layers, such as `model.compile`."""
    return [ast.dump(one) for one in tree.body if not _makes_layers(one)]


def _makes_layers(statement: ast.stmt) -> bool:
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Assign):
        return isinstance(value, ast.Call) and "Sequential" in ast.unparse(value.func)
    return (
        isinstance(statement, ast.Expr)
        and isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "add"
    )
