"""Proves questions of the bank on real Keras: what a check says must hold of the key and of no distractor."""

from collections.abc import Callable
from typing import Any

from seqtui.practice.answers import is_right, parse_number, parse_shape
from seqtui.practice.bank import Entry
from seqtui.practice.question import GAP, Question


def raised(action: Callable[[], Any]) -> str | None:
    """Name of the exception that a call ends in, None where it ends well."""
    try:
        action()
    except Exception as error:  # noqa: BLE001  # what Keras raises is the answer
        return type(error).__name__
    return None


def message(action: Callable[[], Any]) -> str:
    """What the exception of a call says, "" where it ends well."""
    try:
        action()
    except Exception as error:  # noqa: BLE001  # what Keras raises is the answer
        return str(error)
    return ""


def run(check: str) -> dict[str, Any]:
    """What a check defines, with Keras at hand."""
    import keras
    import numpy as np
    import tensorflow as tf
    from keras import layers

    keras.utils.set_random_seed(0)
    names: dict[str, Any] = {
        "keras": keras,
        "layers": layers,
        "np": np,
        "tf": tf,
        "raised": raised,
        "message": message,
    }
    exec(check, names)
    return names


def unproved(entry: Entry) -> list[str]:
    """What is wrong with an entry; nothing where it is proved."""
    question = entry.question
    found = formal(question)
    if not entry.check:
        return found if len(entry.definition) > 20 else [*found, "a definition says why nothing is computed"]
    holds = run(entry.check)["holds"]
    found += [f"right, and does not hold: {one}" for one in question.accepted if not holds(one)]
    wrong = [one.answer for one in question.mistakes]
    found += [f"wrong, and holds: {one}" for one in wrong if holds(one)]
    return found


def formal(question: Question) -> list[str]:
    """What can be seen without running anything."""
    wrong = [one.answer for one in question.mistakes]
    found = _of_choice(question, wrong) if question.kind == "choice" else _of_typed(question, wrong)
    if set(wrong) & set(question.accepted):
        found.append("what is accepted is no mistake")
    if not (question.hint and question.solution and question.quick_check and question.mistakes):
        found.append("hint, solution, quick check and mistakes")
    return found


def _of_choice(question: Question, wrong: list[str]) -> list[str]:
    found = []
    if len(set(question.options)) != len(question.options) or not 3 <= len(question.options) <= 6:
        found.append("three to six distinct options")
    if set(question.options) != {*question.accepted, *wrong}:
        found.append("each option is accepted, or a mistake with its reason")
    return found


def _of_typed(question: Question, wrong: list[str]) -> list[str]:
    parse = {"number": parse_number, "shape": parse_shape}.get(question.kind, str)
    found = [f"not a {question.kind}: {one}" for one in (*question.accepted, *wrong) if parse(one) is None]
    if question.kind == "cloze" and question.code.count(GAP) != 1:
        found.append("exactly one gap in the code")
    return found + [f"a mistake that would be accepted: {one}" for one in wrong if is_right(question, one)]
