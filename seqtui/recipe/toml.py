"""Recipes as TOML files. Saving edits the opened text, so that comments and order stay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seqtui.errors import SeqtuiError
from seqtui.recipe.reading import recipe_from_toml
from seqtui.recipe.values import Recipe
from seqtui.recipe.writing import recipe_text

_LARGEST_FILE = 4 * 1024 * 1024


def parse(text: str, name: str = "recipe") -> Recipe:
    """The recipe in a TOML text; `name` is told in errors.

    Raises:
        SeqtuiError: With `key` set where one key is to blame.
    """
    return recipe_from_toml(text, name)


def dumps(recipe: Recipe) -> str:
    """The recipe as TOML, written afresh."""
    return recipe_text(recipe)


@dataclass(frozen=True, slots=True)
class Document:
    """A recipe together with the text that it stands in."""

    recipe: Recipe
    text: str

    @staticmethod
    def parse(text: str, name: str = "recipe") -> Document:
        """A document from TOML text.

        Raises:
            SeqtuiError: As `parse` of this module.
        """
        return Document(parse(text, name), text)

    @staticmethod
    def read(path: Path) -> Document:
        """A document from a file.

        Raises:
            SeqtuiError: No such file, not readable, not text, or not a recipe.
        """
        return Document.parse(_read_text(path), path.name)

    @staticmethod
    def of(recipe: Recipe) -> Document:
        """A document with a text written afresh."""
        return Document(recipe, dumps(recipe))

    def with_recipe(self, recipe: Recipe) -> Document:
        """This document saying `recipe`; what did not change keeps its text, comments included."""
        if recipe == self.recipe:
            return Document(recipe, self.text)
        text = _edited(self.text, self.recipe, recipe)
        # A text laid out in a way that editing cannot follow is written afresh: right before pretty.
        return Document.of(recipe) if text is None else Document(recipe, text)


def _edited(text: str, old: Recipe, new: Recipe) -> str | None:
    """The text changed from `old` to `new`; None where it would not say `new`."""
    from seqtui.recipe.editing import edited_text  # noqa: PLC0415  # tomlkit loads when first needed

    try:
        changed = edited_text(text, old, new)
        return changed if parse(changed) == new else None
    except Exception:  # noqa: BLE001  # tomlkit stumbles over rare layouts; the recipe is saved all the same
        return None


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise SeqtuiError(
                f"{path.name} is too large for a recipe",
                f"It has {path.stat().st_size:,} bytes; recipes are texts of a few hundred lines.",
                "If it holds data, name it as `source` under [data].",
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SeqtuiError(
            "No such file", f"{path} does not exist.", "Check the path, or `seqtui presets` for what ships."
        ) from error
    except IsADirectoryError as error:
        raise SeqtuiError(
            "A folder is not a recipe", f"{path} is a folder.", "Name a .toml file inside it."
        ) from error
    except OSError as error:
        raise SeqtuiError(
            f"{path.name} cannot be read", f"{error.strerror or error}.", "Check the file's permissions."
        ) from error
    return _decoded(raw, path)


def _decoded(raw: bytes, path: Path) -> str:
    if b"\0" in raw[:4096] or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        utf_16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "It is UTF-16." if utf_16 else "It holds zero bytes, as binary files do."
        raise SeqtuiError(f"{path.name} is not UTF-8 text", what, "Save it as UTF-8, and open it again.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SeqtuiError(
            f"{path.name} is not UTF-8 text",
            f"Byte {error.start + 1} (0x{raw[error.start]:02x}) does not belong to any UTF-8 character.",
            "Save it as UTF-8, and open it again.",
        ) from error
