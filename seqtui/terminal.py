"""What the process does to its terminal: what it can show, who may write to it, how it is left.

Textual draws on standard error, and native code (TensorFlow, XLA, CUDA) writes there too. `guard`
gives Textual descriptors of its own and sends file descriptors 1 and 2 to a log file. `session` sees
to it that the terminal is left as it was found, whatever ends the app, and that a hang-up leaves the
training alone. Nothing here imports Textual: its settings are read from the environment at import,
and `configure` writes them there before.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.guard import Guard

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

MINIMUM_COLUMNS = 60
MINIMUM_ROWS = 20
_WATCH_MS = 2_000

_TRUECOLOR_TERMS = ("direct", "truecolor", "kitty", "alacritty", "foot", "wezterm", "ghostty", "iterm")
_NO_TERMS = ("", "dumb", "unknown")

# Undoes, in this order, what Textual turns on: the keyboard protocol has to go before the alternate
# screen does; the rest is mouse, paste, focus and resize reports, line wrap, colours and the cursor.
_LEAVE = (
    "\x1b[<u\x1b[?2026l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the terminal can show.

    Attributes:
        colour: Colour depth; "none" where NO_COLOR is set.
        ssh: Whether it is at the other end of an SSH line.
        unicode: False for the Linux console and for a locale that is not UTF-8: plain mode.
        columns: Width in cells.
        rows: Height in cells.
        term: Value of TERM.
    """

    colour: Literal["truecolor", "256", "16", "none"]
    ssh: bool
    unicode: bool
    columns: int
    rows: int
    term: str


def profile(environ: Mapping[str, str] | None = None) -> Profile:
    """What the environment and the terminal say about what can be shown here."""
    env = os.environ if environ is None else environ
    term = env.get("TERM", "").lower()
    size = shutil.get_terminal_size()
    return Profile(
        colour=_colour(env, term),
        ssh=any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")),
        unicode=term != "linux" and _is_utf8(env),
        columns=size.columns,
        rows=size.lines,
        term=term,
    )


def configure(found: Profile, environ: dict[str, str] | None = None) -> None:
    """Writes Textual's settings for this terminal into the environment; what is set already stays.

    Has an effect only before Textual is imported.
    """
    env = os.environ if environ is None else environ
    systems = {"truecolor": "truecolor", "256": "256", "16": "standard", "none": "standard"}
    env.setdefault("TEXTUAL_COLOR_SYSTEM", systems[found.colour])
    env.setdefault("TEXTUAL_ANIMATIONS", "none" if found.ssh else "basic")
    env.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    # Drawings a second at most: what follows a key's first one waits for its turn. Panes pace themselves.
    env.setdefault("TEXTUAL_FPS", "30" if found.ssh else "60")


def require(columns: int = MINIMUM_COLUMNS, rows: int = MINIMUM_ROWS) -> Profile:
    """The terminal's profile, where the app can be shown.

    Raises:
        SeqtuiError: With exit code 2, where standard input or output is no terminal, where the
            terminal cannot place text, or where it has fewer columns or rows than asked.
    """
    closed = [
        name
        for name, stream in (("input", sys.__stdin__), ("output", sys.__stdout__))
        if stream is None or stream.closed or not stream.isatty()
    ]
    if closed:
        raise SeqtuiError(
            "seqtui needs a terminal.",
            f"Standard {' and '.join(closed)} is not connected to one.",
            "Start it in a terminal, or use a command that needs none: seqtui train, inspect, data, export.",
            exit_code=EXIT_USAGE,
        )
    found = profile()
    if found.term in _NO_TERMS:
        raise SeqtuiError(
            "This terminal cannot show the app.",
            f"TERM is {found.term!r}, which cannot place text on the screen.",
            "Set TERM to what your terminal is, for example TERM=xterm-256color seqtui.",
            exit_code=EXIT_USAGE,
        )
    if found.columns < columns or found.rows < rows:
        raise SeqtuiError(
            "The terminal is too small.",
            f"It has {found.columns} columns and {found.rows} rows; seqtui needs {columns} and {rows}.",
            "Enlarge the window or use a smaller font, then start seqtui again.",
            exit_code=EXIT_USAGE,
        )
    return found


def _colour(env: Mapping[str, str], term: str) -> Literal["truecolor", "256", "16", "none"]:
    if env.get("NO_COLOR") or term in _NO_TERMS:
        return "none"
    if term == "linux":
        return "16"
    # GNU screen inherits COLORTERM from the terminal outside and cannot pass such colours on.
    inside_screen = term.startswith("screen") and not env.get("TMUX")
    says_true = env.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    if not inside_screen and (says_true or any(name in term for name in _TRUECOLOR_TERMS)):
        return "truecolor"
    return "256" if "256" in term or inside_screen or says_true else "16"


