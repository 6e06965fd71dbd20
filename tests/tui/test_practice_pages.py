"""What is seen of long questions, of an exam, and of the last page."""

from dataclasses import replace

import pytest

from seqtui.practice.question import Mistake, Question
from tests.thorough import sample

LETTERS = "ABCDE"
OPTIONS = tuple(f"option {letter}" for letter in LETTERS)
LONG = Question(
    id="long",
    generator="bank",
    skill="construction",
    difficulty="easy",
    kind="choice",
    prompt="Which of the five?",
    answer=OPTIONS[4],
    accepted=(OPTIONS[4],),
    code="\n".join(f"line_{number} = {number}" for number in range(30)),
    options=OPTIONS,
    hint="The last one.",
    solution=("First step.", "Second step."),
    quick_check="One line.",
    mistakes=tuple(Mistake(one, f"Not {one}.") for one in OPTIONS[:4]),
)


@pytest.fixture
def long_question(ask_only):
    """Has the bank hold one question that no screen holds, and nothing be generated."""
    ask_only(LONG)


@pytest.mark.parametrize("size", sample([((80, 24),), ((60, 20),), ((100, 32),)], 3))
async def test_options_and_solution_stay_while_the_code_scrolls(practise, long_question, size):
    async with practise(size) as (seen, practice):
        assert all(f" {letter}  option {letter}" in seen.text for letter in LETTERS)
        assert "Which of the five?" in seen.text
        assert "more lines below: PgDn" in seen.text
        found = set()
        for _ in range(40):
            found |= {line.strip() for line in seen.lines if "line_" in line}
            assert all(f" {letter}  option {letter}" in seen.text for letter in LETTERS)
            await seen.press("pagedown")
        assert len(found) == 30
        assert "more lines above: PgUp" in seen.text or size == (60, 20)
        assert "more lines below" not in seen.text
        await practice.answer(right=False)
        await practice.settled()
        for words in ("A  option A", "E  option E", "Not option A.", "Second step.", "One line."):
            assert words in seen.text, seen.text
        assert "more lines below: PgDn" in seen.text
        if size != (60, 20):  # there the solution comes first
            assert all(f" {letter}  option {letter}" in seen.text for letter in LETTERS)
            assert "Which of the five?" in seen.text


async def test_what_was_missed_is_explained_on_the_last_page_and_asked_again(practise, long_question):
    async with practise((100, 32)) as (seen, practice):
        await practice.answer(right=False)
        await practice.rate()
        await seen.shows("0 of 1 right")
        assert "line_0 = 0" in seen.text
        assert "more lines below: PgDn" in seen.text
        await seen.press("G")
        assert "Second step." in seen.text
        await seen.press("r")
        assert "review  1 of 1" in seen.text
        assert practice.question == LONG
        await practice.answer()
        await practice.rate()
        await seen.shows("1 of 1 right")
        await seen.press("r")
        assert "Nothing was missed here." in seen.text


async def test_an_exam_offers_no_help_and_its_due_count_tells_nothing(practise, only_kind):
    only_kind("shape")
    async with practise((120, 40), begin="Exam") as (seen, practice):
        assert "leaves the field: for I don't know." in seen.text
        assert "hint, solution" not in seen.text
        before = practice.desk.due
        practice.desk.schedule = practice.desk.schedule.with_review(_due_now(practice.question))
        assert practice.desk.due == before
        assert practice.desk.schedule.due(practice.desk.now())


def _due_now(question):
    from datetime import UTC, datetime, timedelta

    from seqtui.practice.records import Review

    long_ago = datetime.now(UTC) - timedelta(days=3)
    return Review(
        "x", long_ago, question, "", right=False, attempts=1, hints=0, seconds=1, rating=1, mode="exam"
    )


async def test_a_new_skill_is_introduced_and_what_was_left_stands_under_the_cursor(practise):
    async with practise((100, 32)) as (seen, practice):
        assert "New: Building a Sequential. What it is for" in seen.text
        await seen.press("escape", "j", "j")
        await practice.choose("Go on")
        await seen.press("escape")
        assert any(line.startswith("  > Go on") for line in seen.lines)


async def test_time_stands_still_while_something_else_is_looked_at(practise):
    async with practise((100, 32)) as (seen, practice):
        sitting = practice.desk.sitting
        assert sitting._paused is None
        await seen.press("escape")
        assert sitting._paused is not None
        await seen.press("1")
        assert sitting._paused is not None
        await seen.press("4", "enter")
        assert sitting._paused is None
        seen.app.app_focus = False
        await seen.pilot.pause()
        assert sitting._paused is not None
        seen.app.app_focus = True
        await seen.pilot.pause()
        assert sitting._paused is None


async def test_a_drill_that_began_before_keras_gets_the_rest_of_its_questions(practise, bank_of):
    from seqtui.practice.bank import of_skill

    bank_of(*(one.question for one in of_skill("dense_shape")[:3]))
    async with practise((100, 32), begin="") as (seen, practice):
        await seen.until(lambda: practice.desk is not None, "the log")
        practice.desk.generate = lambda: None  # Keras is not loaded yet
        practice.desk.generates = False
        practice.desk.begin("drill", "dense_shape")
        assert practice.desk.sitting.count == 3
        del practice.desk.generate
        practice.desk.generate()
        assert practice.desk.sitting.count == 10
        for _ in range(10):
            practice.desk.give_up()
            practice.desk.rate(None)
        assert len(practice.desk.end.reviews) == 10


async def test_a_field_that_nothing_is_typed_in_keeps_its_line(practise, ask_only):
    from seqtui.practice.bank import bank

    found = {
        one.question.kind: replace(one.question, skill="construction", difficulty="easy") for one in bank()
    }
    ask_only(found["choice"], found["number"])
    async with practise((100, 32)) as (seen, practice):
        sizes = {}
        for _ in range(2):
            pane, field = seen.app.screen.query_one("#question"), seen.app.screen.query_one("#answer")
            sizes[practice.question.kind] = pane.region
            assert field.disabled is (practice.question.kind == "choice")
            await practice.answer()
            await practice.rate()
        assert sizes["choice"] == sizes["number"]
