"""Descriptors 0, 1 and 2 of a process that was started without some of them (`seqtui train lesson >&-`)."""

from __future__ import annotations

import contextlib
import os
import sys


def open_missing() -> None:
    """Connects what is closed to nowhere; call it before any file is opened.

    A file opened later would otherwise get the number, and with it all that Python or native code prints.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Python and TensorFlow hand these on to the processes that they start, as a shell does.
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            with contextlib.suppress(OSError):
                os.set_inheritable(number, True)  # noqa: FBT003  # os takes it by place alone
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115  # for the life of the process
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