def _is_utf8(env: Mapping[str, str]) -> bool:
    """Whether the user's locale is UTF-8. Without any locale, as in most containers, it is taken to be."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    found = {name: env.get(name, "").lower().replace("-", "") for name in names}
    # Python itself sets LC_CTYPE=C.UTF-8 where the locale is C (PEP 538): then LANG is the user's word.
    if found["LC_CTYPE"] in ("c.utf8", "utf8") and found["LANG"] in ("c", "posix") and not found["LC_ALL"]:
        return False
    effective = next((found[name] for name in names if found[name]), "utf8")
    return "utf8" in effective


_guard: Guard | None = None
_saved: list[Any] | None = None


def guard(log: Path) -> Guard:
    """Sends what anyone writes to descriptors 1 and 2 to `log`; the terminal is kept for Textual.

    Called before Textual is imported. The second call changes nothing and returns the first guard.

    Raises:
        SeqtuiError: Where the log file cannot be written.
    """
    global _guard  # noqa: PLW0603  # the process has one pair of descriptors, so one guard
    if _guard is None or _guard.released:
        _guard = Guard(log, encoding="utf-8" if profile().unicode else None)
    return _guard


def say(text: str) -> None:
    """Prints a line on the terminal, past the guard: what the shell shows after the app has left."""
    stream = sys.__stdout__
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):  # nobody is there to read it after a hang-up
            stream.write(text + "\n")
            stream.flush()


def save() -> None:
    """Remembers the terminal's attributes for `restore`."""
    global _saved  # noqa: PLW0603  # the process has one terminal
    _saved = _attributes()


def restore() -> bool:
    """Puts the terminal back as `save` found it; whether there was anything to do.

    Does nothing where the app has left properly: leaving the alternate screen twice would move the
    shell's cursor.
    """
    if _saved is None or _attributes() in (None, _saved):
        return False
    # A process in the background may write attributes only with this signal blocked.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        with contextlib.suppress(OSError, ValueError):
            os.write(_screen_descriptor(), _LEAVE.encode())
        with contextlib.suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, _saved)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return True


def _attributes() -> list[Any] | None:
    with contextlib.suppress(termios.error, OSError):
        return termios.tcgetattr(0)
    return None


def _screen_descriptor() -> int:
    if _guard is not None and not _guard.released:
        return _guard.screen
    return sys.__stderr__.fileno() if sys.__stderr__ is not None else 2


def _line_is_down(wait_ms: int = 0) -> bool:
    """Whether nobody holds the other end of the terminal any more; waits for it as long as told."""
    poll = select.poll()
    poll.register(_screen_descriptor(), 0)
    return any(state & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, state in poll.poll(wait_ms))


def _watch_line(lost: Hook) -> threading.Event:
    """Has a thread detach the guard and call `lost` when the line goes down; setting the event ends it.

    No signal tells of it under nohup, or where the app is not its session's leader; Textual's input thread
    would then read the end of the input for ever, with a whole core.
    """
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            if _line_is_down(_WATCH_MS) and not ended.is_set():
                if _guard is not None:
                    _guard.detach()
                lost()
                return

    if not _line_is_down():  # where poll does not work on terminals, it says so at once
        threading.Thread(target=watch, name="seqtui-line", daemon=True).start()
    return ended


Hook = Callable[[], None]


@contextlib.contextmanager
def session(*, hang_up: Hook | None = None, terminate: Hook | None = None) -> Iterator[None]:
    """While the app is on the screen: the terminal is restored at the end, whatever the end is.

    Args:
        hang_up: Called once when the line goes down (SIGHUP, a write that finds no terminal, nobody at its
            other end), from whichever thread notices, so it only hands on: `call_soon_threadsafe`.
            Where the line is down, output then goes nowhere; further hang-ups are ignored, and the
            process goes on.
        terminate: Called at the first SIGTERM in the same way; the second, or the first without a
            hook, raises SystemExit(143) in the main thread.
    """
    lost = _Once(hang_up)
    asked = _Once(terminate)

    def on_hang_up(_signal: int, _frame: FrameType | None) -> None:
        # Somebody may send the signal while the line is up: then the app leaves the screen as ever.
        if _guard is not None and _line_is_down():
            _guard.detach()
        lost()

    def on_terminate(_signal: int, _frame: FrameType | None) -> None:
        if terminate is None or asked.called:
            raise SystemExit(128 + signal.SIGTERM)
        asked()

    save()
    if _guard is not None:
        _guard.on_lost = lost
    ended = _watch_line(lost)
    # Under nohup hang-ups are ignored already, and stay so.
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    before_hup = None if ignored else signal.signal(signal.SIGHUP, on_hang_up)
    before_term = signal.signal(signal.SIGTERM, on_terminate)
    try:
        yield
    finally:
        ended.set()
        signal.signal(signal.SIGTERM, before_term)
        if not ignored:
            # Training may go on after the screen is gone, and the shell may hang up again.
            signal.signal(signal.SIGHUP, signal.SIG_IGN if lost.called else before_hup)
        if _guard is not None:
            _guard.on_lost = None
        restore()


class _Once:
    """A hook that is called at most once."""

    def __init__(self, hook: Hook | None) -> None:
        self.called = False
        self._hook = hook

    def __call__(self) -> None:
        if self.called:
            return
        self.called = True
        if self._hook is not None:
            self._hook()
