"""`seqtui train`: the same training as in the app, without the app."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from seqtui import engine
from seqtui.cli import completion
from seqtui.cli.interruption import Interruption
from seqtui.cli.output import Output, guarded_output
from seqtui.cli.report import defect, tell, unwritten
from seqtui.cli.settings import check_device, device_name, use_device, with_device, with_settings
from seqtui.cli.viewers import JsonViewer, LiveViewer, PlainViewer, Viewer
from seqtui.data import load
from seqtui.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_TRAINING_FAILED, SeqtuiError
from seqtui.launch import launch
from seqtui.paths import state_dir
from seqtui.runs.codec import to_json
from seqtui.runs.events import Failed, Stopped
from seqtui.runs.layout import LOG
from seqtui.sources import OpenedSource, open_source

if TYPE_CHECKING:
    from seqtui.engine import Training

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for."""

    source: str
    target: str | None
    epochs: int | None
    batch_size: int | None
    settings: Sequence[str]
    name: str | None
    device: str
    as_json: bool


@click.command("train", short_help="Train without the app, with a live chart, plain lines or JSON.")
@click.argument("source", shell_complete=completion.source)
@click.option("--target", metavar="COLUMN", help="Column or array to predict, where SOURCE is a data file.")
@click.option("--epochs", type=int, metavar="N", help="Sets fit.epochs.")
@click.option("--batch-size", type=int, metavar="N", help="Sets fit.batch_size.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Changes one setting; repeatable."
)
@click.option("--name", metavar="NAME", help="The run's title; the recipe's where left out.")
@click.option("--device", callback=device_name, default="auto", help="auto, cpu, gpu or gpu:N.")
@click.option("--json", "as_json", is_flag=True, help="One JSON event a line.")
def command(**options: Any) -> int:
    """Trains SOURCE without the app: live chart on a terminal, one line an epoch elsewhere.

    Ctrl-C saves a checkpoint and ends with exit code 130; twice aborts.

    \b
    Example: seqtui train lesson --epochs 10 --set layers.2.units=128
    """  # noqa: D301  # \b is click's mark for lines to be kept as they are
    asked = _Asked(**options)
    with contextlib.ExitStack() as stack:
        interruption = stack.enter_context(Interruption())
        try:
            output = stack.enter_context(guarded_output(state_dir() / "train.log"))
        except SeqtuiError as error:
            if asked.as_json:
                click.echo(to_json(_failed(error)))
            raise
        try:
            ended = _train(asked, output, interruption)
        except Exception as error:  # readers of JSON are owed a last line, whatever happens
            told = error if isinstance(error, SeqtuiError) else defect(error)
            if asked.as_json:
                output.write(to_json(_failed(told)) + "\n")
            raise told from error
    if ended.error is not None:
        # Only now, when standard error is the user's again.
        tell(ended.error)
    if output.problem is not None and ended.exit_code == EXIT_DONE:
        # The run is kept whole; what its progress was written to is not.
        raise unwritten(output.problem)
    return ended.exit_code


@dataclass(frozen=True, slots=True)
class _Ended:
    """What became of the run."""

    exit_code: int
    error: SeqtuiError | None = None


def _train(asked: _Asked, output: Output, interruption: Interruption) -> _Ended:
    opened = open_source(asked.source, asked.target)
    recipe = with_settings(opened.recipe, asked.settings, asked.epochs, asked.batch_size)
    recipe = with_device(recipe, asked.device)
    if recipe.data is None:
        raise SeqtuiError(
            "There is nothing to train on.",
            f"{opened.label} names no data.",
            "Add [data] with a source to the recipe.",
            key="data",
        )
    dataset = load(recipe.data, opened.base)
    use_device(asked.device)
    # Not before: a process that ends while TensorFlow is being imported can crash.
    engine.start_loading()
    if not _loaded(interruption):
        _interrupted_early(asked, output)
    check_device(asked.device, [each.name for each in engine.devices()])
    title = asked.name or recipe.title or opened.label
    document = opened.document.with_recipe(recipe)
    training = launch(document, dataset, opened.base, title=title, slug=_slug(asked, opened))
    output.keep_log_in(training.run.path / LOG)
    _introduce(asked, output, opened, training)
    viewer = _viewer(asked, output)
    training.start()
    _follow(training, viewer, output, interruption)
    return _outcome(training, interrupted=_unwatched(output, interruption))


def _slug(asked: _Asked, opened: OpenedSource) -> str:
    return asked.name or ("" if opened.run is not None else Path(opened.label).stem)


def _loaded(interruption: Interruption) -> bool:
    """Waits for TensorFlow; False where the user interrupts first.

    Raises:
        SeqtuiError: It cannot be loaded.
    """
    while engine.loading().phase in ("idle", "loading"):
        if interruption.asked.wait(_POLL_SECONDS):
            return False
    engine.ensure_loaded()
    return True


def _interrupted_early(asked: _Asked, output: Output) -> NoReturn:
    if asked.as_json:
        output.write(to_json(Stopped(time=time.time(), run="", path="", epoch=0, step=0)) + "\n")
    else:
        output.write("Interrupted before training began.\n")
    # The import of TensorFlow cannot be stopped, and an ordinary exit in its midst can crash.
    os._exit(EXIT_INTERRUPTED)


def _introduce(asked: _Asked, output: Output, opened: OpenedSource, training: Training) -> None:
    """Says what is going to be trained, and why so where the recipe is a proposal."""
    if asked.as_json:
        return
    dataset, fit = training.dataset, training.recipe.fit
    lines = [*opened.reasons, *([opened.baseline] if opened.baseline else [])]
    lines.append(
        f"{opened.label}: {len(dataset.x_train):,} training and {len(dataset.x_val):,} validation rows,"
        f" {fit.epochs} epochs, batch size {fit.batch_size}. Run {training.run.path.name}"
    )
    output.write("\n".join(lines) + "\n")


def _viewer(asked: _Asked, output: Output) -> Viewer:
    if asked.as_json:
        return JsonViewer(output)
    return LiveViewer(output) if output.can_draw else PlainViewer(output)


def _follow(training: Training, viewer: Viewer, output: Output, interruption: Interruption) -> None:
    """Shows the run until it has ended; a viewer that fails stops and keeps it."""
    asked = False
    try:
        while not training.done.wait(_POLL_SECONDS):
            viewer.show(training.record.snapshot(), training.state)
            if not asked and _unwatched(output, interruption):
                asked = True
                training.stop()
        viewer.show(training.record.snapshot(), training.state)
    finally:
        if not training.done.is_set():
            training.stop()


def _unwatched(output: Output, interruption: Interruption) -> bool:
    """Whether the run is to be stopped and kept: by Ctrl-C, or as in `seqtui train lesson | head`.

    A terminal that has gone away is no reason.
    """
    return interruption.asked.is_set() or (output.closed and not output.is_terminal)


def _outcome(training: Training, *, interrupted: bool) -> _Ended:
    state = training.state
    if state.phase == "failed":
        code = EXIT_TRAINING_FAILED if state.error is None else state.error.exit_code
        return _Ended(code, state.error)
    stopped_so = state.phase == "stopped" and interrupted
    return _Ended(EXIT_INTERRUPTED if stopped_so else EXIT_DONE, state.error)


def _failed(error: SeqtuiError) -> Failed:
    """The event for a failure before there is a run."""
    return Failed(
        time=time.time(),
        run="",
        path="",
        title=error.title,
        cause=error.cause,
        remedy=error.remedy,
        layer=error.layer,
    )
