"""guard.py on real pseudo-terminals: what native code writes, a terminal that is gone, the log."""

import os
import re

import pyte
import pytest

from seqtui.guard import _ScreenIO
from tests.scripts import APP, finish


def test_native_noise_from_a_thread_never_reaches_the_screen(start, tmp_path):
    child = start(
        APP
        + """
libc = ctypes.CDLL(None)

def noise(app):
    app.ready.wait()
    for count in range(200):
        for number in (1, 2):
            os.write(number, b"NOISE from os.write %d\\n" % count)
            line = b"NOISE from native code %d\\n" % count
            libc.write(number, line, len(line))
        print("NOISE from print")
    os.system("echo NOISE from a child process")
    app.call_from_thread(lambda: app.query_one("#words", Static).update("ALL QUIET"))

class Noisy(Shown):
    ready = threading.Event()
    BINDINGS = [("q", "quit")]
    def on_mount(self):
        threading.Thread(target=noise, args=(self,), daemon=True).start()
        self.set_timer(0.01, self.ready.set)

with terminal.session():
    Noisy().run()
terminal.say("FAREWELL")
""",
        dimensions=(24, 80),
    )
    screen = pyte.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    child.expect("ALL QUIET")
    raw = child.before + child.after
    stream.feed(raw)
    child.send("q")
    rest, attributes = finish(child)
    assert b"NOISE" not in raw
    assert "NOISE" not in rest
    assert screen.display[0].startswith("ALL QUIET")
    assert not "".join(screen.display[1:]).strip()
    assert rest.rstrip().endswith("FAREWELL")
    assert attributes == child.before_attributes
    log = (tmp_path / "native.log").read_bytes()
    assert log.count(b"NOISE from os.write") == 400
    assert log.count(b"NOISE from native code") == 400
    assert log.count(b"NOISE from a child process") == 1


def test_textual_knows_the_size_of_the_terminal_behind_the_guard(start):
    child = start(
        APP
        + """
class Sized(Shown):
    def on_resize(self, event):
        self.query_one("#words", Static).update(f"SIZE {event.size.width} {event.size.height}")

with terminal.session():
    Sized().run()
""",
        dimensions=(31, 97),
    )
    child.expect("SIZE 97 31")
    child.setwinsize(45, 130)
    child.expect("SIZE 130 45")


def test_a_write_to_a_terminal_that_is_gone_is_told_once_and_harms_nobody():
    told = []
    reader, writer = os.pipe()
    os.close(reader)
    stream = _ScreenIO(writer, lambda: told.append(1))
    assert [stream.write(b"frame"), stream.write(b"frame")] == [5, 5]
    assert told == [1]
    os.close(writer)


def test_a_terminal_switched_to_non_blocking_loses_nothing():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    stream = _ScreenIO(writer, pytest.fail)
    payload = bytes(range(256)) * 4096
    child = os.fork()
    if child == 0:
        os.close(writer)
        got = b""
        while chunk := os.read(reader, 65536):
            got += chunk
        os._exit(0 if got == payload else 1)
    os.close(reader)
    assert stream.write(payload) == len(payload)
    os.close(writer)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


GUARDED = """
import os, sys
from pathlib import Path
from seqtui.guard import Guard
log = Path(sys.argv[1])
"""


def test_the_log_is_started_anew_when_it_has_outgrown_its_size(start, tmp_path):
    child = start(
        GUARDED
        + """
guard = Guard(log, log_bytes=1000)
os.write(2, b"old " * 300)
guard.check_size()
os.write(1, b"new")
guard.check_size()
guard.move_to(log.with_name("run.txt"))
os.write(2, b"of the run")
guard.release()
os.write(1, b"BACK ON THE TERMINAL")
"""
    )
    rest, _ = finish(child)
    assert (tmp_path / "native.log").read_text() == "new"
    assert (tmp_path / "native.log.1").read_text() == "old " * 300
    assert (tmp_path / "run.txt").read_text() == "of the run"
    assert rest == "BACK ON THE TERMINAL"


def test_a_log_that_cannot_be_written_is_a_clear_error(start, tmp_path):
    (tmp_path / "native.log").mkdir()
    child = start(
        GUARDED
        + """
from seqtui.errors import SeqtuiError
try:
    Guard(log)
except SeqtuiError as error:
    print(error)
"""
    )
    rest, _ = finish(child)
    assert "The log file cannot be written." in rest
    assert re.search(r"native\.log: Is a directory", rest)
