"""Every command of the binding table, pressed on its key and chosen from the palette, in the real program.

None is dead: something on the screen changes, or a message says why not. None ends in a traceback, and the
app answers afterwards. A new row of the table is covered as soon as it is there.
"""

import contextlib
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from seqtui.tui import keys
from seqtui.tui.command import Command
from seqtui.tui.modes import BUILD, PRACTICE, TRACE, mode_of_pane
from tests.screen import KEYS, Screen

DENSE = '[[layers]]\nkind = "Dense"\nunits = 4\n'
RECIPE = f"""
[data]
source = "iris"
{DENSE * 12}
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
loss = "sparse_categorical_crossentropy"
metrics = ["accuracy"]
[fit]
epochs = 2
"""
SENT = {
    **KEYS,
    "shift+tab": "\x1b[Z",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
}
# Last of all: after it there is nobody left to answer.
QUIT = "view.quit"
REDRAWN = 1500


def sent(key: str) -> str:
    """The bytes that a terminal sends for a key of the table."""
    if key in SENT:
        return SENT[key]
    if key.startswith("ctrl+"):
        return chr(ord(key[5:].upper()) - 64)
    assert len(key) == 1, f"Say in SENT what a terminal sends for {key}."
    return key


class App:
    """The program with a model of many layers, trained once, so that every command has something to do."""

    def __init__(self, environment, folder: Path):
        recipe = folder / "many.toml"
        recipe.write_text(RECIPE)
        self.home = Path(environment["SEQTUI_HOME"])
        self.mode = BUILD
        self.screen = Screen(
            sys.executable, "-m", "seqtui", str(recipe), env=environment, cwd=folder, columns=110, rows=48
        )
        self.screen.wait("Training")
        self.screen.press("t")
        self.screen.wait("Finished.")

    def on_main(self, _=None) -> bool:
        """Whether nothing lies over the panes."""
        return "? help" in self.screen.lines[-1] and "Build" in self.screen.lines[0]

    def at_top(self) -> bool:
        """Whether the stack has the focus, and the other panes are seen beside it."""
        heading = self.screen.lines[1]
        return (
            self.on_main() and "EPOCHS" in self.screen.text and ("STACK ━" in heading or "STACK =" in heading)
        )

    def idle(self, _=None) -> bool:
        return self.on_main() and self.screen.lines[-1].startswith(" t ")

    def settle(self) -> None:
        """Reads until the program has nothing more to say for a moment."""
        received = -1
        while received != self.screen.received:
            received = self.screen.received
            self.screen._read()

    def step(self, key: str) -> None:
        """Presses a key and waits until something came of it, however long the machine takes."""
        before = self.cells()
        self.screen.press(key)
        with contextlib.suppress(AssertionError):
            self.screen.wait(lambda _: self.cells() != before, seconds=10)
        self.settle()

    def cells(self):
        """Everything that can be seen: characters and how they are drawn."""
        shown = self.screen._screen
        return [[shown.buffer[y][x] for x in range(shown.columns)] for y in range(shown.lines)]

    def leave_for_stack(self) -> None:
        """Out of whatever is open, and of a run."""
        for _ in range(8):
            in_build = any(word in self.screen.text for word in ("STACK", "CHART", "SHAPES", "EPOCHS"))
            # In a question digits are answers.
            asked = self.screen.lines[-1].startswith((" Enter submit", " Enter next"))
            if self.on_main() and not in_build and not asked:
                self.step(BUILD.key)
            if self.at_top():
                break
            # An exam or a challenge is left only for good.
            self.step("l" if "is not finished" in self.screen.text else "escape")
        assert self.at_top(), f"Esc does not lead back:\n{self.screen.text}"
        if not self.idle():
            self.screen.press("x")
            self.screen.wait(self.idle)

    def go(self, pane: str) -> None:
        """To a pane, from wherever the last command led."""
        before, self.mode = self.mode, mode_of_pane(pane)
        if before is TRACE and self.mode is TRACE:
            self.trace(pane)
            return
        for _ in range(3):
            self.leave_for_stack()
            # Moving in the stack also takes a message away, which would go by itself some seconds later.
            self.screen.press("g", "down", "down")
            with contextlib.suppress(AssertionError):
                self.screen.wait(lambda _: re.search(r">\s+2[^0-9]", self.screen.text), seconds=20)
                break
            # What the last command opened came late, over the stack.
            assert not self.on_main(), f"The stack does not move:\n{self.screen.text}"
        if self.mode is not BUILD:
            self.step(self.mode.key)
        if self.mode is PRACTICE:
            self.practise(pane)
            return
        if self.mode is TRACE:
            self.trace(pane)
            return
        for _ in range(self.mode.panes.index(pane)):
            self.screen.press("tab")
        self.settle()
        if pane == "chart":
            self.settle()  # it is drawn beside the loop, and may come late

    def tracing(self) -> str:
        """Which pane of Trace is on, as its frame tells; "" where something lies over it."""
        marked = re.search(r"━ ?> (\w+)", self.screen.text)
        if not self.on_main() or marked is None:
            return ""
        panes = {"STAGES": "stages", "MAP": "plane", "PROBES": "probes", "TRAINING": "training"}
        return panes.get(marked[1], "values")

    def trace(self, pane: str) -> None:
        """To one of Trace's panes, from any of them; in the list of stages to the second one."""
        for _ in range(3 * len(TRACE.panes)):
            # What is being drawn is no dialog: Esc would lead out of the stages.
            with contextlib.suppress(AssertionError):
                self.screen.wait(lambda _: self.tracing(), seconds=3)
            now = self.tracing()
            if now == pane:
                break
            self.screen.press("tab" if now else "escape")
            self.screen.wait(lambda _, now=now: self.tracing() != now)
        self.screen.wait("predicted")
        if pane == "stages":
            self.screen.press("g", "down")
        self.settle()

    def open_palette(self) -> None:
        """From wherever the last command led. What it reads from disk may open its dialog late, over ours."""
        for _ in range(4):
            self.go("stack")
            self.screen.press(":")
            self.screen.wait(lambda _: not self.on_main())
            if "Commands" in self.screen.text:
                return
        raise AssertionError(f"The palette never opens:\n{self.screen.text}")

    def practising(self) -> str:
        """Which pane of Practice is on, as its footer tells; "" where something lies over it."""
        footer = self.screen.lines[-1]
        if footer.startswith(" Enter submit"):
            return "answer" if "Tab hint" in footer else "question"
        beginnings = {"practice": "begin", "answered": "next", "page": "back"}
        return next((name for name, word in beginnings.items() if footer.startswith(f" Enter {word}")), "")

    def practise(self, pane: str) -> None:
        """To one of Practice's panes, which are states: a question is begun, answered, left."""
        steps = {
            "practice": {"page": "enter", "question": "escape", "answer": "escape", "answered": "escape"},
            "question": {"page": "enter", "practice": "g\r", "answer": "tab", "answered": "enter"},
            "answered": {"page": "enter", "practice": "g\r", "answer": "tab", "question": "i"},
            "page": {"practice": "G\r", "question": "escape", "answer": "escape", "answered": "escape"},
        }[pane]
        for _ in range(20):
            now = self.practising()
            if now == pane:
                return
            self.step(steps[now] if now else "l" if "is not finished" in self.screen.text else "escape")
        raise AssertionError(f"{pane} is never on:\n{self.screen.text}")

    def no_traceback(self) -> None:
        assert not list(self.home.glob("state/crash-*")), "a crash log was written"
        log = self.home / "state" / "log.txt"
        told = log.read_text(errors="replace") if log.exists() else ""
        assert "Traceback" not in told, told[-4000:]


