"""terminal.py on real pseudo-terminals."""

import os
import pty
import signal
import subprocess
import sys
import termios

import pytest

from seqtui import terminal
from tests.scripts import APP, finish

ENTER = "\\x1b[?1049h\\x1b[?25l\\x1b[?1003h\\x1b[?2004h"
LEFT = ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1003l", "\x1b[?2004l")


CRASHES = {
    "in the app": """
class Crashing(Shown):
    def on_mount(self):
        raise RuntimeError("boom")
with terminal.session():
    Crashing().run()
""",
    "beside the app": f"""
import tty
with terminal.session():
    os.write(guard.screen, b"{ENTER}RAW")
    tty.setraw(0)
    raise RuntimeError("boom")
""",
    "by exit": f"""
import tty
with terminal.session():
    os.write(guard.screen, b"{ENTER}RAW")
    tty.setraw(0)
    sys.exit(7)
""",
}


@pytest.mark.parametrize("kind", CRASHES)
def test_the_terminal_is_as_before_after_a_crash(start, kind):
    child = start(APP + CRASHES[kind])
    rest, attributes = finish(child)
    assert attributes == child.before_attributes
    assert all(sequence in rest for sequence in LEFT)
    assert "Traceback" not in rest
    assert child.exitstatus == {"in the app": 0, "beside the app": 1, "by exit": 7}[kind]


@pytest.mark.parametrize("hook", [False, True])
def test_the_terminal_is_as_before_after_sigterm(start, hook):
    body = """
class Ending(Shown):
    pass
app = Ending()
hook = (lambda: app._loop.call_soon_threadsafe(app.exit)) if HOOK else None
with terminal.session(terminate=hook):
    app.run()
terminal.say("LEFT PROPERLY")
"""
    child = start(APP + f"HOOK = {hook}\n" + body)
    child.expect("HELLO SCREEN")
    assert termios.tcgetattr(child.child_fd) != child.before_attributes
    child.kill(signal.SIGTERM)
    rest, attributes = finish(child)
    assert attributes == child.before_attributes
    assert all(sequence in rest for sequence in LEFT)
    assert ("LEFT PROPERLY" in rest) == hook
    assert child.exitstatus == (0 if hook else 143)


def test_sigterm_without_textual_leaves_the_screen_too(start):
    child = start(
        APP
        + f"""
import tty
with terminal.session():
    tty.setraw(0)
    os.write(guard.screen, b"{ENTER}RAW")
    threading.Event().wait()
"""
    )
    child.expect("RAW")
    child.kill(signal.SIGTERM)
    rest, attributes = finish(child)
    assert attributes == child.before_attributes
    assert all(sequence in rest for sequence in LEFT)
    assert child.exitstatus == 143


HANG_UP = """
out = Path(sys.argv[1]).with_name("progress")
lost, again, done = threading.Event(), threading.Event(), []

def train():
    lost.wait()
    again.wait()
    with out.open("a") as file:
        file.write("trained\\n")

thread = threading.Thread(target=train)
thread.start()
app = Shown()

def leave():
    app._loop.call_soon_threadsafe(app.exit)
    lost.set()

with terminal.session(hang_up=leave):
    app.run()
terminal.say("nobody reads this")
with out.open("a") as file:
    file.write("left the screen\\n")
import signal
os.kill(os.getpid(), signal.SIGHUP)  # shells hang up more than once
with out.open("a") as file:
    file.write("still alive\\n")
again.set()
thread.join()
"""


# Under nohup no signal tells that the line is down.
@pytest.mark.parametrize("before", ["", "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"])
def test_a_hang_up_leaves_the_screen_and_lets_training_finish(tmp_path, before):
    script = tmp_path / "script.py"
    script.write_text(before + APP + HANG_UP)
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    # A child of its own session, so that closing the master hangs up on it alone; waited for by pid.
    pid, master = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, str(script), str(tmp_path / "native.log")], env)
    seen = b""
    while b"HELLO SCREEN" not in seen:
        seen += os.read(master, 65536)
    os.close(master)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, (tmp_path / "native.log").read_text()
    assert (tmp_path / "progress").read_text().splitlines() == ["left the screen", "still alive", "trained"]


