"""By keys alone: from `seqtui` to a trained model, saved, and found again."""

import re
import sys

import pytest

from tests.screen import Screen

PROGRAM = (sys.executable, "-m", "seqtui")
ROW = re.compile(r"\b(\d)/5 +(\d\.\d{4})")


@pytest.fixture
def start(environment, tmp_path):
    opened = []

    def begin(*arguments: str, **size: int) -> Screen:
        opened.append(Screen(*PROGRAM, *arguments, env=environment, cwd=tmp_path, **size))
        return opened[-1]

    yield begin
    for screen in opened:
        screen.close()


def epoch_losses(screen: Screen) -> list[float]:
    """The loss column of the epoch table, in order."""
    found = dict(ROW.findall(screen.text))
    return [float(found[number]) for number in sorted(found)]


def test_from_first_start_to_a_trained_model_and_back(start, tmp_path):
    screen = start()
    screen.wait("watch a network learn a spiral")
    screen.press("b")
    screen.wait("3,498")  # the lesson's parameters, as Keras counts them
    screen.press("down", "down", "a")
    screen.wait("Add after 2 Dense")
    screen.press("dense")
    screen.wait(lambda shown: "Flatten" not in shown.text)
    screen.press("enter")
    screen.wait("3  Dense 32")
    screen.wait("800 × 32    2,080")

    screen.press("enter")
    screen.wait("3 Dense ──")
    screen.press("16")
    screen.wait("64 → 16, 1,040 parameters")
    screen.press("enter")
    screen.wait("800 × 16    1,040")  # the layer itself
    screen.wait("800 × 32      544")  # and the one behind it, which follows
    screen.wait_gone("3 Dense ──")

    screen.press("t")
    screen.wait("5/5")
    screen.wait("Finished.")
    losses = screen.wait(lambda shown: len(epoch_losses(shown)) == 5) and epoch_losses(screen)
    assert losses[-1] < 0.8 * losses[0], losses
    assert losses == sorted(losses, reverse=True), losses

    screen.press("w")
    screen.wait("Save the recipe as")
    screen.press("enter")
    screen.wait(lambda shown: "lesson.toml" in shown.lines[0] and "not saved" not in shown.lines[0])
    screen.press("q")
    assert screen.end() == 0
    assert "units = 16" in (tmp_path / "lesson.toml").read_text()

    again = start()
    again.wait("lesson.toml")
    again.wait("3  Dense 16")
    again.wait("800 × 16    1,040")
    again.wait(lambda shown: len(epoch_losses(shown)) == 5)
    assert epoch_losses(again) == losses
    again.press("q")
    assert again.end() == 0


@pytest.fixture
def shop(tmp_path):
    """A table with categories and gaps."""
    rows = []
    for number in range(120):
        age = number % 50 + 18
        spend = "" if number % 7 == 0 else age * 2
        rows.append(f"{age},{'ABC'[number % 3]},{spend},{'yes' if age > 40 else 'no'}")
    (tmp_path / "shop.csv").write_text("age,city,spend,churn\n" + "\n".join(rows) + "\n")
    return "shop.csv"


@pytest.mark.slow
def test_a_table_is_proposed_for_and_trained(start, shop):
    screen = start(shop, "--target", "churn")
    screen.wait("96 to train on")  # the reasons
    screen.wait("Normalization")
    screen.press("t")
    screen.wait("1/100")


def test_a_table_alone_asks_for_its_column_and_trains_on_enter(start, shop):
    screen = start(shop, columns=80, rows=24)
    screen.wait("Which column of shop.csv")
    screen.wait("> churn")  # the likeliest is the first
    screen.press("down", "down", "up", "up")
    screen.press("age")
    screen.wait("age: a number to predict, 50 distinct values")
    screen.press("backspace", "backspace", "backspace", "churn")
    screen.wait("churn: 2 classes to predict, 2 distinct values")
    screen.press("enter")
    screen.wait("Proposed for shop.csv: to predict churn")
    screen.wait("gaps filled with the median")
    screen.press("enter")
    screen.wait_gone("Proposed for")
    screen.wait("epoch ")
    screen.wait("loss, lower is better")
    screen.wait(lambda shown: re.search(r"epoch +\d+/100", shown.text))
    screen.press("x")
    screen.wait("Stopped and kept")


@pytest.mark.slow
def test_a_proposed_recipe_is_open_again_at_the_next_start(start, shop):
    screen = start(shop, "--target", "churn")
    screen.wait("Proposed for shop.csv")
    screen.press("e")
    screen.wait("96 × 16       96")  # the first layer, as Keras counts it
    screen.press("q")
    assert screen.end() == 0
    again = start()
    again.wait("96 × 16       96")
    assert "Proposed for" not in again.text
    again.press("w")
    again.wait("Save the recipe as")
    again.press("enter")
    again.wait("Saved to")
    again.press("q")
    assert again.end() == 0
    saved = start()
    saved.wait("96 × 16       96")
    saved.wait("shop.toml")
    saved.press("q")
    assert saved.end() == 0


def test_a_table_given_up_leaves_what_was_open_last(start, shop):
    screen = start(shop)
    screen.wait("Which column of shop.csv")
    screen.press("escape")
    screen.wait("3,498")  # the lesson's parameters
    screen.press("q")
    assert screen.end() == 0


def test_a_file_that_is_no_table_says_so_in_the_app(start, tmp_path):
    (tmp_path / "empty.csv").write_text("a,b\n")
    screen = start("empty.csv")
    screen.wait("The file has no rows")
    screen.press("escape")
    screen.wait("3,498")


def test_narrow_terminal_shows_everything_in_one_column(start):
    screen = start("lesson", columns=80, rows=24)
    screen.wait("1,344")
    screen.press("t")
    screen.wait("Finished.")
    text = screen.text
    assert "Dense" in text
    screen.wait("loss, lower is better")  # the chart is drawn beside the words
    assert "5/5" in text


def test_terminal_that_is_too_small_is_refused_in_words(start):
    screen = start(columns=50, rows=15)
    assert screen.end() == 2
    assert "too small" in screen.text


def test_terminal_is_left_as_it_was(start):
    screen = start("lesson")
    screen.wait("Dense")
    screen.press("q")
    assert screen.end() == 0
    # pyte knows no second screen, so the bytes that leave it and bring the cursor back are looked for.
    left = screen.last_bytes.rfind(b"\x1b[?1049l")
    assert left >= 0
    assert b"\x1b[?1049h" not in screen.last_bytes[left:]
    assert b"\x1b[?25h" in screen.last_bytes
