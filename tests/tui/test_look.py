"""The chart's keys: cursor, smoothing, ranges, zoom, epochs, another run; and the table's pointer."""

import math
import re

import pytest

from seqtui.look import Look, Other
from seqtui.paths import runs_dir
from seqtui.runs.events import EpochEnded, Finished, Started
from seqtui.runs.manifest import Manifest, metric_columns
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter
from seqtui.tui.widgets.chart import ChartPane
from seqtui.tui.widgets.chartlines import Memory, Request, chart_lines

METRICS = ("loss", "accuracy")
EPOCHS, PER_EPOCH = 10, 20
RECIPE = """
title = "Shown"
[data]
source = "lesson"
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[compile]
optimizer = { name = "adam", learning_rate = 0.002 }
[fit]
epochs = 10
"""


def points(scale=1.0):
    """(step, loss, accuracy) of a whole run."""
    for step in range(1, EPOCHS * PER_EPOCH + 1):
        loss = scale / (1 + step / 20) + 0.05 * math.sin(step)
        yield step, loss, 1 - loss / 2


def ended(epoch, scale=1.0):
    step = epoch * PER_EPOCH
    metrics = {
        "loss": scale / epoch,
        "accuracy": 0.9,
        "val_loss": 0.3 * scale + abs(epoch - 6) / 10,
        "val_accuracy": 0.8,
    }
    return EpochEnded(
        time=float(epoch),
        epoch=epoch,
        epochs=EPOCHS,
        step=step,
        metrics=metrics,
        observation=f"Words of {epoch}.",
        seconds=0.25,
    )


