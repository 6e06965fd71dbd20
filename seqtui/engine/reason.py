"""How an error of Keras's is turned into words: rules, and what they are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seqtui.recipe.flow import Shape
from seqtui.recipe.values import LayerSpec

Words = tuple[str, str, str]  # title, cause, remedy

_AXES = {
    1: "rows",
    2: "rows, features",
    3: "rows, steps, features",
    4: "rows, height, width, channels",
    5: "rows, depth, height, width, channels",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the message.

    Attributes:
        kind: Layer kind, object name, "compile" or "training".
        text: The message, cleaned.
        spec: The layer's, where the error is about a layer.
        input_shape: With the batch axis; None where the layer could not even be made.
    """

    kind: str
    text: str
    spec: LayerSpec | None = None
    input_shape: Shape | None = None


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Context], Words | None]]


class Rules(list[Rule]):
    """Rules in the order in which they are tried; a rule may decline by returning None."""

    def on(
        self, pattern: str
    ) -> Callable[
        [Callable[[re.Match[str], Context], Words | None]], Callable[[re.Match[str], Context], Words | None]
    ]:
        """Registers the function that words the errors whose cleaned message holds this pattern."""

        def register(
            words: Callable[[re.Match[str], Context], Words | None],
        ) -> Callable[[re.Match[str], Context], Words | None]:
            self.append((re.compile(pattern, re.DOTALL), words))
            return words

        return register

    def words(self, context: Context) -> Words | None:
        """The first rule's answer."""
        for pattern, words in self:
            match = pattern.search(context.text)
            if match and (found := words(match, context)):
                return found
        return None


def axes(rank: int) -> str:
    """What the axes of a tensor of this rank usually are."""
    return _AXES.get(rank, f"{rank} axes")


def sizes(text: str) -> list[str]:
    """The sizes in Keras's spellings of a shape: `(None, 3)`, `[None 3]`, `(3,)`."""
    return re.findall(r"None|-?\d+", text)


def by(items: list[str]) -> str:
    """`3 x 3`."""
    return " x ".join(items)


def counted(number: int, word: str) -> str:
    """`1 axis`, `2 axes`: the word in its plural where there are more."""
    if number == 1:
        return f"1 {word}"
    return f"{number} {'axes' if word == 'axis' else word + 's'}"


def toml(shape: Sequence[int]) -> str:
    """A shape as it is written in a recipe."""
    return f"[{', '.join(str(size) for size in shape)}]"
