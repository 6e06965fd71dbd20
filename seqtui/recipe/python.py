"""A recipe as the Python script that a person would have written for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seqtui.recipe.catalogue import Argument, catalogue
from seqtui.recipe.classweights import by_number
from seqtui.recipe.precision import scales_loss, with_precision
from seqtui.recipe.values import Arguments, LayerSpec, Obj, Recipe, Value

_WIDTH = 88
# Layers with `adapt`, and the arguments that make adapting needless.
_ADAPTED = {
    "Normalization": ("mean", "variance"),
    "Discretization": ("bin_boundaries",),
    "IntegerLookup": ("vocabulary",),
    "StringLookup": ("vocabulary",),
    "TextVectorization": ("vocabulary",),
}

_BATCHES = '''\
def shuffled_batches(seed, batch_size):
    """Batches without end; the seed and an epoch's number alone decide on its order."""
    for epoch in itertools.count():
        rng = np.random.Generator(np.random.Philox(key=[seed, epoch]))
        order = rng.permutation(len(x_train))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            yield x_train[rows], y_train[rows]
'''


def source(
    recipe: Recipe,
    dataset_file: str | None,
    input_shape: tuple[int | None, ...],
    input_dtype: str = "float32",
    class_names: Sequence[str] = (),
) -> str:
    """A script that builds, compiles and, with data, trains the recipe's model.

    Args:
        recipe: Disabled layers stay in the script, commented out.
        dataset_file: Name of the .npz beside the script with x_train, y_train, x_val, y_val; None
            leaves training, and the adapting of preprocessing layers, to whoever has the data.
        input_shape: Of one sample, without the batch axis.
        input_dtype: Numpy's name of the input type.
        class_names: In order of their numbers, for class weights given by name.
    """
    given = f"keras.Input({_input(input_shape, input_dtype)})"
    script = _Script(with_precision(recipe), dataset_file, given, tuple(class_names))
    parts = [script.head(), script.loading(), script.adapting(), script.building(), script.compiling()]
    return "\n".join(part for part in [*parts, script.training()] if part)


def layer_source(layer: LayerSpec, indent: int = 0) -> str:
    """One layer as Python: `layers.Dense(64, activation="relu")`."""
    kind = catalogue().get(layer.kind)
    return _call(f"layers.{kind.name}", _given(kind.arguments, layer.arguments), indent)


def value_source(value: Value) -> str:
    """A plain value or a layer as Python: `"same"`, `(3, 3)`, `layers.LSTM(8)`."""
    if isinstance(value, LayerSpec):
        return layer_source(value, -1000)
    if isinstance(value, tuple):
        inside = ", ".join(map(value_source, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return _text(value) if isinstance(value, str) else repr(value)


@dataclass(frozen=True)
class _Script:
    recipe: Recipe
    dataset_file: str | None
    input: str
    class_names: tuple[str, ...]

    @property
    def _layers(self) -> list[LayerSpec]:
        return [layer for layer in self.recipe.layers if layer.enabled]

    def head(self) -> str:
        title = self.recipe.title or "A Keras Sequential model"
        standard, numpy = (
            "import itertools\nimport math\nfrom pathlib import Path\n\n",
            "import numpy as np\n",
        )
        if self.dataset_file is None:
            standard = numpy = ""
        text = title.replace("\\", "\\\\").replace('"', '\\"')
        return (
            f'"""{text}."""\n\n{standard}import keras\n{numpy}from keras import layers\n\n'
            "# The same seed gives the same first weights.\n"
            f"keras.utils.set_random_seed({self.recipe.fit.seed})\n"
        )

    def loading(self) -> str:
        if self.dataset_file is None:
            return ""
        lines = [f"data = np.load(Path(__file__).with_name({_text(self.dataset_file)}))"]
        lines.append('x_train, y_train = data["x_train"], data["y_train"]')
        if self._validates:
            lines.append('x_val, y_val = data["x_val"], data["y_val"]')
        return _lines(lines)

    @property
    def _validates(self) -> bool:
        return self.recipe.data is None or self.recipe.data.validation > 0

    def adapting(self) -> str:
        """Layers up to the last one that learns from data stand on their own lines, in building order."""
        if self.dataset_file is None:
            return ""
        lines: list[str] = []
        names = self._names()
        for index, layer in enumerate(self._layers[: len(names)]):
            lines.append(f"{names[index]} = {layer_source(layer)}")
            if not _learns(layer):
                continue
            if index:
                before = ", ".join([self.input, *names[:index]])
                lines.append(f"before = keras.Sequential([{before}])")
                lines.append(f"{names[index]}.adapt(before.predict(x_train, verbose=0))")
            else:
                lines.append(f"{names[index]}.adapt(x_train)  # learns its scales from the training rows")
        return _lines(lines)

    def _names(self) -> list[str]:
        if self.dataset_file is None:
            return []
        last = max((i for i, layer in enumerate(self._layers) if _learns(layer)), default=-1)
        names: list[str] = []
        for layer in self._layers[: last + 1]:
            base = layer.kind.lower()
            names.append(base if base not in names else f"{base}_{len(names) + 1}")
        return names

    def building(self) -> str:
        names = iter(self._names())
        rows = [f"        {self.input},\n"]
        for layer in self.recipe.layers:
            if layer.enabled:
                rows.append(f"        {next(names, None) or layer_source(layer, 8)},\n")
            else:
                rows.append(f"        # {' '.join(layer_source(layer, -1000).split())},\n")
        return f"model = keras.Sequential(\n    [\n{''.join(rows)}    ]\n)\nmodel.summary()\n"

    def compiling(self) -> str:
        settings = self.recipe.compile
        optimizer = _object("optimizers", settings.optimizer)
        if scales_loss(self.recipe):
            if optimizer.startswith('"'):  # a bare name; the wrapper wants an object
                optimizer = f"keras.optimizers.get({optimizer})"
            optimizer = f"keras.optimizers.LossScaleOptimizer({optimizer})"
        given = [
            ("optimizer", optimizer),
            ("loss", _setting("losses", settings.loss)),
            ("metrics", f"[{', '.join(_setting('metrics', metric) for metric in settings.metrics)}]"),
        ]
        return _broken("model.compile", [f"{name}={value}" for name, value in given], 0) + "\n"

    def training(self) -> str:
        """Batches in the order in which seqtui trains on them (`engine.feed`), and the call of `fit`."""
        if self.dataset_file is None:
            return ""
        fit = self.recipe.fit
        rows = [f"shuffled_batches(seed={fit.seed}, batch_size={fit.batch_size})"]
        rows += [f"steps_per_epoch=math.ceil(len(x_train) / {fit.batch_size})", f"epochs={fit.epochs}"]
        if self._validates:
            rows += ["validation_data=(x_val, y_val)", f"validation_batch_size={fit.batch_size}"]
        callbacks = self._callbacks()
        if callbacks:
            rows.append(f"callbacks=[{', '.join(callbacks)}]")
        rows.append("shuffle=False")  # Keras warns otherwise: a generator brings its own order
        batches = _BATCHES
        if fit.class_weight is not None:
            batches = batches.replace("y_train[rows]\n", "y_train[rows], weights[rows]\n")
        return f"{self._weights()}\n{batches}\n\n{_broken('model.fit', rows, 0)}\n"

    def _weights(self) -> str:
        """The weight of each training row by its class; a generator cannot be given `class_weight`."""
        given = self.recipe.fit.class_weight
        if given is None:
            return ""
        one_hot = self.recipe.data is not None and self.recipe.data.labels == "one_hot"
        lines = [
            "# What a row counts in the loss depends on its class.",
            f"classes = y_train.{'argmax(axis=1)' if one_hot else 'reshape(-1).astype(int)'}",
        ]
        if isinstance(given, Arguments):
            lines.append(f"class_weights = np.array({by_number(given, self.class_names)})")
        else:
            lines.append("counts = np.bincount(classes)")
            lines.append("class_weights = len(classes) / (np.count_nonzero(counts) * np.maximum(counts, 1))")
        lines.append('weights = class_weights.astype("float32")[classes]')
        return "\n" + _lines(lines)

    def _callbacks(self) -> list[str]:
        fit = self.recipe.fit
        found = []
        for name, given in (
            ("EarlyStopping", fit.early_stopping),
            ("ReduceLROnPlateau", fit.reduce_lr_on_plateau),
        ):
            if given is not None:
                known = catalogue().named("callbacks", name).arguments
                found.append(_call(f"keras.callbacks.{name}", _given(known, given), -1000))
        return found


def _input(shape: tuple[int | None, ...], dtype: str) -> str:
    return repr(tuple(shape)) if dtype == "float32" else f"{tuple(shape)!r}, dtype={_text(dtype)}"


def _learns(layer: LayerSpec) -> bool:
    instead = _ADAPTED.get(layer.kind)
    return instead is not None and all(layer.arguments.get(name) is None for name in instead)


def _given(known: Sequence[Argument], arguments: Arguments) -> list[str]:
    """Arguments as written in a call: those that Keras asks for by place, the others by name."""
    written: list[str] = []
    by_place: list[str] = []
    for argument in known:
        if not argument.required or argument.name not in arguments:
            break
        by_place.append(argument.name)
        written.append(_value(argument, arguments[argument.name]))
    kinds = {argument.name: argument for argument in known}
    for name, value in arguments.items():
        if name not in by_place:
            written.append(f"{name}={_value(kinds[name], value)}")
    return written


def _value(argument: Argument, value: Value) -> str:
    if value == "None":
        return "None"
    if isinstance(value, Obj):
        return _object(argument.value.family or "", value)
    if isinstance(value, tuple):
        inside = ", ".join(_value(argument, item) for item in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return value_source(value)


def _setting(family: str, given: str | Obj) -> str:
    return _text(given) if isinstance(given, str) else _object(family, given)


def _object(family: str, given: Obj) -> str:
    item = catalogue().named(family, given.name)
    if family == "activations":
        if not given.arguments:
            return _text(item.name)
        return _call(f"layers.{item.class_name}", _given(item.arguments, given.arguments), -1000)
    if not item.class_name:
        return _text(item.name)
    module = "optimizers.schedules" if family == "schedules" else family
    return _call(f"keras.{module}.{item.class_name}", _given(item.arguments, given.arguments), -1000)


def _call(name: str, arguments: Iterable[str], indent: int) -> str:
    """A call on one line; where that is too long, an argument a line."""
    arguments = list(arguments)
    line = f"{name}({', '.join(arguments)})"
    return line if indent + len(line) < _WIDTH else _broken(name, arguments, indent)


def _broken(name: str, arguments: Iterable[str], indent: int) -> str:
    space = " " * indent
    inside = "".join(f"{space}    {argument},\n" for argument in arguments)
    return f"{name}(\n{inside}{space})"


def _lines(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    """A Python string in double quotes."""
    quoted = repr(text)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in text else quoted
