import pytest

from seqtui.runs import tail
from seqtui.runs.codec import to_json
from seqtui.runs.events import Heartbeat
from seqtui.runs.tail import look_back


@pytest.fixture
def file(run):
    def put(*told, torn=""):
        (run / "events.jsonl").write_text("".join(to_json(each) + "\n" for each in told) + torn)
        return run / "events.jsonl"

    return put


def test_the_end_tells_status_epoch_and_time(file, make):
    seen = look_back(file(make.started(), make.epoch(1), make.epoch(2), make.paused()))
    assert (seen.status, seen.epoch.epoch) == ("paused", 2)
    assert seen.started.epochs == 5
    assert seen.time > 0


@pytest.mark.parametrize("chunk", [1, 7, 64, 300, 5000])
def test_any_size_of_piece_tells_the_same(file, make, monkeypatch, chunk):
    path = file(make.started(), *[make.epoch(n) for n in range(1, 20)], make.finished(), torn='{"event": "pa')
    expected = look_back(path)
    monkeypatch.setattr(tail, "_CHUNK", chunk)
    assert look_back(path) == expected
    assert (expected.status, expected.epoch.epoch) == ("finished", 19)


def test_no_more_is_read_than_needed(file, make, monkeypatch):
    path = file(make.started(), *[make.epoch(n) for n in range(1, 2000)], make.finished())
    read = []
    real = tail.from_json
    monkeypatch.setattr(tail, "from_json", lambda line: read.append(line) or real(line))
    look_back(path)
    assert len(read) == 2


def test_a_live_run_of_many_epochs_is_not_decoded_whole(file, make, monkeypatch):
    path = file(make.started(), *[make.epoch(n) for n in range(1, 2000)], Heartbeat(time=5.0, step=1))
    read = []
    real = tail.from_json
    monkeypatch.setattr(tail, "from_json", lambda line: read.append(line) or real(line))
    seen = look_back(path)
    assert (seen.status, seen.time, seen.started.epochs) == ("running", 5.0, 5)
    assert len(read) == 3


def test_nights_of_heartbeats_after_a_pause_hide_nothing(file, make):
    beats = [Heartbeat(time=float(n), step=3) for n in range(5000)]
    assert look_back(file(make.started(), make.epoch(1), make.paused(), *beats)).status == "paused"


def test_damage_and_absence_are_no_failure(run):
    assert look_back(run / "events.jsonl").status == "running"
    (run / "events.jsonl").write_bytes(b"\xff\xff\n{}\n\n[")
    assert look_back(run / "events.jsonl").epoch is None
    (run / "events.jsonl").unlink()
    (run / "events.jsonl").mkdir()
    assert look_back(run / "events.jsonl").time == 0.0