@pytest.fixture
def app(environment, tmp_path):
    found = App(environment, tmp_path)
    yield found
    found.screen.close()


def pane_of(command: Command) -> str:
    return next(pane for pane, scopes in keys.PANES.items() if command.scope in scopes)


def pressed_of(command: Command) -> tuple[str, ...]:
    """The keys to press; of Trace one each, as tests/tui/test_trace_keys.py presses all in every pane."""
    return command.keys[:1] if mode_of_pane(pane_of(command)) is TRACE else command.keys


def suspended(app: App) -> bool:
    """Whether the program is stopped, as the shell sees it; it is woken again."""
    state = Path(f"/proc/{app.screen.pid}/stat").read_text().rpartition(")")[2].split()[0]
    if state == "T":
        os.kill(app.screen.pid, signal.SIGCONT)
    return state == "T"


def acted(app: App, before, received: int):
    """Says whether anything came of a key: cells that differ, or a whole screen sent again."""
    return lambda _: app.cells() != before or app.screen.received - received > REDRAWN


def does_something(app: App, command: Command, key: str) -> bool:
    """Presses a key in its pane; whether anything came of it."""
    app.go(pane_of(command))
    if command.name == "view.up":
        app.screen.press("tab")
        app.settle()
    before, received = app.cells(), app.screen.received
    app.screen.press(sent(key))
    if command.name == "view.suspend":
        app.screen.wait(lambda _: suspended(app))
        app.screen.wait(app.on_main)
        return True
    with contextlib.suppress(AssertionError):
        app.screen.wait(acted(app, before, received), seconds=10)
        return True
    return False


def dead_keys(app: App, commands: list[Command]) -> list[str]:
    """Presses the keys of some commands; those that nothing comes of."""
    pressed = [(command, key) for command in commands for key in pressed_of(command)]
    # Twice: a busy machine may take the bytes of F1 for Esc and letters, or draw late. What is dead stays it.
    return [
        f"{command.name} on {key}"
        for command, key in pressed
        if not does_something(app, command, key) and not does_something(app, command, key)
    ]


def walked(*, trace: bool) -> list[Command]:
    """The commands of Trace, or all others."""
    found = [one for one in keys.COMMANDS if (mode_of_pane(pane_of(one)) is TRACE) is trace]
    return [one for one in found if one.name != QUIT]


@pytest.mark.slow
@pytest.mark.parametrize("trace", [False, True], ids=["elsewhere", "trace"])
def test_every_key_does_something(app, trace):
    assert not dead_keys(app, walked(trace=trace))
    app.go("stack")
    app.no_traceback()
    leave(app)


@pytest.mark.slow
def test_every_action_can_be_chosen_from_the_palette(app):
    dead = []
    for command in keys.COMMANDS:
        if not command.palette or command.name == QUIT:
            continue
        app.open_palette()
        app.screen.press(f"{command.name} {command.help}")
        app.screen.wait(f"{command.help[-12:]} ")  # in the search field, which shows the end of a long text
        app.screen.wait(f"> {command.label} ")
        app.settle()
        before, received = app.cells(), app.screen.received
        app.screen.press("enter")
        if command.name == "view.suspend":
            app.screen.wait(lambda _: suspended(app))
            continue
        try:
            app.screen.wait(acted(app, before, received), seconds=10)
        except AssertionError:
            dead.append(command.name)
    assert not dead
    app.go("stack")
    app.no_traceback()
    leave(app)


def leave(app: App) -> None:
    """By the key that leaves; what was edited is not saved, which is asked about."""
    edited = "*" in app.screen.lines[0]
    app.screen.press("q")
    if edited:
        app.screen.wait("Edits are not saved")
        app.screen.press("q")
    assert app.screen.end() == 0
    app.no_traceback()
