import math
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtui.advice.observations import RULES, observe

from .series import DIVERGING, LESSON, MEMORIZING, NOISY, REGRESSION, SLOW, STUCK, epochs


def rules(series):
    return [observe(series[: n + 1]).rule for n in range(len(series))]


def test_the_first_epoch_is_a_start_and_the_second_is_none():
    assert observe(LESSON[:1]).rule == "starting"
    assert observe(LESSON[:1]).text == "Starting: loss 0.6617, validation loss 0.6178."
    assert observe(epochs([0.6617])).text == "Starting: loss 0.6617."
    assert observe(LESSON[:2]).rule == "learning"


def test_the_lessons_model_learns_slows_and_overfits():
    told = rules(LESSON)
    assert told[1:7] == ["learning"] * 6
    assert told[7:11] == ["slowing"] * 4
    assert set(told[11:18]) <= {"steady", "converged"}
    assert told[18:] == ["overfitting"] * 6


def test_learning_tells_how_much_since_when():
    assert observe(LESSON[:4]).text == "Learning: validation loss fell 18 % since epoch 3."


def test_a_fall_within_what_one_epoch_may_vary_is_not_yet_learning():
    assert observe(epochs([0.70, 0.66])).rule == "steady"


def test_a_slow_fall_is_learning_once_it_has_gone_on():
    told = rules(SLOW)
    assert told[1] == "steady"
    assert set(told[3:]) == {"learning"}


def test_slowing_tells_the_latest_pace():
    observation = observe(LESSON[:9])
    assert observation.rule == "slowing"
    assert observation.text == "Learning, slower: validation loss fell 8 % since epoch 6."


def test_a_loss_that_halves_every_epoch_learns_and_does_not_slow():
    # Each step is half the one before: a third of the average so far at first, then less.
    assert rules(epochs([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]))[1:].count("slowing") == 0


def test_what_never_moves_is_a_plateau():
    told = rules(STUCK)
    assert told[1:5] == ["steady"] * 4
    assert told[5:] == ["plateau"] * 7
    assert observe(STUCK).text == "Plateau: validation loss 0.7084, changed less than 1 % in 5 epochs."


def test_flat_after_much_was_learnt_has_converged():
    told = rules(REGRESSION)
    assert told[1:5] == ["learning"] * 4
    assert set(told[13:]) == {"converged"}
    assert observe(REGRESSION).text.startswith("Converged: validation loss 0.2441")


def test_flat_after_little_was_learnt_has_not_converged():
    series = epochs([0.70, 0.62, 0.58, 0.56, *[0.555] * 12])
    assert observe(series).rule == "plateau"


def test_overfitting_tells_since_when_and_how_much():
    observation = observe(MEMORIZING[:8])
    assert observation.rule == "overfitting"
    assert observation.text == (
        "Overfitting since epoch 4: validation loss rose 27 % in 4 epochs while training loss fell."
    )
    assert set(rules(MEMORIZING)[7:]) == {"overfitting"}


def test_two_worse_epochs_are_not_overfitting():
    assert "overfitting" not in rules(MEMORIZING[:6])


def test_a_validation_loss_that_rises_with_the_training_loss_is_not_overfitting():
    series = epochs(
        [0.5, 0.4, 0.3, 0.31, 0.32, 0.33, 0.34, 0.35], [0.5, 0.4, 0.3, 0.33, 0.36, 0.4, 0.44, 0.48]
    )
    assert observe(series).rule != "overfitting"


def test_one_bad_epoch_is_not_overfitting():
    series = epochs([1 / n for n in range(1, 13)], [*[1 / n for n in range(1, 9)], 0.4, 0.12, 0.115, 0.11])
    assert not {"overfitting", "diverging"} & set(rules(series))


def test_a_jump_that_is_on_its_way_back_is_not_overfitting():
    falling = [0.5, 0.4, 0.3, 0.25, 0.24, 0.23, 0.22]
    returning = [0.9, 0.85, 0.8, 0.75, 0.7]
    series = epochs([*falling, 0.21, 0.2, 0.19, 0.18, 0.17], [*falling, *returning])
    assert "overfitting" not in rules(series)
    assert (
        observe(epochs([*falling, 0.21, 0.2, 0.19, 0.18, 0.17], [*falling, *returning[::-1]])).rule
        == "overfitting"
    )


