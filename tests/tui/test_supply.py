"""No question waits for Keras: what is not ready is replaced by a written one that does not come anyway."""

from collections import deque

from seqtui.practice.bank import bank
from seqtui.practice.plan import Ask
from seqtui.tui.practice.supply import Supply


def test_what_is_not_ready_is_replaced_by_what_neither_was_nor_will_be_asked():
    written = [entry.question for entry in bank() if entry.question.skill == "construction"]
    waiting = Ask("construction", "easy", generator="output_shape", seed=1)
    supply = Supply(background=None)
    for kept in written:
        others = [one for one in written if one is not kept]
        plan = deque([waiting])
        assert supply.take(plan, [one.id for one in others]) is kept
        assert not plan


def test_the_first_that_is_ready_is_taken_and_the_rest_stays():
    first, second = [entry.question for entry in bank()][:2]
    waiting = Ask(first.skill, "easy", generator="output_shape", seed=1)
    plan = deque(
        [waiting, Ask(first.skill, first.difficulty, first), Ask(second.skill, second.difficulty, second)]
    )
    assert Supply(background=None).take(plan, ()) is first
    assert list(plan) == [waiting, Ask(second.skill, second.difficulty, second)]
