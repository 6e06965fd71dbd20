"""How one number came about, as lines: its terms by size, bias, activation, and Keras's own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqtui.tui.trace import texts
from seqtui.tui.trace.numbers import number
from seqtui.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from seqtui.engine.terms import Term, Terms
    from seqtui.tui.trace.looks import Seen
    from seqtui.tui.trace.shades import Pen
    from seqtui.tui.widgets.cells import Line

_NAME = 20
_NO_TERMS = "No sum of a few terms tells how this layer makes its numbers."


def lines(seen: Seen, at: int, pen: Pen, room: int) -> list[Line]:
    """The largest terms and what all of them come to.

    Args:
        seen: With terms.
        at: Position of the stage.
        pen: How to draw.
        room: Lines at most.
    """
    terms = seen.terms
    if terms is None:
        return [] if at == 0 else [((_NO_TERMS, "dim"),)]
    others = [one for one in terms.terms if not one.place]
    ordered = [*terms.adding, *(one for one in terms.terms if one.place and not one.product)]
    kept = max(min(len(ordered), room - 3 - len(others)), 0)
    top = max((abs(one.product) for one in terms.terms), default=0.0)
    found = [_head(seen, at, terms)]
    found += [_term(seen, at, one, top, pen) for one in ordered[:kept]]
    rest = ordered[kept:]
    if rest:
        product = sum(one.product for one in rest)
        label = f"{len(rest):,} more" if kept else f"{len(rest):,} terms"
        found.append((_padded(label, pen), (" " * 20, ""), (f" = {number(product)}", ""), (" ", "")))
    found += [_other(one, top, pen) for one in others]
    found.append(_result(terms, seen.trace.stages[at].values.dtype.name, pen))
    return found


def page(seen: Seen, at: int, pen: Pen, focus: int) -> tuple[list[Line], list[Line]]:
    """All terms, with a cursor on one of them.

    Args:
        seen: With terms.
        at: Position of the stage.
        pen: How to draw.
        focus: Which of the terms that add something.

    Returns:
        What the terms come to and which is in focus, which stays however many there are; and a line for
        each of them, largest first. Those that add nothing share the last line.
    """
    terms = seen.terms
    if terms is None:
        return [], [((_NO_TERMS, "dim"),)]
    top = max((abs(one.product) for one in terms.terms), default=0.0)
    others = [_other(one, top, pen) for one in terms.terms if not one.place]
    result = _result(terms, seen.trace.stages[at].values.dtype.name, pen)
    found = [_term(seen, at, one, top, pen) for one in terms.adding]
    told: Line = ()
    if found:
        focus = min(focus, len(found) - 1)
        told = ((f"  term {focus + 1:,} of {len(found):,}, the largest first", "dim"),)
        found[focus] = _marked(found[focus])
    nothing = sum(bool(one.place and not one.product) for one in terms.terms)
    if nothing:
        label = "more" if found else "terms"
        found.append(((f"  {nothing:,} {label}: a product of 0, which adds nothing.", "dim"),))
    return [_head(seen, at, terms), result, told, *others], found


def _head(seen: Seen, at: int, terms: Terms) -> Line:
    name = texts.value_name(seen, at, terms.place)
    return (
        (f"{name} = {number(terms.keras, 1).strip()}", "strong"),
        (f"   {terms.rule}", "dim"),
    )


def _marked(line: Line) -> Line:
    (name, _), *rest = line
    return ((">", "accent"), (name[1:], "strong"), *rest)


def _padded(name: str, pen: Pen) -> tuple[str, str]:
    return "  " + fitted(name, _NAME, plain=pen.plain), ""


def _term(seen: Seen, at: int, term: Term, top: float, pen: Pen) -> Line:
    name = term.label or texts.value_name(seen, at - 1, term.place)
    weight = (" " * 11, "") if term.weight is None else (f" {pen.times} {number(term.weight)}", "")
    value = "" if term.label and term.weight is None else number(term.value)
    return (_padded(name, pen), (f" {value:>8}", ""), weight, *_product(term, top, pen))


def _other(term: Term, top: float, pen: Pen) -> Line:
    weight = " " * 11 if term.weight is None else f" {pen.times} {number(term.weight)}"
    value = " " * 8 if term.weight is None else number(term.value)
    return (_padded(term.label, pen), (f" {value}", ""), (weight, ""), *_product(term, top, pen))


def _product(term: Term, top: float, pen: Pen) -> tuple[tuple[str, str], ...]:
    cells = max(min(pen.width - _NAME - 2 - 9 - 11 - 12, 24), 0)
    drawn = pen.bar(abs(term.product) / top if top else 0.0, cells)
    role = "train" if term.product >= 0 else "validation"
    return ((f" = {number(term.product)} ", ""), (drawn, role))


def _result(terms: Terms, dtype: str, pen: Pen) -> Line:
    largest = "largest" if terms.rule.startswith("largest") else "sum"
    words = f"  {largest} {number(terms.total, 1).strip()}"
    for name, value in terms.steps:
        words += f" {pen.arrow} {name} {pen.arrow} {number(value, 1).strip()}"
    near = abs(terms.result - terms.keras) <= 1e-5 * max(1.0, abs(terms.keras))
    told = "the same" if near else f"in {dtype}"
    return (
        (words, ""),
        (f"   Keras gave {number(terms.keras, 1).strip()}, {told}", "dim" if near else "warning"),
    )
