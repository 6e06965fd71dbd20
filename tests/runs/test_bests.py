import shutil

from seqtui.runs.bests import past_runs
from seqtui.runs.layout import EVENTS


def test_past_runs_tell_the_best_of_a_metric_of_its_validation_where_measured(written):
    (found,) = past_runs("loss", root=written.parent)
    assert found.summary.path == written
    assert (found.best.metric, found.best.value, found.best.epoch) == ("loss", 0.2, 5)
    assert past_runs("accuracy", root=written.parent)[0].best.epoch == 1
    assert past_runs("mae", root=written.parent)[0].best is None
    events = written / EVENTS
    events.write_text(
        events.read_text()
        .replace('"accuracy":0.5', '"val_loss":0.5')
        .replace('"accuracy": 0.5', '"val_loss": 0.5')
    )
    assert past_runs("loss", root=written.parent)[0].best.metric == "val_loss"


def test_the_run_that_is_looked_at_is_left_out(written):
    shutil.copytree(written, written.with_name("2026-11-22T21-05-18-lesson-b4c2"))
    assert [each.summary.id[-4:] for each in past_runs("loss", leave_out=written, root=written.parent)] == [
        "b4c2"
    ]


def test_a_run_without_events_and_damaged_lines_are_no_trouble(written):
    events = written / EVENTS
    events.write_text('{"observation": torn\n' + events.read_text())
    assert past_runs("loss", root=written.parent)[0].best.value == 0.2
    events.unlink()
    assert past_runs("loss", root=written.parent)[0].best is None
    assert past_runs("loss", root=written / "none") == ()
