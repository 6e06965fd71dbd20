"""What caused an error: Keras's own message, and slips that make it say almost the same."""

from __future__ import annotations

import textwrap

from seqtui.practice.generators import models
from seqtui.practice.generators.base import Body, Draw, Generator, choose, recipe_text
from seqtui.practice.generators.causes import FAMILIES, Case, Family
from seqtui.practice.generators.shapes import flow_of
from seqtui.practice.question import Mistake


def name_the_bug(draw: Draw) -> Body | None:
    """Which slip makes Keras say the message shown; which stack, where it is hard."""
    family = draw.random.choice(FAMILIES[draw.skill])(draw.random)
    messages = [said(one.made) for one in family.cases]
    at = draw.random.randrange(len(messages))
    message, case = messages[at], family.cases[at]
    flow = flow_of(case.made)
    if not family.shaped and draw.difficulty != "easy":
        return None  # the message says it all
    # What says the very same is no wrong answer, and what still fails is no remedy.
    if message is None or messages.count(message) > 1 or flow.error is None or flow_of(case.fixed).error:
        return None
    hard = draw.difficulty == "hard"
    others = [number for number, other in enumerate(messages) if number != at and other is not None]
    draw.random.shuffle(others)
    others.sort(key=lambda number: -_alike(messages[number] or "", message))
    wrong = [
        Mistake(_option(family.cases[one], hard=hard), f"Keras says then: {messages[one]}") for one in others
    ]
    chosen = choose(draw, _option(case, hard=hard), wrong)
    if chosen is None:
        return None
    return Body(
        kind="choice",
        prompt=_prompt(family, hard=hard),
        code="\n".join(textwrap.wrap(message, 72)),
        answer=_option(case, hard=hard),
        options=chosen[0],
        hint=_HINTS[family.shaped],
        solution=(
            f"{case.what[0].upper()}{case.what[1:]}: {case.code}.",
            *((f"Layer {flow.error.layer}: {flow.error.message}",) if family.shaped else ()),
            case.remedy,
        ),
        quick_check=_CHECKS[family.shaped],
        mistakes=chosen[1],
        recipe=recipe_text(case.made.recipe),
    )


_HINTS = {
    True: "Three things tell: the layer's name (a second one is counted: _1), the axes, the sizes.",
    False: "The message names the argument, or what the argument was given.",
}
_CHECKS = {
    True: "Work out which shape each of the slips would bring to the layer: one is in the message.",
    False: "The value in the message stands in the code of the layer.",
}
"""By whether the message is about a shape."""


def _prompt(family: Family, *, hard: bool) -> str:
    if hard:
        return "Which of these stacks fails with this message?"
    return f"A model for {family.samples} fails with this message. What is the mistake?"


def _option(case: Case, *, hard: bool) -> str:
    return case.code if hard else case.what


def said(made: models.Made) -> str | None:
    """Keras's own words against a model, cleaned of colours and of the arguments it lists; None for none."""
    from seqtui.engine.rawmessages import refusal  # noqa: PLC0415  # Keras, late

    return refusal(made.layers, made.input_shape, made.dtype)


def _alike(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


NAME_THE_BUG = Generator(
    name="name_the_bug",
    skills={
        "error_messages": ("easy", "medium", "hard"),
        "input_shape": ("medium", "hard"),
        "recurrent": ("medium", "hard"),
    },
    make=name_the_bug,
)
