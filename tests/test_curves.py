"""curves.py: a record's metrics, words and marks on the chart."""

import numpy as np
import pytest

from seqtui.curves import record_chart
from seqtui.look import Look, digits, metrics, short_name
from seqtui.plot import draw
from seqtui.runs.events import EpochEnded
from seqtui.runs.record import RunRecord


def record(losses, *, names=("loss", "accuracy"), epochs=5, per_epoch=10):
    made = RunRecord(names, epochs, per_epoch)
    for step, loss in enumerate(losses, start=1):
        made.append(step, 0.0, [loss, 1 - loss][: len(names)])
    return made


def ended(epoch, step, **values):
    return EpochEnded(time=0.0, epoch=epoch, epochs=5, step=step, metrics=values, observation="", seconds=1.0)


def test_loss_comes_first_and_validation_goes_with_its_twin():
    made = record([0.5], names=("accuracy", "loss"))
    made.apply(ended(1, 10, accuracy=0.5, loss=0.5, val_accuracy=0.4, val_loss=0.6, auc=0.7))
    assert metrics(made.snapshot()) == ("loss", "accuracy", "auc")


def test_axis_spans_the_planned_run_and_names_its_end():
    drawn = record_chart(record([0.5, 0.4]).snapshot(), "loss", planned_steps=50, epochs=5)
    assert drawn.x_range == (0.0, 50.0)
    assert drawn.x_label == "epoch 5"
    assert drawn.title == "loss, lower is better"
    assert dict(drawn.x_ticks)[10.0] == "1"


def test_a_run_longer_than_planned_stays_in_view():
    drawn = record_chart(record([0.5] * 60).snapshot(), "loss", planned_steps=50, epochs=5)
    assert drawn.x_range == (0.0, 60.0)


def test_best_is_told_by_validation_in_the_metric_s_own_direction():
    made = record([0.5] * 30)
    for epoch, loss, accuracy in ((1, 0.5, 0.7), (2, 0.3, 0.9), (3, 0.4, 0.8)):
        made.apply(ended(epoch, epoch * 10, loss=0.1, accuracy=0.1, val_loss=loss, val_accuracy=accuracy))
    view = made.snapshot()
    assert record_chart(view, "loss", planned_steps=50, epochs=5).best == (20.0, 0.3)
    assert record_chart(view, "accuracy", planned_steps=50, epochs=5).best == (20.0, 0.9)


def test_one_bad_batch_is_one_point_and_nan_is_marked_at_its_step():
    losses = [0.5] * 40
    losses[19] = float("nan")
    losses[29] = 8.0
    drawn = record_chart(record(losses).snapshot(), "loss", planned_steps=50, epochs=5)
    assert drawn.nonfinite == (20.0,)
    assert "NaN at step 20" in drawn.title
    assert drawn.y_range[1] >= 8.0
    canvas = [line[7:] for line in draw(drawn, 107, 12, colour=False)]
    # A hundred columns for fifty steps: up from step 29 and down to step 31, and nowhere else.
    drawn_in = {column for line in canvas[1:6] for column, cell in enumerate(line) if cell not in " ⠀"}
    assert 60 in drawn_in
    assert drawn_in <= set(range(58, 63))
    assert canvas[-1][40] == "x"


def test_labels_have_the_same_width_whatever_the_value():
    widths = set()
    for last in (0.5, 0.00004, 12.25, 99999.0, float("nan")):
        drawn = record_chart(record([0.5, last]).snapshot(), "loss", planned_steps=50, epochs=5)
        widths.add(len(drawn.curves[0].label))
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("loss", 0.08124, "0.0812"),
        ("val_loss", 12.3456, "12.346"),
        ("accuracy", 0.9741, " 0.974"),
        ("val_accuracy", 1.0, " 1.000"),
        ("loss", 123456.0, "123456"),
        ("loss", 1.5e12, " 2e+12"),
        ("loss", float("nan"), "   NaN"),
        ("mae", float("-inf"), "  -inf"),
    ],
)
def test_digits_are_fixed(metric, value, text):
    assert digits(metric, value) == text


def test_short_names():
    assert [short_name(name) for name in ("val_accuracy", "sparse_categorical_accuracy", "mae")] == [
        "val_acc",
        "acc",
        "mae",
    ]


def test_log_axis_from_a_run_with_zero_loss():
    made = record([1.0, 0.01, 0.0])
    drawn = record_chart(
        made.snapshot(), "loss", planned_steps=50, epochs=5, limits=(0.0, 1.0), look=Look(log_y=True)
    )
    assert drawn.y_range[0] > 0
    assert np.isfinite(drawn.y_range).all()


def test_accuracy_axis_moves_seldom():
    ranges = []
    for low in (0.95, 0.93, 0.7, 0.6, 0.3):
        made = record([1 - low])
        ranges.append(record_chart(made.snapshot(), "accuracy", planned_steps=50, epochs=5).y_range)
    assert ranges == [(0.9, 1.0), (0.9, 1.0), (0.5, 1.0), (0.5, 1.0), (0.0, 1.0)]


def test_a_run_without_step_points_is_drawn_from_its_epochs():
    made = RunRecord((), 5, 10)
    made.apply(ended(1, 10, loss=0.5))
    made.apply(ended(2, 20, loss=0.4))
    drawn = record_chart(made.snapshot(), "loss", planned_steps=50, epochs=5)
    assert drawn.curves[0].y.tolist() == [0.5, 0.4]
