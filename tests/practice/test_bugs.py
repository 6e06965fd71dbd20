"""Messages and their causes: every slip is made here anew in plain Keras, with every number it may have."""

import re
from functools import cache
from itertools import product

from seqtui.practice.generators import by_name

UNITS, STEPS, SIZES, FILTERS = (8, 16, 32), (10, 20, 30), (8, 12, 16), (6, 10, 14)
# What was done, as code; the numbers are filled in.
SLIPS = {
    "an LSTM follows another that returns its last output only": "Input(({t}, 4)), LSTM({u}), LSTM(8)",
    "an LSTM gets plain rows of features instead of sequences": "Input(({u},)), LSTM(8)",
    "a pooling layer stands behind Flatten": "Input(({s}, {s}, 3)), Flatten(), MaxPooling2D(2)",
    "grey images have no axis for their channel": "Input(({s}, {s})), Conv2D({f}, 3)",
    "the kernel is larger than what is left of the image": (
        "Input(({s}, {s}, 1)), MaxPooling2D(4), Conv2D({f}, 7)"
    ),
    "a Reshape asks for another number of values": "Input(({u},)), Reshape(({u}, 2))",
    "groups do not divide the channels": "Input(({s}, {s}, 3)), Conv2D(4, 3, groups=2)",
    "units were given as a negative number": "Input(({u},)), Dense(-{u})",
    "a dropout rate was given in percent": "Input(({u},)), Dropout({r})",
    "an activation's name is misspelled": "Input(({u},)), Dense(4, activation='rellu')",
    "RepeatVector gets a sequence instead of a vector": "Input(({t}, {u})), RepeatVector(3)",
}


@cache
def said(code):
    """Keras's words against a stack, without colours, arguments and the numbers that it counts names with."""
    import keras

    keras.utils.clear_session()
    names = {**vars(keras.layers), "Input": keras.Input}
    try:
        keras.Sequential(eval(f"[{code}]", names))
    except Exception as error:  # noqa: BLE001  # whatever it is, its words are looked at
        return words(f"{type(error).__name__}: {error}")
    return ""


def words(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).split("Arguments received by")[0]
    text = re.sub(r"Exception encountered when calling [^\n]*\n", "", text)
    return re.sub(r"\W+", " ", re.sub(r"_\d+\b", "", text)).strip()


@cache
def all_said(slip):
    """Everything that Keras says where this was done."""
    grid = product(UNITS, STEPS, SIZES, FILTERS, (20.0, 30.0, 50.0))
    codes = {SLIPS[slip].format(u=u, t=t, s=s, f=f, r=r) for u, t, s, f, r in grid}
    return {said(code) for code in codes}


def test_the_slip_that_is_named_says_the_message_and_no_other_option_does():
    seen = set()
    for seed in range(100):
        skill, level = [("error_messages", "easy"), ("input_shape", "medium"), ("recurrent", "hard")][
            seed % 3
        ]
        question = by_name("name_the_bug").question(skill, level, seed)
        shown = words(question.code)
        seen.add(question.answer)
        assert shown in all_said(question.answer), (question.id, shown)
        for one in question.mistakes:
            assert shown not in all_said(one.answer), (question.id, one.answer)
            told = one.reason.removeprefix("Keras says then: ")
            assert words(told) in all_said(one.answer), (question.id, one.answer)
    assert seen == set(SLIPS)
