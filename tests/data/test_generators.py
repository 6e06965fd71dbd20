import numpy as np
import pytest

from seqtui.data.generators import generate


def points(name, noise, seed=7):
    table = generate(name, seed, noise)
    x = np.stack([table.column("x1").values, table.column("x2").values], axis=1)
    return x, table.column("colour").values == 1


def test_circle_is_a_disc_within_a_ring():
    x, blue = points("circle", 0.0)
    radius = np.hypot(*x.T)
    assert radius[blue].max() <= 2.5
    assert radius[~blue].min() >= 3.5
    assert radius.max() <= 5
    assert blue.sum() == 500


def test_circle_noise_blurs_labels_and_not_points():
    calm, noisy = points("circle", 0.0), points("circle", 0.5)
    np.testing.assert_array_equal(calm[0], noisy[0])
    assert 0.02 < np.mean(calm[1] != noisy[1]) < 0.5


def test_xor_leaves_a_gap_and_follows_the_signs():
    x, blue = points("xor", 0.0)
    assert np.abs(x).min() >= 0.3
    np.testing.assert_array_equal(blue, x[:, 0] * x[:, 1] > 0)


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_gauss_has_two_clouds_that_widen(noise, variance):
    x, blue = points("gauss", noise)
    np.testing.assert_allclose(x[blue].mean(axis=0), [2, 2], atol=0.3)
    np.testing.assert_allclose(x[~blue].mean(axis=0), [-2, -2], atol=0.3)
    assert x[blue].var() == pytest.approx(variance, rel=0.15)


def test_spiral_arms_turn_one_and_three_quarters_and_mirror_each_other():
    x, blue = points("spiral", 0.0)
    np.testing.assert_allclose(x[blue], -x[~blue], atol=1e-9)
    arm = x[blue]
    angles = np.unwrap(np.arctan2(arm[1:, 0], arm[1:, 1]))
    assert angles[-1] - angles[0] == pytest.approx(1.75 * 2 * np.pi, rel=0.01)
    assert np.hypot(*arm[-1]) == pytest.approx(5, rel=0.01)


def test_spiral_noise_moves_points_by_up_to_that_much():
    calm, noisy = points("spiral", 0.0)[0], points("spiral", 0.3)[0]
    moved = np.abs(noisy - calm)
    assert 0.25 < moved.max() <= 0.3


def lesson(noise, seed=7):
    table = generate("lesson", seed, noise)
    x = np.stack([table.column(f"x{index + 1}").values for index in range(20)], axis=1)
    return x, table.column("answer").values


def linear_accuracy(x, y):
    """Share that least squares gets right on rows it has not seen."""
    x = np.c_[(x - x[:700].mean(0)) / x[:700].std(0), np.ones(len(x))]
    weights, *_ = np.linalg.lstsq(x[:700], 2 * y[:700] - 1, rcond=None)
    return np.mean((x[700:] @ weights > 0) == (y[700:] == 1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lesson_is_balanced_learnable_and_not_without_errors(seed):
    x, y = lesson(None, seed)
    assert x.shape == (1000, 20)
    assert 0.42 < y.mean() < 0.58
    assert 0.75 < linear_accuracy(x, y) < 0.97


def test_lesson_noise_is_the_share_drawn_by_lot():
    changed = np.mean(lesson(0.0)[1] != lesson(0.4)[1])
    assert changed == pytest.approx(0.2, abs=0.05)
    x, y = lesson(1.0)
    assert linear_accuracy(x, y) < 0.62


def test_lesson_inputs_differ_in_scale_so_that_normalization_matters():
    x, _ = lesson(None)
    spread = x.std(axis=0)
    assert spread.max() / spread.min() > 10_000
    assert np.abs(x.mean(axis=0)).max() > 1000
