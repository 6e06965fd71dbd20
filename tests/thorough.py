"""What `make test` takes a sample of, and `make test-all` takes whole."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

_SLOW = pytest.mark.slow


def sample(cases: Iterable[Any], every: int, where: Callable[[Any], bool] = lambda _: True) -> list[Any]:
    """Parameters of which every so-manieth is quick, and the others are slow.

    Args:
        cases: Values for one argument, or tuples for several.
        every: 4 for one of four, the first included.
        where: Which ones to choose among; those that it leaves out are quick all of them.
    """
    found, seen = [], 0
    for case in cases:
        slow = where(case) and seen % every != 0
        seen += where(case)
        given = case if isinstance(case, tuple) else (case,)
        found.append(pytest.param(*given, marks=_SLOW) if slow else pytest.param(*given))
    return found
