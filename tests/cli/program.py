"""Calls of the command line: as a process of its own, or within this one where Keras is loaded anyway."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from seqtui.cli import main


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def program(*arguments: object, cwd: object = None, timeout: float = 120) -> Result:
    """`seqtui` as a person would call it, with nothing connected to a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "seqtui", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def within(capfd: pytest.CaptureFixture[str], *arguments: object) -> Result:
    """The same, in this process."""
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    said = capfd.readouterr()
    code = ended.value.code
    return Result(code if isinstance(code, int) else 0, said.out, said.err)


def assert_told(result: Result, code: int, *words: str) -> None:
    """The error is told as title, cause and remedy, in words and without a traceback."""
    assert result.code == code, result
    assert "Traceback" not in result.err + result.out, result.err
    lines = result.err.splitlines()
    titles = [at for at, line in enumerate(lines) if line.startswith("Error: ")]
    assert len(titles) == 1, result.err
    told = lines[titles[0] :]
    assert len(told) >= 3, result.err
    assert all(line.startswith("  ") and line.strip() for line in told[1:]), result.err
    for word in words:
        assert word in result.err, f"{word!r} is not in:\n{result.err}"
