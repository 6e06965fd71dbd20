"""Typed answers as people spell them: shapes, numbers, letters. Nothing here needs Keras."""

from __future__ import annotations

import re
from dataclasses import dataclass

from seqtui.practice.question import LETTERS, Question
from seqtui.practice.sums import is_sum, parse_number
from seqtui.recipe.flow import Shape

_NO_SIZE = {"none", "?", "batch", "n", "b", "*", "-", "rows", "_", "-1"}
_WORDS = {"one": 1, "two": 2, "three": 3}
_NEAR = 0.01
_EXACT = 1e-9
_SEPARATORS = re.compile(r"\s*(?:,|;|x|×|\*(?=\s*\d)|\s)\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed answer was taken for.

    Attributes:
        text: In the question's own spelling ("(None, 3)", "1344", an option's text), to be compared.
        problem: Why it is no answer yet, to be shown while nothing is lost; "" where it is one.
        echo: What a sum came to ("20*64+64 = 1344"); "" where there was nothing to work out.
    """

    text: str
    problem: str = ""
    echo: str = ""


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
        return _number(text)
    if question.kind == "shape":
        return _shape(question, text)
    return Reading(text)


def is_right(question: Question, text: str) -> bool:
    """Whether an answer in the question's spelling is among those accepted; not for cloze and build."""
    return any(_same(question, text, one) for one in question.accepted)


def reason(question: Question, text: str) -> str:
    """Why a wrong answer in the question's spelling is wrong; "" where nobody has written it down."""
    known = next((one for one in question.mistakes if _same(question, text, one.answer)), None)
    return known.reason if known is not None else ""


def _same(question: Question, text: str, other: str) -> bool:
    if question.kind == "number":
        given, wanted = parse_number(text), parse_number(other)
        return given is not None and wanted is not None and abs(given - wanted) <= _room(question, wanted)
    if question.kind == "shape":
        shape = parse_shape(text)
        return shape is not None and parse_shape(other) == shape
    return text == other


def _room(question: Question, wanted: float) -> float:
    """How far a number may be off: as many decimals as are asked for, else a hundredth; counts are exact."""
    said = re.search(r"\b(one|two|three) (?:decimal|place)", question.prompt.lower())
    if said is not None:
        return 0.5 * 10.0 ** -_WORDS[said[1]] + _EXACT
    # A share of nothing is nothing: a 0 that a sum came to may be off in its last bits.
    return (_EXACT if wanted == int(wanted) else _NEAR) * abs(wanted) + _EXACT**2


def format_number(number: float) -> str:
    """A number as questions spell it: no thousands marks, no needless point."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.6g}"


def parse_shape(text: str) -> Shape | None:
    """A shape in any sensible spelling; None where it is none."""
    plain = text.strip().lower().removeprefix("tf.").removeprefix("tensorshape")
    plain = plain.strip("()[] ").rstrip(",")
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


def _number(text: str) -> Reading:
    number = parse_number(text)
    if number is None:
        return Reading("", "A number is asked for, or a sum such as 3 * 4 + 1.")
    told = format_number(number)
    return Reading(told, echo=f"{text} = {told}" if is_sum(text) else "")


def _shape(question: Question, text: str) -> Reading:
    shape = parse_shape(text)
    keys = [key for one in question.accepted if (key := parse_shape(one)) is not None]
    ranks = {len(one) for one in keys}
    bare = re.fullmatch(r"\d+", text) is not None and 1 not in ranks
    if shape is None or (bare and 2 not in ranks):
        return Reading("", "A shape is asked for: a size for each axis, such as (None, 3) or ? x 3.")
    lacking = all(key[:1] == (None,) and len(shape) == len(key) - 1 for key in keys) and shape[:1] != (None,)
    if lacking and question.skill != "input_shape":
        return Reading("", "With the batch axis, please: it stands first.")
    return Reading(format_shape(shape))
