import multiprocessing
import threading

import pytest

from seqtui.errors import SeqtuiError
from seqtui.runs.control import ControlReader, ask


def test_requests_arrive_once_in_order_with_their_ids(run):
    reader = ControlReader(run)
    assert reader.poll() == ()
    asked = [ask(run, action) for action in ("pause", "step", "epoch", "resume", "stop")]
    requests = reader.poll()
    assert [each.id for each in requests] == asked
    assert [each.action for each in requests] == ["pause", "step", "epoch", "resume", "stop"]
    assert reader.poll() == ()
    again = ask(run, "stop")
    assert [each.id for each in reader.poll()] == [again]


def test_requests_from_before_a_resumed_part_are_passed_over(run):
    ask(run, "stop")
    reader = ControlReader(run)
    assert reader.poll() == ()
    ask(run, "pause")
    assert [each.action for each in reader.poll()] == ["pause"]


def test_a_half_written_request_waits_for_its_rest_and_the_next_asker_ends_it(run):
    reader = ControlReader(run)
    ask(run, "pause")
    with (run / "control.jsonl").open("ab") as file:
        file.write(b'{"id": "x", "act')
    assert [each.action for each in reader.poll()] == ["pause"]
    assert reader.poll() == ()
    ask(run, "stop")
    assert [each.action for each in reader.poll()] == ["stop"]


def test_damaged_and_unknown_requests_are_passed_over(run):
    reader = ControlReader(run)
    (run / "control.jsonl").write_bytes(
        b'\n\xff\xfe\nnull\n{"id": 3, "action": "stop", "time": 1}\n'
        b'{"id": "a", "action": "explode", "time": 1}\n{"id": "b", "action": ["stop"], "time": 1}\n'
        b'{"id": "c", "action": "stop", "time": 1}\n{"id": "c", "action": "stop", "time": 1}\n'
    )
    assert [each.id for each in reader.poll()] == ["c"]


def test_a_replaced_file_makes_no_request_act_twice(run):
    reader = ControlReader(run)
    ask(run, "pause")
    ask(run, "resume")
    assert len(reader.poll()) == 2
    lines = (run / "control.jsonl").read_text().splitlines(keepends=True)
    (run / "control.jsonl").write_text(lines[0])
    assert reader.poll() == ()
    ask(run, "stop")
    assert [each.action for each in reader.poll()] == ["stop"]


def _ask_often(run, count):
    for _ in range(count):
        ask(run, "step")


def test_many_askers_at_once_lose_and_mix_nothing(run):
    reader = ControlReader(run)
    context = multiprocessing.get_context("fork")
    askers = [context.Process(target=_ask_often, args=(run, 50)) for _ in range(3)]
    askers += [threading.Thread(target=_ask_often, args=(run, 50)) for _ in range(3)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    requests = reader.poll()
    assert len(requests) == 300
    assert len({each.id for each in requests}) == 300
    assert {each.action for each in requests} == {"step"}


def test_what_cannot_be_asked_is_told(run):
    with pytest.raises(ValueError, match="explode"):
        ask(run, "explode")
    with pytest.raises(SeqtuiError) as caught:
        ask(run / "gone", "stop")
    assert "stop" in caught.value.title
    assert caught.value.remedy
