"""Typed answers as people spell them: shapes, numbers, letters. Nothing here needs Keras."""

from __future__ import annotations

import re
from dataclasses import dataclass

from seqtui.practice.question import LETTERS, Question

Shape = tuple[int | None, ...]

_NO_SIZE = {"none", "?", "batch", "n", "b", "*", "-", "rows"}
_SEPARATORS = re.compile(r"\s*(?:,|;|x|×|\*(?=\s*\d)|\s)\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed answer was taken for.

    Attributes:
        text: In the question's own spelling ("(None, 3)", "1344", an option's text), to be compared.
        problem: Why it is no answer yet, to be shown while nothing is lost; "" where it is one.
    """

    text: str
    problem: str = ""


def read(question: Question, typed: str) -> Reading:
    """A typed answer in the question's spelling.

    Args:
        question: Of kind "choice", "number" or "shape"; others are returned as they are.
        typed: A letter or the option itself, a number with or without thousands marks, a shape in any
            sensible spelling: `(None, 3)`, `None,3`, `?x3`.
    """
    text = typed.strip()
    if not text:
        return Reading("", "An answer is asked for.")
    if question.kind == "choice":
        return _choice(question, text)
    if question.kind == "number":
        number = parse_number(text)
        return Reading(format_number(number)) if number is not None else Reading("", "A number is asked for.")
    if question.kind == "shape":
        shape = parse_shape(text)
        if shape is None:
            return Reading("", "A shape is asked for, such as (None, 3) or ? x 3.")
        return Reading(format_shape(shape))
    return Reading(text)


def is_right(question: Question, text: str) -> bool:
    """Whether an answer in the question's spelling is among those accepted; not for cloze and build."""
    if question.kind == "number":
        given = parse_number(text)
        return given is not None and any(_same_number(given, one) for one in question.accepted)
    if question.kind == "shape":
        shape = parse_shape(text)
        return shape is not None and any(parse_shape(one) == shape for one in question.accepted)
    return text in question.accepted


def parse_number(text: str) -> float | None:
    """A number: `1344`, `1,344`, `1 344`, `0.25`, `25 %`, `2.1k`; None where it is none."""
    plain = text.strip().lower().replace("_", "").replace("\u202f", "").replace("'", "")
    factor = 1.0
    for ending, times in (("%", 0.01), ("k", 1e3), ("m", 1e6)):
        if plain.endswith(ending):
            plain, factor = plain.removesuffix(ending).strip(), times
    if re.fullmatch(r"[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", plain):
        return None
    return float(plain) * factor


def format_number(number: float) -> str:
    """A number as questions spell it: no thousands marks, no needless point."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.6g}"


def parse_shape(text: str) -> Shape | None:
    """A shape in any sensible spelling; None where it is none."""
    plain = text.strip().lower().strip("()[]").strip().rstrip(",")
    if not plain:
        return ()
    sizes: list[int | None] = []
    for part in _SEPARATORS.split(plain):
        if part in _NO_SIZE:
            sizes.append(None)
        elif part.isascii() and part.isdigit():
            sizes.append(int(part))
        else:
            return None
    return tuple(sizes)


def format_shape(shape: Shape) -> str:
    """A shape as Keras prints it."""
    return str(tuple(shape))


def _choice(question: Question, text: str) -> Reading:
    if text in question.options:
        return Reading(text)
    letter = text.upper()
    if len(letter) == 1 and letter in LETTERS[: len(question.options)]:
        return Reading(question.options[LETTERS.index(letter)])
    if text.isdigit() and 1 <= int(text) <= len(question.options):
        return Reading(question.options[int(text) - 1])
    return Reading("", f"Choose a letter from A to {LETTERS[len(question.options) - 1]}.")


def _same_number(given: float, accepted: str) -> bool:
    right = parse_number(accepted)
    # A person who rounds to two places of a small number is right; counts must be exact.
    return right is not None and (given == right or (right != int(right) and abs(given - right) <= 0.005))
