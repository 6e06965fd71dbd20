"""Around the app: the terminal made ready before Textual is imported, and what is said after it left."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui import paths, terminal
from seqtui.errors import EXIT_DONE, EXIT_INTERRUPTED, SeqtuiError

if TYPE_CHECKING:
    from seqtui.engine.training import Training
    from seqtui.sources import OpenedSource
    from seqtui.terminal import Profile
    from seqtui.tui.app import Leaving, SeqtuiApp, Start

_FIRST = "lesson"


def launch(
    source: OpenedSource | None,
    *,
    train: bool = False,
    data_file: tuple[Path, str | None] | None = None,
    practice: tuple[str, str] | None = None,
) -> int:
    """See `seqtui.tui.run`."""
    # What a start makes stays: looking through it costs a tenth of a second. The engine's loader turns the
    # collector on again once TensorFlow is there, or is known not to come.
    gc.disable()
    profile = terminal.require()
    terminal.configure(profile)
    terminal.guard(paths.state_dir() / "log.txt")
    from seqtui.tui.app import SeqtuiApp  # noqa: PLC0415  # after the guard, see seqtui.terminal

    app = SeqtuiApp(start(source, profile, train=train, data_file=data_file, practice=practice))
    ended = threading.Event()

    def end() -> None:
        ended.set()
        _leave(app)

    with terminal.session(hang_up=lambda: _leave(app), terminate=end):
        leaving = app.run(mouse=True)
    app.background.close()
    return _end(app) if ended.is_set() else _after(app, leaving)


def start(
    source: OpenedSource | None,
    profile: Profile,
    *,
    train: bool = False,
    data_file: tuple[Path, str | None] | None = None,
    practice: tuple[str, str] | None = None,
) -> Start:
    """What the app begins with: the source asked for, what was open last, or the lesson's model."""
    from seqtui import config  # noqa: PLC0415  # loaded once the terminal is guarded
    from seqtui.recipe.autosave import Autosave  # noqa: PLC0415  # the same
    from seqtui.tui.app import Start  # noqa: PLC0415  # the same
    from seqtui.tui.memory import recall  # noqa: PLC0415  # the same

    settings, kept = config.load(), recall()
    autosave = Autosave(paths.state_dir() / "autosave")
    last, problem = autosave.last_opened(), None
    again = _proposed(last) if source is None and data_file is None else None
    data_file = data_file or again
    if data_file is not None:
        source = _nothing_yet(data_file[0])
    welcome = source is None and last is None and practice is None
    if source is None:
        source, problem = opened_again(last)
    return Start(
        opened=source,
        profile=replace(profile, unicode=not _plain(profile, settings.plain, kept.plain)),
        autosave=autosave,
        first_time=last is None,
        train=train,
        theme=settings.theme or (kept.theme if kept.theme in config.THEMES else "dark"),
        problem=problem,
        config=settings,
        welcome=welcome,
        data_file=data_file,
        last=None if again else last,
        quiet=again is not None,
        practice=practice,
    )


def _plain(profile: Profile, wanted: bool | None, chosen: str) -> bool:  # noqa: FBT001  # None: the file does not say
    """Whether to draw in ASCII: what the settings say, else what was chosen in the app, else the terminal."""
    if wanted is not None:
        return wanted
    return not profile.unicode if chosen not in {"yes", "no"} else chosen == "yes"


def _proposed(last: str | None) -> tuple[Path, str] | None:
    """The data file that was open last, and the column; None where that was something else, or is gone."""
    from seqtui.tui.session import PROPOSED  # noqa: PLC0415  # loaded once the terminal is guarded

    path, mark, target = (last or "").rpartition(PROPOSED)
    return (Path(path), target) if mark and Path(path).is_file() else None


def _nothing_yet(path: Path) -> OpenedSource:
    """What is open while a data file is being read."""
    from seqtui.recipe.toml import Document  # noqa: PLC0415  # loaded once the terminal is guarded
    from seqtui.recipe.values import Recipe  # noqa: PLC0415  # the same
    from seqtui.sources import OpenedSource as Source  # noqa: PLC0415  # the same

    return Source(Document.of(Recipe()), None, path.parent, path.name)


def opened_again(last: str | None) -> tuple[OpenedSource, SeqtuiError | None]:
    """What was open last; the lesson's model where that is nothing, or is gone."""
    from seqtui.sources import open_source  # noqa: PLC0415  # loaded once the terminal is guarded
    from seqtui.tui.session import PROPOSED  # noqa: PLC0415  # the same

    problem: SeqtuiError | None = None
    last = last.partition(PROPOSED)[0] if last else last
    if last and last != _FIRST:
        try:
            return open_source(last), None
        except SeqtuiError as error:
            if "/" in last or Path(last).suffix:
                problem = error
    return open_source(_FIRST), problem


def _leave(app: SeqtuiApp) -> None:
    """From a signal handler: the app leaves the screen."""
    loop = getattr(app, "_loop", None)
    if loop is not None:
        loop.call_soon_threadsafe(app.leave_for_good)


def _end(app: SeqtuiApp) -> int:
    """Somebody asked the process to end (SIGTERM): a run is stopped and kept."""
    training = app.desk.training
    if training is not None:
        training.stop()
        training.join()
    return 128 + signal.SIGTERM


def _after(app: SeqtuiApp, leaving: Leaving | None) -> int:
    """What the shell shows; waits for a run that was left running."""
    code = app.return_code or EXIT_DONE
    if code:
        terminal.say("seqtui left the screen because of a defect of its own; edits and runs are kept.")
        terminal.say(f"What happened is told in {paths.state_dir() / 'log.txt'}; please report it.")
    training = app.desk.training
    if training is None or training.done.is_set():
        return code
    name = leaving.run if leaving is not None and leaving.run else training.run.path.name
    terminal.say(f"training goes on: {name}")
    terminal.say("Ctrl-C here saves a checkpoint and stops it.")
    return _wait(training, name)


def _wait(training: Training, name: str) -> int:
    """Holds the process for the training thread; Ctrl-C stops and keeps, a second one gives up waiting."""
    try:
        while not training.join(0.5):
            pass
    except KeyboardInterrupt:
        training.stop()
        terminal.say("Stopping: the checkpoint is being saved.")
        training.join()
        terminal.say(f"stopped and kept: {name}")
        return EXIT_INTERRUPTED
    state = training.state
    if state.error is not None:
        terminal.say(str(state.error))
        return state.error.exit_code
    terminal.say(f"training {state.phase}: {name}, {state.epochs} epochs, {state.step:,} steps")
    sys.stdout.flush()
    return EXIT_DONE
