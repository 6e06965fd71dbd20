"""When does a slip show: the script is run on Keras, step by step; the step that stops it is the answer."""

from __future__ import annotations

from seqtui.engine import trials
from seqtui.practice.generators.base import Body, Draw, Generator
from seqtui.practice.generators.scripts import ABOUT_COMPILE, SLIPS
from seqtui.practice.question import Mistake

OPTIONS: dict[str, str] = {
    "construct": "when a layer is constructed",
    "build": "when the model is built",
    "compile": "in compile",
    "fit": "in fit",
    "warning": "never: Keras only warns",
    "never": "never: it runs silently",
}
"""What the answers say, by step, in the order in which they are shown."""


def when_it_fails(draw: Draw) -> Body | None:
    """The first moment at which Keras objects to a script."""
    chance = draw.random
    groups = ABOUT_COMPILE if draw.skill == "compile" else SLIPS[draw.difficulty]
    slip = chance.choice(chance.choice(groups))(chance)
    found = trials.run(slip.script)
    if draw.skill == "error_messages" and found.step in {"warning", "never"}:
        return None  # there is no error to speak of
    return Body(
        kind="choice",
        prompt="This script is run on a CPU, from top to bottom. When does it go wrong, if at all?",
        code=slip.script.code,
        answer=OPTIONS[found.step],
        options=tuple(OPTIONS.values()),
        hint=(
            "A constructor sees its own arguments only, building sees shapes, compile sees its own "
            "arguments, and only fit sees the data."
        ),
        solution=_steps(found, slip.what, slip.remedy),
        quick_check="Ask who could know: the layer alone, the layers together, compile, or the data?",
        mistakes=tuple(
            Mistake(option, _reason(step, found)) for step, option in OPTIONS.items() if step != found.step
        ),
    )


def _steps(found: trials.Trial, what: str, remedy: str) -> tuple[str, ...]:
    says = {
        "construct": f"Layer {found.layer} is refused by its constructor: {found.said}",
        "build": f"Every layer is constructed; put together, they do not fit: {found.said}",
        "compile": f"The model is built; compile refuses: {found.said}",
        "fit": f"Everything goes well until the data arrive. fit says: {found.said}",
        "warning": f"Training runs to its end. Keras warns: {found.said}",
        "never": "Training runs to its end without a word.",
    }
    return (what, says[found.step], remedy)


def _reason(step: str, found: trials.Trial) -> str:
    order = list(OPTIONS)
    if step in {"warning", "never"}:
        if found.step == "warning":
            return f"It is not silent: {found.said}"
        if found.step == "never":
            return "Keras gives no warning."
        return f"It does not run to its end: it stops {OPTIONS[found.step]}."
    if order.index(step) < order.index(found.step):
        return "This step goes through: what is wrong cannot be seen there yet."
    return f"It does not get so far: it stops {OPTIONS[found.step]}."


WHEN_IT_FAILS = Generator(
    name="when_it_fails",
    skills={
        "when_errors_appear": ("easy", "medium", "hard"),
        "error_messages": ("medium", "hard"),
        "compile": ("hard",),
    },
    make=when_it_fails,
    trains=True,
)
