"""Whether an answer is right. Typed code is read as a syntax tree and built anew by Keras, never executed."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from seqtui.errors import SeqtuiError
from seqtui.practice import answers, typed
from seqtui.practice.differences import differences, told
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
        echo: What a typed sum came to; "" where there was nothing to work out.
    """

    right: bool
    text: str
    reason: str = ""
    problem: str = ""
    echo: str = ""


def needs_keras(question: Question) -> bool:
    """Whether grading may ask Keras, and so belongs into a worker."""
    return question.kind in {"cloze", "build"}


def grade(question: Question, typed_text: str) -> Grade:
    """Grades an answer to any question but "build", whose goals are measured in the practice process."""
    reading = answers.read(question, typed_text)
    if reading.problem:
        return Grade(right=False, text="", problem=reading.problem)
    if question.kind == "cloze":
        return _cloze(question, reading.text)
    right = answers.is_right(question, reading.text)
    reason = "" if right else answers.reason(question, reading.text)
    return Grade(right, reading.text, reason, echo=reading.echo)


def _cloze(question: Question, text: str) -> Grade:
    code = _filled(question, text)
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        return Grade(right=False, text=text, problem=f"With this in the gap it is no Python: {said}.")
    wanted = [ast.parse(_filled(question, one)) for one in question.accepted]
    if any(ast.dump(tree) == ast.dump(one) for one in wanted):
        return Grade(right=True, text=text)
    problem = typed.problem(question.code, text, ast.unparse(wanted[0]))
    if problem:
        return Grade(right=False, text=text, problem=problem)
    verdicts = [_against(tree, one) for one in wanted]
    if None in verdicts:
        return Grade(right=True, text=text)
    reason = answers.reason(question, text) or _reason_like(question, tree)
    return Grade(right=False, text=text, reason=reason or verdicts[0] or "")


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


def _against(given: ast.Module, wanted: ast.Module) -> str | None:
    """What tells two codes apart, "" where nobody can say; None where both make the same.

    Models are compared by their configs; what is no model must be written alike.
    """
    try:
        mine = _config(read(ast.unparse(given)))
    except SeqtuiError as error:
        return _sentence(error)
    aside = _aside(given, wanted)
    if aside or not _as_keras_takes_it(given):
        return aside or "Keras does not take it in this form: layers stand in a list, a shape in brackets."
    try:
        found = differences(mine, _config(read(ast.unparse(wanted))))
    except SeqtuiError:  # a key of which a recipe cannot hold everything is compared as text alone
        return ""
    return told(found) if found else None


def _sentence(error: SeqtuiError) -> str:
    """A refusal without the words of pasting, and without lines, of which a gap has one."""
    cause = re.sub(r"\bLine \d+: ", "", error.cause)
    return cause if error.title.startswith("Not pasted") else f"{error.title.rstrip('.')}. {cause}"


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


def _aside(given: ast.Module, wanted: ast.Module) -> str:
    """What tells statements apart that make no layers, such as `model.compile`; "" where they are alike."""
    mine, other = ([one for one in tree.body if not _makes_layers(one)] for tree in (given, wanted))
    if len(mine) != len(other):
        return "It has more or fewer statements than are wanted."
    for one, right in zip(mine, other, strict=True):
        if ast.dump(one) != ast.dump(right):
            return _in_call(one, right)
    return ""


def _in_call(given: ast.stmt, wanted: ast.stmt) -> str:
    """The argument in which two calls differ."""
    calls = [getattr(one, "value", None) for one in (given, wanted)]
    if all(isinstance(one, ast.Call) for one in calls):
        mine, other = ({key.arg: ast.unparse(key.value) for key in one.keywords} for one in calls)  # type: ignore[union-attr]  # both are calls
        for name, right in other.items():
            if mine.get(name) != right:
                return f"{name}: {mine.get(name, 'nothing')} where {right} is wanted."
    return f"{ast.unparse(given)} is not {ast.unparse(wanted)}."


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
