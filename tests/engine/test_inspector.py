"""The inspection worker, driven by events: nothing here waits for time to pass."""

import threading

import pytest

from seqtui.engine.inspector import Inspector
from seqtui.errors import SeqtuiError

WAIT = 30


class Held:
    """A job that has begun, and ends when it is told to."""

    def __init__(self):
        self.begun = threading.Event()
        self.let_go = threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.let_go.wait(WAIT)
        return "held"


@pytest.fixture
def inspector():
    made = Inspector()
    yield made
    made.close()


class Answers:
    def __init__(self, expected):
        self.got = []
        self.all = threading.Event()
        self._expected = expected

    def __call__(self, answer):
        self.got.append(answer)
        if len(self.got) == self._expected:
            self.all.set()


def test_the_answer_comes_from_the_worker_thread(inspector):
    answers = Answers(1)
    inspector.request("flow", lambda: threading.current_thread().name, answers)
    assert answers.all.wait(WAIT)
    assert answers.got == ["seqtui-inspection"]


def test_the_most_urgent_runs_first_and_equals_in_the_order_asked(inspector):
    held, answers = Held(), Answers(4)
    inspector.request("first", held, answers)
    assert held.begun.wait(WAIT)
    inspector.request("late", lambda: "late", answers, priority=5)
    inspector.request("equal", lambda: "equal", answers, priority=5)
    inspector.request("urgent", lambda: "urgent", answers)
    held.let_go.set()
    assert answers.all.wait(WAIT)
    assert answers.got == ["held", "urgent", "late", "equal"]


def test_a_newer_request_takes_the_place_of_the_one_that_waits(inspector):
    held, answers, ran = Held(), Answers(2), []
    inspector.request("first", held, answers)
    assert held.begun.wait(WAIT)
    for number in range(5):
        inspector.request("flow", lambda number=number: ran.append(number) or number, answers)
    held.let_go.set()
    assert answers.all.wait(WAIT)
    assert answers.got == ["held", 4]
    assert ran == [4]


def test_the_answer_of_a_job_overtaken_while_it_ran_is_dropped(inspector):
    held, answers = Held(), Answers(1)
    inspector.request("flow", held, answers)
    assert held.begun.wait(WAIT)
    inspector.request("flow", lambda: "newer", answers)
    held.let_go.set()
    assert answers.all.wait(WAIT)
    assert answers.got == ["newer"]


def test_errors_become_seqtui_errors_and_the_worker_lives_on(inspector):
    answers = Answers(3)

    def fail(error):
        raise error

    inspector.request("a", lambda: fail(ValueError("odd")), answers)
    inspector.request("b", lambda: fail(SeqtuiError("title", "cause", "remedy")), answers)
    inspector.request("c", lambda: "alive", answers)
    assert answers.all.wait(WAIT)
    assert isinstance(answers.got[0], SeqtuiError)
    assert "odd" in answers.got[0].cause
    assert answers.got[1].title == "title"
    assert answers.got[2] == "alive"


def test_closing_drops_what_waits_and_ends_the_thread():
    inspector, held, answers = Inspector(), Held(), Answers(1)
    inspector.request("first", held, answers)
    assert held.begun.wait(WAIT)
    inspector.request("second", lambda: "never", answers)
    inspector.close(timeout=0)
    held.let_go.set()
    inspector.close(timeout=WAIT)
    inspector.request("third", lambda: "never", answers)
    assert not inspector._thread.is_alive()
    assert answers.got == []
