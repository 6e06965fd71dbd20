from pathlib import Path

import pytest

from seqtui.data import Dataset, load
from seqtui.errors import SeqtuiError
from seqtui.recipe.values import DataSpec


class Folder:
    """A directory of data files: writes them, loads them, or expects their refusal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def load(
        self, name: str, content: str | bytes | None = None, target: str | None = "y", **more
    ) -> Dataset:
        if content is not None:
            self.write(name, content)
        return load(DataSpec(name, target=target, **more), self.path)

    def refused(self, name: str, content: str | bytes | None = None, target: str | None = "y", **more):
        """The error, after checking that it says what happened, why, and what to do."""
        with pytest.raises(SeqtuiError) as caught:
            self.load(name, content, target, **more)
        error = caught.value
        assert error.title
        assert error.cause
        assert error.remedy
        assert error.exit_code == 3
        return error


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def rows():
    """Makes CSV text from a header and a function of the row number."""

    def make(header: str, row, count: int = 40) -> str:
        return "\n".join([header, *(row(index) for index in range(count))]) + "\n"

    return make
