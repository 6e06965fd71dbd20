import contextlib
import json
import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtui.runs import codec, events
from seqtui.runs.codec import EVENT_CLASSES, CodecError, from_json, to_json

FINITE = st.floats(allow_nan=False, allow_infinity=False)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
VALUES = {
    "float": FINITE,
    "int": INTEGERS,
    "str": st.text(),
    "int | None": st.none() | INTEGERS,
    "Mapping[str, float]": st.dictionaries(st.text(), FINITE, max_size=4),
}


@st.composite
def any_event(draw):
    cls = draw(st.sampled_from(list(EVENT_CLASSES.values())))
    return cls(**{each.name: draw(VALUES[str(each.type)]) for each in fields(cls)})


@given(any_event())
def test_every_event_survives_a_line_of_json(event):
    line = to_json(event)
    assert "\n" not in line
    assert from_json(line) == event
    assert from_json(line.encode()) == event


def test_every_event_class_is_known():
    defined = {
        value
        for value in vars(events).values()
        if isinstance(value, type) and issubclass(value, events.Event) and value is not events.Event
    }
    assert defined == set(EVENT_CLASSES.values())


def test_a_line_begins_with_the_event_and_its_time():
    line = to_json(events.Paused(time=1.5, epoch=2, step=7))
    assert line == '{"event": "paused", "time": 1.5, "epoch": 2, "step": 7}'


def test_numbers_that_are_not_finite_are_null_named_and_restored_as_nan():
    event = events.EpochEnded(
        time=1.0,
        epoch=1,
        epochs=2,
        step=3,
        metrics={"loss": math.nan, "val_loss": math.inf, "accuracy": 0.5},
        observation="NaN.",
        seconds=math.nan,
    )
    record = json.loads(to_json(event))
    assert record["metrics"] == {"loss": None, "val_loss": None, "accuracy": 0.5}
    assert record["nonfinite"] == ["loss", "val_loss", "seconds"]
    back = from_json(to_json(event))
    assert math.isnan(back.metrics["loss"])
    assert math.isnan(back.metrics["val_loss"])
    assert math.isnan(back.seconds)
    assert back.metrics["accuracy"] == 0.5


def test_a_metric_that_bears_a_fields_name_leaves_the_field_alone():
    event = events.EpochEnded(
        time=1.0, epoch=1, epochs=2, step=3, metrics={"seconds": math.nan}, observation="", seconds=2.5
    )
    assert from_json(to_json(event)).seconds == 2.5


def test_numpy_numbers_become_json_numbers_of_the_same_kind():
    event = events.EpochEnded(
        time=np.float64(1.0),
        epoch=np.int64(1),
        epochs=2,
        step=np.int32(3),
        metrics={"loss": np.float32(0.5)},
        observation="",
        seconds=1.0,
    )
    record = json.loads(to_json(event))
    assert (record["epoch"], record["step"], record["metrics"]) == (1, 3, {"loss": 0.5})
    assert isinstance(record["step"], int)


def test_events_and_keys_of_a_later_version_are_passed_over():
    assert from_json('{"event": "moved_to_gpu", "time": 1.0}') is None
    line = '{"event": "paused", "time": 1.5, "epoch": 2, "step": 7, "reason": {"who": "you"}}'
    assert from_json(line) == events.Paused(time=1.5, epoch=2, step=7)


def test_keys_that_an_older_version_did_not_write_take_their_defaults():
    line = '{"event": "started", "time": 1.0, "run": "r", "path": "p", "epochs": 5, "steps_per_epoch": 9}'
    started = from_json(line)
    assert (started.step, started.pid, started.host) == (0, 0, "")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "null",
        "[1]",
        '"paused"',
        '{"time": 1.0}',
        '{"event": 7, "time": 1.0}',
        '{"event": "paused", "time": 1.0, "epoch": 2}',
        '{"event": "paused", "time": null, "epoch": 2, "step": 3}',
        '{"event": "paused", "time": 1.0, "epoch": "2", "step": 3}',
        '{"event": "paused", "time": 1.0, "epoch": true, "step": 3}',
        '{"event": "paused", "time": 1.0, "epoch": 2, "step": 9223372036854775808}',
        '{"event": "stopped", "time": 1, "run": "r", "path": "p", "epoch": 1, "step": 2, "metrics": [1]}',
        "[" * 100_000,
        b'{"event": "paused", "time": 1.0, "epoch": 2, "step": 3, "x": "\xff"}',
    ],
)
def test_a_damaged_line_is_a_codec_error(line):
    with pytest.raises(CodecError):
        from_json(line)


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_worse_than_a_codec_error(line):
    with contextlib.suppress(CodecError):
        assert codec.from_json(line) is None
