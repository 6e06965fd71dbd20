import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import made
import pytest

from seqtui.practice.exam import report
from seqtui.practice.plan import EXAM, Planner
from seqtui.practice.question import DIFFICULTIES
from seqtui.practice.rating import interval_words, propose
from seqtui.practice.schedule import Schedule
from seqtui.practice.session import Clock, Sitting
from seqtui.practice.skills import skills


@pytest.fixture
def hands():
    return made.Hands()


def sitting(hands, mode="session", count=2):
    return Sitting(mode, count, clock=Clock(hands.now, hands.elapsed))


def test_an_answer_is_kept_before_it_is_rated(hands):
    now = sitting(hands)
    now.ask(made.question())
    hands.go(12)
    assert now.answer("right", right=True)
    kept = now.review
    assert (kept.right, kept.seconds, kept.rating, kept.given) == (True, 12, 3, "right")
    assert now.rate() == ()
    assert now.answered == (kept,)


def test_another_rating_takes_the_first_one_back(hands):
    now = sitting(hands)
    now.ask(made.question())
    now.answer("wrong", right=False)
    kept = now.review
    undo, other = now.rate(2)
    assert undo.of == kept.id
    assert other.rating == 2
    assert Schedule.of([kept, undo, other]).reviews == (other,)


def test_challenges_give_a_second_attempt_and_other_modes_do_not(hands):
    now = sitting(hands, "challenge")
    now.ask(made.question())
    assert not now.answer("wrong", right=False)
    assert now.answer("right", right=True)
    assert now.review.attempts == 2
    assert now.review.rating == 2
    other = sitting(hands)
    other.ask(made.question())
    assert other.answer("wrong", right=False)


def test_a_sitting_ends_after_its_last_question(hands):
    now = sitting(hands, count=1)
    now.ask(made.question())
    now.give_up()
    assert now.review.rating == 1
    now.rate()
    assert now.phase == "done"


def test_undo_asks_again_and_names_what_it_takes_back(hands):
    now = sitting(hands)
    assert now.undo() is None
    now.ask(made.question())
    now.answer("wrong", right=False)
    first = now.review
    undo, again = now.undo()
    assert (undo.of, again, now.phase, now.attempts_left) == (first.id, first.question, "asking", 1)
    now.answer("right", right=True)
    second = now.review
    now.rate()
    now.ask(made.question("next"))
    assert now.undo()[0].of == second.id
    assert now.answered == ()


def test_an_answer_given_again_after_its_solution_counts_as_hard_and_for_no_streak(hands):
    now = sitting(hands)
    now.ask(made.question())
    now.answer("wrong", right=False)
    now.undo()
    assert now.answer("right", right=True)
    assert (now.review.rating, now.streak) == (2, 0)
    silent = sitting(hands, "exam")
    silent.ask(made.question())
    silent.answer("wrong", right=False)
    silent.rate()
    silent.undo()
    silent.answer("right", right=True)
    assert (silent.review.rating, silent.review.hints) == (3, 0)


def test_time_runs_only_while_the_question_is_looked_at(hands):
    now = sitting(hands)
    now.ask(made.question())
    hands.go(5)
    now.pause()
    hands.go(100)
    assert now.seconds == 5
    now.pause()
    now.go_on()
    now.go_on()
    hands.go(7)
    now.answer("right", right=True)
    hands.go(50)
    assert (now.seconds, now.review.seconds, now.total_seconds) == (12, 12, 12)
    now.rate()
    now.ask(made.question("next"))
    hands.go(3)
    assert now.total_seconds == 15


def test_streak_counts_from_the_end(hands):
    now = sitting(hands, count=9)
    for right in (True, False, True, True):
        now.ask(made.question())
        now.answer("x", right=right)
        now.rate()
    assert now.streak == 2


