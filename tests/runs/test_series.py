import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqtui.runs.series import min_max_columns, nonfinite_steps, smooth

ANY = st.floats(width=32, allow_nan=True, allow_infinity=True)


def test_each_column_spans_what_lies_in_it():
    columns = min_max_columns([0, 1, 2, 3, 4, 5], [5, 1, 2, 8, 3, 4], 3, (0, 6))
    assert columns.x.tolist() == [1, 3, 5]
    assert columns.low.tolist() == [1, 2, 3]
    assert columns.high.tolist() == [5, 8, 4]
    assert columns.first.tolist() == [5, 2, 3]
    assert columns.counts.tolist() == [2, 2, 2]
    assert not columns.nonfinite.any()


def test_one_spike_among_a_million_points_stays_visible():
    x = np.arange(1_000_000)
    y = np.ones(1_000_000, np.float32)
    y[654_321] = 1669.0
    columns = min_max_columns(x, y, 100, (0, 1_000_000))
    assert columns.high.max() == 1669.0
    assert int(np.argmax(columns.high)) == 65
    assert columns.line()[1].max() == 1669.0


def test_nan_marks_its_column_and_hides_nothing_else():
    columns = min_max_columns([0, 1, 2, 3], [np.nan, 7, np.inf, -np.inf], 2, (0, 4))
    assert columns.nonfinite.tolist() == [True, True]
    assert (columns.low[0], columns.high[0], columns.first[0]) == (7, 7, 7)
    assert np.isnan(columns.low[1])
    assert columns.line()[0].tolist() == [1]


def test_empty_columns_and_points_outside_the_range_are_left_out():
    columns = min_max_columns([0, 9, 20], [1, 2, 3], 4, (8, 16))
    assert np.isnan(columns.low).tolist() == [False, True, True, True]
    assert columns.counts.sum() == 1
    assert min_max_columns([], [], 4, (0, 1)).line()[0].shape == (0,)


def test_both_edges_belong_to_the_chart():
    columns = min_max_columns([0, 10], [1, 2], 5, (0, 10))
    assert columns.low.tolist()[::4] == [1, 2]


def test_the_line_enters_each_column_at_the_nearer_end():
    x, y = min_max_columns([0, 1, 2, 3, 4], [1, 9, 8, 2, 5], 2, (0, 4)).line()
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [(1, 1), (1, 9), (3, 8), (3, 2)]


@given(
    st.integers(0, 60).flatmap(
        lambda count: st.tuples(
            arrays(np.int64, count, elements=st.integers(-5, 105)), arrays(np.float32, count, elements=ANY)
        )
    ),
    st.integers(1, 17),
)
def test_columns_agree_with_a_loop_over_points(points, count):
    x, y = np.sort(points[0]), points[1]
    columns = min_max_columns(x, y, count, (0, 100))
    edges = np.linspace(0, 100, count + 1)
    for at in range(count):
        last = at == count - 1
        inside = (x >= edges[at]) & ((x <= edges[at + 1]) if last else (x < edges[at + 1]))
        finite = y[inside & np.isfinite(y)]
        assert columns.counts[at] == inside.sum()
        assert columns.nonfinite[at] == (len(finite) < inside.sum())
        expected = (finite.min(), finite.max(), finite[0]) if len(finite) else (np.nan,) * 3
        np.testing.assert_array_equal((columns.low[at], columns.high[at], columns.first[at]), expected)


def test_a_chart_without_room_is_refused():
    with pytest.raises(ValueError, match="0 columns"):
        min_max_columns([1], [1], 0, (0, 1))
    with pytest.raises(ValueError, match="columns over"):
        min_max_columns([1], [1], 3, (1, 1))


def moving_average(y, weight):
    last, seen, smoothed = 0.0, 0, []
    for value in y:
        if np.isfinite(value):
            last, seen = weight * last + (1 - weight) * value, seen + 1
            smoothed.append(last / (1 - weight**seen))
        else:
            smoothed.append(value)
    return np.array(smoothed)


@pytest.mark.parametrize("weight", [0.1, 0.6, 0.9, 0.99, 0.9999])
@pytest.mark.parametrize("length", [1, 2, 63, 64, 65, 500])
def test_smoothing_agrees_with_its_definition(weight, length):
    y = np.random.default_rng(0).normal(size=length)
    y[length // 3] += 40
    np.testing.assert_allclose(smooth(y, weight), moving_average(y, weight), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("weight", [0.3, 0.85, 0.97])
def test_a_run_that_began_with_an_explosion_is_smoothed_right_to_its_end(weight):
    y = np.concatenate([5e27 * 0.1 ** np.arange(30), np.full(4000, 0.25)])
    np.testing.assert_allclose(smooth(y, weight), moving_average(y, weight), rtol=1e-6)
    assert smooth(y, weight)[-1] == pytest.approx(0.25)


def test_smoothing_passes_over_what_is_not_finite():
    y = np.array([1.0, np.nan, 2.0, np.inf, 3.0, -np.inf])
    smoothed = smooth(y, 0.6)
    np.testing.assert_array_equal(np.isfinite(smoothed), np.isfinite(y))
    np.testing.assert_array_equal(smoothed[~np.isfinite(y)], y[~np.isfinite(y)])
    np.testing.assert_allclose(smoothed[[0, 2, 4]], smooth([1.0, 2.0, 3.0], 0.6))
    assert np.isnan(smooth([np.nan], 0.6)).all()
    assert smooth([], 0.6).shape == (0,)


@given(st.floats(-1e30, 1e30, allow_subnormal=False), st.sampled_from([0.3, 0.6, 0.99]), st.integers(1, 200))
def test_a_constant_stays_exactly_constant(value, weight, length):
    assert (smooth(np.full(length, value), weight) == value).all()


def test_no_smoothing_changes_nothing_and_touches_not_its_input():
    y = np.array([1.0, 5.0, 2.0])
    assert smooth(y, 0.0).tolist() == y.tolist()
    smooth(y, 0.9)
    assert y.tolist() == [1.0, 5.0, 2.0]
    for weight in (-0.1, 1.0):
        with pytest.raises(ValueError, match="weight"):
            smooth(y, weight)


def test_steps_that_are_not_finite_are_found():
    assert nonfinite_steps([3, 4, 5, 6], [1, np.nan, np.inf, 2]).tolist() == [4, 5]
