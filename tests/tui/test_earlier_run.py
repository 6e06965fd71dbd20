"""What the next start makes of a run that was killed."""

import json
import time

from seqtui.paths import runs_dir, state_dir
from seqtui.recipe.autosave import Autosave


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


async def test_a_run_that_another_process_writes_is_followed_to_its_end(drive):
    async with drive((80, 24), "lesson") as seen:
        await seen.press("t")
        await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
    (run,) = runs_dir().iterdir()
    events = run / "events.jsonl"
    first, *rest = events.read_text().splitlines(keepends=True)
    # As on another machine that shares the directory: only its words tell whether it lives.
    events.write_text(json.dumps({**json.loads(first), "host": "elsewhere", "time": time.time()}) + "\n")
    async with drive((80, 24)) as seen:
        await seen.shows("Under way in another process")
        assert seen.app.desk.view.status == "running"
        with events.open("a") as file:
            file.writelines(rest)
        await seen.until(lambda: seen.app.desk.view.status == "finished", "the end, as the other wrote it")
        await seen.shows("Finished.")


async def test_a_restored_recipe_does_not_bear_the_name_of_what_is_open(drive):
    async with drive((100, 30), "penguins") as seen:
        await seen.press("down", "D")
        kept = Autosave(state_dir() / "autosave")
        await seen.until(lambda: kept.recover() is not None, "the autosave")
    async with drive((100, 30), "lesson") as seen:
        await seen.shows("Unsaved edits")
        await seen.press("r")
        await seen.shows("u takes the edits back")
        assert "restored*" in seen.lines[0]
        assert "lesson" not in seen.lines[0]


async def test_another_recipe_does_not_come_with_the_last_ones_run(drive):
    async with drive((80, 24), "lesson") as seen:
        await seen.press("t")
        await seen.until(lambda: seen.app.desk.phase == "finished", "the end of the run")
    async with drive((80, 24), "iris") as seen:
        await seen.shapes()
        await seen.shows("Nothing has been trained yet.")
        assert seen.app.desk.view is None
    async with drive((80, 24), "iris") as seen:
        await seen.shapes()
        assert seen.app.desk.view is None
