import json
import os
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import made

from seqtui.errors import SeqtuiError
from seqtui.practice.log import ReviewLog, parse
from seqtui.practice.records import Result, Undo, from_line, to_line

RECORDS = (
    made.review("a", "construction", 3),
    Undo("b", made.START, "a"),
    Result("c", made.START, "exam", "strong", 8, 10, 512.5, {"construction": (1, 2)}),
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda one: type(one).__name__)
def test_a_record_comes_back_as_it_was(record):
    assert from_line(to_line(record)) == record


def test_what_is_appended_is_read_again(tmp_path):
    log = ReviewLog(tmp_path / "practice")
    for record in RECORDS:
        log.append(record)
    assert ReviewLog(tmp_path / "practice").read().records == RECORDS


def test_the_file_names_host_and_installation_and_stays_the_same(tmp_path):
    first, second = ReviewLog(tmp_path), ReviewLog(tmp_path)
    tmp_path.mkdir(exist_ok=True)
    assert first.path == second.path
    assert first.path.name.startswith("reviews-")
    assert len(first.path.stem.rsplit("-", 1)[1]) == 8


def test_a_torn_last_line_is_no_loss_and_spoils_nothing(tmp_path):
    log = ReviewLog(tmp_path)
    log.append(RECORDS[0])
    with log.path.open("ab") as file:
        file.write(to_line(RECORDS[1])[:25])
    assert ReviewLog(tmp_path).read() == ReviewLog(tmp_path).read()
    contents = ReviewLog(tmp_path).read()
    assert contents.records == (RECORDS[0],)
    assert contents.unreadable == ()
    ReviewLog(tmp_path).append(RECORDS[1])
    after = ReviewLog(tmp_path).read()
    assert set(after.records) == {RECORDS[0], RECORDS[1]}
    assert [one.line for one in after.unreadable] == [2]


def test_corrupt_lines_and_unknown_versions_are_named_and_stay_where_they_are(tmp_path):
    other = json.loads(to_line(RECORDS[0]))
    other["v"] = 9
    lines = [
        to_line(RECORDS[0]),
        b"{half a line\n",
        json.dumps(other).encode() + b"\n",
        b"\xff\xfe\x00\n",
        b'{"v":1,"id":"x","time":"2026-03-01T09:00:00+00:00","kind":"review"}\n',
        b"[1, 2]\n",
        to_line(RECORDS[1]),
    ]
    path = tmp_path / "reviews-here-0123abcd.jsonl"
    path.write_bytes(b"".join(lines))
    contents = ReviewLog(tmp_path).read()
    assert set(contents.records) == {RECORDS[0], RECORDS[1]}
    assert [one.line for one in contents.unreadable] == [2, 3, 4, 5, 6]
    assert "version 9" in str(contents.unreadable[1])
    assert "reviews-here-0123abcd.jsonl, line 2" in str(contents.unreadable[0])
    assert path.read_bytes() == b"".join(lines)


def test_a_whole_last_line_without_its_newline_counts():
    records, wrong = parse(Path("x"), to_line(RECORDS[0]).rstrip())
    assert (records, wrong) == ([RECORDS[0]], [])


def test_logs_of_two_machines_are_merged_and_copies_count_once(tmp_path):
    (tmp_path / "reviews-one-00000001.jsonl").write_bytes(to_line(RECORDS[0]))
    (tmp_path / "reviews-two-00000002.jsonl").write_bytes(to_line(RECORDS[0]) + to_line(RECORDS[1]))
    assert len(ReviewLog(tmp_path).read().records) == 2


def test_two_programs_at_once_lose_nothing(tmp_path):
    logs = [ReviewLog(tmp_path) for _ in range(2)]
    records = [[made.review(f"{who}-{n}", "construction", 3) for n in range(40)] for who in range(2)]

    def write(who):
        for record in records[who]:
            logs[who].append(record)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    contents = ReviewLog(tmp_path).read()
    assert len(contents.records) == 80
    assert contents.unreadable == ()


def test_what_could_not_be_written_is_written_with_the_next(tmp_path, monkeypatch):
    log = ReviewLog(tmp_path)
    log.append(RECORDS[0])
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, line: real(descriptor, line[:10]))
    with pytest.raises(SeqtuiError, match="could not be kept"):
        log.append(RECORDS[1])
    monkeypatch.setattr(os, "write", real)
    assert ReviewLog(tmp_path).read().records == (RECORDS[0],)
    log.flush()
    contents = ReviewLog(tmp_path).read()
    assert set(contents.records) == {RECORDS[0], RECORDS[1]}
    assert contents.unreadable == ()


def test_an_empty_home_has_no_records(tmp_path):
    assert ReviewLog(tmp_path / "nothing").read().records == ()
