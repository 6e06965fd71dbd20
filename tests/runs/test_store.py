import os
import re
from dataclasses import replace

import pytest

from seqtui.errors import SeqtuiError
from seqtui.runs.codec import to_json
from seqtui.runs.store import create_run, find_run, list_runs, newest, summarize


@pytest.fixture
def add(tmp_path, manifest, make):
    """Adds a finished run to the store."""

    def put(name, title, created, root=tmp_path / "runs"):
        path = root / name
        path.mkdir(parents=True)
        (path / "run.json").write_text(replace(manifest, title=title, created=created).to_json())
        told = (make.started(), make.epoch(1), make.epoch(2), make.finished())
        (path / "events.jsonl").write_text("".join(to_json(each) + "\n" for each in told))
        return path

    return put


@pytest.fixture
def three(add, tmp_path):
    add("2026-11-22T21-05-17-lesson-a3f1", "Lesson", 1.0)
    add("2026-11-22T21-05-18-digits-b4c2", "Digits", 3.0)
    add("2026-11-23T08-00-00-lesson-c5d3", "Lesson", 2.0)
    return tmp_path / "runs"


def test_a_run_gets_a_directory_named_by_moment_and_slug(tmp_path):
    path = create_run("The Lesson's Model: Größe 2!", root=tmp_path / "deep" / "runs")
    assert path.is_dir()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-the-lesson-s-model-groe-2-[0-9a-f]{4}", path.name
    ) or ("the-lesson-s-model-gro" in path.name)
    assert "-digits-" in create_run("x", "digits", tmp_path).name
    assert "-run-" in create_run("网络", root=tmp_path).name
    assert len(create_run("a" * 500, root=tmp_path).name) < 70
    assert "/" not in create_run("../../etc", root=tmp_path).name


def test_runs_of_one_second_get_directories_of_their_own(tmp_path):
    assert len({create_run("same", root=tmp_path) for _ in range(50)}) == 50


def test_the_store_lies_in_the_users_home_by_default(home):
    path = create_run("x")
    assert home in path.parents
    assert list_runs() == ()
    assert newest() is None


def test_a_folder_that_cannot_hold_runs_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SeqtuiError) as caught:
            create_run("x", root=root)
        assert "SEQTUI_HOME" in caught.value.remedy


def test_runs_are_listed_from_the_newest_with_what_a_list_shows(three):
    runs = list_runs(three)
    assert [each.manifest.created for each in runs] == [3.0, 2.0, 1.0]
    assert newest(three) == runs[0].path
    first = runs[0]
    assert (first.id, first.title, first.status) == ("2026-11-22T21-05-18-digits-b4c2", "Digits", "finished")
    assert (first.epoch.epoch, first.manifest.epochs) == (2, 5)
    assert first.time > 1_700_000_000


def test_foreign_things_in_the_folder_are_passed_over(three):
    (three / "notes.txt").write_text("hello")
    (three / "empty").mkdir()
    (three / "damaged").mkdir()
    (three / "damaged" / "run.json").write_bytes(b"\xff{")
    (three / "odd").mkdir()
    (three / "odd" / "run.json").mkdir()
    (three / "dangling").symlink_to(three / "nowhere")
    (three / "loop").symlink_to(three / "loop")
    os.mkfifo(three / "pipe")
    (three / "waiting").mkdir()
    os.mkfifo(three / "waiting" / "run.json")
    assert len(list_runs(three)) == 3
    assert summarize(three / "notes.txt") is None


def test_a_folder_that_does_not_exist_holds_no_runs(tmp_path):
    assert list_runs(tmp_path / "none") == ()


def test_a_folder_that_cannot_be_listed_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SeqtuiError, match="cannot be listed"):
        list_runs(tmp_path / "file")


def test_a_run_is_found_by_id_beginning_ending_title_and_path(three, tmp_path, add):
    digits = three / "2026-11-22T21-05-18-digits-b4c2"
    for name in (digits.name, "2026-11-22T21-05-18", "b4c2", "Digits", str(digits)):
        assert find_run(name, three) == digits
    elsewhere = add("copied", "Copied", 9.0, root=tmp_path / "elsewhere")
    assert find_run(str(elsewhere), three) == elsewhere


def test_a_name_that_means_several_runs_lists_them(three):
    for name in ("Lesson", "2026-11"):
        with pytest.raises(SeqtuiError) as caught:
            find_run(name, three)
        assert "c5d3" in caught.value.cause
    assert "3 runs" in str(caught.value)


@pytest.mark.parametrize("name", ["nothing", "", " ", ".", "..", "\0", "x" * 5000])
def test_a_name_that_means_no_run_is_told(three, name):
    with pytest.raises(SeqtuiError) as caught:
        find_run(name, three)
    assert "no run" in caught.value.title
    assert caught.value.remedy


def test_a_title_that_begins_an_id_wins(three, add):
    titled = add("2026-12-01T00-00-00-x-0000", "2026-11-22", 5.0)
    assert find_run("2026-11-22", three) == titled
