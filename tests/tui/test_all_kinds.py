"""Every kind of layer by keys: added, its form opened, every argument made legal and illegal.

What is legal is asked of real Keras, outside the app: a layer made and called on a symbolic input. That
the shape flow equals real Keras is tested over all kinds in tests/engine/test_shapes.py.
"""

import asyncio
from collections import defaultdict
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from seqtui.engine.build import layer, undisturbed_random
from seqtui.engine.shapes import nothing_left_pending
from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.edits import new_layer
from seqtui.recipe.forms import format_value, parse_value
from seqtui.tui.widgets.form import _VALUE
from tests.engine.kinds import KINDS, NOT_HERE, fitting

# One for each control and each kind of reason; the rest is asked in `make test-all`.
SAMPLE = (
    "Dense",
    "Conv2D",
    "Dropout",
    "TimeDistributed",
    "RNN",
    "StringLookup",
    "Rescaling",
    "Lambda",
)
NUMBERS = ["3", "2", "1", "4", "8", "0", "-1", "100", "512"]
FLOATS = ["0.25", "0.75", "1.5", "2.0", "100.0"]
PAIRS = ["0.1, 0.3", "2, 2", "3, 3", "1, 1", "2, 1", "1, 2", "3, 4", "6, 2", "2, 6", "0.0, 0.5", "0, 1"]
TRIPLES = ["2, 2, 2", "1, 1, 1", "2, 3, 1", "1, 2, 3", "1, None, 1"]
TUPLES = ["3", "2", "1", "4", "-1", "0.3", "-1,", *PAIRS, *TRIPLES, "'a', 'b'"]
LEGAL = {
    "integer": NUMBERS,
    "float": FLOATS,
    "tuple": TUPLES,
    "text": ["mine", "utf-16", "ab,bd->ad", "c", "'a'"],
    "object": ["relu", "tanh", "ones", "l2(0.01)", "max_norm(2)", "orthogonal"],
    "layer": ["Dense(3)", "LSTM(5)", "GRUCell(4)", "Conv2D(2, 3)", "LSTM(5, go_backwards=true)"],
}
ILLEGAL = {
    "integer": ["-3", "0", "-1", "1000"],
    "float": ["-3.5", "7.5", "0.0"],
    "tuple": ["-3", "0", "9.5", "2, 2, 2, 2, 2, 2", "-1, -1", "'a', 'a'"],
    "text": ["a/b", "no such thing"],
    "object": ["l2(-1)", "variance_scaling(-1)"],
    "layer": ["Dense(-3)", "LSTM(-3)", "LSTMCell(-3)", "Conv2D(-3, 3)"],
}
# What Keras would take, and the form refuses by its type or name; the reason tells which are allowed.
WRONG_TYPE = {"integer": "2.5", "float": "abc", "tuple": "abc", "object": "nonsense", "layer": "Nonsense(2)"}
PATIENCE = 60
# What Keras takes only beside other arguments, which are set first.
_IDF = {"output_mode": "tf_idf"}
BESIDE = {
    ("Discretization", "bin_boundaries"): {"num_bins": "None"},
    ("Normalization", "mean"): {"variance": "1.0"},
    ("Normalization", "variance"): {"mean": "1.0"},
    ("Conv1DTranspose", "output_padding"): {"strides": "2"},
    ("Conv2DTranspose", "output_padding"): {"strides": "2"},
    ("Conv3DTranspose", "output_padding"): {"strides": "2"},
    ("IntegerLookup", "salt"): {"oov_method": "farmhash", "num_oov_indices": "2"},
    ("IntegerLookup", "idf_weights"): {"vocabulary": "1, 2", **_IDF},
    ("StringLookup", "idf_weights"): {"vocabulary": "'a', 'b'", **_IDF},
    ("TextVectorization", "idf_weights"): {"vocabulary": "'a', 'b'", **_IDF},
}
# Inputs that fit a new layer where those of tests/engine/kinds.py ask for other arguments.
INPUTS = {"GroupNormalization": (32,)}
ONLY_CHOSEN = "only what is offered can be chosen, and Keras takes all of it"
FREE_TEXT = "free text: Keras takes any"
# Kinds whose new layer Keras refuses: nothing they are given can be seen to be legal.
NEVER_LEGAL = {kind: reason for kind, reason in NOT_HERE.items() if reason != "carries code"}


