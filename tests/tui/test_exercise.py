"""An exercise lends Build to a question: graded in the practice process, and one's own recipe comes back."""

import pytest

from seqtui.practice.log import ReviewLog
from seqtui.practice.question import Goal, Question
from seqtui.practice.schedule import Schedule

START = 'input = { shape = [4] }\n[[layers]]\nkind = "Dense"\nunits = 2\n'
ANSWER = START.replace("2", "3")
EXERCISE = Question(
    id="made",
    generator="bank",
    skill="construction",
    difficulty="easy",
    kind="build",
    prompt="Build a model with one output more.",
    answer=ANSWER,
    accepted=(ANSWER,),
    hint="units",
    solution=("units = 3.",),
    quick_check="15 parameters",
    recipe=START,
    goals=(Goal("output_shape", "is", "(None, 3)"), Goal("params", "at_most", 20)),
)


@pytest.fixture
def exercise(ask_only):
    """Has the bank hold this one alone, and nothing be generated."""
    ask_only(EXERCISE)


async def to_build(seen):
    await seen.press("4")
    await seen.shows("Progress")
    await seen.press("g", "enter")
    await seen.shows("Build a model with one output more.")
    assert "the output shape is (None, 3)" in seen.text
    await seen.press("enter")
    await seen.shows("Exercise:")


async def units(seen, number):
    """Edits the first layer's units by keys."""
    await seen.press("g", "down", "enter")
    await seen.shows("units")
    await seen.press(*["backspace"] * 4)
    await seen.type(str(number))
    await seen.press("enter")
    await seen.until(lambda: seen.app.session.recipe.layers[0].arguments["units"] == number, "the edit")


async def test_a_model_is_handed_in_until_it_does_what_was_asked(drive, exercise):
    async with drive((110, 40), source="lesson") as seen:
        await seen.shapes()
        session = seen.app.session
        await seen.press("g", "down", "d")
        own = session.history
        await to_build(seen)
        assert session.recipe.layers[0].arguments["units"] == 2
        assert session.opened.label == "exercise"
        await seen.press("H")
        await seen.shows("Nothing is changed yet")
        await units(seen, 5)
        await seen.shows("hand in")
        await seen.shows("[ ] the output shape is (None, 3), now (None, 5)")
        await seen.press("H")
        await seen.shows("2 attempts are left")
        assert "no  the output shape is (None, 3): (None, 5)" in seen.text
        assert "20 parameters: 25" in seen.text
        assert session.history is own
        await seen.press("enter")
        await seen.shows("Exercise:")
        assert session.recipe.layers[0].arguments["units"] == 5
        await units(seen, 3)
        await seen.shows("[x] the output shape is (None, 3); [x] at most 20 parameters")
        await seen.press("H")
        await seen.shows("It does all that was asked.")
        desk = seen.app.groups["practice"].desk_now
        await seen.until(lambda: desk.keeper.settled, "the log")
        (review,) = Schedule.of(ReviewLog().read().records).reviews
        assert (review.right, review.attempts, review.rating) == (True, 2, 2)
        assert session.history is own
        assert session.modified
        await seen.press("escape", "1")
        assert "lesson" in seen.lines[0]


async def test_leaving_an_exercise_gives_ones_own_recipe_back(drive, exercise):
    async with drive((110, 40), source="lesson") as seen:
        await seen.shapes()
        own = seen.app.session.history
        await to_build(seen)
        await seen.press("w")
        assert "This is an exercise" in seen.text
        await units(seen, 4)
        await seen.press("4")
        assert seen.app.session.history is own
        assert "Build a model with one output more." in seen.text
        await seen.press("h")
        await seen.shows("Hint: units")
        await seen.press("i")
        await seen.shows("One that does it all:")
        assert "layers.Dense(3" in seen.text


async def test_unsaved_edits_stay_kept_while_an_exercise_is_worked_on(drive, exercise, home):
    async with drive((110, 40), source="lesson") as seen:
        await seen.shapes()
        await seen.press("g", "down", "d")
        autosave = seen.app.session.autosave
        await seen.until(lambda: autosave.recover() is not None, "the autosave")
        kept = autosave.recover()
        await to_build(seen)
        await units(seen, 4)
        await seen.press("4")
        assert autosave.recover() == kept


async def test_waiting_for_keras_can_be_given_up(drive, exercise, monkeypatch):
    import threading

    from seqtui.practice.child import Child

    begun, ended = threading.Event(), threading.Event()

    def ask(self, job, seconds, wanted, *, urgent):
        begun.set()
        while wanted():
            ended.wait(0.05)
        ended.set()
        return []

    monkeypatch.setattr(Child, "ask", ask)
    async with drive((110, 40)) as seen:
        await to_build(seen)
        await units(seen, 5)
        await seen.press("H")
        await seen.until(begun.is_set, "the job")
        assert "Esc takes it back" in seen.text
        await seen.press("escape")
        await seen.shows("nothing was handed in")
        await seen.until(ended.is_set, "the end of the job")
        assert seen.app.groups["practice"].desk_now.asking
