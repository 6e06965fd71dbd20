"""Which rating an answer deserves: from correctness, hints and time. The person may always change it."""

from __future__ import annotations

from datetime import timedelta

from seqtui.practice.question import Difficulty, Kind
from seqtui.practice.records import AGAIN, EASY, GOOD, HARD

_SECONDS: dict[Difficulty, float] = {"easy": 30, "medium": 60, "hard": 120}
_SLOWER: dict[Kind, float] = {"choice": 1, "number": 1.5, "shape": 1.25, "cloze": 2, "build": 5}
_SWIFT = 0.4
_SLOW = 3.0

WORDS = {AGAIN: "again", HARD: "hard", GOOD: "good", EASY: "easy"}


def expected_seconds(difficulty: Difficulty, kind: Kind) -> float:
    """How long somebody needs who knows it, reading included."""
    return _SECONDS[difficulty] * _SLOWER[kind]


def propose(
    difficulty: Difficulty, kind: Kind, *, right: bool, attempts: int, hints: int, seconds: float
) -> int:
    """The rating to propose.

    Wrong is Again. Right with help, at the second attempt or very slowly is Hard. Right without help in
    less than two fifths of the time that it takes is Easy, but for easy questions, which all are quick.
    """
    if not right:
        return AGAIN
    takes = expected_seconds(difficulty, kind)
    if hints or attempts > 1 or seconds > _SLOW * takes:
        return HARD
    if difficulty != "easy" and seconds < _SWIFT * takes:
        return EASY
    return GOOD


def interval_words(interval: timedelta) -> str:
    """An interval as short as it can be told: `<1 m`, `6 m`, `3 h`, `2 d`, `4 mo`, `2.1 y`."""
    minutes = interval.total_seconds() / 60
    if minutes <= 1:
        return "<1 m"
    days = minutes / 1440
    for limit, size, unit in ((60, 1, "m"), (1440, 60, "h"), (60 * 1440, 1440, "d")):
        if minutes < limit:
            return f"{minutes / size:.0f} {unit}"
    return f"{days / 30.4:.0f} mo" if days < 365 else f"{days / 365.25:.1f} y"
