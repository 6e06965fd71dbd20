"""Layers read from Python text: what people write, what cannot be read, and what seqtui itself writes."""

import contextlib
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from strategies import layer_specs

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.pasting import read
from seqtui.recipe.presets import presets
from seqtui.recipe.python import layer_source, source
from seqtui.recipe.toml import Document
from seqtui.recipe.values import Arguments, InputSpec, LayerSpec, Obj, Recipe


def spec(kind, /, **arguments):
    return LayerSpec(kind, Arguments(arguments))


DENSE = spec("Dense", units=64, activation="relu")
L2 = Obj("l2", Arguments(l2=0.01))

READS = {
    "one": ('Dense(64, activation="relu")', [DENSE]),
    "by place": ('layers.Dense(64, "relu")', [DENSE]),
    "long name": ('keras.layers.Dense(64, activation="relu")', [DENSE]),
    "tensorflow": ("tf.keras.layers.Dense(64, activation='relu')", [DENSE]),
    "second name": ("layers.MaxPool2D(3)", [spec("MaxPooling2D", pool_size=3)]),
    "comma": ('Dense(64, "relu"), Dropout(0.5)', [DENSE, spec("Dropout", rate=0.5)]),
    "lines": ('Dense(64, "relu")\nDropout(0.5)\n', [DENSE, spec("Dropout", rate=0.5)]),
    "inside of a list": ('Dense(64, "relu"),\n        Flatten(),\n', [DENSE, spec("Flatten")]),
    "list": ('[Dense(64, "relu"), Flatten()]', [DENSE, spec("Flatten")]),
    "add": (
        'model = Sequential()\nmodel.add(Dense(64, "relu"))\nmodel.add(Flatten())',
        [DENSE, spec("Flatten")],
    ),
    "add to a model made elsewhere": ("net.add(layers.Flatten())", [spec("Flatten")]),
    "named": (
        'hidden = Dense(64, "relu")\nmodel = Sequential([hidden, Flatten()])',
        [DENSE, spec("Flatten")],
    ),
    "nested models": ('Sequential([Sequential([Dense(64, "relu")]), Flatten()])', [DENSE, spec("Flatten")]),
    "session": (">>> m = Sequential([\n...     Flatten()])\n>>> m.summary()", [spec("Flatten")]),
    "aliases": (
        "from keras import layers as L\nfrom keras.layers import Dense as D\nL.Flatten()\nD(64, 'relu')",
        [spec("Flatten"), DENSE],
    ),
    "wrapped": (
        "Bidirectional(LSTM(8, return_sequences=True))",
        [spec("Bidirectional", layer=spec("LSTM", units=8, return_sequences=True))],
    ),
    "cell": ("RNN(layers.LSTMCell(3))", [spec("RNN", cell=spec("LSTMCell", units=3))]),
    "objects": (
        (
            "Dense(64, kernel_regularizer=regularizers.l2(0.01), "
            "kernel_initializer=keras.initializers.HeNormal())"
        ),
        [spec("Dense", units=64, kernel_regularizer=L2, kernel_initializer="he_normal")],
    ),
    "functions": ("Dense(64, activation=keras.activations.relu)", [DENSE]),
    "activation with arguments": (
        "Dense(64, activation=layers.LeakyReLU(negative_slope=0.1))",
        [spec("Dense", units=64, activation=Obj("leaky_relu", Arguments(negative_slope=0.1)))],
    ),
    "negative": ("Reshape((-1, 4))", [spec("Reshape", target_shape=(-1, 4))]),
    "none": ("Dense(64, activation=None)", [spec("Dense", units=64, activation=None)]),
    "sums": ("Rescaling(1./255)", [spec("Rescaling", scale=1 / 255)]),
    "constants": ("units = 2 * 32\nDense(units, 'relu')", [DENSE]),
    "dtype": (
        "Dense(64, 'relu', dtype=tf.float16)",
        [spec("Dense", units=64, activation="relu", dtype="float16")],
    ),
    "windows lines": ("Dense(64, 'relu')\r\nFlatten()\r\n", [DENSE, spec("Flatten")]),
    "odd backslash": (
        r'Dense(64, "relu", name="\d")',
        [spec("Dense", units=64, activation="relu", name="\\d")],
    ),
}


@pytest.mark.parametrize("name", READS)
def test_reads(name):
    text, expected = READS[name]
    assert list(read(text).layers) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sequential([keras.Input((28, 28, 1)), Flatten()])", InputSpec((28, 28, 1))),
        ("Sequential([Input(shape=(None,), dtype='int32'), Flatten()])", InputSpec((None,), "int32")),
        ("model.add(keras.Input(batch_shape=(None, 4)))\nmodel.add(Dense(1))", InputSpec((4,))),
        ("model.add(Dense(3, input_shape=(20,)))", InputSpec((20,))),
        ("model.add(Dense(3, input_dim=20))", InputSpec((20,))),
        ("Embedding(10, 4)", None),
        ("Embedding(input_dim=10, output_dim=4)", None),
    ],
)
def test_the_input_is_read_where_it_is_written(text, expected):
    assert read(text).input == expected


