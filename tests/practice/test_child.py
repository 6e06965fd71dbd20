"""The practice process: it computes, it can be killed, and it goes when its parent goes."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import made

from seqtui.errors import SeqtuiError
from seqtui.practice.child import Child
from seqtui.practice.question import Goal, from_json, to_json
from seqtui.recipe.presets import preset


@pytest.fixture(scope="module")
def child():
    one = Child()
    yield one
    one.close()


def wait_until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_question_comes_back_the_same_as_here(child):
    from seqtui.practice.generators import by_name

    job = {
        "job": "generate",
        "generator": "output_shape",
        "skill": "conv2d_shape",
        "difficulty": "hard",
        "seed": 5,
    }
    there = from_json(child.ask(job, 60))
    assert there == by_name("output_shape").question("conv2d_shape", "hard", 5)


def test_goals_are_measured_by_building_and_training(child):
    goals = (
        Goal("builds", "is", ""),
        Goal("params", "at_most", 3498),
        Goal("output_shape", "is", "(None, 2)"),
        Goal("uses", "is", "Normalization"),
        Goal("val_accuracy", "at_least", 0.7),
        Goal("finite", "is", ""),
    )
    question = made.question(kind="build", goals=goals)
    text = preset("lesson").path.read_text()
    found = child.ask({"job": "build", "recipe": text, "question": to_json(question)}, 120)
    assert [one["met"] for one in found] == [True, True, False, True, True, True]
    assert found[2]["found"] == "(None, 1)"


def test_what_takes_too_long_is_killed_and_the_next_job_is_answered(child):
    goals = (Goal("val_accuracy", "at_least", 0.7),)
    question = made.question(kind="build", goals=goals)
    text = preset("lesson").path.read_text().replace("epochs = 5", "epochs = 1000000")
    assert "1000000" in text
    job = {"job": "build", "recipe": text, "question": to_json(question)}
    with pytest.raises(SeqtuiError, match="too long"):
        child.ask(job, 3)
    with pytest.raises(SeqtuiError, match="Not wanted"):
        child.ask(job, 60, iter([True, True, False]).__next__)
    assert child.ask({"job": "warm"}, 60) is True


def test_errors_are_told_and_it_lives_on(child):
    with pytest.raises(SeqtuiError, match="Unknown generator"):
        child.ask({"job": "generate", "generator": "no", "skill": "x", "difficulty": "easy", "seed": 1}, 60)
    with pytest.raises(SeqtuiError, match="could not be computed"):
        child.ask({"job": "nothing"}, 60)
    assert child.ask({"job": "warm"}, 60) is True


def test_it_ends_with_its_input():
    import subprocess

    process = subprocess.Popen(
        [sys.executable, "-m", "seqtui.practice.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()


def test_what_somebody_waits_for_comes_before_what_only_prepares(child, monkeypatch):
    begun, go_on, done = threading.Event(), threading.Event(), []

    def answer(process, job, until, wanted):
        begun.set()
        assert go_on.wait(60)
        done.append(job["job"])

    def ask(name, *, urgent):
        thread = threading.Thread(target=child.ask, args=({"job": name}, 60), kwargs={"urgent": urgent})
        thread.start()
        return thread

    monkeypatch.setattr(child, "_started", lambda: None)
    monkeypatch.setattr(child, "_answer", lambda _, *given: answer(None, *given))
    threads = [ask("first", urgent=False)]
    assert begun.wait(60)
    threads += [ask(f"later {number}", urgent=False) for number in range(3)]
    threads.append(ask("handed in", urgent=True))
    wait_until(lambda: child._turns._urgent == 1)
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert done[:2] == ["first", "handed in"]
    assert len(done) == 5


def test_what_nobody_wants_any_more_is_not_begun(child):
    child.ask({"job": "warm"}, 60)
    process = child._process
    with pytest.raises(SeqtuiError, match="Not wanted"):
        child.ask({"job": "warm"}, 60, lambda: False)
    assert child._process is process
    assert process.poll() is None
