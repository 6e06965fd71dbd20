"""What the model answers for a sample: the probability of each class as a bar, the true one marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqtui.tui.trace import texts
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.engine.tracing import Trace
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.trace.view import View
    from seqtui.tui.widgets.cells import Line

_SHORT_BAR = 12


def lines(view: View) -> list[Line]:
    """The probability of each class as a bar; the true one is marked."""
    seen, pen, data = view.seen, view.pen, view.seen.wanted.dataset
    traces: list[tuple[str, Trace]] = [("this one", seen.trace)]
    traces += [("held", seen.held)] if seen.held is not None else []
    traces += [("untrained", seen.untrained)] if seen.untrained is not None else []
    shares = [texts.chances(seen, trace) for _, trace in traces]
    true, best, count = texts.true_class(seen, seen.trace), int(np.argmax(shares[0])), len(shares[0])
    names = [texts.class_name(data, one) for one in range(count)]
    width = min(max(map(len, names)), 24)
    # One sigmoid unit speaks of two classes: then no line is the value in focus.
    focus = view.focus if count == seen.trace.prediction.size else -1
    cells = max(min(pen.width - width - 26 - 12 * len(traces), 40), 4)
    heads = "".join(f"{name:>12}" for name, _ in traces)
    found: list[Line] = [((f"{'':{width + 2}}{heads}", "dim"),)] if len(traces) > 1 else []
    must = {one for one in (best, true, focus) if one is not None and one >= 0}
    likeliest = sorted(range(count), key=lambda one: (one not in must, -shares[0][one]))
    for one in sorted(likeliest[: max(view.room - len(found), 1)]):
        strong = "strong" if one == focus else ""
        marks = [word for word, holds in (("predicted", one == best), ("true", one == true)) if holds]
        size = 12 if len(traces) > 1 else 8
        found.append(
            (
                (">" if strong else " ", "accent"),
                (f" {fitted(names[one], width, plain=pen.plain)}", strong),
                *((f"{share[one]:>{size}.4f}", "") for share in shares),
                ("  ", ""),
                (pen.bar(float(shares[0][one]), cells), "accent" if one == true else "bar"),
                (f"  {', '.join(marks)}" if marks else "", "strong"),
            )
        )
    return found


def short(seen: Seen, pen: Pen, room: int) -> list[Line]:
    """The likeliest classes in a narrow block; none where the last layer gives no probabilities."""
    shares = texts.chances(seen, seen.trace)
    if shares is None:
        return []
    true, data = texts.true_class(seen, seen.trace), seen.wanted.dataset
    likeliest = sorted(range(len(shares)), key=lambda one: (one != true, -shares[one]))[: max(room, 1)]
    width = min(max(len(texts.class_name(data, one)) for one in likeliest), 12)
    return [
        (
            (f"{fitted(texts.class_name(data, one), width, plain=pen.plain)} {shares[one]:.3f} ", ""),
            (pen.bar(float(shares[one]), _SHORT_BAR).ljust(_SHORT_BAR), "accent" if one == true else "bar"),
            (" true" if one == true else "     ", "strong"),
        )
        for one in sorted(likeliest)
    ]