def test_what_is_no_layer_is_left_out_and_named():
    found = read(
        "import keras\nkeras.utils.set_random_seed(1)\nx = np.load('x.npy')\n"
        "model = keras.Sequential([keras.Input(shape=x.shape[1:]), Dense(1)])\n"
        "model.compile('adam', 'mse')\nmodel.fit(x, y)\nmodel.summary()\n"
    )
    assert found.layers == (spec("Dense", units=1),)
    assert [one.partition(" (")[0] for one in found.left_out] == [
        "np.load",
        "keras.Input",
        "model.compile",
        "model.fit",
    ]


# text, words of the cause
REFUSED = {
    "misspelt": ("Dense(3)\nDens(3)", "Line 2: Keras has no layer"),
    "misspelt argument": ("Dense(3,\n  activatoin='relu')", "Line 2:"),
    "wrong type": ("Dense('ten')", "whole number"),
    "call": ("Dense(count())", "only running it would tell"),
    "comprehension": ("Sequential([Dense(i) for i in range(3)])", "is no layer"),
    "loop": ("\nfor i in range(3):\n    model.add(Dense(3))", "Line 2: A for loop"),
    "functional": ("x = Dense(3)(inputs)", "layers"),
    "lambda": ("Lambda(lambda x: x)", "code of its own"),
    "function": ("Dense(3, activation=lambda x: x)", "only running it"),
    "torch": ("torch.nn.Flatten()", "no Keras layer"),
    "several inputs": ("Concatenate()", "several tensors"),
    "cell": ("LSTMCell(3)", "one time step"),
    "star": ("Dense(*sizes)", "*arguments"),
    "two stars": ("Dense(**settings)", "**arguments"),
    "too many": ("Flatten(1, 2, 3, 4, 5, 6)", "too many"),
    "twice": ("Dense(3, units=4)", "twice"),
    "shared": ("d = Dense(3)\nSequential([d, d])", "share its weights"),
    "unknown name": ("Sequential([hidden])", "not made here"),
    "syntax": ("Dense(64", "never closed"),
    "word": ("hello", "not made here"),
    "nothing": ("", "no Keras layer"),
    "only a comment": ("# Dense(3)", "no Keras layer"),
    "zero": ("Dense(1 // 0)", "divides by zero"),
    "huge": ("a = 9 ** 9 ** 9\nDense(a)", "only running it"),
    "growing": ("a = 999999999 * 999999999\na = a * a\na = a * a\nDense(a)", "only running it"),
    "nested": ("-" * 3000 + "1", "nested"),
    "null": ("Dense(\0)", "null"),
    "two ways": ("Dense(3)\nmodel.add(Dense(3))", "some in a model"),
    "inside of a list": ("  Dense(3),\n      Dens(4),\n", "Line 2:"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_told_and_nothing_is_taken(name):
    text, words = REFUSED[name]
    with pytest.raises(SeqtuiError) as raised:
        read(text)
    assert words in raised.value.cause
    assert raised.value.remedy


def test_all_problems_are_told_at_once():
    with pytest.raises(SeqtuiError) as raised:
        read("Sequential([\n  Dens(3),\n  Dense(4),\n  Dense('x'),\n])")
    assert raised.value.title == "Not pasted: 2 things are not understood"
    assert "Line 2: " in raised.value.cause
    assert "Line 4: " in raised.value.cause


def test_reading_runs_nothing(tmp_path):
    mark = tmp_path / "ran"
    with pytest.raises(SeqtuiError):
        read(f"Dense(__import__('pathlib').Path({str(mark)!r}).touch())")
    assert not mark.exists()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("Dense(64,)\n =[]'x.add#-*"), max_size=40) | st.text(max_size=40))
def test_no_text_does_worse_than_be_refused(text):
    with contextlib.suppress(SeqtuiError):
        assert read(text).layers


def first_names(value, argument=None):
    """The value with each object under its first name, and alone where it has no arguments."""
    if isinstance(value, LayerSpec):
        kind = catalogue().get(value.kind)
        given = {name: first_names(one, kind.argument(name)) for name, one in value.arguments.items()}
        return LayerSpec(value.kind, Arguments(given))
    if isinstance(value, Obj):
        item = catalogue().named(argument.value.family, value.name)
        given = {name: first_names(one, item.argument(name)) for name, one in value.arguments.items()}
        return Obj(item.name, Arguments(given)) if given else item.name
    return value


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(layer_specs(), min_size=1, max_size=4))
def test_what_is_copied_pastes_back_equal(layers):
    expected = [first_names(one) for one in layers]
    enabled = [first_names(one) for one in layers if one.enabled]
    text = ",\n".join(layer_source(one) for one in layers)
    assert [first_names(one) for one in read(text).layers] == expected
    if enabled:
        script = source(Recipe(layers=tuple(layers)), None, (4, None))
        assert [first_names(one) for one in read(script).layers] == enabled
        assert read(script).input == InputSpec((4, None))


@pytest.mark.parametrize("one", presets(), ids=lambda one: one.name)
def test_the_script_of_each_preset_pastes_back_equal(one):
    recipe = Document.read(one.path).recipe
    script = source(recipe, "data.npz", (8, 8, 1))
    assert read(script).layers == tuple(layer for layer in recipe.layers if layer.enabled)
