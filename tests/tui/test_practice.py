"""Practice driven by keys: what is asked comes from the bank, what is kept is read back from the log."""

import pytest

from seqtui.practice.log import ReviewLog
from seqtui.practice.records import Result, Review, Undo
from seqtui.practice.schedule import Schedule
from tests.thorough import sample


def kept():
    return ReviewLog().read().records


def reviews():
    return Schedule.of(kept()).reviews


async def test_a_question_is_answered_rated_and_kept(practise):
    async with practise() as (seen, practice):
        assert "session  1 of 10" in seen.text
        first = practice.question
        await practice.answer()
        await seen.shows("Right:")
        await practice.settled()
        assert [one.question.id for one in reviews()] == [first.id]
        assert "[3 good" in seen.text
        for step in first.solution:
            assert step.split()[0] in seen.text
        await practice.rate()
        assert "2 of 10" in seen.text
        assert practice.question.id != first.id
        assert reviews()[0].rating == 3


async def test_a_wrong_answer_shows_its_reason_and_the_rating_can_be_changed(practise, only_kind):
    only_kind("choice")
    async with practise((120, 40)) as (seen, practice):
        await practice.answer(right=False)
        await seen.shows("[1 again")
        reason = practice.desk.reason
        assert reason
        assert reason.split()[0] in seen.text
        await practice.rate("2")
        await practice.settled()
        assert [one.rating for one in reviews()] == [2]
        assert sum(isinstance(one, Undo) for one in kept()) == 1


async def test_undo_takes_the_last_answer_back(practise):
    async with practise() as (seen, practice):
        first = practice.question
        await practice.answer(right=False)
        await practice.settled()
        await seen.press("u")
        assert practice.question.id == first.id
        await practice.settled()
        assert reviews() == ()
        await practice.answer()
        await practice.rate()
        second = practice.question
        await seen.press(*(["tab"] if second.kind != "choice" else []), "u")
        assert practice.question.id == first.id
        await practice.answer()
        await practice.rate()
        assert practice.question.id == second.id


async def test_hint_solution_and_i_do_not_know(practise, only_kind):
    only_kind("choice")
    async with practise((120, 40)) as (seen, practice):
        await seen.press("h")
        assert practice.question.hint.split()[0] in seen.text
        assert "Hint:" in seen.text
        await practice.answer()
        await seen.shows("[2 hard")
        await practice.rate()
        leave = ["tab"] if practice.question.kind != "choice" else []
        await seen.press(*leave, "s")
        await seen.shows("[1 again")
        await practice.rate()
        leave = ["tab"] if practice.question.kind != "choice" else []
        await seen.press(*leave, "i")
        await seen.shows("[1 again")
        await practice.settled()
        assert [(one.given, one.right) for one in reviews()][1:] == [("", False), ("", False)]


async def test_letters_are_text_in_the_field_and_keys_outside(practise, only_kind):
    only_kind("shape")
    async with practise() as (seen, practice):
        assert practice.question.kind == "shape"
        await seen.type("his")
        assert practice.desk.draft == "his"
        await seen.press("enter")
        await seen.shows("A shape is asked for")
        assert practice.desk.asking
        await seen.press("tab", "h")
        await seen.shows("Hint:")
        await seen.press("tab", "backspace", "backspace", "backspace")
        shape = practice.question.answer.strip("()").replace("None", "?").replace(", ", "x").replace(",", "")
        await seen.type(shape)
        await seen.press("enter")
        await seen.shows("Right:")


async def test_escape_leads_to_the_menu_and_enter_goes_on(practise):
    async with practise() as (seen, practice):
        await seen.press("b")
        first = practice.question
        await seen.press("escape")
        assert "> Go on" in seen.text
        await seen.press("1")
        assert "STACK" in seen.text
        await seen.press("4", "enter")
        assert practice.question is first
        assert practice.desk.draft == first.options[1]


async def test_a_session_ends_with_what_changed(practise):
    async with practise((120, 40)) as (seen, practice):
        for _ in range(10):
            await practice.answer()
            await practice.rate()
        await seen.shows("10 of 10 right")
        assert "Met for the first time: Building a Sequential" in seen.text
        assert len(reviews()) == 10
        await seen.press("enter")
        assert "Nothing due now" in seen.text


async def test_one_session_follows_another(practise):
    async with practise() as (seen, practice):
        for number in range(2):
            for _ in range(10):
                leave = ["tab"] if practice.question.kind != "choice" else []
                await seen.press(*leave, "i")
                await practice.rate()
            assert "0 of 10 right" in seen.text, number
            await seen.press("enter")
            await practice.choose("Session")
            assert "session  1 of 10" in seen.text


async def test_a_question_comes_back_after_the_summary(practise):
    async with practise() as (seen, practice):
        first = practice.question
        await seen.press("escape")
        await practice.choose("Progress")
        assert "Due in the next two weeks" in seen.text
        await seen.press("enter")
        await practice.choose("Go on")
        assert practice.question is first
        assert "session  1 of 10" in seen.text


