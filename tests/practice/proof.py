"""Proves questions of the bank on real Keras: what a check says must hold of the key and of no distractor."""

import ast
import re
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from seqtui.practice.answers import is_right, parse_shape
from seqtui.practice.bank import Entry
from seqtui.practice.question import GAP, Question
from seqtui.practice.sums import parse_number

SAID: list[str] = []
"""What Keras said in the check that runs."""


def raised(action: Callable[[], Any]) -> str | None:
    """Name of the exception that a call ends in, None where it ends well."""
    try:
        action()
    except Exception as error:  # noqa: BLE001  # what Keras raises is the answer
        SAID.append(f"{type(error).__name__}: {error}")
        return type(error).__name__
    return None


def message(action: Callable[[], Any]) -> str:
    """What the exception of a call says, "" where it ends well."""
    try:
        action()
    except Exception as error:  # noqa: BLE001  # what Keras raises is the answer
        SAID.append(f"{type(error).__name__}: {error}")
        return str(error)
    return ""


def warned(action: Callable[[], Any]) -> str:
    """What a call warns of, "" where it says nothing. What it raises goes through."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        action()
    return "\n".join(str(one.message) for one in found)


def config(model: Any) -> Any:
    """A model's or layer's config without the names that Keras counts up, for comparison."""
    return _nameless(model.get_config())


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nameless(one) for key, one in value.items() if key not in {"name", "build_config"}}
    return [_nameless(one) for one in value] if isinstance(value, list | tuple) else value


def model_of(code: str, answer: str = "") -> tuple[Any, bool]:
    """The `model` that the code makes with an answer in its gap, or None; and whether all of it ran."""
    import keras
    import numpy as np
    from keras import layers

    names: dict[str, Any] = {"keras": keras, "layers": layers, "np": np}
    whole = raised(lambda: exec(code.replace(GAP, answer), names)) is None
    return names.get("model"), whole


def made(code: str, answer: str) -> Any:
    """Config of the `model` that the code makes with an answer in its gap; None where it fails."""
    model, whole = model_of(code, answer)
    return config(model) if whole else None


STEPS = {
    "keras.Sequential(": "when the model is built",
    ".compile(": "in compile",
    ".fit(": "in fit",
}
"""What a statement that fails holds, and how the options of when_errors_appear name its step."""


def stage(code: str, **given: Any) -> str:
    """When the code goes wrong, in the words of the options of when_errors_appear.

    Args:
        code: Statements that make layers, build, compile and fit.
        given: Names that it uses, such as x and y.

    Raises:
        Exception: Another statement fails.
    """
    import keras
    import numpy as np
    from keras import layers

    names: dict[str, Any] = {"keras": keras, "layers": layers, "np": np, **given}
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        for statement in ast.parse(code).body:
            text = ast.unparse(statement)
            if any(raised(partial(eval, one, names)) for one in _layers(statement)):
                return "when the layer is constructed"
            try:
                exec(text, names)
            except Exception:
                step = [STEPS[part] for part in STEPS if part in text]
                if not step:
                    raise
                return step[0]
    loud = any(issubclass(one.category, UserWarning) for one in found)
    return "never: a warning only" if loud else "never: it runs silently"


def _layers(statement: ast.stmt) -> list[str]:
    """The calls `layers.Something(...)` in a statement, as code."""
    calls = [one for one in ast.walk(statement) if isinstance(one, ast.Call)]
    return [text for text in map(ast.unparse, calls) if text.startswith("layers.")]


def run(check: str, code: str) -> dict[str, Any]:
    """What a check of a question with this code defines, with Keras at hand."""
    import keras
    import numpy as np
    import tensorflow as tf
    from keras import layers

    keras.utils.clear_session()  # layers are named as in a fresh process
    keras.utils.set_random_seed(0)
    SAID.clear()
    names: dict[str, Any] = {
        "keras": keras,
        "layers": layers,
        "np": np,
        "tf": tf,
        "raised": raised,
        "message": message,
        "warned": warned,
        "config": config,
        "made": partial(made, code),
        "stage": partial(stage, code),
    }
    exec(check, names)
    return names


def unproved(entry: Entry) -> list[str]:
    """What is wrong with an entry; nothing where it is proved."""
    question = entry.question
    found = formal(question)
    if not entry.check:
        return found if len(entry.definition) > 20 else [*found, "a definition says why nothing is computed"]
    holds = run(entry.check, question.code)["holds"]
    found += [f"right, and does not hold: {one}" for one in question.accepted if not holds(one)]
    wrong = [one.answer for one in question.mistakes]
    found += [f"wrong, and holds: {one}" for one in wrong if holds(one)]
    said = [plain(one) for one in SAID]
    return found + [
        f"not what Keras says: {one}" for one in quoted(question) if not any(one in each for each in said)
    ]


_SPEAKS = re.compile(r"expected|[Rr]eceived|incompatible|not iterable|must have")


def quoted(question: Question) -> list[str]:
    """What a question says that Keras says, word for word: it stands in quotation marks."""
    return [plain(one) for one in re.findall(r'"([^"]{30,})"', question.prompt) if _SPEAKS.search(one)]


def plain(text: str) -> str:
    """A message in one line, without colours."""
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text)).strip()


def formal(question: Question) -> list[str]:
    """What can be seen without running anything."""
    wrong = [one.answer for one in question.mistakes]
    found = _of_choice(question, wrong) if question.kind == "choice" else _of_typed(question, wrong)
    if set(wrong) & set(question.accepted):
        found.append("what is accepted is no mistake")
    if not (question.hint and question.solution and question.quick_check and question.mistakes):
        found.append("hint, solution, quick check and mistakes")
    return found


def _of_choice(question: Question, wrong: list[str]) -> list[str]:
    found = []
    if len(set(question.options)) != len(question.options) or not 3 <= len(question.options) <= 6:
        found.append("three to six distinct options")
    if set(question.options) != {*question.accepted, *wrong}:
        found.append("each option is accepted, or a mistake with its reason")
    return found


def _of_typed(question: Question, wrong: list[str]) -> list[str]:
    parse = {"number": parse_number, "shape": parse_shape}.get(question.kind, str)
    found = [f"not a {question.kind}: {one}" for one in (*question.accepted, *wrong) if parse(one) is None]
    if question.kind == "cloze" and question.code.count(GAP) != 1:
        found.append("exactly one gap in the code")
    return found + [f"a mistake that would be accepted: {one}" for one in wrong if is_right(question, one)]