def test_a_hang_up_signal_on_a_living_line_gives_the_shell_its_screen_back(start):
    child = start(
        APP
        + """
app = Shown()
with terminal.session(hang_up=lambda: app._loop.call_soon_threadsafe(app.exit)):
    app.run()
"""
    )
    child.expect("HELLO SCREEN")
    child.kill(signal.SIGHUP)
    rest, attributes = finish(child)
    assert attributes == child.before_attributes
    assert all(sequence in rest for sequence in LEFT)
    assert child.exitstatus == 0


REQUIRE = """
import sys
from seqtui import terminal
from seqtui.errors import SeqtuiError
try:
    print("FITS", terminal.require())
except SeqtuiError as error:
    sys.stderr.write(str(error) + "\\n")
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize(
    ("size", "term", "exit_code", "words"),
    [
        ((20, 60), "xterm", 0, "FITS"),
        ((20, 59), "xterm", 2, "It has 59 columns and 20 rows; seqtui needs 60 and 20."),
        ((19, 60), "xterm", 2, "It has 60 columns and 19 rows; seqtui needs 60 and 20."),
        ((24, 80), "dumb", 2, "cannot place text"),
    ],
)
def test_require_on_a_terminal(start, size, term, exit_code, words):
    child = start(REQUIRE, dimensions=size, TERM=term)
    rest, _ = finish(child)
    assert words in rest
    assert child.exitstatus == exit_code


@pytest.mark.parametrize("closed", ["input", "output"])
def test_require_refuses_where_input_or_output_is_no_terminal(closed):
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", REQUIRE],
        stdin=subprocess.DEVNULL if closed == "input" else slave,
        stdout=subprocess.PIPE if closed == "output" else slave,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(master)
    os.close(slave)
    assert done.returncode == 2
    assert f"Standard {closed} is not connected to one." in done.stderr
    assert "seqtui train" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("environ", "colour", "unicode", "ssh"),
    [
        ({"TERM": "xterm-256color", "LANG": "en_US.UTF-8"}, "256", True, False),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.utf8"}, "truecolor", True, False),
        ({"TERM": "xterm-kitty", "SSH_CONNECTION": "a b c d"}, "truecolor", True, True),
        ({"TERM": "screen", "COLORTERM": "truecolor"}, "256", True, False),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor", "TMUX": "/tmp/t"}, "truecolor", True, False),
        ({"TERM": "xterm", "LC_ALL": "C", "LANG": "en_US.UTF-8"}, "16", False, False),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, "16", False, False),
        # What the environment holds after Python's own coercion of LANG=C (PEP 538).
        ({"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, "16", False, False),
        ({"TERM": "xterm", "LC_CTYPE": "C.UTF-8"}, "16", True, False),
        ({"TERM": "linux", "LANG": "en_US.UTF-8", "COLORTERM": "truecolor"}, "16", False, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "SSH_TTY": "/dev/pts/1"}, "none", True, True),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256", True, False),
        ({"TERM": "dumb"}, "none", True, False),
    ],
)
def test_profile(environ, colour, unicode, ssh):
    found = terminal.profile(environ)
    assert (found.colour, found.unicode, found.ssh) == (colour, unicode, ssh)


def test_a_real_c_locale_is_seen_through_python_s_coercion(start):
    code = "from seqtui import terminal; print('UNICODE', terminal.profile().unicode)"
    for environ in ({"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "C"}):
        rest, _ = finish(start(code, **environ))
        assert "UNICODE False" in rest


def test_configure_sets_textual_up_and_respects_what_is_set():
    environ = {"TEXTUAL_FPS": "7"}
    terminal.configure(terminal.profile({"TERM": "xterm-256color", "SSH_TTY": "x"}), environ)
    assert environ["TEXTUAL_FPS"] == "7"
    assert environ["TEXTUAL_COLOR_SYSTEM"] == "256"
    assert environ["TEXTUAL_ANIMATIONS"] == "none"
    environ = {}
    terminal.configure(terminal.profile({"TERM": "xterm", "COLORTERM": "truecolor"}), environ)
    assert environ["TEXTUAL_COLOR_SYSTEM"] == "truecolor"
    assert environ["TEXTUAL_ANIMATIONS"] == "basic"
