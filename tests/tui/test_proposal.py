"""From a data file to a proposed recipe, by keys."""

import threading
from pathlib import Path

import pytest

from seqtui.data import candidates as real_candidates
from seqtui.recipe import edits


def table(folder="."):
    path = Path(folder) / "shop.csv"
    rows = [
        f"{at % 50 + 18},{'ABC'[at % 3]},{'' if at % 7 == 0 else at * 2},{(at % 9 and 'no') or 'yes'}"
        for at in range(120)
    ]
    path.write_text("age,city,spend,churn\n" + "\n".join(rows) + "\n")
    return path


def written(name):
    return Path(name).is_file()


async def opened(seen):
    """Opens the table through the open dialog."""
    table()
    await seen.press("o")
    await seen.shows("Open")
    await seen.type("shop")
    await seen.press("enter")
    await seen.shows("Which column of shop.csv")


async def test_the_picker_says_what_each_column_is_the_likeliest_first(drive):
    async with drive((80, 24)) as seen:
        await opened(seen)
        lines = [line for line in seen.lines if "distinct" in line and "│" in line]
        assert "> churn" in lines[0]
        assert "2 classes, 2 distinct" in lines[0]
        spend = next(line for line in lines if "spend" in line)
        assert "number" in spend
        assert "18 missing" in spend
        await seen.press("escape")
        assert seen.app.session.opened.label == "lesson"


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_proposal_tells_everything_and_can_be_scrolled(drive, size):
    async with drive(size) as seen:
        await opened(seen)
        await seen.press("enter")
        await seen.shows("Proposed for shop.csv: to predict churn")
        found = seen.text
        for _ in range(12):
            await seen.press("down")
            found += seen.text
        for words in (
            "Normalization, Dense",
            "96 to train on",
            "one sigmoid unit",
            "18 gaps filled",
            "Validation accuracy",
        ):
            assert words in found
        assert "Enter train   e edit   w save" in seen.text
        await seen.press("x", "1", "tab")  # keys that mean nothing here do nothing
        assert "Proposed for" in seen.text
        await seen.press("e")
        assert seen.app.build is seen.app.screen
        assert seen.app.session.opened.label == "shop.csv"
        assert seen.app.session.dataset is not None  # not read a second time
        await seen.press(":")
        await seen.type("why so")
        await seen.press("enter")
        await seen.shows("Proposed for")


async def test_enter_trains(drive):
    async with drive((120, 40)) as seen:
        await opened(seen)
        await seen.press("enter")
        await seen.shows("Proposed for")
        await seen.press("enter")
        await seen.until(lambda: seen.app.desk.queued or seen.app.desk.training is not None, "the run")
        await seen.until(lambda: bool(seen.app.desk.view and seen.app.desk.view.epochs), "an epoch")


async def test_w_saves(drive):
    async with drive((120, 40)) as seen:
        await opened(seen)
        await seen.press("enter")
        await seen.shows("Proposed for")
        await seen.press("w")
        await seen.shows("Save the recipe as")
        await seen.press("enter")
        await seen.shows("Saved to")
        assert written("shop.toml")


async def test_reading_that_takes_long_shows_itself_and_can_be_given_up(drive, monkeypatch):
    go_on = threading.Event()

    def slow(opened_table):
        go_on.wait(60)
        return real_candidates(opened_table)

    monkeypatch.setattr("seqtui.data.candidates", slow)
    async with drive((80, 24)) as seen:
        table()
        await seen.press("o")
        await seen.type("shop")
        await seen.press("enter")
        await seen.shows("Reading shop.csv")
        await seen.shows("s so far. Esc gives it up.")
        await seen.press("escape")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the stack")
        go_on.set()
        await seen.press("o")
        await seen.type("shop")
        await seen.press("enter")
        await seen.shows("Which column of shop.csv")


async def test_settings_that_do_not_fit_are_replaced_by_one_key_and_undone(drive):
    async with drive((120, 40), "breast_cancer") as seen:
        await seen.until(lambda: seen.app.session.dataset is not None, "the rows")
        await seen.press("P")
        await seen.until(lambda: seen.app.session.recipe.fit.early_stopping is not None, "early stopping")
        await seen.press("P")
        await seen.shows("nothing to change")
        fitting = seen.app.session.recipe
        seen.app.session.do(edits.set_value(fitting, "compile.loss", "mean_squared_error"), "loss")
        await seen.press("P")
        await seen.shows("Set loss binary_crossentropy")
        assert seen.app.session.recipe == fitting
        await seen.press("u")
        assert seen.app.session.recipe.compile.loss == "mean_squared_error"