def test_without_validation_there_is_no_overfitting():
    assert "overfitting" not in rules([{"loss": each["val_loss"]} for each in MEMORIZING])


def test_a_growing_training_loss_diverges():
    told = rules(DIVERGING)
    assert told[5:] == ["diverging"] * 7
    assert observe(DIVERGING).text == (
        "Diverging: loss rose from 7.9800 to 137.5000 since epoch 3. Lower the learning rate."
    )


def test_an_explosion_is_told_after_two_epochs():
    assert observe(epochs([0.7, 5.1, 60.0])).rule == "diverging"


def test_one_bad_epoch_does_not_diverge():
    assert "diverging" not in rules(epochs([0.7, 0.5, 0.4, 30.0, 0.4, 0.3, 0.29]))


def test_a_loss_near_zero_may_double():
    doubling = [1e-5 * 1.3**n for n in range(8)]
    assert observe(epochs([2.0, 0.5, 0.1, 0.01, *[1e-5] * 14, *doubling])).rule != "diverging"
    assert observe(epochs([2e-5, *[1e-5] * 14, *doubling])).rule == "diverging"


def test_nan_tells_since_when_and_comes_before_everything():
    series = [*LESSON[:5], {"loss": math.nan, "val_loss": math.nan}, {"loss": math.inf, "val_loss": math.nan}]
    assert observe(series).rule == "nan"
    assert observe(series).text == "NaN: loss has not been finite since epoch 6. Lower the learning rate."
    assert observe([{"loss": math.nan}]).text.startswith("NaN: loss has not been finite since epoch 1.")


def test_a_validation_loss_that_is_not_finite_points_to_the_rows():
    observation = observe([*LESSON[:5], {"loss": 0.3, "val_loss": math.nan}])
    assert (observation.rule, "validation loss" in observation.text) == ("nan", True)


def test_nan_that_is_over_is_passed_over():
    series = [LESSON[0], {"loss": math.nan, "val_loss": math.nan}, *LESSON[1:6]]
    assert observe(series).rule == "learning"
    assert "since epoch 4" in observe(series).text


def test_other_metrics_do_not_matter_and_may_be_anything():
    series = [{**each, "accuracy": math.nan, "val_auc": -7.0} for each in LESSON]
    assert rules(series) == rules(LESSON)


def test_validation_measured_now_and_then_is_enough():
    series = [each if n % 2 else {"loss": each["loss"]} for n, each in enumerate(LESSON)]
    assert observe(series).rule == "overfitting"


def test_a_noisy_curve_sets_off_no_alarm():
    assert not {"overfitting", "diverging"} & set(rules(NOISY))
    assert rules(NOISY).count("learning") > 5


@pytest.mark.parametrize(
    ("noise", "alarms", "others"), [(0.005, 0, 0), (0.02, 0, 0.003), (0.05, 0.003, 0.015)]
)
def test_noise_alone_sets_off_no_rule(noise, alarms, others):
    generator = np.random.default_rng(0)
    told = Counter()
    for _ in range(40):
        loss, val_loss = (level * (1 + noise * generator.normal(size=40)) for level in (0.5, 0.6))
        told.update(rules(epochs(loss.tolist(), val_loss.tolist())))
    share = {rule: count / told.total() for rule, count in told.items()}
    assert share.get("overfitting", 0) + share.get("diverging", 0) + share.get("nan", 0) <= alarms
    assert share.get("learning", 0) + share.get("slowing", 0) + share.get("converged", 0) <= others


def test_losses_below_zero_are_no_trouble():
    told = rules(epochs([-0.1, -0.4, -0.6, -0.7, -0.75, -0.78, *[-0.79] * 8]))
    assert told[1] == "learning"
    assert told[-1] in {"plateau", "converged"}


def test_no_loss_at_all_is_told():
    assert observe([{}]).rule == "starting"
    assert observe([]).rule == "starting"


LOSSES = st.floats(width=32) | st.floats(0, 1)


@given(st.lists(st.fixed_dictionaries({"loss": LOSSES}, optional={"val_loss": LOSSES}), max_size=40))
def test_any_numbers_get_one_short_sentence(series):
    observation = observe(series)
    assert observation.rule in {*RULES, "steady"}
    assert 0 < len(observation.text) <= 110
    assert "\n" not in observation.text
    assert not re.search(r"\bnan\b|\binf\b", observation.text)