def told_by_keras(spec, shape, dtype):
    """Whether real Keras refuses a layer on an input."""
    import keras

    with undisturbed_random(), nothing_left_pending():
        try:
            with keras.StatelessScope(initialize_variables=False):
                layer(spec)(keras.KerasTensor((None, *shape), dtype=dtype))
        except Exception:  # noqa: BLE001  # Keras refuses with any exception type
            return True
    return False


async def until(condition, what):
    """As `Driven.until`, without its pause until the machine is idle: this waits thousands of times."""
    for _ in range(PATIENCE * 200):
        if condition():
            return
        await asyncio.sleep(0.005)
    pytest.fail(f"never came: {what}")


async def press(seen, *keys):
    """As `Driven.press`, without its pauses: keys go to the app as the driver hands them on."""
    app, handled = seen.app, asyncio.Event()
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        app.post_message(events.Key(name, key if len(key) == 1 else None))
    app.call_later(handled.set)
    await handled.wait()
    while app.typeahead._task is not None and not app.typeahead._task.done():
        await app.typeahead._task


class Form:
    """The form of a new layer, driven by keys."""

    def __init__(self, seen, kind, shape, dtype):
        self.seen, self.kind, self.shape, self.dtype = seen, kind, shape, dtype
        self.without_illegal = {}
        self.base = new_layer(kind.name)

    @property
    def view(self):
        return self.seen.app.screen._view

    def refused(self, argument, text):
        """Keras's own word on the layer with one argument; None where the text is no value of it."""
        try:
            value = parse_value(argument, text)
        except SeqtuiError:
            return None
        return told_by_keras(self.base.with_argument(argument.name, value), self.shape, self.dtype)

    async def verdict(self):
        screen = self.seen.app.screen
        await until(lambda: screen._verdict is not None, "Keras's verdict")
        return screen._verdict

    async def go_to(self, name):
        at = [field.name for field in self.view.fields].index(name)
        by = at - self.view.lines.cursor
        await press(self.seen, *["down" if by > 0 else "up"] * abs(by))
        assert self.view.current.name == name

    async def all_arguments(self):
        assert {field.name for field in self.view.fields} == {one.name for one in self.kind.arguments}
        for argument in self.kind.arguments:
            await self.go_to(argument.name)
            if argument.value.control in {"choice", "flag"}:
                await self.choose(argument)
            else:
                await self.beside(argument)

    async def choose(self, argument):
        """Every choice: the form's verdict is Keras's."""
        field, legal, illegal = self.view.current, 0, 0
        for _ in field.choices:
            await press(self.seen, "right")
            text = self.view.texts[field.name] or field.default
            assert text in field.choices
            refused = self.refused(argument, text)
            verdict = await self.verdict()
            assert verdict.good is not refused, (self.kind.name, argument.name, text, verdict)
            legal, illegal = legal + verdict.good, illegal + (not verdict.good)
            if refused:
                await self.told({argument.name}, verdict)
        assert legal, (self.kind.name, argument.name)
        if not illegal:
            self.without_illegal[argument.name] = ONLY_CHOSEN
        await press(self.seen, "delete")
        assert (await self.verdict()).good

    async def beside(self, argument):
        """Sets what an argument needs beside it, tries it, and puts all back."""
        others = BESIDE.get((self.kind.name, argument.name), {})
        for name, text in others.items():
            other = self.kind.argument(name)
            await self.put(name, text)
            self.base = self.base.with_argument(name, parse_value(other, text))
        await self.go_to(argument.name)
        await self.type(argument, {argument.name, *others})
        for name in (argument.name, *others):
            await self.go_to(name)
            await press(self.seen, "delete", *self.start(name))
        self.base = new_layer(self.kind.name)
        assert (await self.verdict()).good, (self.kind.name, argument.name)

    def start(self, name):
        """What a new layer has there because Keras refuses its own default."""
        known = self.kind.argument(name)
        given = new_layer(self.kind.name).arguments
        return format_value(given[name]) if name in given and not known.required else ""

    async def put(self, name, text):
        await self.go_to(name)
        if self.view.current.control == "text":
            await press(self.seen, *text)
            return
        while self.view.texts[name] != text:
            await press(self.seen, "right")

    async def type(self, argument, together):
        control = argument.value.control
        held = {format_value(self.base.arguments.get(argument.name, argument.default))}
        tried = [text for text in LEGAL[control] if text not in held]
        legal = next((text for text in tried if self.refused(argument, text) is False), None)
        assert legal is not None, f"no legal value known for {self.kind.name}.{argument.name}"
        await press(self.seen, "delete", *legal)
        verdict = await self.verdict()
        assert verdict.good, (self.kind.name, argument.name, legal, verdict)
        assert self.view.current.differs(legal)
        await until(
            lambda: any("* " in line and legal[-_VALUE + 2 :] in line for line in self.seen.lines),
            f"{self.kind.name}: {legal} in\n{self.seen.text}",
        )
        await press(self.seen, "delete")
        illegal = next((text for text in ILLEGAL[control] if self.refused(argument, text)), None)
        illegal = illegal or WRONG_TYPE.get(control)
        if illegal is None:
            self.without_illegal[argument.name] = FREE_TEXT
            return
        await press(self.seen, *illegal)
        verdict = await self.verdict()
        assert not verdict.good, (self.kind.name, argument.name, illegal)
        await self.told(together, verdict)
        await press(self.seen, "delete")

    async def told(self, names, verdict):
        """The reason stands in the line of the field; of several set together Keras names none."""
        blamed, reason = self.view.lines.bad
        assert blamed in names, (self.kind.name, names, verdict)
        assert reason == verdict.reason
        assert verdict.reason
        shown = verdict.reason[:12]
        await until(lambda: any("! " in line and shown in line for line in self.seen.lines), shown)