async def test_nothing_due_is_told(practise):
    async with practise(begin="Review") as (seen, practice):
        assert practice.desk.sitting is None
        assert "Nothing is due now." in seen.text


async def test_an_exam_is_silent_until_its_verdict(practise):
    async with practise((120, 40), begin="Exam") as (seen, practice):
        await seen.press(*(["tab"] if practice.question.kind != "choice" else []), "h")
        assert "An exam gives no help" in seen.text
        for number in range(10):
            assert "Right:" not in seen.text
            if seen.app.mode_screen.pane != ("question" if practice.question.kind == "choice" else "answer"):
                await seen.press("tab")
            await practice.answer(right=number > 2)
        await seen.shows("7 of 10 right")
        assert "getting there" in seen.text
        await practice.settled()
        (result,) = (one for one in kept() if isinstance(one, Result))
        assert (result.mode, result.verdict, result.right) == ("exam", "getting there", 7)
        assert sum(isinstance(one, Review) for one in kept()) == 10


async def test_an_unfinished_exam_is_left_only_when_asked(practise):
    async with practise(begin="Exam") as (seen, practice):
        await seen.press("escape")
        assert "The exam is not finished" in seen.text
        await seen.press("enter")
        assert practice.desk.asking
        await seen.press("escape", "l")
        assert practice.desk.sitting is None
        assert "> " in seen.text
        assert kept() == ()


async def test_a_challenge_gives_two_attempts_and_a_badge_for_all_right(practise):
    async with practise((120, 40), begin="Challenge") as (seen, practice):
        assert "0:0" in seen.text
        for number in range(5):
            if number == 0:
                await practice.answer(right=False)
                await seen.shows("One attempt is left.")
                assert practice.desk.asking
            await practice.answer()
            await practice.rate()
        await seen.shows("Badge: all of them right.")
        await practice.settled()
        (result,) = (one for one in kept() if isinstance(one, Result))
        assert (result.verdict, result.right) == ("badge", 5)


async def test_a_drill_stays_with_its_skill(practise):
    async with practise(begin="Drill") as (seen, practice):
        await seen.shows("Drill which skill?")
        await seen.type("dropout")
        await seen.press("enter")
        assert practice.question.skill == "dropout"
        assert "drill  1 of 10" in seen.text


async def test_a_log_that_cannot_be_written_is_told_and_loses_nothing(practise, monkeypatch):
    from seqtui.practice import log

    whole = log._append

    def full(path, line):
        raise OSError(28, "No space left on device")

    async with practise() as (seen, practice):
        monkeypatch.setattr(log, "_append", full)
        await practice.answer()
        await seen.shows("The answer could not be kept.")
        assert "it is written with the next answer." in " ".join(seen.text.split())
        assert kept() == ()
        await seen.press("enter", "escape")
        await seen.press("q")
        await seen.shows("Answers are not kept yet")
        await seen.press("s")
        monkeypatch.setattr(log, "_append", whole)
        practice.desk.keeper.retry()
        await practice.settled()
        assert len(reviews()) == 1
        assert practice.desk.keeper.problem is None


async def test_lines_of_the_log_that_cannot_be_read_are_named(practise, home):
    log = ReviewLog()
    log.directory.mkdir(parents=True)
    (log.directory / "reviews-other-00000000.jsonl").write_bytes(b'nonsense\n{"v": 99}\n')
    async with practise(begin="") as (seen, _):
        await seen.press("4")
        await seen.shows("reviews-other-00000000.jsonl, line 1: it is no JSON")
        assert "line 2: it is of version 99" in seen.text
        await seen.press("G", "enter")
        assert "reviews-other-00000000.jsonl, line 2" in seen.text


async def test_a_quiz_asks_about_the_model_that_is_open(practise):
    async with practise(begin="", source="lesson") as (seen, practice):
        await seen.shapes()
        await practice.begin("Your model")
        await seen.until(lambda: practice.desk.question is not None, "the first question")
        assert "quiz  1 of" in seen.text
        assert practice.question.generator != "bank"
        # The lesson's model has neither convolutions nor sequences: nothing counts for those skills.
        asked = [practice.question, *practice.desk._ready]
        strange = {"conv2d_shape", "conv2d_params", "pooling", "flatten", "embedding", "recurrent"}
        assert not {one.skill for one in asked} & {*strange, "padding_strides", "return_sequences"}
        assert "Normalization" in practice.question.recipe or "Normalization" in practice.question.code


async def test_plain_mode_is_ascii(practise):
    async with practise(unicode=False) as (seen, practice):
        await practice.answer(right=False)
        await practice.settled()
        assert seen.text.isascii()


@pytest.mark.parametrize("size", sample([((80, 24),), ((120, 40),), ((200, 60),)], 3))
async def test_the_solution_is_seen_at_every_size(practise, size):
    async with practise(size) as (seen, practice):
        await practice.answer()
        await practice.settled()
        text = " ".join(seen.text.split())
        assert "Right:" in text
        assert practice.question.quick_check.split()[-1] in text
