"""epochs.py: the epoch table's columns, digits, marks and rows in view."""

import pytest
from textual.app import App

from seqtui.runs.events import EpochEnded, Finished
from seqtui.runs.record import RunRecord
from seqtui.tui.widgets import epochs
from seqtui.tui.widgets.epochs import EpochTable, Rows, columns, table


class Shown(App):
    def compose(self):
        yield EpochTable(plain=False)


def add(record, epoch, words="Learning.", **metrics):
    record.apply(
        EpochEnded(
            time=0.0, epoch=epoch, epochs=30, step=epoch, metrics=metrics, observation=words, seconds=1.0
        )
    )


def record(epochs=3, **more):
    made = RunRecord(("loss", "accuracy"), 30, 1)
    for epoch in range(1, epochs + 1):
        losses = {"loss": 1 / epoch, "accuracy": 1 - 1 / (epoch + 1)}
        add(made, epoch, val_loss=0.5 + abs(epoch - 2) / 10, val_accuracy=0.8, **losses, **more)
    return made


def text(lines):
    return ["".join(words for words, _ in line) for line in lines]


@pytest.fixture(autouse=True)
def _unpaced(monkeypatch):
    """Rows as fast as they come, but for the test of the pace itself."""
    monkeypatch.setattr("seqtui.tui.widgets.epochs._SECONDS", 0.0)


def rows_seen(pane):
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


def test_headings_say_which_way_is_good():
    heading, _ = table(record().snapshot(), 80)
    names, ways = text(heading)
    assert names.split()[:5] == ["epoch", "loss", "acc", "val_loss", "val_acc"]
    assert ways.split() == ["lower", "higher", "lower", "higher", "is", "better"]
    # Each word ends where its column's numbers end.
    _, rows = table(record().snapshot(), 80)
    ends = [names.index(name) + len(name) for name in ("loss", "acc", "val_loss", "val_acc")]
    assert all(text(rows)[0][end - 1].isdigit() for end in ends)


def test_digits_are_fixed_and_the_best_of_each_column_is_marked():
    _, rows = table(record().snapshot(), 80)
    assert [line[:46] for line in text(rows)] == [
        "   1/30 1.0000   0.500    0.6000    0.800*  Le",
        "   2/30 0.5000   0.667    0.5000*   0.800   Le",
        "   3/30 0.3333*  0.750*   0.6000    0.800   Le",
    ]


def test_a_value_that_is_not_a_number_is_said_and_never_best():
    made = RunRecord(("loss",), 30, 1)
    add(made, 1, loss=float("nan"))
    add(made, 2, loss=0.5)
    _, rows = table(made.snapshot(), 60)
    assert ("   NaN " in text(rows)[0], "0.5000*" in text(rows)[1]) == (True, True)
    assert "bad" in {role for _, role in rows[0]}


def test_validation_stays_where_not_all_columns_fit():
    assert columns(record().snapshot(), 80) == ("loss", "accuracy", "val_loss", "val_accuracy")
    assert columns(record().snapshot(), 40) == ("loss", "val_loss")
    assert columns(record().snapshot(), 20) == ()


def test_a_metric_without_validation_and_an_epoch_without_it():
    made = RunRecord(("loss",), 30, 1)
    add(made, 1, loss=0.5)
    add(made, 2, loss=0.4, val_loss=0.6)
    _, rows = table(made.snapshot(), 60)
    assert " - " in text(rows)[0]


@pytest.mark.parametrize("width", [20, 40, 60, 66, 100, 130])
def test_no_line_is_wider_than_the_pane(width):
    long = "Overfitting since epoch 4: validation loss rose 12 % while training loss fell on."
    made = record()
    add(made, 4, long, loss=0.1, val_loss=0.9, accuracy=0.9, val_accuracy=0.7)
    heading, rows = table(made.snapshot(), width)
    assert all(len(line) <= width for line in text((*heading, *rows)))