async def through(seen, kind, shape, dtype):
    """One kind from the palette to its form and away again; what has no illegal value comes back."""
    await press(seen, "a")
    await press(seen, *kind.name)
    await until(lambda: seen.app.screen.focused_value() == kind.name, f"{kind.name} in focus")
    await press(seen, "enter")
    if kind.carries_code:
        await seen.shows("carries code of its own")
        await press(seen, "escape")
        assert seen.app.session.recipe.layers == ()
        return {}
    await until(lambda: seen.app.session.recipe.layers != (), f"{kind.name} in the stack")
    assert seen.app.session.recipe.layers == (new_layer(kind.name),)
    await press(seen, "enter")
    form = Form(seen, kind, shape, dtype)
    await seen.shows(f" 1 {kind.name} ")
    if kind.name not in NEVER_LEGAL:
        await form.all_arguments()
    else:
        assert not (await form.verdict()).good
    await press(seen, "escape", "d")
    assert seen.app.session.recipe.layers == ()
    return form.without_illegal


def groups(kinds):
    """Kinds by the input that fits them, so that one app serves many."""
    found = defaultdict(list)
    for kind in kinds:
        _, shapes, dtype = fitting(kind)
        found[INPUTS.get(kind.name, shapes[0]), dtype].append(kind)
    return found


def opened_on(shape, dtype):
    path = Path("input.toml")
    path.write_text(f'layers = []\ninput = {{ shape = {list(shape)}, dtype = "{dtype}" }}\n')
    return str(path)


async def all_through(drive, kinds):
    for (shape, dtype), some in groups(kinds).items():
        async with drive((110, 50), opened_on(shape, dtype)) as seen:
            await seen.shapes()
            for kind in some:
                free = await through(seen, kind, shape, dtype)
                assert set(free.values()) <= {ONLY_CHOSEN, FREE_TEXT}
                assert {name for name, why in free.items() if why == FREE_TEXT} <= FREE, (kind.name, free)


FREE = {"bias_axes", "encoding", "mask_token", "oov_token", "mask_value"}


async def test_a_sample_of_kinds_by_keys(drive):
    await all_through(drive, [catalogue().get(name) for name in SAMPLE])


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "dtype"), list(groups(KINDS)), ids=lambda part: str(part).replace(" ", ""))
async def test_all_kinds_by_keys(drive, shape, dtype):
    await all_through(drive, groups(KINDS)[shape, dtype])
