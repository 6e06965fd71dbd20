"""The bank: written questions, one TOML file a skill in assets/practice/bank.

Each question comes with a `check`, Python that proves its key right and every distractor wrong on real
Keras, or with a `definition`: why there is nothing to compute. Checks are run by the tests, never by the app.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seqtui.paths import assets_dir
from seqtui.practice.question import BANK, Mistake, Question


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the bank with its proof.

    Attributes:
        question: As it is asked.
        check: Python that defines `holds(answer: str) -> bool`: whether an answer is right, by Keras's own
            word; what it has at hand stands in tests/practice/proof.py. "" where `definition` says why
            there is none.
        definition: Why nothing can be computed.
    """

    question: Question
    check: str
    definition: str


def bank() -> tuple[Entry, ...]:
    """All entries, by skill in the files' order."""
    return tuple(entry for path in sorted(_directory().glob("*.toml")) for entry in of_skill(path.stem))


@cache
def of_skill(skill: str) -> tuple[Entry, ...]:
    """The entries of one skill: a few milliseconds, where the whole bank takes a tenth of a second."""
    path = _directory() / f"{skill}.toml"
    return read(path) if path.is_file() else ()


def _directory() -> Path:
    return assets_dir() / "practice" / "bank"


def read(path: Path) -> tuple[Entry, ...]:
    """The entries of one file; its stem is the skill.

    Raises:
        KeyError, ValueError: The file is not in the form of the bank, told with the entry's id.
    """
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_entry(one, path.stem) for one in plain["question"])


def _entry(one: dict[str, Any], skill: str) -> Entry:
    """An entry from its table.

    `options` of a choice lists the right one too; `mistakes` maps wrong answers to reasons.
    """
    answer = str(one["answer"])
    question = Question(
        id=f"{skill}-{one['id']}",
        generator=BANK,
        skill=skill,
        difficulty=one["difficulty"],
        kind=one["kind"],
        prompt=one["prompt"].strip(),
        answer=answer,
        accepted=(answer, *map(str, one.get("accepted", ()))),
        code=one.get("code", "").strip("\n"),
        options=tuple(map(str, one.get("options", ()))),
        hint=one["hint"].strip(),
        solution=tuple(one["solution"]),
        quick_check=one["quick_check"].strip(),
        mistakes=tuple(Mistake(wrong, reason) for wrong, reason in one["mistakes"].items()),
        recipe=one.get("recipe", "").strip("\n"),
        sibling=one.get("sibling", ""),
    )
    check, definition = one.get("check", ""), one.get("definition", "")
    if bool(check) == bool(definition):
        raise ValueError(f"{question.id}: either a check or a definition, and not both")
    return Entry(question, check, definition)
