"""Standard streams that are closed, full, or read by nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Result, assert_told
from tests.thorough import sample

PROGRAM = (sys.executable, "-m", "seqtui")


@pytest.mark.parametrize("arguments", ["presets", "layers", "--help", "train --help", "data iris --json"])
def test_output_that_nobody_reads_is_no_failure(home, arguments):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = subprocess.run(
            [*PROGRAM, *arguments.split()],
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", sample(["<&- >&- 2>&-", ">&-", "2>&-"], 3))
@pytest.mark.parametrize("arguments", ["presets", "inspect gauss", "train gauss --epochs 1"])
def test_closed_descriptors_are_no_failure(home, arguments, closed):
    shell = f"{sys.executable} -m seqtui {arguments} {closed}"
    done = subprocess.run(shell, shell=True, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not list((home / "state").glob("crash-*"))


@pytest.mark.parametrize(
    "arguments", sample(["train gauss --epochs 2", "layers", "train gauss --epochs 2 --json"], 3)
)
def test_output_onto_a_full_disk_is_told_and_the_run_is_whole(home, arguments):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert_told(Result(done.returncode, "", done.stderr), 3, "No space left")
    for run in (home / "data" / "runs").glob("*"):
        assert '"event": "finished"' in (run / "events.jsonl").read_text()
    assert not list((home / "state").glob("crash-*"))
