import os
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seqtui.errors import SeqtuiError
from seqtui.runs import reader as reading
from seqtui.runs.codec import to_json
from seqtui.runs.layout import step_dtype
from seqtui.runs.reader import RunReader, read_points
from seqtui.runs.record import RunRecord
from seqtui.runs.writer import RunWriter

from .conftest import METRICS


def whole(run):
    reader = RunReader(run)
    record = reader.new_record()
    reader.poll(record)
    return record.snapshot()


def same(one, other):
    np.testing.assert_array_equal(one.steps, other.steps)
    np.testing.assert_array_equal(one.wall, other.wall)
    for name in METRICS:
        np.testing.assert_array_equal(one.values[name], other.values[name])
    assert one.events == other.events
    assert one.epochs == other.epochs


def test_a_finished_run_reads_as_it_was_written(written):
    view = whole(written)
    assert view.steps.tolist() == list(range(1, 51))
    assert view.values["accuracy"][-1] == 1.0
    assert [each.epoch for each in view.epochs] == [1, 2, 3, 4, 5]
    assert view.status == "finished"
    assert (view.planned_epochs, view.steps_per_epoch) == (5, 10)


def test_polling_adds_what_is_new_and_says_whether_anything_was(run, manifest, make):
    writer = RunWriter(run, METRICS)
    writer.write_manifest(manifest)
    reader = RunReader(run)
    record = reader.new_record()
    assert not reader.poll(record)
    writer.emit(make.started())
    writer.steps(1, 0.0, (1.0, 0.0))
    assert writer.flush()
    assert reader.poll(record)
    assert record.snapshot().steps.tolist() == [1]
    assert not reader.poll(record)
    writer.steps(2, 0.0, (0.5, 0.0))
    writer.emit(make.epoch(1))
    assert writer.flush()
    assert reader.poll(record)
    assert record.snapshot().steps.tolist() == [1, 2]
    assert len(record.snapshot().epochs) == 1
    writer.close()


def test_polling_in_pieces_of_any_size_gives_the_same(written, tmp_path, monkeypatch):
    expected = whole(written)
    for chunk in (512, 1000):
        monkeypatch.setattr(reading, "_CHUNK", chunk)
        same(whole(written), expected)


def test_junk_without_an_end_of_line_holds_nothing_up(written, monkeypatch):
    monkeypatch.setattr(reading, "_CHUNK", 512)
    events = (written / "events.jsonl").read_bytes()
    (written / "events.jsonl").write_bytes(b"\0" * 2000 + b"\n" + events)
    assert len(whole(written).epochs) == 5


