"""Scripts in a pseudo-terminal, for what the process does to its terminal."""

import termios

import pexpect

APP = """
import os, sys, threading, ctypes
from pathlib import Path
from seqtui import terminal
guard = terminal.guard(Path(sys.argv[1]))
terminal.configure(terminal.require())
from textual.app import App
from textual.widgets import Static

class Shown(App):
    def compose(self):
        yield Static("HELLO SCREEN", id="words")
"""


def finish(child):
    """Everything the process still writes, and its exit code."""
    child.expect(pexpect.EOF)
    rest = child.before.decode(errors="replace")
    attributes = termios.tcgetattr(child.child_fd)
    child.wait()
    return rest, attributes
