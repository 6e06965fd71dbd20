"""Why a constructor refuses an argument, and what it takes instead."""

from __future__ import annotations

import difflib
import re

from seqtui.engine.reason import Context, Rules, Words

RULES = Rules()

_EXAMPLES = {
    "units": "32",
    "filters": "32",
    "kernel_size": "3",
    "pool_size": "2",
    "rate": "0.5",
    "input_dim": "1000",
    "output_dim": "16",
    "activation": '"relu"',
    "target_shape": "[-1]",
    "dims": "[2, 1]",
    "n": "3",
    "layer": '{ kind = "LSTM", units = 8 }',
    "factor": "0.1",
    "num_bins": "10",
    "height": "32",
    "width": "32",
    "scale": "0.5",
    "stddev": "0.1",
}
_CODE = ("JaxLayer", "FlaxLayer", "TorchModuleWrapper", "Lambda")


def _example(name: str) -> str:
    return f", for example {name} = {_EXAMPLES[name]}" if name in _EXAMPLES else ""


def _shown(value: str) -> str:
    """A value as the user wrote it; text in quotation marks."""
    value = value.strip().rstrip(".")
    return value if re.fullmatch(r"[-+\d.e()\[\], ]+|None|True|False|\{.*\}|<.*>", value) else f'"{value}"'


@RULES.on(r"missing \d+ required positional arguments?: '(\w+)'")
def _missing(match: re.Match[str], context: Context) -> Words:
    name = match[1]
    if context.kind in _CODE:
        return (
            f"{context.kind} carries code",
            f"{context.kind} is made from a Python function or module, which a recipe cannot hold.",
            "Remove it, or use it in a Python script: seqtui export --to python.",
        )
    return (
        f"{context.kind} needs {name}",
        f"{name} has no default, and none was given.",
        f"Set {name}{_example(name)}.",
    )


