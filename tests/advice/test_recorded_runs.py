"""The rules on runs that real Keras trained (`record_runs.py`): each at work once, and once nearly."""

import math
from itertools import pairwise

import pytest

from seqtui.advice.observations import RULES, observe, reason

from .record_runs import PLACE, RUNS, read

# Rule: the run that it speaks in, and the epochs in which it alone does.
AT_WORK = {
    "starting": ("slow_but_steady", range(1, 2)),
    "learning": ("learns_to_the_end", range(2, 9)),
    "slowing": ("stalls_as_training_falls", range(10, 26)),
    "converged": ("converges", range(16, 31)),
    "plateau": ("stands_still", range(6, 16)),
    "overfitting": ("memorizes", range(8, 26)),
    "diverging": ("diverges", range(3, 13)),
    "nan": ("blows_up_slowly", range(5, 61)),
}

# Rule: the run in which it nearly speaks and must not, the epochs, and what is so near about it.
NEARLY = {
    "starting": (
        "slow_but_steady",
        range(2, 21),
        "nothing is learnt for sure, but it is not the first",
    ),
    "learning": ("noise_alone", range(2, 61), "the loss goes down by a tenth now and then, by chance"),
    "slowing": ("slow_but_steady", range(2, 21), "it falls slowly, but as fast as before"),
    "converged": ("converges_noisily", range(6, 31), "it is flat, but its loss fell by less than a third"),
    "plateau": ("crawls", range(14, 41), "an epoch's fall is less than 1 %, but it goes on"),
    "overfitting": (
        "stalls_as_training_falls",
        range(2, 31),
        "training loss falls to a third while validation loss stays where it is",
    ),
    "diverging": ("leaps", range(2, 17), "the loss leaps to five times its size, and comes back"),
    "nan": ("diverges", range(1, 13), "the loss is thousands of times its first, but a number"),
}


def rules(name):
    epochs = read(name)
    return {number: observe(epochs[:number]).rule for number in range(1, len(epochs) + 1)}


def test_every_rule_has_a_run_and_a_near_miss():
    assert set(AT_WORK) == set(NEARLY) == set(RULES)
    assert {path.stem for path in PLACE.glob("*.json")} == set(RUNS)


@pytest.mark.parametrize("rule", AT_WORK)
def test_a_rule_speaks_where_it_should(rule):
    name, epochs = AT_WORK[rule]
    told = rules(name)
    assert {told[number] for number in epochs} == {rule}
    # And begins there: the epoch before is told otherwise.
    assert epochs[0] == 1 or told[epochs[0] - 1] != rule


@pytest.mark.parametrize("rule", NEARLY)
def test_a_rule_keeps_silent_where_it_nearly_speaks(rule):
    name, epochs, _ = NEARLY[rule]
    assert rule not in {rules(name)[number] for number in epochs}


def test_the_near_misses_are_near():
    leaps = [each["loss"] for each in read("leaps")]
    assert max(after / before for before, after in pairwise(leaps)) > 4
    stalls = read("stalls_as_training_falls")
    assert stalls[-1]["loss"] < stalls[6]["loss"] / 2
    assert abs(stalls[-1]["val_loss"] / stalls[12]["val_loss"] - 1) < 0.06
    crawl = [each["val_loss"] for each in read("crawls")]
    assert all(0.98 < after / before < 1 for before, after in pairwise(crawl))
    noise = [each["loss"] for each in read("noise_alone")]
    assert min(noise) < 0.9 * noise[0]
    assert all(math.isfinite(each["loss"]) for each in read("diverges"))
    assert read("diverges")[-1]["loss"] > 1000 * read("diverges")[0]["loss"]


def test_no_rule_speaks_of_noise():
    """A learning rate of 0 under dropout: the loss varies by a tenth and means nothing."""
    assert set(rules("noise_alone").values()) <= {"starting", "steady", "plateau"}


def test_weights_that_collapse_to_chance_diverge():
    assert list(rules("collapses").values())[-3:] == ["diverging"] * 3


def test_every_rule_can_say_what_it_looks_at():
    for rule in (*RULES, "steady"):
        assert reason(rule).endswith(".")
        assert "\n" not in reason(rule)
    assert reason("none such") == ""