async def test_without_epochs_it_says_what_to_press_or_what_comes():
    async with Shown().run_test(size=(70, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        pane.show(None)
        assert "Press t to train." in pane.text
        pane.show(RunRecord(("loss",), 5, 10).snapshot())
        assert "first epoch" in pane.text


async def test_the_newest_observation_is_said_in_full_where_its_row_has_no_room():
    async with Shown().run_test(size=(70, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made = record()
        words = "Overfitting since epoch 2: validation loss rises while training loss falls."
        add(made, 4, words, loss=0.1, accuracy=0.9, val_loss=0.9, val_accuracy=0.7)
        pane.show(made.snapshot())
        assert "Overfitting since epoch 2…" in pane.text
        assert " ".join(rows_seen(pane)[-2:]) == words


async def test_a_running_table_keeps_its_rows_in_place_and_the_newest_in_view():
    async with Shown().run_test(size=(90, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made, moves, top = RunRecord(("loss",), 30, 1), 0, 0
        for epoch in range(1, 31):
            add(made, epoch, loss=1 / epoch)
            pane.show(made.snapshot())
            assert any(f" {epoch}/30 " in line for line in rows_seen(pane))
            moves += pane.top_line != top
            top = pane.top_line
        # Eight rows are seen: by half a page at a time, not at every epoch.
        assert 0 < moves <= 6
        done = {"run": "r", "path": "p", "epochs": 30, "step": 30, "metrics": {}, "best": {}}
        made.apply(Finished(time=0.0, **done))
        pane.show(made.snapshot())
        assert rows_seen(pane)[-1].startswith("  30/30")
        assert rows_seen(pane)[2].startswith("  23/30")


async def test_who_has_gone_back_is_left_there_until_the_end_is_reached_again():
    async with Shown().run_test(size=(90, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made = record(20)
        pane.show(made.snapshot())
        pane.go(0)
        add(made, 21, loss=0.1)
        pane.show(made.snapshot())
        assert rows_seen(pane)[2].startswith("   1/30")
        pane.go(pane.count)
        add(made, 22, loss=0.1)
        pane.show(made.snapshot())
        assert any("22/30" in line for line in rows_seen(pane))
        # Another run begins: its rows are followed again.
        pane.go(0)
        pane.show(record(12).snapshot())
        assert any("12/30" in line for line in rows_seen(pane))


async def test_only_rows_that_changed_are_drawn_again(monkeypatch):
    async with Shown().run_test(size=(90, 12)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made = RunRecord(("loss",), 30, 1)
        for epoch in range(1, 4):
            add(made, epoch, loss=1 / epoch)
        pane.show(made.snapshot())
        drawn = []
        monkeypatch.setattr(pane, "refresh", lambda *regions, **_: drawn.extend(regions))
        pane.show(made.snapshot())
        assert drawn == []
        add(made, 4, loss=0.2)
        pane.show(made.snapshot())
        # The new row, and the one that lost its mark; three rows of heading and earlier epochs stay.
        assert sorted(region.y for region in drawn) == [4, 5]


async def test_a_flood_of_epochs_is_shown_a_few_times_and_the_last_one_counts(monkeypatch):
    monkeypatch.setattr("seqtui.tui.widgets.epochs._SECONDS", 0.2)
    async with Shown().run_test(size=(90, 12)) as pilot:
        pane, filled = pilot.app.query_one(EpochTable), []
        set_lines = pane.set_lines
        monkeypatch.setattr(pane, "set_lines", lambda *given: (filled.append(1), set_lines(*given)))
        made = RunRecord(("loss",), 30, 1)
        for epoch in range(1, 31):
            add(made, epoch, loss=1 / epoch)
            pane.show(made.snapshot())
        while not any("30/30" in line for line in rows_seen(pane)):
            await pilot.pause(0.01)
        assert len(filled) <= 3


def test_a_lost_star_is_taken_off():
    made = record(40)
    before = Rows(made.snapshot(), 80, plain=False)
    add(made, 41, loss=0.0001, accuracy=0.5, val_loss=0.9, val_accuracy=0.1)
    after = Rows(made.snapshot(), 80, plain=False)
    assert (len(before), before[:38], before[-1]) == (40, after[:38], before[39])
    assert ("*" in text(before)[39], "0.0250*" in text(before)[39]) == (True, True)
    assert "0.0250*" not in text(after)[39]
    assert tuple(after) == table(made.snapshot(), 80)[1]


def test_of_thousands_of_epochs_only_those_that_are_seen_are_made(monkeypatch):
    made, counted = record(3000), []
    row = epochs._row
    monkeypatch.setattr(epochs, "_row", lambda *given, **more: (counted.append(1), row(*given, **more))[1])
    rows = Rows(made.snapshot(), 80, plain=False)
    assert "2991/30" in text(rows[2990:3000])[0]
    assert len(counted) == 10


async def test_the_pointer_goes_with_the_rows_and_the_newest_epoch_is_followed_from_the_last():
    async with Shown().run_test(size=(90, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made = record(20)
        pane.show(made.snapshot())
        pane.move(-1)
        assert pane.row == 19
        assert any(line.startswith("> 20/30") for line in rows_seen(pane))
        pane.move(-12)
        assert rows_seen(pane)[2].startswith(">  8/30")
        add(made, 21, loss=0.1)
        pane.show(made.snapshot())
        assert rows_seen(pane)[2].startswith(">  8/30")
        pane.move(1000)
        add(made, 22, loss=0.1)
        pane.show(made.snapshot())
        assert pane.row == 21
        assert any(line.startswith("> 22/30") for line in rows_seen(pane))


async def test_the_words_in_full_are_those_of_the_row_pointed_at():
    async with Shown().run_test(size=(70, 10)) as pilot:
        pane = pilot.app.query_one(EpochTable)
        made = record(3)
        add(made, 4, "Overfitting since epoch 2: " + "so and so " * 4, loss=0.1)
        pane.show(made.snapshot())
        assert rows_seen(pane)[-1].startswith("Overfitting since epoch 2: so")
        pane.move(-1)
        pane.move(-1)
        assert not rows_seen(pane)[-1].startswith("Overfitting")
