"""Loads TensorFlow and Keras once, beside a running event loop that must not stall.

Three things would stall it: `dlopen` of libraries of a gigabyte under Python's global lock, garbage
collections that walk TensorFlow's half million objects, and the same collections while the first model
is traced. So the libraries are opened through a ctypes foreign call, which gives the lock up; the
collector rests until Keras is loaded; and all that exists by then is frozen out of its sight.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seqtui.errors import SeqtuiError

_ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",  # whatever ~/.keras/keras.json says
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",  # take what a run needs, not the whole card
}
_ENVIRONMENT_DEFAULTS = {"TF_CPP_MIN_LOG_LEVEL": "2"}  # errors only, unless the user asks for more
_LIBRARIES = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")

Phase = Literal["idle", "loading", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class LoadState:
    """How far the loading of TensorFlow is.

    Attributes:
        phase: "failed" comes with `error`.
        seconds: Since loading began, or how long it took.
        error: Why TensorFlow cannot be used.
    """

    phase: Phase = "idle"
    seconds: float = 0.0
    error: SeqtuiError | None = None


class _Loader:
    """The state that this module's functions share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._state = LoadState()
        self._began = 0.0
        self._traced: set[str] = set()

    def claim(self) -> bool:
        """True for the one caller that has to load."""
        with self._lock:
            if self._state.phase != "idle":
                return False
            self._began = time.monotonic()
            self._state = LoadState("loading")
            return True

    def state(self) -> LoadState:
        state = self._state
        if state.phase == "loading":
            return LoadState("loading", time.monotonic() - self._began)
        return state

    def load(self) -> None:
        """Imports, records how it went, and puts the collector right in either case."""
        error: SeqtuiError | None = None
        gc.disable()
        try:
            _set_environment()
            # The app's other threads need it at this very time. The dynamic linker opens one library after
            # the other: an import that waits for it behind TensorFlow holds Python's lock all the while.
            importlib.import_module("numpy")
            _open_libraries()
            _import_keras()
        except Exception as failure:  # noqa: BLE001  # a broken installation raises anything at import
            error = _cannot_load(failure)
        finally:
            if error is None:
                gc.freeze()
            gc.enable()  # whoever started the app has it off since then
            self._state = LoadState("failed" if error else "ready", time.monotonic() - self._began, error)
            self._ended.set()

    def wait(self) -> None:
        self._ended.wait()
        if self._state.error is not None:
            raise self._state.error

    def traced(self, what: str) -> None:
        with self._lock:
            first = what not in self._traced
            self._traced.add(what)
        if first and self._state.phase == "ready":
            gc.freeze()


_loader = _Loader()


def start_loading() -> None:
    """Loads TensorFlow in a thread of its own; returns at once, and does nothing the second time."""
    if _loader.claim():
        # A daemon: someone who quits in the first seconds does not wait for an import to end.
        threading.Thread(target=_loader.load, name="seqtui-loading", daemon=True).start()


def loading() -> LoadState:
    """How far the loading is; cheap, for timers."""
    return _loader.state()


def ensure_loaded() -> None:
    """Blocks until Keras can be imported at no cost.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded on this machine; says what to do.
    """
    if _loader.claim():
        with _native_output_kept_away():
            _loader.load()
    _loader.wait()


def traced(what: Literal["training", "sample"]) -> None:
    """To be called when a model's train step has been traced, or a sample's way through it.

    The first of either in a process imports and caches some fifty thousand objects more. They stay until the
    end, so the collector need not look at them again. Later traces leave only what belongs to their
    model, which must remain collectable, or every edit would leak a model.
    """
    _loader.traced(what)


def _set_environment() -> None:
    os.environ.update(_ENVIRONMENT)
    for name, value in _ENVIRONMENT_DEFAULTS.items():
        os.environ.setdefault(name, value)


def _open_libraries() -> None:
    """Maps TensorFlow's libraries without holding Python's lock; the import then finds them mapped.

    `ctypes.CDLL(path)` would hold the lock throughout. Where a file is not found (other systems name
    them otherwise), the import does the work, only less smoothly.
    """
    spec = importlib.util.find_spec("tensorflow")
    if spec is None or spec.origin is None or os.name != "posix":
        return
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (OSError, AttributeError):
        return
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    dlopen.restype = ctypes.c_void_p
    for name in _LIBRARIES:
        path = Path(spec.origin).parent / name
        if path.is_file():
            # Functions are bound when they are first called: the linker is done in half the time.
            dlopen(os.fsencode(path), os.RTLD_LAZY)


def _import_keras() -> None:
    import keras
    import tensorflow  # noqa: ICN001, F401  # first, so that Keras finds it loaded

    if keras.backend.backend() != "tensorflow":
        raise SeqtuiError(
            "Keras runs on another backend",
            f'Keras was imported with the backend "{keras.backend.backend()}" before seqtui could choose.',
            "Import seqtui before keras, or set KERAS_BACKEND=tensorflow.",
        )


def _cannot_load(failure: Exception) -> SeqtuiError:
    if isinstance(failure, SeqtuiError):
        return failure
    lines = str(failure).strip().splitlines()
    cause = lines[0] if lines else type(failure).__name__
    if isinstance(failure, ModuleNotFoundError):
        remedy = "Install it into this Python: pip install --upgrade seqtui. Then run seqtui doctor."
    else:
        remedy = (
            "The installation seems damaged, or made for another processor. Reinstall it: "
            "pip install --force-reinstall tensorflow keras. Then run seqtui doctor."
        )
    return SeqtuiError("TensorFlow cannot be loaded", cause, remedy)


@contextmanager
def _native_output_kept_away() -> Iterator[None]:
    """Sends fd 2 to a temporary file: TensorFlow greets with lines about CUDA that no log level stops."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        with tempfile.TemporaryFile() as away:
            os.dup2(away.fileno(), 2)
            try:
                yield
            finally:
                os.dup2(kept, 2)
    finally:
        os.close(kept)
