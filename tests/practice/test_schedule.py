import random
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import made
import pytest

from seqtui.practice.progress import progress
from seqtui.practice.records import Undo
from seqtui.practice.schedule import Schedule


def test_intervals_are_those_of_fsrs():
    # All Good, each when it is due: 10 minutes, then 2, 11, 46 and 163 days.
    schedule = Schedule()
    now = made.START
    gaps = []
    for number in range(5):
        due = schedule.next_due("construction", now)[3]
        gaps.append(due)
        schedule = schedule.with_review(made.review(str(number), "construction", 3, days(now)))
        now += due
    assert gaps[0] == timedelta(minutes=10)
    assert [gap.days for gap in gaps[1:]] == [2, 11, 46, 163]


def days(moment):
    return (moment - made.START) / timedelta(days=1)


def test_replaying_is_the_same_as_following_along_in_any_order():
    reviews = [
        made.review(str(n), "dense_shape", rating, n * 3.0) for n, rating in enumerate((3, 1, 3, 4, 2, 3))
    ]
    followed = Schedule()
    for review in reviews:
        followed = followed.with_review(review)
    shuffled = random.Random(1).sample(reviews, len(reviews))
    replayed = Schedule.of(shuffled)
    assert (
        replayed.standings["dense_shape"].card.to_dict() == followed.standings["dense_shape"].card.to_dict()
    )
    assert replayed.reviews == followed.reviews


def test_what_was_taken_back_does_not_count():
    reviews = [made.review("a", "construction", 3), made.review("b", "construction", 1, 1.0)]
    undo = Undo("c", made.START + timedelta(days=1, seconds=1), "b")
    assert Schedule.of([*reviews, undo]).reviews == (reviews[0],)
    assert Schedule.of([reviews[1], Undo("c", made.START, "b")]).standings == {}


def test_what_is_due_comes_with_the_likeliest_forgotten_first():
    reviews = [made.review("a", "construction", 3), made.review("b", "input_shape", 1)]
    schedule = Schedule.of(reviews)
    assert schedule.due(made.START) == ()
    assert {one.skill for one in schedule.due(made.START + timedelta(minutes=5))} == {"input_shape"}
    assert len(schedule.due(made.START + timedelta(days=1))) == 2


def test_progress_counts_days_answers_and_time():
    reviews = [made.review(str(n), "construction", 3, day) for n, day in enumerate((0.0, 1.0, 2.0))]
    reviews.append(made.review("x", "input_shape", 1, 2.0))
    found = progress(Schedule.of(reviews), made.START + timedelta(days=2, hours=1), made.START.tzinfo)
    assert (found.streak, found.answers, found.today, found.seconds) == (3, 4, 2, 40.0)
    assert found.retention == 1.0
    assert found.due_now == 1
    assert found.weakest[0] == "input_shape"
    assert sum(found.forecast) <= 2
    states = {row.name: row.state for row in found.skills}
    assert (states["input_shape"], states["dense_shape"]) == ("learning", "new")


@pytest.mark.parametrize(
    ("right", "state"),
    [
        ((False, False), "learning"),
        ((True, False), "learning"),
        ((False, True), "learning"),
        ((True, True), "known"),
    ],
)
def test_known_is_what_was_answered_right_twice_whatever_it_was_rated(right, state):
    reviews = [made.review(str(n), "logits", 4, n, right=good) for n, good in enumerate(right)]
    found = progress(Schedule.of(reviews), made.START + timedelta(days=1, hours=1), made.START.tzinfo)
    assert next(row.state for row in found.skills if row.name == "logits") == state


def test_a_streak_ends_with_a_day_missed():
    schedule = Schedule.of([made.review("a", "construction", 3)])
    assert progress(schedule, made.START + timedelta(days=1), made.START.tzinfo).streak == 1
    assert progress(schedule, made.START + timedelta(days=2), made.START.tzinfo).streak == 0


def test_mastery_of_nothing_is_nothing():
    found = progress(Schedule(), made.START)
    assert found.retention is None
    assert found.weakest == ()
    assert {row.mastery for row in found.skills} == {0.0}