@pytest.mark.parametrize(
    ("right", "attempts", "hints", "seconds", "rating"),
    [
        (False, 1, 0, 5, 1),
        (True, 1, 0, 50, 3),
        (True, 1, 0, 10, 4),
        (True, 1, 1, 10, 2),
        (True, 1, 0, 400, 2),
    ],
)
def test_ratings_follow_help_and_time(right, attempts, hints, seconds, rating):
    found = propose("medium", "choice", right=right, attempts=attempts, hints=hints, seconds=seconds)
    assert found == rating


def test_intervals_in_words():
    schedule = Schedule()
    words = [interval_words(gap) for gap in schedule.next_due("construction", made.START).values()]
    assert words == ["<1 m", "6 m", "10 m", "8 d"]


def test_a_first_session_follows_the_order_of_learning():
    asks = Planner(Schedule(), seed=1).session(made.START)
    assert asks[0].skill == "construction"
    seen = set()
    for ask in asks:
        assert ask.written is None or ask.written.skill == ask.skill
        seen.add(ask.skill)
    ids = [ask.written.id for ask in asks]
    assert len(set(ids)) == len(ids)


def test_due_skills_come_first_and_a_review_asks_nothing_else():
    schedule = Schedule.of([made.review("a", "construction", 1)])
    later = made.START.replace(hour=12)
    assert Planner(schedule).session(later)[0].skill == "construction"
    assert {ask.skill for ask in Planner(schedule).review(later)} == {"construction"}
    assert Planner(Schedule()).review(later) == ()


def test_what_was_missed_last_comes_back_itself():
    missed = Planner(Schedule(), seed=3).drill("construction", 1)[0].written
    other = made.question("made:up", "input_shape", kind="shape", answer="(None, 3)", seed=4)
    schedule = Schedule.of(
        [
            made.review("a", "construction", 1, ask=missed),
            made.review("b", "input_shape", 1, ask=other),
            made.review("c", "dense_shape", 3),
        ]
    )
    later = made.START.replace(hour=12)
    asked = [ask.written for ask in Planner(schedule, seed=5).review(later) if ask.written is not None]
    assert {one.id for one in asked} >= {missed.id, other.id}
    session = Planner(schedule, seed=5).session(later)
    assert [ask.written.id for ask in session if ask.written is not None].count(missed.id) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_drill_goes_from_easy_to_hard(seed):
    levels = [DIFFICULTIES.index(ask.difficulty) for ask in Planner(Schedule(), seed=seed).drill("logits")]
    assert levels == sorted(levels)


def test_a_question_asked_before_is_asked_after_those_never_asked():
    first = Planner(Schedule(), seed=3).drill("construction", 1)[0].written
    schedule = Schedule.of([made.review("a", "construction", 3, ask=first)])
    found = Planner(schedule, seed=3).drill("construction", 1)[0].written
    others = [ask.written.id for ask in Planner(Schedule(), seed=4).drill("construction", 10)]
    assert found.id != first.id or set(others) == {first.id}


def test_skills_wait_for_what_they_need():
    new = Planner(Schedule())._new()
    assert new[0] == "construction"
    for name in new:
        assert set(skills()[name].needs) <= set(new[: new.index(name)])


def test_an_exam_report_is_strong_only_where_hard_ones_are_right():
    levels = [*EXAM]
    right = [True] * 8 + [False] * 2
    reviews = [
        made.review(str(n), name, 3, right=good, ask=made.question(str(n), name, level))
        for n, (name, level, good) in enumerate(zip(skills(), levels, right, strict=False))
    ]
    found = report(reviews)
    assert (found.verdict, found.right, found.asked) == ("getting there", 8, 10)
    assert found.by_difficulty == (("easy", 3, 3), ("medium", 4, 4), ("hard", 1, 3))
    assert found.weakest == tuple(skills())[8:10]
    assert report([one for one in reviews if one.right]).verdict == "strong"
    assert report([one for one in reviews if not one.right]).verdict == "weak"


def test_an_exam_asks_nearly_the_same_thing_once():
    met = 0
    for seed in range(60):
        families = [
            ask.written.sibling for ask in Planner(Schedule(), seed=seed).exam() if ask.written.sibling
        ]
        assert len(families) == len(set(families)), seed
        met += len(families)
    assert met > 20
