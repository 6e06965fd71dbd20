"""Keras's and TensorFlow's errors in plain words: title, cause and remedy."""

from __future__ import annotations

import re

from seqtui.engine import argument_reasons, layer_reasons, training_reasons
from seqtui.engine.reason import Context, Words
from seqtui.errors import SeqtuiError
from seqtui.recipe.flow import Shape
from seqtui.recipe.values import LayerSpec

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_TRACE_LINE = re.compile(r"^(Exception encountered|Graph execution error|Detected at node|File \")")
_INPUT_NAME = re.compile(
    r"Input \d+ (?:with name '[^']*' )?of layer '[^']*' is incompatible with the layer: "
)
_NODE = re.compile(r"\{\{(?:function_node|node) [^}]*\}\}\s*|\[\[[^\]]*\]\]|\[Op:[^\]]*\].*$")
_LONGEST = 300


def explain(
    error: BaseException, kind: str, *, spec: LayerSpec | None = None, input_shape: Shape | None = None
) -> Words:
    """Title, cause and remedy of an error that Keras or TensorFlow raised.

    Args:
        error: As it was raised. A SeqtuiError keeps its own words.
        kind: The layer's kind, the object's name, or "training" and the like.
        spec: The layer's, where the error is about a layer.
        input_shape: With the batch axis; None where the layer could not even be made.
    """
    if isinstance(error, SeqtuiError):
        return error.title, error.cause, error.remedy
    context = Context(kind, clean(str(error)) or type(error).__name__, spec, input_shape)
    everything = f"{error}" if isinstance(error, MemoryError) else context.text
    rooms = [argument_reasons.RULES, training_reasons.RULES]
    if input_shape is not None:
        rooms.insert(0, layer_reasons.RULES)
    for rules in rooms:
        if words := rules.words(context):
            return words
    if isinstance(error, MemoryError):
        return "Out of memory", everything or "Memory ran out.", "Make fit.batch_size or the layers smaller."
    return _otherwise(context)


def clean(text: str) -> str:
    """A message without colours, stack lines, node names and Keras's frame around it; one line.

    Backticks stay: they tell argument names from words. `explain` takes them out in the end.
    """
    text = _ANSI.sub("", text).split("Arguments received by")[0]
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not _TRACE_LINE.match(line)]
    joined = _NODE.sub("", " ".join(kept))
    return _INPUT_NAME.sub("", re.sub(r"\s+", " ", joined)).strip()


def _otherwise(context: Context) -> Words:
    """No rule knows the error: Keras's own sentence, and a remedy that fits the place."""
    sentence = context.text.replace("`", "")
    cause = sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rsplit(' ', 1)[0]} …"
    if context.spec is None:
        return (
            f"{_capital(context.kind)} failed",
            cause,
            "Change the setting that it names, or undo the last edit.",
        )
    if context.input_shape is None:
        remedy = f"Change its arguments; seqtui layers {context.kind} lists them."
        return f"{context.kind} refuses its arguments", cause, remedy
    remedy = "Change its arguments, or what the layers before it give it."
    return f"{context.kind} cannot take the input {context.input_shape}", cause, remedy


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
