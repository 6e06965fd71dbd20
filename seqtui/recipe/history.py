"""Undo and redo without limit: a history is a value that holds every state."""

from __future__ import annotations

from dataclasses import dataclass

from seqtui.recipe.values import Recipe


@dataclass(frozen=True, slots=True)
class History:
    """All states of a recipe and the place among them; `labels[i]` says what made state i."""

    states: tuple[Recipe, ...]
    labels: tuple[str, ...]
    at: int = 0

    @staticmethod
    def of(recipe: Recipe) -> History:
        """A history that begins here."""
        return History((recipe,), ("",))

    @property
    def present(self) -> Recipe:
        """The recipe as it is now."""
        return self.states[self.at]

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None at the start."""
        return self.labels[self.at] if self.at else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again; None at the end."""
        return self.labels[self.at + 1] if self.at + 1 < len(self.states) else None

    def do(self, recipe: Recipe, label: str) -> History:
        """One step on; what had been undone is forgotten. An edit without effect leaves no trace."""
        if recipe == self.present:
            return self
        end = self.at + 1
        return History((*self.states[:end], recipe), (*self.labels[:end], label), end)

    def undo(self) -> History:
        """One step back; the same history at the start."""
        return History(self.states, self.labels, max(0, self.at - 1))

    def go_to(self, place: int) -> History:
        """The same history at another place, as if undone or done again up to there."""
        return History(self.states, self.labels, max(0, min(len(self.states) - 1, place)))

    def redo(self) -> History:
        """One step forth again; the same history at the end."""
        return History(self.states, self.labels, min(len(self.states) - 1, self.at + 1))
