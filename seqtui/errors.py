"""The one exception that people see: what happened, why, and what to do about it."""

from __future__ import annotations

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_BAD_INPUT = 3
EXIT_TRAINING_FAILED = 4
EXIT_INTERRUPTED = 130


class SeqtuiError(Exception):
    """A failure that the user can act on.

    Attributes:
        title: What went wrong, in a few words.
        cause: Why, with the value that was received.
        remedy: What to do next.
        exit_code: The process's exit code where this ends a command.
        layer: Index of the layer concerned (1 is the first layer, 0 the input), if any.
        key: Dotted recipe key concerned (`layers.2.units`, `fit.epochs`), if any.
    """

    def __init__(
        self,
        title: str,
        cause: str,
        remedy: str,
        *,
        exit_code: int = EXIT_BAD_INPUT,
        layer: int | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(title)
        self.title = title
        self.cause = cause
        self.remedy = remedy
        self.exit_code = exit_code
        self.layer = layer
        self.key = key

    @property
    def in_a_line(self) -> str:
        """Title, cause and remedy one after the other, where there is room for a line."""
        return f"{self.title} {self.cause} {self.remedy}"

    def __str__(self) -> str:
        return f"{self.title}\n{self.cause}\n{self.remedy}"
