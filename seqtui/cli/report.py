"""What becomes of errors: title, cause and remedy on standard error, and an exit code. Never a traceback."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from seqtui import __version__
from seqtui.errors import EXIT_DONE, EXIT_INTERRUPTED, EXIT_TRAINING_FAILED, EXIT_USAGE, SeqtuiError
from seqtui.paths import state_dir

# A defect of seqtui itself has no code of its own in the contract: it is "failed", and says so.
EXIT_DEFECT = EXIT_TRAINING_FAILED
_OF_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


def guarded(command: Callable[[], Any]) -> int:
    """Runs a command; its exit code, after its error, if any, was told on standard error."""
    stream = sys.stdout
    try:
        result = command()
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
        return EXIT_DONE
    except SystemExit:
        # Where nobody reads any more, click puts another stream in place and leaves with 1.
        if sys.stdout is stream:
            raise
        discard_output()
        return EXIT_DONE
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # nobody should be shown a traceback
        return _ended_by(error)
    return result if isinstance(result, int) else EXIT_DONE


def _ended_by(error: BaseException) -> int:
    """Tells an error; the exit code that it stands for."""
    if isinstance(error, click.ClickException):
        error.show()
        return EXIT_USAGE
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        click.secho("Interrupted.", err=True)
        return EXIT_INTERRUPTED
    told = error if isinstance(error, SeqtuiError) else _of_machine(error) or defect(error)
    tell(told)
    if isinstance(error, OSError):
        discard_output()
    return told.exit_code


def tell(error: SeqtuiError) -> None:
    """Prints title, cause and remedy on standard error; nothing where nobody reads it any more."""
    # A title about a key of the recipe names the layer already.
    where = f"Layer {error.layer}: " if error.layer and "layers." not in error.title else ""
    try:
        click.secho(f"Error: {where}{error.title}", fg="red", bold=True, err=True)
        for text in (error.cause, error.remedy):
            for line in text.splitlines():
                click.echo(f"  {line}", err=True)
    except OSError:
        discard_output()


def print_json(value: Mapping[str, Any]) -> None:
    """Prints one JSON object on standard output; numbers that are not finite must be null already."""
    click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def error_json(error: SeqtuiError) -> dict[str, Any]:
    """An error as `--json` tells it."""
    return {
        "title": error.title,
        "cause": error.cause,
        "remedy": error.remedy,
        "layer": error.layer,
        "key": error.key,
    }


def unwritten(error: OSError) -> SeqtuiError:
    """Standard output, or a file, that takes nothing more."""
    where = f"{error.filename}: " if error.filename else ""
    return SeqtuiError(
        "Something could not be written.",
        f"{where}{error.strerror or error}.",
        "Check where the output goes: the space left and the permissions.",
    )


def _of_machine(error: BaseException) -> SeqtuiError | None:
    """The error of a disk that is full or closed to us, in words; None for what only a defect can cause."""
    return unwritten(error) if isinstance(error, OSError) and error.errno in _OF_MACHINE else None


def discard_output() -> None:
    """Sends what is still buffered for a closed pipe nowhere, so that the interpreter's exit is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def defect(error: BaseException) -> SeqtuiError:
    """The error to tell where seqtui itself went wrong; the traceback goes to a crash log."""
    where = _write_crash_log(error)
    kept = f"What happened is in {where}." if where else "The crash log could not be written."
    reason = str(error).strip().splitlines()
    said = f": {reason[0]}" if reason else ""
    return SeqtuiError(
        "seqtui went wrong.",
        f"{type(error).__name__}{said}.".replace("..", "."),
        f"{kept} It is a defect of seqtui: please report it with that file.",
        exit_code=EXIT_DEFECT,
    )


def _write_crash_log(error: BaseException) -> Path | None:
    path = state_dir() / f"crash-{time.strftime('%Y-%m-%dT%H-%M-%S')}-{os.getpid()}.txt"
    lines = [f"seqtui {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n", f"{sys.argv}\n\n"]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines + traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return None
    return path
