"""Generated questions, drawn once for all tests of a process; and what holds of any of them."""

import functools

from seqtui.practice.generators import by_name
from seqtui.practice.grading import grade

INSTANCES = 100


@functools.cache
def instances(name):
    """A question for each of 100 seeds, over all skills and difficulties in turn."""
    generator = by_name(name)
    places = [(skill, level) for skill, levels in generator.skills.items() for level in levels]
    return tuple(generator.question(*places[seed % len(places)], seed) for seed in range(INSTANCES))


def assert_whole(question):
    """It helps and explains, and accepts its own answers and nothing that it calls a mistake."""
    assert question.hint
    assert question.solution
    assert question.quick_check
    assert len(set(question.options)) == len(question.options)
    if question.kind == "build":
        return  # measured by building and training
    for answer in question.accepted:
        assert grade(question, answer).right, (question.id, answer)
    for one in question.mistakes:
        assert not grade(question, one.answer).right, (question.id, one.answer)
    if question.kind == "choice":
        assert set(question.options) == {*question.accepted, *(one.answer for one in question.mistakes)}
        assert len(question.accepted) == 1
