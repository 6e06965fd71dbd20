"""Whatever trains for practice, in one warm process of its own that can be killed at any moment.

`python -m seqtui.practice.child` answers lines of JSON with lines of JSON, until its input ends: with the
app that started it, it is gone. It computes on the CPU and is polite: the user's own run comes first.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

from seqtui.errors import SeqtuiError

_NICE = 10
_POLL_SECONDS = 0.2
_START_SECONDS = 120.0
Job = Mapping[str, Any]


class _Turns:
    """A lock that urgent callers get before all others."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._urgent = 0

    @contextlib.contextmanager
    def take(self, *, urgent: bool) -> Iterator[None]:
        """Waits for the turn; an urgent one comes before all that are not."""
        with self._changed:
            self._urgent += urgent
            self._changed.wait_for(lambda: not self._busy and (urgent or not self._urgent))
            self._urgent -= urgent
            self._busy = True
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()


class Child:
    """The process, started when it is first asked, and again after it had to be killed. One job at a time."""

    def __init__(self) -> None:
        self._turns = _Turns()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def warm(self) -> None:
        """Starts it and has it load Keras, so that the first job need not wait."""
        with contextlib.suppress(SeqtuiError):
            self.ask({"job": "warm"}, _START_SECONDS)

    def ask(
        self, job: Job, seconds: float, wanted: Callable[[], bool] = lambda: True, *, urgent: bool = False
    ) -> Any:
        """What a job comes to; waits for it, so it is called from a worker.

        Args:
            job: Plain values; "job" names it.
            seconds: After so long it is killed; the start of the process is not counted.
            wanted: Asked five times a second; False kills the job.
            urgent: Whether somebody waits for it: then it comes before the jobs that only prepare.

        Raises:
            SeqtuiError: It took too long, was not wanted any more, failed, or the process died.
        """
        with self._turns.take(urgent=urgent):
            if not wanted():
                raise _not_wanted()
            process = self._started()
            try:
                return self._answer(process, job, time.monotonic() + seconds, wanted)
            except (OSError, ValueError) as error:
                self._kill()
                raise SeqtuiError(
                    "The practice process ended.",
                    f"{type(error).__name__}: {error}",
                    "It is started again with the next question. Answer once more.",
                ) from error

    def close(self) -> None:
        """Ends it, whatever it does."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise SeqtuiError("Practice has ended.", "seqtui is being left.", "Start it again.")
        process = self._process
        if process is not None and process.poll() is None:
            return process
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "seqtui.practice.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in the terminal is the app's affair
                env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
            )
        except OSError as error:
            raise SeqtuiError(
                "The practice process cannot be started.", str(error), "Free some memory, then try again."
            ) from error
        self._process = process
        self._answer(process, {"job": "warm"}, time.monotonic() + _START_SECONDS, lambda: not self._closed)
        return process

    def _answer(
        self, process: subprocess.Popen[bytes], job: Job, until: float, wanted: Callable[[], bool]
    ) -> Any:
        assert process.stdin is not None  # noqa: S101  # both are pipes, see _started
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        line = self._line(process.stdout, until, wanted)
        if not line:
            raise OSError("it died")
        found = json.loads(line)
        if "error" in found:
            raise SeqtuiError(*found["error"], layer=found.get("layer"), key=found.get("key"))
        return found["value"]

    def _line(self, pipe: IO[bytes], until: float, wanted: Callable[[], bool]) -> bytes:
        while not select.select([pipe], [], [], _POLL_SECONDS)[0]:
            if not wanted():
                self._kill()
                raise _not_wanted()
            if time.monotonic() > until:
                self._kill()
                raise SeqtuiError(
                    "It takes too long.",
                    "The model was not done within the time that a question may take.",
                    "Make the model smaller, or train fewer epochs.",
                )
        return pipe.readline()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def _not_wanted() -> SeqtuiError:
    return SeqtuiError("Not wanted any more.", "Something else was asked.", "Ask again.")


def _jobs() -> dict[str, Callable[[Job], Any]]:
    from seqtui.practice import jobs  # noqa: PLC0415  # the engine, in the child alone

    return {"warm": jobs.warm, "generate": jobs.generate, "build": jobs.build}


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answers job by job until the input ends."""
    jobs = _jobs()
    for line in source:
        answer: dict[str, Any]
        try:
            job = json.loads(line)
            answer = {"value": jobs[job["job"]](job)}
        except SeqtuiError as error:
            told = [error.title, error.cause, error.remedy]
            answer = {"error": told, "layer": error.layer, "key": error.key}
        except Exception as error:  # noqa: BLE001  # whatever it is, the app must be told
            told = [
                "The question could not be computed.",
                f"{type(error).__name__}: {error}",
                "Take another.",
            ]
            answer = {"error": told}
        sink.write(json.dumps(answer).encode() + b"\n")
        sink.flush()


def main() -> None:
    """The child's whole life."""
    os.nice(_NICE)
    # What TensorFlow prints must not get between the answers.
    private = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, private)


if __name__ == "__main__":
    main()
