"""What is being edited, kept beside the state so that a crash or `kill -9` loses nothing."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from seqtui.errors import SeqtuiError
from seqtui.files import write_text_atomically

_UNSAVED = "unsaved.json"
_OPENED = "opened.json"


class Autosave:
    """The unsaved recipe and the recipe that was open last, in one directory.

    Attributes:
        problem: Set by `recover` and `last_opened` where a file was damaged: it was set aside, and the
            error names it. None otherwise.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.problem: SeqtuiError | None = None

    def store(self, path: Path | None, text: str) -> None:
        """Keeps a recipe's text; `path` is the file it would be saved to, if it has one.

        Raises:
            SeqtuiError: The directory cannot be written.
        """
        self._write(_UNSAVED, {"path": None if path is None else str(path), "text": text})

    def recover(self) -> tuple[Path | None, str] | None:
        """The recipe last stored and not cleared since; None where there is none."""
        found = self._read(_UNSAVED, text=str)
        if found is None:
            return None
        path = found.get("path")
        return (Path(path) if isinstance(path, str) else None), str(found["text"])

    def clear(self) -> None:
        """Forgets the stored recipe: it was saved, or given up."""
        with contextlib.suppress(OSError):
            (self._directory / _UNSAVED).unlink()

    def remember(self, source: str) -> None:
        """Keeps what is open now, for the next start.

        Raises:
            SeqtuiError: The directory cannot be written.
        """
        self._write(_OPENED, {"source": source})

    def last_opened(self) -> str | None:
        """What was open last; None at the first start."""
        found = self._read(_OPENED, source=str)
        return None if found is None else str(found["source"])

    def _write(self, name: str, content: dict[str, str | None]) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            write_text_atomically(self._directory / name, json.dumps(content))
        except OSError as error:
            raise SeqtuiError(
                "Edits are not being kept",
                f"{self._directory} cannot be written: {error.strerror or error}.",
                "Save the recipe with w, and make room or set SEQTUI_HOME to another folder.",
            ) from error

    def _read(self, name: str, **wanted: type) -> dict[str, object] | None:
        path = self._directory / name
        try:
            content = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self._set_aside(path, str(error))
            return None
        right = isinstance(content, dict) and all(
            isinstance(content.get(key), kind) for key, kind in wanted.items()
        )
        if not right:
            self._set_aside(path, "it does not hold what seqtui writes")
            return None
        return dict(content)

    def _set_aside(self, path: Path, why: str) -> None:
        aside = _free_name(path)
        with contextlib.suppress(OSError):
            path.rename(aside)
        self.problem = SeqtuiError(
            "A damaged file was set aside",
            f"{path.name} could not be read: {why}.",
            f"It is kept as {aside}; look into it if an edit is missing.",
        )


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside
