"""Questions without end, each answered by Keras. `by_name` finds a generator; `GENERATORS` lists them all."""

from __future__ import annotations

from seqtui.errors import SeqtuiError
from seqtui.practice.generators.base import Generator
from seqtui.practice.generators.building import BUILD_TO_SPEC
from seqtui.practice.generators.confusion import CONFUSION
from seqtui.practice.generators.counts import PARAMETER_COUNT
from seqtui.practice.generators.failing import FAILING_LAYER
from seqtui.practice.generators.fixing import FIX_MODEL
from seqtui.practice.generators.gaps import FILL_GAP
from seqtui.practice.generators.lasts import LAST_LAYER
from seqtui.practice.generators.messages import NAME_THE_BUG
from seqtui.practice.generators.predicting import PREDICT_CURVE
from seqtui.practice.generators.shapes import OUTPUT_SHAPE
from seqtui.practice.generators.vectors import MATCH_VECTOR
from seqtui.practice.generators.whens import WHEN_IT_FAILS
from seqtui.practice.generators.windows import WINDOW_FOR_SHAPE

GENERATORS: tuple[Generator, ...] = (
    OUTPUT_SHAPE,
    PARAMETER_COUNT,
    WINDOW_FOR_SHAPE,
    FAILING_LAYER,
    FILL_GAP,
    NAME_THE_BUG,
    MATCH_VECTOR,
    CONFUSION,
    WHEN_IT_FAILS,
    LAST_LAYER,
    PREDICT_CURVE,
    FIX_MODEL,
    BUILD_TO_SPEC,
)

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
