"""The first screen of the first start, and what each of its answers leads to."""

import numpy as np
import pytest

from seqtui.tui.picture import scatter, spiral
from seqtui.tui.screens.picker import PickerDialog
from seqtui.tui.screens.welcome import _MORE, OPTIONS, WelcomeDialog


def on_welcome(seen) -> bool:
    return isinstance(seen.app.screen, WelcomeDialog)


async def test_enter_trains_the_spiral_and_says_what_came_of_it(drive):
    async with drive((120, 40), welcome=True) as seen:
        assert on_welcome(seen)
        await seen.until(lambda: "++++" in seen.text and "oooo" in seen.text, "the points")
        await seen.press("enter")
        await seen.shows("spiral col")
        await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
        await seen.shows("of unseen rows. t trains on.")
        right = float(seen.text.split("Right on ")[1].split(" %")[0])
        assert right > 90


@pytest.mark.parametrize("key", ["b", "escape"])
async def test_the_lesson_is_one_key_away_and_the_next_start_has_no_welcome(drive, key):
    async with drive((80, 24), welcome=True) as seen:
        await seen.press(key)
        await seen.shows("lesson answer")
        assert seen.app.screen is seen.app.build
    async with drive((80, 24), welcome=True) as seen:
        assert not on_welcome(seen)


@pytest.mark.parametrize(("key", "begins"), [("4", "session  1 of 10"), ("t", "exam  1 of 10")])
async def test_practice_begins_from_it(drive, key, begins):
    async with drive((80, 24), welcome=True) as seen:
        await seen.press(key)
        await seen.shows(begins)
        await seen.press("escape", *("l" if key == "t" else ""), "1")
        await seen.shows("lesson answer")
    async with drive((80, 24), welcome=True) as seen:
        assert not on_welcome(seen)


async def test_an_exam_that_is_not_finished_is_not_lost_to_it(drive):
    async with drive((80, 24), welcome=True) as seen:
        await seen.press("t")
        await seen.shows("exam  1 of 10")
        await seen.press(*(["tab"] if seen.app.mode_screen.pane == "answer" else []), "colon")
        await seen.type("welcome")
        await seen.press("enter")
        await seen.until(lambda: on_welcome(seen), "the welcome")
        await seen.press("4")
        await seen.shows("The exam is not finished")
        await seen.press("s")
        await seen.shows("exam  1 of 10")


async def test_left_without_an_answer_it_comes_again(drive):
    async with drive((80, 24), welcome=True) as seen:
        await seen.press("q")
    async with drive((80, 24), welcome=True) as seen:
        assert on_welcome(seen)


async def test_a_named_source_needs_no_welcome(drive):
    async with drive((80, 24), "iris", welcome=True) as seen:
        assert not on_welcome(seen)


@pytest.mark.parametrize("key", ["o", "p"])
async def test_nothing_opened_after_all_comes_back_to_it(drive, key):
    async with drive((100, 30), welcome=True) as seen:
        await seen.press(key)
        await seen.until(lambda: isinstance(seen.app.screen, PickerDialog), "the list")
        await seen.press("escape")
        await seen.until(lambda: on_welcome(seen), "the welcome")
        await seen.press(key)
        await seen.until(lambda: isinstance(seen.app.screen, PickerDialog), "the list")
        await seen.type("iris")
        await seen.press("enter")
        await seen.shows("iris species")


async def test_where_the_sample_looks_wrong_a_key_switches_to_ascii_for_good(drive):
    async with drive((80, 24), welcome=True) as seen:
        await seen.shows("⣿")
        await seen.press("a")
        await seen.shows("Plain ASCII is on")
        assert seen.text.isascii()
        await seen.press("escape")
        await seen.shapes()
        assert seen.text.isascii()
    async with drive((80, 24)) as seen:
        await seen.shapes()
        assert seen.text.isascii()
        await seen.press("colon")
        await seen.type("plain ascii")
        await seen.press("enter")
        await seen.shows("×")


async def test_every_answer_is_reached_by_the_arrows(drive):
    async with drive((80, 24), welcome=True) as seen:
        await seen.press("down")
        assert "> b" in seen.text
        await seen.press("up", "up")
        assert "> o" in seen.text


async def test_the_palette_brings_it_back(drive):
    async with drive((80, 24)) as seen:
        await seen.press("colon")
        await seen.type("welcome")
        await seen.press("enter")
        await seen.until(lambda: on_welcome(seen), "the welcome")
        await seen.press("escape")
        assert seen.app.screen is seen.app.build


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_nothing_is_cut_at_any_size(drive, size):
    async with drive(size, welcome=True) as seen:
        for words in (
            "Keras",
            "> Enter watch a network learn a spiral",
            "o     my own data",
            "plain ASCII",
            "4     practice, ten questions",
            "t     test me first",
        ):
            assert words in seen.text, seen.text
        assert "q quit" in seen.text
        for option in OPTIONS:
            assert f"> {option.key}" in seen.text
            assert _MORE[option.value].split()[-1] in seen.text, seen.text
            await seen.press("down")


def test_points_fill_their_lines_and_keep_their_class():
    points = np.array([[0.0, 0.0], [4.0, 2.0], [4.0, 2.0], [4.0, 2.0]])
    drawn = scatter(points, np.array([False, True, True, False]), 5, 3)
    assert drawn == ("    +", "     ", "o    ")


def test_both_arms_of_the_spiral_are_seen():
    drawn = "".join(spiral(29, 15))
    assert 60 < drawn.count("o") < 200
    assert 60 < drawn.count("+") < 200
