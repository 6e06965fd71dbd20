import numpy as np
import pytest

from seqtui.advice.trends import Series


def series(values):
    return Series(tuple(range(1, len(values) + 1)), tuple(map(float, values)))


def test_noise_is_measured_whatever_the_trend():
    generator = np.random.default_rng(1)
    found = [series(10 - 0.02 * np.arange(40) + 0.5 * generator.normal(size=40)).noise for _ in range(200)]
    assert np.mean(found) == pytest.approx(0.5, rel=0.15)


def test_a_smooth_curve_has_less_noise_the_longer_it_is():
    halving = [2.0**-n for n in range(20)]
    shares = []
    for count in (2, 5, 10, 20):
        recent = sorted(halving[:count][-16:])
        shares.append(series(halving[:count]).noise / recent[len(recent) // 2])
    assert shares[0] == pytest.approx(0.03)
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.015


def test_one_spike_is_no_noise():
    values = [1.0] * 16
    values[8] = 100.0
    assert series(values).noise < 0.02


def test_a_level_is_not_moved_by_one_epoch():
    assert series([1, 1, 1, 9, 1, 1, 1]).level(3) == 1
    assert series([1, 9, 1]).level(1) == 9


def test_a_fall_must_still_go_on():
    falling = [1 - 0.03 * n for n in range(12)]
    assert series(falling).fall() is not None
    assert series([*falling, *[falling[-1]] * 8]).fall() is None


def test_a_run_must_be_unbroken_and_large_enough():
    assert series([1, 0.97, 0.94, 0.91, 0.88, 0.85]).falling_run(5, 0.01).share == pytest.approx(-0.15)
    assert series([1, 0.97, 0.94, 0.95, 0.88, 0.85]).falling_run(5, 0.01) is None
    assert series([1, 0.9999, 0.9998, 0.9997, 0.9996, 0.9995]).falling_run(5, 0.01) is None
    assert series([1, 0.9]).falling_run(5, 0.01) is None


def test_a_rise_counts_from_the_best():
    rise = series([1.0, 0.5, 0.4, 0.5, 0.6, 0.7, 0.8]).rise(0.02)
    assert (rise.since, rise.before, rise.now) == (3, 0.4, 0.8)
    assert rise.share == pytest.approx(1.0)
    assert series([1.0, 0.5, 0.4, 0.5, 0.6]).rise(0.02) is None
    assert series([1.0, 0.5, 0.4, 0.41, 0.40, 0.41, 0.405]).rise(0.02) is None
