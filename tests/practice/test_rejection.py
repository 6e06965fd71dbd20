"""A draw with two right options makes no question: forced here, for no seed is sure to bring one about."""

import pytest

from seqtui.errors import SeqtuiError
from seqtui.practice.generators import by_name, lasts, messages, models, windows
from seqtui.practice.generators.base import Draw, choose
from seqtui.practice.question import Mistake


def same_size(*kernels):
    return [models.layer("Conv2D", filters=8, kernel_size=size, padding="same") for size in kernels]


def test_windows_of_the_same_shape_are_never_options_of_one_question(monkeypatch):
    other = models.layer("Conv2D", filters=8, kernel_size=3, padding="same", strides=2)
    third = models.layer("Conv2D", filters=8, kernel_size=3)
    monkeypatch.setattr(windows, "_variants", lambda *_: [*same_size(3, 5), other, third])
    generator = by_name("window_for_shape")
    for seed in range(8):
        question = generator.question("padding_strides", "medium", seed)
        assert 'padding="same")' not in question.answer
    monkeypatch.setattr(windows, "_variants", lambda *_: same_size(3, 5, 7, 9))
    with pytest.raises(SeqtuiError, match="no such question"):
        generator.question("padding_strides", "medium", 1)


def test_an_end_that_trains_as_well_is_no_wrong_option(monkeypatch):
    monkeypatch.setattr(lasts, "verdict", lambda *_: lasts.Verdict(right=True, reason="It trains."))
    with pytest.raises(SeqtuiError, match="no such question"):
        by_name("last_layer").question("output_loss", "easy", 1)


def test_slips_with_the_same_message_are_never_options_of_one_question(monkeypatch):
    monkeypatch.setattr(messages, "said", lambda _: "ValueError: the same words")
    with pytest.raises(SeqtuiError, match="no such question"):
        by_name("name_the_bug").question("error_messages", "easy", 1)


def test_what_equals_the_right_option_or_another_is_none():
    import random

    draw = Draw(random.Random(1), "dense_shape", "easy")
    twice = [Mistake("a", "it is right"), Mistake("b", "one"), Mistake("b", "again")]
    assert choose(draw, "a", twice) is None
    options, mistakes = choose(draw, "a", [*twice, Mistake("c", "other")])
    assert sorted(options) == ["a", "b", "c"]
    assert [one.reason for one in mistakes] == ["one", "other"]
