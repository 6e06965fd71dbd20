"""Answers taken back, help that gives an answer away, and keys that are not where they ship."""

from seqtui import config
from seqtui.practice.bank import bank
from seqtui.practice.log import ReviewLog
from seqtui.practice.records import Result
from seqtui.practice.schedule import Schedule


def kept():
    return ReviewLog().read().records


def reviews():
    return Schedule.of(kept()).reviews


def same(known):
    """Whether the desk knows what the log holds."""
    return [one.id for one in known] == [one.id for one in reviews()]


async def test_the_last_answer_of_a_session_is_taken_back_from_its_last_page(practise):
    async with practise((120, 40)) as (seen, practice):
        for number in range(10):
            last = practice.question
            await practice.answer(right=number < 9)
            await practice.rate()
        await seen.shows("9 of 10 right")
        await practice.settled()
        before = practice.desk.schedule
        assert "u undo" in seen.text
        await seen.press("u")
        assert practice.question is last
        assert "session  10 of 10" in seen.text
        await practice.settled()
        assert len(reviews()) == 9
        assert same(practice.desk.schedule.reviews)
        await practice.answer()
        await practice.rate()
        await seen.shows("10 of 10 right")
        await practice.settled()
        assert [one.right for one in reviews()] == [True] * 10
        assert same(practice.desk.schedule.reviews)
        assert practice.desk.schedule.reviews[:9] == before.reviews[:9]


async def test_what_has_told_its_answers_is_not_answered_again(practise):
    async with practise((120, 40), begin="Challenge") as (seen, practice):
        for _ in range(5):
            await practice.give_up()
            await seen.press("u")
            assert "The challenge has told what is right" in seen.text
            await practice.rate()
        await seen.shows("No badge this time")
        await seen.press("u")
        assert "The challenge has told what is right" in seen.text
        assert practice.desk.page == "end"
        await seen.press("enter")
        await practice.choose("Exam")
        first = practice.question
        await practice.give_up()
        await practice.leave_field()
        await seen.press("u")
        assert practice.question is first
        for _ in range(10):
            await practice.give_up()
        await seen.shows("0 of 10 right")
        await seen.press("u")
        assert "The exam has told what is right" in seen.text
        await practice.settled()
        assert sum(isinstance(one, Result) for one in kept()) == 2


async def test_a_model_seen_in_build_before_the_answer_counts_as_help(practise, ask_only):
    shapes = (one.question for one in bank() if one.question.kind == "shape")
    ask_only(*(one for one in shapes if one.recipe))
    async with practise((120, 40)) as (seen, practice):
        await seen.press("tab", "o")
        await seen.shows("counts as hard now")
        await seen.press("4", "tab")
        await practice.answer()
        await seen.shows("[2 hard")


async def test_no_exam_shows_the_model_before_its_answer(practise, ask_only):
    ask_only(*(one.question for one in bank() if one.question.recipe))
    async with practise((120, 40), begin="Exam") as (seen, practice):
        await practice.leave_field()
        await seen.press("o")
        assert "Build would show the answer" in seen.text
        assert practice.desk.asking


async def test_hints_name_the_keys_that_commands_have(practise, only_kind, home):
    config.path().parent.mkdir(parents=True)
    config.path().write_text(
        "[keys]\n"
        '"practice.start" = ["f6"]\n"question.submit" = ["f2"]\n"question.next" = ["f3"]\n'
        '"question.again" = ["w", "1"]\n"question.hint" = ["H"]\n"question.solution" = ["S"]\n'
        '"view.next_pane" = ["f5"]\n"view.practice" = ["f4"]\n"practice.close" = ["f7"]\n'
        '"files.save" = ["ctrl+s"]\n'
    )
    only_kind("shape")
    async with practise((120, 40), begin="") as (seen, practice):
        await seen.press("f4")
        await seen.shows("F6 begins with the first skills")
        await seen.press("f6")
        assert "Type it, then F2. F5 leaves the field" in seen.text
        await seen.press("f2")
        assert "F5 leaves the field: then H is a hint" in seen.text
        await seen.press("f5", "H", "H")
        assert "S shows the solution" in seen.text
        await seen.press("escape", "f5")
        await seen.type(practice.question.answer)
        await seen.press("f2")
        await practice.settled()
        assert "w again" in seen.text
        assert "F3 takes what stands in brackets, w to 4 another." in seen.text
        await seen.press("escape", "G", "f6")
        assert "F7 leads back to the menu" in seen.text