def test_torn_ends_wait_for_the_rest(written, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(written, copy)
    steps, events = (written / "steps.bin").read_bytes(), (written / "events.jsonl").read_bytes()
    (copy / "steps.bin").write_bytes(steps[: 24 * 7 + 23])
    (copy / "events.jsonl").write_bytes(events[: events.index(b"\n") + 30])
    reader = RunReader(copy)
    record = reader.new_record()
    reader.poll(record)
    assert record.snapshot().steps.tolist() == list(range(1, 8))
    assert len(record.snapshot().events) == 1
    assert reader.problems == ()
    for name, data in (
        ("steps.bin", steps[24 * 7 + 23 :]),
        ("events.jsonl", events[events.index(b"\n") + 30 :]),
    ):
        with (copy / name).open("ab") as file:
            file.write(data)
    reader.poll(record)
    same(record.snapshot(), whole(written))
    assert reader.problems == ()


def test_a_damaged_line_in_the_middle_is_named_and_passed_over(written):
    lines = (written / "events.jsonl").read_bytes().split(b"\n")
    lines[2] = b'{"event": "epoch", "epo\x00\xff'
    lines.insert(4, b'{"event": "from_the_future", "time": 1}')
    (written / "events.jsonl").write_bytes(b"\n".join(lines))
    reader = RunReader(written)
    record = reader.new_record()
    reader.poll(record)
    assert [each.epoch for each in record.snapshot().epochs] == [1, 3, 4, 5]
    assert record.status == "finished"
    assert len(reader.problems) == 1
    assert reader.problems[0].startswith("events.jsonl, line 3: not JSON")


def test_a_file_that_shrank_is_read_afresh(written):
    reader = RunReader(written)
    record = reader.new_record()
    reader.poll(record)
    os.truncate(written / "steps.bin", 24 * 20 + 5)
    assert reader.poll(record)
    assert record.snapshot().steps.tolist() == list(range(1, 21))
    assert [each.epoch for each in record.snapshot().epochs] == [1, 2, 3, 4, 5]


def test_a_file_that_was_replaced_is_read_afresh(written, make):
    reader = RunReader(written)
    record = reader.new_record()
    reader.poll(record)
    longer = written / "other"
    longer.write_text("".join(to_json(make.epoch(n, loss=9.0)) + "\n" for n in range(1, 30)))
    longer.replace(written / "events.jsonl")
    reader.poll(record)
    assert len(record.snapshot().epochs) == 29
    assert record.snapshot().steps.tolist() == list(range(1, 51))


def test_files_that_vanish_for_a_while_forget_nothing(written):
    reader = RunReader(written)
    record = reader.new_record()
    reader.poll(record)
    before = record.snapshot()
    away = written.with_name("away")
    written.rename(away)
    assert not reader.poll(record)
    away.rename(written)
    assert not reader.poll(record)
    same(record.snapshot(), before)


def test_nonsense_steps_are_left_out(written):
    points = np.zeros(3, step_dtype(METRICS))
    points["step"] = [51, -(2**62), 52]
    with (written / "steps.bin").open("ab") as file:
        file.write(points.tobytes())
    assert whole(written).steps.tolist() == list(range(1, 53))


def test_a_run_without_a_manifest_is_told(run):
    reader = RunReader(run)
    with pytest.raises(SeqtuiError):
        reader.new_record()
    record = RunRecord(METRICS, 5, 10)
    assert reader.poll(record) in {True, False}
    assert record.snapshot().steps.shape == (0,)


def test_points_are_mapped_without_copying(written, run):
    points = read_points(written, METRICS)
    assert isinstance(points, np.memmap)
    assert points["step"].tolist() == list(range(1, 51))
    os.truncate(written / "steps.bin", 23)
    assert len(read_points(written, METRICS)) == 0


def test_ten_thousand_epochs_and_a_hundred_thousand_points_read_whole(run, manifest, make):
    (run / "run.json").write_text(manifest.to_json())
    line = to_json(make.epoch(1))
    with (run / "events.jsonl").open("w") as file:
        file.writelines(line.replace('"epoch": 1,', f'"epoch": {n},') + "\n" for n in range(1, 10_001))
    points = np.zeros(100_000, step_dtype(METRICS))
    points["step"] = np.arange(100_000)
    points.tofile(run / "steps.bin")
    view = whole(run)
    assert len(view.epochs) == 10_000
    assert len(view.steps) == 100_000


@pytest.fixture
def original(written):
    return (
        (written / "steps.bin").read_bytes(),
        (written / "events.jsonl").read_bytes(),
        whole(written),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_cut_at_any_byte_the_reader_gives_a_prefix(data, written, original):
    steps, events, expected = original
    step_cut = data.draw(st.integers(0, len(steps)))
    event_cut = data.draw(st.integers(0, len(events)))
    (written / "steps.bin").write_bytes(steps[:step_cut])
    (written / "events.jsonl").write_bytes(events[:event_cut])
    view = whole(written)
    assert view.steps.tolist() == expected.steps.tolist()[: step_cut // 24]
    assert view.events == expected.events[: events[:event_cut].count(b"\n")]
    assert view.status in {"running", "finished"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_any_bytes_overwritten_the_reader_goes_on(data, written, original):
    steps, events, _ = original
    for name, content in (("steps.bin", steps), ("events.jsonl", events)):
        at = data.draw(st.integers(0, len(content)))
        junk = data.draw(st.binary(max_size=40))
        (written / name).write_bytes(content[:at] + junk + content[at + len(junk) :])
    reader = RunReader(written)
    record = reader.new_record()
    reader.poll(record)
    view = record.snapshot()
    assert (np.diff(view.steps) > 0).all()
    assert len(view.events) + len(reader.problems) >= 5  # forty bytes touch two lines, or split one
