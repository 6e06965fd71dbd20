"""Questions without end, each answered by Keras. `by_name` finds a generator; `GENERATORS` lists them all."""

from __future__ import annotations

from seqtui.errors import SeqtuiError
from seqtui.practice.generators.base import Generator
from seqtui.practice.generators.confusion import CONFUSION
from seqtui.practice.generators.counts import PARAMETER_COUNT
from seqtui.practice.generators.failing import FAILING_LAYER
from seqtui.practice.generators.shapes import OUTPUT_SHAPE

GENERATORS: tuple[Generator, ...] = (OUTPUT_SHAPE, PARAMETER_COUNT, FAILING_LAYER, CONFUSION)

__all__ = ["GENERATORS", "Generator", "by_name"]


def by_name(name: str) -> Generator:
    """The generator of that name.

    Raises:
        SeqtuiError: There is none.
    """
    found = next((one for one in GENERATORS if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in GENERATORS)
        raise SeqtuiError(f"Unknown generator {name}", f"Generators are: {names}.", "Choose one of them.")
    return found
