"""A session by keys alone in the real program, killed after its seventh answer."""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from seqtui.practice.bank import bank
from seqtui.practice.log import ReviewLog
from seqtui.practice.schedule import Schedule
from tests.screen import Screen

# What is pressed after each answer, and how long after it FSRS asks the skill again.
RATED = (
    ("3", timedelta(minutes=10)),
    ("1", timedelta(minutes=1)),
    ("4", timedelta(days=8)),
    ("2", timedelta(minutes=5, seconds=30)),
    ("3", timedelta(minutes=10)),
    ("4", timedelta(days=8)),
)
# The seventh is not rated by hand: an easy question, answered right.
SEVENTH = timedelta(minutes=10)


def squeezed(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


class Sitting:
    """A person before the screen: reads the question, knows the answer, presses keys."""

    def __init__(self, environment, folder: Path, columns=100, rows=40):
        self.screen = Screen(
            *(sys.executable, "-m", "seqtui", "practice"),
            env=environment, cwd=folder, columns=columns, rows=rows,
        )  # fmt: skip

    def asked(self, number: int):
        """The bank's question that is on the screen."""
        self.screen.wait(f"{number} of 10")
        self.screen.wait("Enter submit")
        text = squeezed(self.screen.text)
        found = [one.question for one in bank() if squeezed(one.question.prompt) in text]
        assert found, self.screen.text
        # One prompt may be asked of several pieces of code.
        return max(found, key=lambda one: (squeezed(one.code) in text, all(o in text for o in one.options)))

    def answer(self, number: int) -> None:
        question = self.asked(number)
        if question.kind == "choice":
            self.screen.press(question.letter(question.answer).lower(), "enter")
        else:
            self.screen.press(question.answer, "enter")
        self.screen.wait("1 again")
        assert "Right:" in self.screen.text, self.screen.text


@pytest.fixture
def sit(environment, tmp_path):
    begun = []

    def go():
        begun.append(Sitting(environment, tmp_path))
        return begun[-1]

    yield go
    for one in begun:
        one.screen.close()


def test_a_drill_begins_from_the_command_line(environment, tmp_path):
    command = (sys.executable, "-m", "seqtui", "practice")
    with Screen(*command, "--skill", "dropout", env=environment, cwd=tmp_path) as screen:
        screen.wait("drill  1 of")
        assert "Dropout" in screen.text
    with Screen(*command, "--skill", "dropuot", env=environment, cwd=tmp_path) as screen:
        screen.wait('Did you mean "dropout"?')
        assert screen.end() == 3
    with Screen(*command, "--skill", "dropout", "--mode", "exam", env=environment, cwd=tmp_path) as screen:
        screen.wait("leave --mode out")
        assert screen.end() == 2


def test_a_killed_session_has_lost_nothing(sit, home):
    first = sit()
    for number, (rating, _) in enumerate(RATED, 1):
        first.answer(number)
        first.screen.press(rating)
    first.answer(7)
    os.kill(first.screen.pid, signal.SIGKILL)
    first.screen.end()

    schedule = Schedule.of(ReviewLog(home / "data" / "practice").read().records)
    assert len(schedule.reviews) == 7
    waits = [schedule.standings[one.skill].due - one.time for one in schedule.reviews]
    assert waits == [*(wait for _, wait in RATED), SEVENTH]

    second = sit()
    second.asked(1)
    second.screen.press("\x1b")
    second.screen.wait("7 answered today")
    second.screen.press("G", "\r")
    second.screen.wait("7 answers in")
    assert "7 later today" not in second.screen.text  # two of them are easy, and come back in eight days
    second.screen.press("\r", "g", "\r")
    for number in range(1, 11):
        second.answer(number)
        second.screen.press("\r")
    second.screen.wait("10 of 10 right")
    second.screen.press("\r")
    second.screen.wait("17 answered today")
    second.screen.press("q")
    assert second.screen.end() == 0