@RULES.on(
    r"(?:Unrecognized keyword arguments?|Argument\(s\) not recognized)[^{]*\{'(\w+)'"
    r"|unexpected keyword argument '(\w+)'"
)
def _unknown_argument(match: re.Match[str], context: Context) -> Words:
    name = match[1] or match[2]
    known = _arguments(context.kind)
    near = difflib.get_close_matches(name, known, n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"It takes {', '.join(known[:6])}…"
    return f"{context.kind} has no {name}", f"{context.kind} does not take an argument named {name}.", remedy


def _arguments(kind: str) -> list[str]:
    import inspect

    import keras

    rooms = (keras.layers, keras.optimizers, keras.losses, keras.metrics, keras.regularizers)
    for room in (*rooms, keras.initializers, keras.constraints, keras.optimizers.schedules):
        found = {name.lower(): item for name, item in vars(room).items() if isinstance(item, type)}
        if item := found.get(kind.lower().replace("_", "")):
            return [name for name in inspect.signature(item).parameters if name not in ("args", "kwargs")]
    return []


@RULES.on(r"positive integer.*?(?:[Rr]eceived:? (?:`?\w+=)?|got )(.+?)(?: \(of type.*)?$")
def _positive(match: re.Match[str], context: Context) -> Words | None:
    named = re.search(r"`(\w+)`|(\w+)=", context.text)
    if named is None:
        return None
    name = named[1] or named[2]
    return (
        f"{name} must be a positive whole number",
        f"{context.kind} got {name} = {_shown(match[1])}.",
        f"Set {name} to 1 or more{_example(name)}.",
    )


@RULES.on(r"argument `?(\w+)`?\. Expected a strictly positive value\. Received \w+=([^.]+)")
def _strictly_positive(match: re.Match[str], context: Context) -> Words:
    name = match[1]
    return (
        f"{name} must be a positive whole number",
        f"{context.kind} got {name} = {_shown(match[2])}.",
        f"Set {name} to 1 or more{_example(name)}.",
    )


@RULES.on(r"argument `(\w+)`\. Expected a float value between 0 and 1\. Received: \w+=(.+)$")
def _share(match: re.Match[str], context: Context) -> Words:
    name = match[1]
    return (
        f"{name} must lie between 0 and 1",
        f"{context.kind} got {name} = {_shown(match[2])}.",
        f"Set {name} to a number from 0 to 1{_example(name)}.",
    )


@RULES.on(r"Could not interpret (\w+)(?: \w+)? identifier: (.+)$")
def _identifier(match: re.Match[str], context: Context) -> Words:
    family, given = match[1], match[2].strip()
    near = difflib.get_close_matches(given, _known(family), n=1, cutoff=0.5)
    remedy = f'Did you mean "{near[0]}"?' if near else f"Keras knows {', '.join(_known(family)[:6])}…"
    return f"Unknown {family}", f'{context.kind} got "{given}", which is no {family} of Keras\'s.', remedy


def _known(family: str) -> list[str]:
    """Names in Keras's small spelling: those that a person writes."""
    import keras

    module = getattr(keras, f"{family}s", None)
    functions = (name for name in vars(module or object) if name.islower() and not name.startswith("_"))
    return sorted(name for name in functions if name not in ("get", "serialize", "deserialize"))


@RULES.on(
    r"`(\w+)` argument must be (?:a list/tuple or )?one of \{(.+?)\}\. Received:? (?:\w+=)?(.+)$"
    r"|Argument `(\w+)` must be either (.+?)\. Received: \w+=(.+)$"
)
def _choice(match: re.Match[str], context: Context) -> Words:
    name, choices, given = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    options = sorted((f'"{option}"' for option in re.findall(r"'([^']+)'", choices)), reverse=True)
    remedy = (
        f"Choose {' or '.join(options)}." if len(options) <= 3 else f"Choose one of {', '.join(options)}."
    )
    return f"{name} has no such choice", f"{context.kind} got {name} = {_shown(given)}.", remedy


@RULES.on(r"`(\w+)` argument must be a tuple of (\d+) integers\. Received \w+=(\([^)]*\)|[^,\s]+)")
def _tuple(match: re.Match[str], context: Context) -> Words:
    name, count = match[1], int(match[2])
    many = "1 or more" if count == 1 else f"a whole number of 1 or more, or {count} of them"
    return (
        f"{name} has the wrong form",
        f"{context.kind} got {name} = {_shown(match[3])}.",
        f"Set {name} to {many}{_example(name)}.",
    )


@RULES.on(r"strides > 1.? not supported in conjunction with .?dilation_rate > 1")
def _strides_and_dilation(_: re.Match[str], context: Context) -> Words:
    return (
        "strides and dilation_rate exclude each other",
        f"{context.kind} has both above 1, which Keras does not support.",
        "Set strides or dilation_rate to 1.",
    )


@RULES.on(r"at most one unknown dimension")
def _two_unknown(_: re.Match[str], context: Context) -> Words:
    target = context.spec.arguments.get("target_shape") if context.spec else None
    return (
        "target_shape has more than one -1",
        f"Reshape got target_shape = {target}; only one size can follow from the others.",
        "Keep one -1 and give the other sizes.",
    )


@RULES.on(r"number of filters must be evenly divisible by the number of groups.*groups=(\d+), filters=(\d+)")
def _filter_groups(match: re.Match[str], _: Context) -> Words:
    return (
        "groups does not divide the filters",
        f"{match[2]} filters cannot be split into {match[1]} equal groups.",
        f"Set filters to a multiple of {match[1]}, or groups to a number that divides {match[2]}.",
    )


@RULES.on(r"Invalid permutation argument.*dims=(.+)$")
def _permutation(match: re.Match[str], _: Context) -> Words:
    return (
        "dims is no permutation",
        f"Permute got dims = {match[1]}; the axes of a row are counted from 1.",
        "Give each number from 1 to the number of axes once, in the new order.",
    )


@RULES.on(r"Cannot convert '?(.+?)'? to a mixed precision DTypePolicy")
def _dtype(match: re.Match[str], context: Context) -> Words:
    return (
        "Unknown dtype",
        f'{context.kind} got dtype = "{match[1]}".',
        'Use "float32", "float16", "bfloat16" or "mixed_float16".',
    )


@RULES.on(r"requires the (\w+) module|No module named '(\w+)'")
def _module(match: re.Match[str], context: Context) -> Words:
    name = match[1] or match[2]
    return (
        f"{context.kind} needs another package",
        f"Keras computes it with {name}, which is not installed.",
        f"Install it into this Python: pip install {name}.",
    )


@RULES.on(r"LearningRateSchedule.*Received instead: learning_rate=(.+)$")
def _learning_rate(match: re.Match[str], context: Context) -> Words:
    return (
        "learning_rate must be a positive number",
        f"{context.kind} got learning_rate = {_shown(match[1])}.",
        "Set learning_rate to a number above 0, for example 0.001.",
    )


@RULES.on(r"num_tokens must be set|either `(num_bins)` or `bin_boundaries`")
def _not_set(match: re.Match[str], context: Context) -> Words:
    name = match[1] or "num_tokens"
    return (
        f"{context.kind} needs {name}",
        f"Without {name}, Keras does not know how many columns come out.",
        f"Set {name}, for example {name} = 10.",
    )


@RULES.on(
    r"could not be deserialized properly|state_size`? attribute|must be initialized with a `?(?:Layer|RNN)"
)
def _wrapped(_: re.Match[str], context: Context) -> Words:
    return (
        f"{context.kind} cannot wrap that layer",
        f"{context.kind} works on recurrent layers, and the one it got is none.",
        "Wrap a LSTM, GRU or SimpleRNN, or use the inner layer alone.",
    )


@RULES.on(r"not supported between instances|unsupported operand|must be real number|can only concatenate")
def _wrong_type(_: re.Match[str], context: Context) -> Words | None:
    given = context.spec.arguments.items() if context.spec else ()
    text = next((f'{name} = "{value}"' for name, value in given if isinstance(value, str)), None)
    if text is None or context.input_shape is not None:
        return None
    return (
        f"{context.kind} got text for a number",
        f"Keras cannot compute with {text}.",
        "Give a number without quotation marks.",
    )


@RULES.on(r"(?:[Rr]eceived|got):? ?`?(\w+)=(.+?)`?$")
def _received(match: re.Match[str], context: Context) -> Words | None:
    """Any other refusal that names the argument: Keras's own sentence is the cause."""
    if context.input_shape is not None and match[1] not in (context.spec.arguments if context.spec else {}):
        return None
    given = re.split(r" \(of type| and \w+=", match[2])[0]
    sentence = re.split(r"\s*[Rr]eceived", context.text)[0].replace("`", "")
    return (
        f"{context.kind} refuses {match[1]}",
        f"{sentence.rstrip('. ,')}. It got {match[1]} = {_shown(given)}.",
        f"Give {match[1]} a value that Keras allows.",
    )
