"""What the review log holds: answers, answers taken back, and the ends of exams and challenges."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from seqtui.practice.question import Question, from_json, to_json

VERSION = 1

Mode = Literal["session", "challenge", "exam", "review", "drill", "quiz"]
MODES: tuple[Mode, ...] = get_args(Mode)
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Review:
    """One answer, with the question as it was asked.

    Attributes:
        id: Unique wherever it is copied to.
        time: When it was rated, UTC.
        question: Whole, for a generator may be another one day.
        given: The answer in the question's spelling; "" for "I don't know".
        right: Whether it was accepted.
        attempts: How often it was answered, the last time counted.
        hints: Hints looked at; a solution looked at before the answer counts as three.
        seconds: From the question to the answer.
        rating: 1 again, 2 hard, 3 good, 4 easy.
        mode: Where it was asked.
        keras: Version of Keras that a generated answer was computed by, "" for the bank.
    """

    id: str
    time: datetime
    question: Question
    given: str
    right: bool
    attempts: int
    hints: int
    seconds: float
    rating: int
    mode: Mode
    keras: str = ""

    @property
    def skill(self) -> str:
        """The skill that it counts for."""
        return self.question.skill


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes a review back."""

    id: str
    time: datetime
    of: str


@dataclass(frozen=True, slots=True)
class Result:
    """The end of an exam or a challenge.

    Attributes:
        mode: Which of them.
        verdict: "strong", "getting there", "weak"; of a challenge "badge" or "none".
        right: Questions answered right.
        asked: Questions asked.
        seconds: Spent on the questions.
        skills: Right and asked, by skill.
    """

    id: str
    time: datetime
    mode: Mode
    verdict: str
    right: int
    asked: int
    seconds: float
    skills: Mapping[str, tuple[int, int]] = field(default_factory=dict)


Record = Review | Undo | Result


class RecordError(ValueError):
    """A line that is no record, or one of a version that this seqtui does not know."""


def to_line(record: Record) -> bytes:
    """A record as one line of JSON, newline included."""
    plain: dict[str, Any] = {"v": VERSION, "id": record.id, "time": record.time.isoformat()}
    if isinstance(record, Review):
        plain |= {
            "kind": "review",
            "skill": record.skill,
            "given": record.given,
            "right": record.right,
            "attempts": record.attempts,
            "hints": record.hints,
            "seconds": round(record.seconds, 3),
            "rating": record.rating,
            "mode": record.mode,
            "keras": record.keras,
            "question": to_json(record.question),
        }
    elif isinstance(record, Undo):
        plain |= {"kind": "undo", "of": record.of}
    else:
        plain |= {
            "kind": "result",
            "mode": record.mode,
            "verdict": record.verdict,
            "right": record.right,
            "asked": record.asked,
            "seconds": round(record.seconds, 3),
            "skills": {name: list(pair) for name, pair in record.skills.items()},
        }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Record:
    """The record that a line holds.

    Raises:
        RecordError: It holds none; the text says why.
    """
    try:
        plain = json.loads(line)
        return _record(plain)
    except RecordError:
        raise
    except UnicodeDecodeError as error:
        raise RecordError("it is not text") from error
    except json.JSONDecodeError as error:
        raise RecordError(f"it is no JSON: {error.msg}") from error
    except KeyError as error:
        raise RecordError(f"{error.args[0]} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise RecordError(str(error)) from error


def _record(plain: Any) -> Record:
    if not isinstance(plain, dict):
        raise RecordError("it is no JSON object")
    if plain.get("v") != VERSION:
        raise RecordError(f"it is of version {plain.get('v')!r}, and this seqtui knows version {VERSION}")
    name, time = str(plain["id"]), _moment(plain["time"])
    kind = plain["kind"]
    if kind == "undo":
        return Undo(name, time, str(plain["of"]))
    mode = plain["mode"]
    if mode not in MODES:
        raise RecordError(f"mode {mode!r} is unknown")
    if kind == "result":
        skills = {str(key): (int(pair[0]), int(pair[1])) for key, pair in plain["skills"].items()}
        return Result(
            name,
            time,
            mode,
            str(plain["verdict"]),
            int(plain["right"]),
            int(plain["asked"]),
            float(plain["seconds"]),
            skills,
        )
    if kind != "review":
        raise RecordError(f"kind {kind!r} is unknown")
    if plain["rating"] not in (AGAIN, HARD, GOOD, EASY):
        raise RecordError(f"rating {plain['rating']!r} is none of 1, 2, 3, 4")
    return Review(
        id=name,
        time=time,
        question=from_json(plain["question"]),
        given=str(plain["given"]),
        right=bool(plain["right"]),
        attempts=int(plain["attempts"]),
        hints=int(plain["hints"]),
        seconds=float(plain["seconds"]),
        rating=plain["rating"],
        mode=mode,
        keras=str(plain["keras"]),
    )


def _moment(text: str) -> datetime:
    """A time with a zone, as UTC: FSRS takes no other."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise RecordError("its time has no zone")
    return found.astimezone(UTC)
