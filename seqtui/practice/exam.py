"""What an exam says at its end: how strong the pattern is, by skill too, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from seqtui.practice.records import Review
from seqtui.practice.skills import skills

Verdict = Literal["strong", "getting there", "weak"]

_STRONG = 0.8
_WEAK = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """The end of an exam.

    Attributes:
        verdict: On the whole pattern.
        right: Questions answered right.
        asked: Questions asked.
        by_difficulty: (difficulty, right, asked), easy first.
        by_skill: (skill's title, verdict, right, asked), the weakest first.
        weakest: Names of the skills with a wrong answer, in the order of learning.
        advice: What to do next.
    """

    verdict: Verdict
    right: int
    asked: int
    by_difficulty: tuple[tuple[str, int, int], ...]
    by_skill: tuple[tuple[str, Verdict, int, int], ...]
    weakest: tuple[str, ...]
    advice: str


def report(reviews: Sequence[Review]) -> Report:
    """Judges answers: strong from eight in ten, of the hard ones at least half; weak below five in ten."""
    right, asked = sum(one.right for one in reviews), len(reviews)
    hard = [one.right for one in reviews if one.question.difficulty == "hard"]
    verdict = _verdict(right, asked)
    if verdict == "strong" and hard and 2 * sum(hard) < len(hard):
        verdict = "getting there"
    levels = [
        (level, sum(one.right for one in found), len(found))
        for level in ("easy", "medium", "hard")
        if (found := [one for one in reviews if one.question.difficulty == level])
    ]
    rows = [
        (skill.title, _verdict(good, len(found)), good, len(found))
        for name, skill in skills().items()
        if (found := [one for one in reviews if one.skill == name])
        for good in [sum(one.right for one in found)]
    ]
    rows.sort(key=lambda row: row[2] / row[3])
    missed = {one.skill for one in reviews if not one.right}
    weakest = tuple(name for name in skills() if name in missed)
    return Report(verdict, right, asked, tuple(levels), tuple(rows), weakest, _advice(verdict, weakest))


def _verdict(right: int, asked: int) -> Verdict:
    share = right / asked if asked else 0.0
    return "strong" if share >= _STRONG else "weak" if share < _WEAK else "getting there"


def _advice(verdict: Verdict, weakest: tuple[str, ...]) -> str:
    titles = [skills()[name].title for name in weakest[:3]]
    if not titles:
        return "Nothing was missed. Come back when reviews are due; until then build something of your own."
    first = f"Begin with {titles[0]}: the others stand on it." if len(titles) > 1 else f"Drill {titles[0]}."
    if verdict == "weak":
        return f"{first} Sessions bring the missed skills back; take the exam again after them."
    return f"{first} The missed skills are due again soon."
