"""Sizes of calls and estimates, from given times."""

import pytest

from seqtui.engine.pace import Pace


def test_calls_grow_to_a_tenth_of_a_second():
    pace = Pace(10_000)
    assert pace.steps() == 1
    pace.took(1, 2.0)  # warm-up counts for nothing
    assert pace.steps() == 1
    sizes = []
    for _ in range(5):
        size = pace.steps()
        pace.took(size, 0.001 * size)
        sizes.append(size)
    assert sizes == [1, 8, 64, 100, 100]
    assert pace.steps_per_second == pytest.approx(1000)


def test_slow_steps_run_one_at_a_time():
    pace = Pace(10)
    for _ in range(3):
        pace.took(1, 2.0)
    assert pace.steps() == 1


def test_time_left_knows_steps_and_validations_and_no_warm_up():
    pace = Pace(10_000)
    assert pace.seconds_left(100, 2) is None
    pace.took(1, 60.0)
    pace.validated(9.0)
    pace.took(10, 1.0)
    pace.validated(3.0)
    assert pace.seconds_left(100, 2) == pytest.approx(16.0)


@pytest.mark.parametrize(("planned", "every"), [(125, 1), (999, 1), (50_000, 50), (0, 1)])
def test_a_run_has_about_a_thousand_points(planned, every):
    assert Pace(planned).every == every
