"""What SOURCE means on the command line and in the open dialog: a path, a preset or a run, in that order."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.paths import runs_dir
from seqtui.recipe.presets import preset, presets
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Recipe

if TYPE_CHECKING:
    from seqtui.data import Proposal
    from seqtui.runs.store import RunSummary

TABLES = (".csv", ".tsv", ".parquet")
DATA_FILES = (*TABLES, ".npz", ".npy")
MODEL_FILES = (".keras", ".h5", ".hdf5", ".json")
RECIPE = "recipe.toml"


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A recipe and where it came from.

    Attributes:
        document: The recipe with its TOML text.
        path: The recipe's own file, to which it is saved; None for presets, runs, models and proposals.
        base: Directory against which the recipe's relative paths are resolved.
        label: What to call it on the screen.
        run: The run directory, where the source is a run.
        reasons: Why the recipe is as it is, one sentence each, where it was proposed for a data file.
        baseline: The score that a model of that data has to beat, in words; else empty.
        sections: The reasons by what they are about, (heading, sentences).
    """

    document: Document
    path: Path | None
    base: Path
    label: str
    run: Path | None = None
    reasons: tuple[str, ...] = ()
    baseline: str = ""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def recipe(self) -> Recipe:
        """The recipe itself."""
        return self.document.recipe


def open_source(text: str, target: str | None = None) -> OpenedSource:
    """Finds what `text` names and reads it.

    Args:
        text: A path (recipe, data file, model or run directory), a preset's name, or a run's id, unique
            beginning or title.
        target: Column or array to predict, where the source is a data file.

    Raises:
        SeqtuiError: Where there is nothing of that name, or it cannot be read; with exit code 2 where a
            table is named without the column to predict.
    """
    path = Path(text).expanduser()
    if path.exists() or path.is_symlink() or _is_path_like(text):
        return _of_path(path, text, target)
    found = preset(text)
    if found is not None:
        return OpenedSource(Document.read(found.path), None, Path.cwd(), found.name)
    from seqtui.runs.store import find_run, list_runs  # noqa: PLC0415  # which an ordinary start does without

    if not any(_may_mean(text, each) for each in list_runs(runs_dir())):
        raise _unknown(text)
    return _of_run(find_run(text, runs_dir()))


def is_data_file(text: str) -> bool:
    """Whether `text` names an existing data file rather than a recipe, model, preset or run."""
    path = Path(text).expanduser()
    return path.suffix.lower() in DATA_FILES and path.is_file()


def _is_path_like(text: str) -> bool:
    """Whether only a file can be meant: `./x`, `~/x`, `a/b`, `model.toml`, `data.csv`."""
    known = (".toml", *DATA_FILES, *MODEL_FILES)
    return "/" in text or text.startswith((".", "~")) or Path(text).suffix.lower() in known


def _of_path(path: Path, text: str, target: str | None) -> OpenedSource:
    if path.is_dir():
        if (path / RECIPE).is_file():
            return _of_run(path.resolve())
        raise SeqtuiError(
            f"{text} is a directory.",
            "A recipe, a data file, a model or a run directory was expected.",
            "Name a file in it, or run `seqtui presets` for what ships with seqtui.",
        )
    if not path.exists():
        cause = f"There is no file {path.absolute()}."
        raise SeqtuiError(f"{text} does not exist.", cause, _nearest_file(path))
    suffix = path.suffix.lower()
    if suffix in DATA_FILES:
        return _proposed(path, target)
    if suffix in MODEL_FILES:
        raise SeqtuiError(
            f"{text} is a model, not a recipe.",
            "A saved model does not say what data it was trained on, nor how.",
            "Name the recipe or the run that it came from.",
        )
    return OpenedSource(Document.read(path), path.resolve(), path.resolve().parent, path.name)


def _of_run(run: Path) -> OpenedSource:
    return OpenedSource(Document.read(run / RECIPE), None, run, run.name, run=run)


def _proposed(path: Path, target: str | None) -> OpenedSource:
    from seqtui.data import propose  # noqa: PLC0415  # numpy and polars, which an ordinary start does without

    return of_proposal(propose(path, target), path)


def of_text(text: str, label: str, base: Path) -> OpenedSource:
    """A recipe's TOML that lies in no file as what is open.

    Args:
        text: TOML.
        label: What to call it, on the screen and in errors.
        base: Directory against which the recipe's relative paths are resolved.

    Raises:
        SeqtuiError: It is no recipe.
    """
    return OpenedSource(Document.parse(text, label), None, base, label)


def of_proposal(proposal: Proposal, path: Path) -> OpenedSource:
    """A proposal for a data file as what is open."""
    return OpenedSource(
        Document.of(proposal.recipe),
        None,
        path.resolve().parent,
        path.name,
        reasons=proposal.reasons,
        baseline=proposal.baseline,
        sections=proposal.sections,
    )


def _may_mean(text: str, run: RunSummary) -> bool:
    """Whether `find_run` could take `text` for this run; if several can be meant, its error says so."""
    return run.title == text or run.id.startswith(text) or run.id.endswith(f"-{text}")


def _nearest_file(path: Path) -> str:
    directory = path.absolute().parent
    try:
        names = [each.name for each in directory.iterdir()]
    except OSError:
        return "Check the directory's name."
    close = difflib.get_close_matches(path.name, names, 1)
    return f"Did you mean {path.with_name(close[0])}?" if close else "Check the name and the directory."


def _unknown(text: str) -> SeqtuiError:
    names = [each.name for each in presets()]
    close = difflib.get_close_matches(text, names, 1)
    remedy = f"Did you mean {close[0]}? " if close else ""
    return SeqtuiError(
        f"Nothing is called {text!r}.",
        "It is neither a file, nor a preset, nor a run.",
        f"{remedy}The presets are {', '.join(names)}.",
    )
