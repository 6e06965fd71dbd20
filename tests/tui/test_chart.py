"""chart.py: what the pane draws, and how little of it goes over the line."""

import os
import sys
import textwrap

import pexpect
import pytest
from textual.app import App

from seqtui.look import Look
from seqtui.runs.events import EpochEnded
from seqtui.runs.record import RunRecord
from seqtui.tui.widgets.chart import ChartPane
from seqtui.tui.widgets.chartlines import Memory, Request, chart_lines
from seqtui.tui.widgets.renderer import renderer

PLANNED, EPOCHS = 100, 5


class Shown(App):
    def compose(self):
        yield ChartPane(plain=False)


def record(losses):
    made = RunRecord(("loss", "accuracy"), EPOCHS, PLANNED // EPOCHS)
    for step, loss in enumerate(losses, start=1):
        made.append(step, 0.0, [loss, 1 - loss / 2])
    return made


def lines(view, height=24, width=80, memory=None, **more):
    drawn = chart_lines(Request(view, PLANNED, EPOCHS, width, height, **more), memory or Memory())
    return ["".join(text for text, _ in line) for line in drawn]


async def until(pilot, condition):
    """Lets the app run until something holds; pytest's own time limit ends what never comes."""
    while not condition():
        await pilot.pause(0.01)


async def test_without_a_run_it_says_what_to_press():
    async with Shown().run_test(size=(80, 24)) as pilot:
        text = pilot.app.query_one(ChartPane).text
        assert "Nothing has been trained yet." in text
        assert "Press t to train" in text


async def test_a_run_is_drawn_and_forgotten_again():
    async with Shown().run_test(size=(80, 24)) as pilot:
        pane = pilot.app.query_one(ChartPane)
        pane.show(record([0.9, 0.7, 0.5]).snapshot(), PLANNED, EPOCHS)
        await until(pilot, lambda: "train 0.5000" in pane.text)
        assert "loss, lower is better" in pane.text
        assert "accuracy, higher is better" in pane.text
        assert pane.text.count("epoch 5") == 2
        # What is drawn is what the tiles show, side by side.
        shown = "".join(tile.render_line(0).text for tile in pane.children)
        assert shown == pane.text.splitlines()[0].ljust(80)
        pane.show(None)
        assert "Press t to train" in pane.text


async def test_a_flood_of_points_is_drawn_a_few_times_and_the_last_one_counts(monkeypatch):
    async with Shown().run_test(size=(80, 24)) as pilot:
        pane, asked, worker = pilot.app.query_one(ChartPane), [], renderer()
        request = worker.request
        monkeypatch.setattr(worker, "request", lambda *given: (asked.append(given), request(*given)))
        made = record([0.9])
        for step in range(2, 100):
            made.append(step, 0.0, [1 / step, 0.5])
            pane.show(made.snapshot(), PLANNED, EPOCHS)
        await until(pilot, lambda: "train 0.0101" in pane.text)
        assert len(asked) <= 3


async def test_a_resize_draws_for_the_new_size():
    async with Shown().run_test(size=(80, 24)) as pilot:
        pane = pilot.app.query_one(ChartPane)
        pane.show(record([0.9, 0.7, 0.5]).snapshot(), PLANNED, EPOCHS)
        await until(pilot, lambda: "accuracy" in pane.text)
        await pilot.resize_terminal(60, 10)
        await until(pilot, lambda: "accuracy" not in pane.text)
        assert len(pane.text.splitlines()) == 10
        assert pane.text.splitlines()[-1].endswith("epoch 5─")
        assert {len(line) for line in pane.text.splitlines()} <= set(range(7, 61))


async def test_log_axis_and_single_metrics():
    async with Shown().run_test(size=(80, 24)) as pilot:
        pane = pilot.app.query_one(ChartPane)
        pane.show(record([0.9, 0.01]).snapshot(), PLANNED, EPOCHS)
        assert pane.toggle_log_y()
        await until(pilot, lambda: "0.01┤" in pane.text)
        assert [pane.next_metric(), pane.next_metric(), pane.next_metric()] == ["loss", "accuracy", None]
        assert pane.next_metric() == "loss"
        await until(pilot, lambda: "accuracy" not in pane.text)


def test_loss_and_accuracy_stand_above_each_other_where_there_is_room():
    view = record([0.9, 0.5]).snapshot()
    tall, low = lines(view, 15), lines(view, 13)
    assert [line.split(",")[0] for line in tall if "is better" in line] == ["loss", "accuracy"]
    assert [line.split(",")[0] for line in low if "is better" in line] == ["loss"]
    assert (len(tall), len(low)) == (15, 13)


def test_before_the_first_step_it_says_so():
    assert "Training starts" in "\n".join(lines(RunRecord(("loss",), 5, 20).snapshot()))


def test_nan_is_marked_at_its_step():
    losses = [0.5] * 60
    losses[39] = float("nan")
    axis = lines(record(losses).snapshot(), height=10, width=107)[-1]
    assert [column - 7 for column, cell in enumerate(axis) if cell == "x"] == [40]


def test_limits_do_not_come_back_while_a_run_goes_on_and_are_new_for_another_run():
    memory = Memory()
    assert "  2.00┤" in "\n".join(lines(record([1.9, 0.5]).snapshot(), 10, memory=memory))
    again = "\n".join(lines(record([1.9, 0.5, 0.4]).snapshot(), 10, memory=memory))
    assert "  2.00┤" in again
    assert "  2.00┤" not in "\n".join(lines(record([0.5]).snapshot(), 10, memory=memory))


def test_validation_shows_as_points_and_its_best_as_a_star():
    made = record([0.5] * 60)
    for epoch, loss in ((1, 0.9), (2, 0.7), (3, 0.8)):
        made.apply(
            EpochEnded(
                time=0.0,
                epoch=epoch,
                epochs=EPOCHS,
                step=epoch * 20,
                metrics={"loss": 0.5, "val_loss": loss},
                observation="",
                seconds=1.0,
            )
        )
    drawn = "\n".join(lines(made.snapshot(), 12)[1:])
    assert (drawn.count("o"), drawn.count("*")) == (2 + 1, 1)  # an `o` of "epoch 5" is on the axis


def test_plain_mode_is_ascii():
    assert all(line.isascii() for line in lines(record([0.9, 0.5]).snapshot(), look=Look(plain=True)))


LIVE = """
from textual.app import App
from textual.widgets import Static
from seqtui.runs.record import RunRecord
from seqtui.tui.widgets.chart import ChartPane

class Live(App):
    CSS = "ChartPane { height: 30; } Static { height: 1; width: 8; }"
    def compose(self):
        yield ChartPane()
        yield Static("", id="done")
    def on_mount(self):
        self.record, self.count, self.seen = RunRecord(("loss", "accuracy"), 5, 200), 0, ""
        for _ in range(40):
            self.point()
        self.show()
        self.set_interval(0.02, self.look)
    def point(self):
        self.count += 1
        loss = 1 / (1 + self.count / 20)
        self.record.append(self.count * 10, 0.0, [loss, 1 - loss])
    def show(self):
        self.query_one(ChartPane).show(self.record.snapshot(), 1000, 5)
    def look(self):
        text = self.query_one(ChartPane).text
        if "train" in text and text != self.seen:
            self.seen = text
            self.query_one("#done").update(f"<{self.count}>")
    def key_p(self):
        self.point()
        self.show()
    def key_s(self):
        for _ in range(20):
            self.show()
        self.query_one("#done").update("<same>")

Live().run()
"""


@pytest.mark.parametrize("colours", ["256", "truecolor"])
def test_a_new_point_costs_a_few_hundred_bytes_and_nothing_new_costs_none(tmp_path, colours):
    script = tmp_path / "live.py"
    script.write_text(textwrap.dedent(LIVE))
    env = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TEXTUAL_COLOR_SYSTEM": colours}
    child = pexpect.spawn(sys.executable, [str(script)], dimensions=(40, 120), env=env, timeout=60)
    try:
        child.expect("<40>")
        costs = []
        for count in range(41, 52):
            child.send("p")
            child.expect(f"<{count}>")
            costs.append(len(child.before))
        # Textual paints a starting app's whole screen a few times, the last time perhaps after this one's
        # first drawing.
        del costs[0]
        child.send("s")
        child.expect("<same>")
        unchanged = len(child.before)
    finally:
        child.close(force=True)
    # Two charts of 120 × 15: sent whole they are more than 6,000 bytes. At four refreshes a second this
    # stays below 3,500 bytes a second.
    assert sum(costs) / len(costs) < 3500 / 4, costs
    # Moving to the label and colouring it.
    assert unchanged < 120