def whole(scale=1.0):
    made = RunRecord(METRICS, EPOCHS, PER_EPOCH)
    for step, *values in points(scale):
        made.append(step, 0.0, values)
        if step % PER_EPOCH == 0:
            made.apply(ended(step // PER_EPOCH, scale))
    return made.snapshot()


def on_disk(name, scale=1.0):
    """A finished run in the user's store, written by the real writer."""
    path = runs_dir() / name
    path.mkdir(parents=True)
    writer = RunWriter(path, METRICS)
    writer.write_manifest(
        Manifest(
            title="Shown",
            dataset="lesson",
            fingerprint="ab12",
            metrics=metric_columns(METRICS),
            versions={},
            epochs=EPOCHS,
            steps_per_epoch=PER_EPOCH,
            created=1.7e9,
            seed=3,
        )
    )
    writer.write_recipe(RECIPE)
    run = {"run": name, "path": str(path)}
    writer.emit(Started(time=0.0, epochs=EPOCHS, steps_per_epoch=PER_EPOCH, **run))
    for step, *values in points(scale):
        writer.steps(step, float(step), tuple(values))
        if step % PER_EPOCH == 0:
            writer.emit(ended(step // PER_EPOCH, scale))
    writer.emit(Finished(time=99.0, epochs=EPOCHS, step=EPOCHS * PER_EPOCH, metrics={}, best={}, **run))
    assert writer.close()
    return path


def drawn(look, height=12, width=87, other=None, view=None):
    request = Request(view or whole(), EPOCHS * PER_EPOCH, EPOCHS, width, height, "loss", look, other)
    return chart_lines(request, Memory())


def text(lines):
    return ["".join(words for words, _ in line) for line in lines]


def canvas(lines):
    return [line[7:] for line in text(lines)[1:-1]]


def roles(lines):
    """Characters drawn in the canvas, by role."""
    found = {}
    for line in lines[1:-1]:
        for words, role in line[1:]:
            found.setdefault(role, set()).update(words)
    return found


def test_the_cursor_tells_what_every_curve_says_at_its_step():
    lines = text(drawn(Look(cursor=130), other=Other("a3f1", whole(2.0))))
    loss = 1 / (1 + 130 / 20) + 0.05 * math.sin(130)
    theirs = 2 / (1 + 130 / 20) + 0.05 * math.sin(130)
    assert lines[-1].rstrip() == (
        f"step 130, epoch 7:  train {loss:.4f}  val 0.3000  : {theirs:.4f}  + 0.6000"
    )
    # Epoch 6 ended at step 120 with the best validation loss, which is told there with its star.
    assert "val 0.3000*" in text(drawn(Look(cursor=120)))[-1]
    # An upright line in its column, behind the curves, and a foot on the axis.
    column = 7 + 130 * 80 // 200
    assert sum(line[column] == "│" for line in lines[1:-2]) >= 5
    assert lines[-2][column] == "┴"


def test_before_the_first_epoch_has_ended_there_is_no_validation_value_to_tell():
    assert "val -" in text(drawn(Look(cursor=5)))[-1]


def test_values_that_have_no_room_are_cut_with_an_ellipsis():
    lines = text(drawn(Look(cursor=130, smoothing="light"), width=50))
    assert lines[-1].rstrip().endswith("…")
    assert [len(line) for line in lines] == [50] * 12


def test_smoothing_is_drawn_over_the_dimmed_values():
    raw, smooth = roles(drawn(Look())), roles(drawn(Look(smoothing="strong")))
    assert "dim" not in raw
    assert any("⠀" < char <= "⣿" for char in smooth["dim"])
    assert any("⠀" < char <= "⣿" for char in smooth["train"])


def test_without_colours_and_in_plain_mode_smooth_and_raw_are_told_by_shape():
    colourless = roles(drawn(Look(smoothing="strong", colour=False)))
    assert "." in colourless["dim"]
    plain = drawn(Look(smoothing="strong", plain=True, cursor=100), other=Other("a3f1", whole(2.0)))
    assert all(line.isascii() for line in text(plain))
    assert {"#", "."} <= set("".join(canvas(plain)))


def test_another_run_is_told_by_its_shapes_and_covers_nothing():
    lines = drawn(Look(), other=Other("a3f1", whole(2.0)))
    assert ": a3f1  + val" in text(lines)[0]
    below = "".join(canvas(lines))
    assert below.count(":") > 20
    assert below.count("+") >= 1
    alone = canvas(drawn(Look(), view=whole()))
    assert "".join(alone).count("o") == below.count("o")


def test_another_run_meets_this_one_epoch_by_epoch_where_training_is_by_epoch():
    longer = RunRecord(METRICS, EPOCHS, 5 * PER_EPOCH)
    for epoch in range(1, EPOCHS + 1):
        longer.apply(
            EpochEnded(
                time=0.0,
                epoch=epoch,
                epochs=EPOCHS,
                step=epoch * 5 * PER_EPOCH,
                metrics={"loss": 0.5},
                observation="",
                seconds=1.0,
            )
        )
    other = Other("b4c2", longer.snapshot())
    assert text(drawn(Look(), other=other))[0].startswith("loss")
    by_epoch = drawn(Look(by_epoch=True), other=other)
    row = next(line for line in canvas(by_epoch) if ":" in line)
    assert row.rfind(":") > 75
    by_step = drawn(Look(), other=other, view=whole())
    # By step the other run is five times as long, and the axis with it.
    assert "o" not in "".join(line[20:] for line in canvas(by_step)[:-1])


def test_parts_of_the_axis_move_in_steps_and_hold_what_is_looked_at():
    from seqtui.curves import x_window

    view, planned = whole(), EPOCHS * PER_EPOCH
    assert x_window(view, planned, Look()) == (0, 200)
    assert x_window(view, planned, Look(recent=True)) == (150, 200)
    assert x_window(view, planned, Look(recent=True, cursor=160)) == (150, 200)
    left, right = x_window(view, planned, Look(recent=True, cursor=40))
    assert left <= 40 <= right
    lefts = set()
    for cursor in range(1, 201):
        left, right = x_window(view, planned, Look(zoom=2, cursor=cursor))
        assert left <= cursor <= right
        assert right - left == 50
        lefts.add(left)
    assert len(lefts) == 13


def test_the_axis_tells_steps_where_hardly_an_epoch_is_seen():
    assert text(drawn(Look(recent=True)))[-1].endswith("epoch 10─")
    close = text(drawn(Look(zoom=4, cursor=100)))
    assert re.search(r"─step 10\d─$", close[-2])


async def test_every_key_of_the_chart_does_what_its_help_says(drive):
    on_disk("2026-11-22T21-05-17-shown-a3f1", 2.0)
    path = on_disk("2026-11-22T22-05-17-shown-b4c2")
    async with drive((120, 40), str(path)) as seen:
        await seen.until(lambda: seen.app.desk.view is not None, "the run")
        await seen.press("tab")
        chart = seen.app.build.query_one(ChartPane)
        await seen.until(lambda: "train" in chart.text, "the chart")
        await seen.press("left")
        await seen.shows("step 200, epoch 10:")
        await seen.press("left", "left")
        await seen.until(lambda: "step 192, epoch 10:" in seen.text, "two columns back")
        await seen.press("right")
        await seen.shows("step 196, epoch 10:")
        await seen.press("g")
        await seen.shows("step 1, epoch 1:")
        await seen.press("G", "escape")
        await seen.until(lambda: "step 200, epoch" not in seen.text, "no cursor")
        assert seen.app.build.pane == "chart"
        await seen.press("g")
        await seen.shows("step 1, epoch 1:")
        await seen.press("escape")
        for key, words in (("s", "smoothed"), ("s", "smoothed strongly"), ("l", "log y"), ("b", "by epoch")):
            await seen.press(key)
            assert words in seen.lines[1]
        await seen.press("s", "l", "b")
        assert "CHART 2026-11-22T22-05-17-shown-b4c2" in seen.lines[1]
        await seen.press("v")
        assert "recent" in seen.lines[1]
        await seen.press("]")
        assert "zoom x8" in seen.lines[1]
        await seen.press("[", "[", "[")
        assert "zoom" not in seen.lines[1]
        await seen.press("[")
        assert "The whole run is seen." in seen.text
        for _ in range(8):
            await seen.press("]")
        assert "There is no more to see closer by" in seen.text
        await seen.press("v")
        assert "zoom" not in seen.lines[1]
        # Training by epoch, the cursor comes to an epoch's end; the newest quarter is not where it was.
        await seen.press("G", "pageup", "pageup", "b")
        await seen.until(lambda: re.search(r"step (1[0-9]0|80), epoch", seen.text), "an epoch's end")
        assert chart.look.cursor % PER_EPOCH == 0
        await seen.press("g", "v")
        assert (chart.look.recent, chart.look.cursor) == (True, None)
        await seen.press("v", "b")
        await seen.press("m")
        await seen.until(lambda: "accuracy," not in chart.text, "loss alone")
        await seen.press("j")
        await seen.until(lambda: "accuracy," in chart.text and "loss," not in chart.text, "accuracy alone")
        await seen.press("k", "k")
        await seen.until(lambda: "accuracy," in chart.text and "loss," in chart.text, "both")


async def test_a_past_run_is_chosen_by_its_best_value_and_taken_away_on_the_same_key(drive):
    on_disk("2026-11-22T21-05-17-shown-a3f1", 2.0)
    path = on_disk("2026-11-22T22-05-17-shown-b4c2")
    async with drive((80, 24), str(path)) as seen:
        await seen.until(lambda: seen.app.desk.view is not None, "the run")
        await seen.press("tab", "c")
        await seen.shows("Compare with")
        assert "val_loss 0.6000 in epoch 6" in seen.text
        assert "shown-b4c2" not in seen.text
        await seen.press("enter")
        await seen.shows(": a3f1  + val")
        assert "shown-a3f1 is drawn with : and +" in seen.text
        await seen.press("c")
        await seen.until(lambda: ": a3f1" not in seen.text, "the run alone")


async def test_where_there_is_nothing_to_look_at_or_compare_with_it_says_so(drive):
    async with drive((80, 24)) as seen:
        await seen.press("tab", "left")
        assert "Nothing has been recorded yet: t trains." in seen.text
    path = on_disk("2026-11-22T22-05-17-shown-b4c2")
    async with drive((80, 24), str(path)) as seen:
        await seen.until(lambda: seen.app.desk.view is not None, "the run")
        await seen.press("tab", "c")
        await seen.shows("There is no other run yet")


async def test_an_epoch_is_pointed_at_opened_and_found_in_the_chart(drive):
    path = on_disk("2026-11-22T22-05-17-shown-b4c2")
    async with drive((120, 40), str(path)) as seen:
        await seen.until(lambda: seen.app.desk.view is not None, "the run")
        await seen.press("tab", "tab", "tab", "k", "k")
        assert any(re.search(r">\s+9/10 ", line) for line in seen.lines)
        await seen.press("enter")
        await seen.shows("Epoch 9 of 10")
        assert repr(1 / 9) in seen.text
        assert "0.25 s, the last one is step 180" in seen.text
        assert "Learning rate 0.002 (adam)" in seen.text
        await seen.press("up", "up", "up")
        await seen.shows("Epoch 6 of 10")
        assert "0.3*" in seen.text
        await seen.press("enter")
        await seen.shows("step 120, epoch 6:")
        assert seen.app.build.pane == "chart"


@pytest.mark.parametrize("key", ["k", "g"])
async def test_the_table_is_moved_through_by_keys_and_followed_again_at_its_end(drive, key):
    path = on_disk("2026-11-22T22-05-17-shown-b4c2")
    async with drive((80, 24), str(path)) as seen:
        await seen.until(lambda: seen.app.desk.view is not None, "the run")
        await seen.press("tab", "tab", "tab")
        table = seen.app.build.query_one("#epochs")
        await seen.press(*[key] * 12)
        assert table.row == 0
        assert any(re.search(r">\s+1/10 ", line) for line in seen.lines)
        await seen.press("G")
        assert table.row == 9
        assert any(re.search(r">\s*10/10 ", line) for line in seen.lines)
