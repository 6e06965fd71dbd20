"""What the next start makes of a run that was killed."""

import json

from seqtui.paths import runs_dir


def killed_before_its_first_checkpoint(run):
    """Leaves of a run what `kill -9` in its first seconds leaves."""
    for checkpoint in (*run.glob("ckpt-*"), *run.glob("best*")):
        checkpoint.unlink()
    events = run / "events.jsonl"
    started = json.loads(events.read_text().splitlines()[0])
    events.write_text(json.dumps({**started, "pid": 2**22 + 1, "time": started["time"] - 3600}) + "\n")


async def test_t_trains_anew_where_a_killed_run_left_no_checkpoint(drive, tmp_path):
    async with drive((80, 24), "lesson") as seen:
        await seen.press("t")
        await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
    (run,) = runs_dir().iterdir()
    killed_before_its_first_checkpoint(run)
    async with drive((80, 24)) as seen:
        await seen.shows("earlier run")
        await seen.press("t")
        await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
        assert seen.app.desk.path != run
