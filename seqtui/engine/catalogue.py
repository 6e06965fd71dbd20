"""Builds assets/catalogue.json from the installed Keras: layers, arguments, defaults, objects by name.

Run as `python -m seqtui.engine.catalogue` after a change of Keras's version; a test compares the asset
with the installed Keras.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from seqtui.engine.build import layer, undisturbed_random
from seqtui.engine.loader import ensure_loaded
from seqtui.errors import SeqtuiError
from seqtui.files import write_text_atomically
from seqtui.paths import assets_dir
from seqtui.recipe import arguments as table
from seqtui.recipe import guesses, summaries
from seqtui.recipe.settings import OBJECT_HIDDEN, object_entry
from seqtui.recipe.values import Arguments, LayerSpec, Value

# Keras's documentation groups preprocessing by what is preprocessed; its modules do not say.
_GROUP_OF_KIND = {
    "Normalization": "numerical features",
    "Discretization": "numerical features",
    "CategoryEncoding": "categorical features",
    "Hashing": "categorical features",
    "IntegerLookup": "categorical features",
    "StringLookup": "categorical features",
    "TextVectorization": "text",
    "MelSpectrogram": "audio",
    "STFTSpectrogram": "audio",
    "AutoContrast": "image preprocessing",
    "CenterCrop": "image preprocessing",
    "Rescaling": "image preprocessing",
    "Resizing": "image preprocessing",
}
_GROUP_OF_MODULE = {
    "activations": "activation",
    "convolutional": "convolution",
    "core": "core",
    "normalization": "normalization",
    "pooling": "pooling",
    "preprocessing": "image augmentation",
    "regularization": "regularization",
    "reshaping": "reshaping",
    "rnn": "recurrent",
}
# Input ranks (batch axis included) of layers whose `input_spec` does not tell, or that look for a GPU when
# they are made.
_RANKS = {
    "AdaptiveAveragePooling1D": (3,),
    "AdaptiveAveragePooling2D": (4,),
    "AdaptiveAveragePooling3D": (5,),
    "AdaptiveMaxPooling1D": (3,),
    "AdaptiveMaxPooling2D": (4,),
    "AdaptiveMaxPooling3D": (5,),
    "MelSpectrogram": (2,),
    "STFTSpectrogram": (3,),
    "Bidirectional": (3,),
    "GRU": (3,),
    "LSTM": (3,),
    "RNN": (3,),
    "SimpleRNN": (3,),
    "TimeDistributed": (3, 4, 5, 6),
}
_LARGEST_RANK = 6

# Activations that take arguments are built as the layers of these names.
_ACTIVATION_LAYERS = {"relu": "ReLU", "leaky_relu": "LeakyReLU", "elu": "ELU", "softmax": "Softmax"}
# Needs scipy, which seqtui does not bring, and is of no use outside Keras's own STFTSpectrogram.
_NOT_OFFERED_CLASSES = frozenset({"STFT", "STFTInitializer"})
# Cannot be used by name: `threshold` has arguments without defaults.
_NOT_OFFERED_ACTIVATIONS = frozenset({"threshold"})
_BASES = frozenset(
    {
        "Constraint",
        "Initializer",
        "LearningRateSchedule",
        "Loss",
        "LossFunctionWrapper",
        "LossScaleOptimizer",
        "Mean",
        "MeanMetricWrapper",
        "Metric",
        "MultiOptimizer",
        "Optimizer",
        "OptimizerMap",
        "Regularizer",
        "Sum",
    }
)
# Keras names these otherwise than its own rule for lower-case names does.
_SPELLED = {
    "IdentityInitializer": "identity",
    "OrthogonalInitializer": "orthogonal",
}
_CALLBACKS = ("EarlyStopping", "ReduceLROnPlateau")
# What `compile(metrics=…)` understands besides names of metrics.
_METRIC_WORDS = {"accuracy": ("acc",)}


def build_catalogue(*, known_only: bool = True) -> dict[str, Any]:
    """All that the catalogue holds, as JSON-able values.

    Args:
        known_only: Whether everything must be in the tables of the recipe room, as for the asset. Else what
            another version of Keras has besides is taken with Keras's own words and guessed controls.

    Raises:
        LookupError: `known_only`, and a table lacks a layer, an object or an argument.
    """
    ensure_loaded()
    import keras

    names = offered_kinds() if known_only else _one_tensor(offered_kinds())
    inner = [name for name in summaries.INNER if known_only or hasattr(keras.layers, name)]
    return {
        "keras_version": keras.__version__,
        "kinds": [_kind(name, known_only=known_only) for name in names],
        "inner": [_kind(name, known_only=known_only) for name in inner],
        "aliases": dict(sorted(_aliases().items())),
        "refused": summaries.NOT_SEQUENTIAL,
        "optimizers": _named("optimizers", known_only=known_only),
        "losses": _named("losses", known_only=known_only),
        "metrics": _named("metrics", known_only=known_only),
        "activations": list(_activations(known_only=known_only)),
        "initializers": _named("initializers", known_only=known_only),
        "regularizers": _named("regularizers", known_only=known_only),
        "constraints": _named("constraints", known_only=known_only),
        "schedules": list(_schedules(known_only=known_only)),
        "callbacks": [
            _object(name, name, (), getattr(keras.callbacks, name), known_only=known_only)
            for name in _CALLBACKS
        ],
    }


def layer_classes() -> dict[str, Any]:
    """Every layer class of `keras.layers` by its public name, aliases left out."""
    ensure_loaded()
    import keras

    found: dict[Any, str] = {}
    for name, item in sorted(vars(keras.layers).items()):
        if not (inspect.isclass(item) and issubclass(item, keras.layers.Layer)):
            continue
        if item not in found or name == item.__name__:
            found[item] = name
    return {name: item for item, name in found.items()}


def offered_kinds() -> tuple[str, ...]:
    """Names of the layers with one tensor in and one out, in alphabetical order."""
    aside = {*summaries.NOT_SEQUENTIAL, *summaries.INNER}
    return tuple(sorted(name for name in layer_classes() if name not in aside))


def _one_tensor(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the layers that are known, or whose `call` needs one argument and no more."""
    classes = layer_classes()

    def fits(name: str) -> bool:
        if name in summaries.LAYERS:
            return True
        _, *given = inspect.signature(classes[name].call).parameters.values()
        needed = [one for one in given if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
        return len(needed) == 1

    return tuple(name for name in names if fits(name))


def _summary(known: Mapping[str, str], name: str, item: Any, *, known_only: bool) -> str:
    """A line of help: ours, or for what is new the first of Keras's own."""
    if known_only or name in known:
        return known[name]
    first = (inspect.getdoc(item) or "").strip().partition("\n")[0].rstrip(".")
    return first[:1].lower() + first[1:] if first else guesses.SUMMARY


def _aliases() -> dict[str, str]:
    import keras

    names = {item: name for name, item in layer_classes().items()}
    return {
        name: names[item]
        for name, item in vars(keras.layers).items()
        if inspect.isclass(item) and item in names and names[item] != name
    }


def _kind(name: str, *, known_only: bool) -> dict[str, Any]:
    item = layer_classes()[name]
    carries_code = name in summaries.CARRIES_CODE
    found = [] if carries_code else list(_arguments(item, table.HIDDEN))
    if not known_only:
        found = [one for one in found if _is_plain(one["default"])]
    if not carries_code and _takes_more(item):
        own = {argument["name"] for argument in found}
        found.extend(
            {"name": common, "default": common == "trainable" or None, "required": False}
            for common in table.COMMON
            if common not in own
        )
    for argument in found:
        if known_only and table.entry(name, argument["name"]) is None:
            raise LookupError(f"{name}.{argument['name']} is missing from recipe/arguments.py")
        if argument["name"] in table.NEEDED.get(name, ()):
            argument["start"] = True
    return {
        "name": name,
        "group": "code" if carries_code else _group(name, item),
        "summary": _summary(summaries.LAYERS, name, item, known_only=known_only),
        "arguments": found,
        "carries_code": carries_code,
        "rank": None if carries_code or name in summaries.INNER else _rank(name, item, found),
    }


def _takes_more(item: Any) -> bool:
    """Whether a constructor passes further arguments on to `keras.Layer` (a few list all they take)."""
    parameters = inspect.signature(item.__init__).parameters.values()
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def _group(name: str, item: Any) -> str:
    room = item.__module__.removeprefix("keras.src.layers.").partition(".")[0]
    return _GROUP_OF_KIND.get(name) or _GROUP_OF_MODULE.get(room, "other")


def _rank(name: str, item: Any, arguments: list[dict[str, Any]]) -> list[int] | None:
    """Input ranks with the batch axis: from the `input_spec` of a layer made with its first values."""
    if name in _RANKS:
        return list(_RANKS[name])
    if "image_preprocessing" in item.__module__:
        return [4]
    given: dict[str, Value] = {}
    for argument in arguments:
        row = table.entry(name, argument["name"])
        if row is not None and (argument["required"] or argument.get("start")):
            given[argument["name"]] = row.start
    try:
        with undisturbed_random():
            made = layer(LayerSpec(name, Arguments(given)))
    except SeqtuiError:
        return None  # what it needs is not known, and so neither is where it fits
    spec = made.input_spec
    if isinstance(spec, (list, tuple)):
        return None
    if spec is not None and spec.min_ndim is not None and spec.ndim is None:
        return list(range(int(spec.min_ndim), _LARGEST_RANK + 1))
    return None if spec is None or spec.ndim is None else [int(spec.ndim)]


def _arguments(item: Any, hidden: dict[str, str]) -> Iterator[dict[str, Any]]:
    target = item.__init__ if inspect.isclass(item) else item
    for parameter in inspect.signature(target).parameters.values():
        variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if parameter.name in ("self", "x") or variadic or parameter.name in hidden:
            continue
        required = parameter.default is parameter.empty
        default = None if required else parameter.default
        yield {"name": parameter.name, "default": default, "required": required}


def _is_plain(value: Any) -> bool:
    """Whether a default can stand in JSON."""
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, (bool, int, float, str))


def _object(
    name: str, class_name: str, aliases: tuple[str, ...], item: Any, *, known_only: bool
) -> dict[str, Any]:
    arguments = list(_arguments(item, OBJECT_HIDDEN)) if item is not None else []
    if not known_only:
        arguments = [one for one in arguments if _is_plain(one["default"])]
    for argument in arguments:
        if known_only and object_entry(name, class_name, argument["name"]) is None:
            raise LookupError(f"{class_name}.{argument['name']} is missing from recipe/settings.py")
    return {
        "name": name,
        "class_name": class_name,
        "aliases": list(aliases),
        "summary": _summary(summaries.OBJECTS, name, item, known_only=known_only),
        "arguments": arguments,
    }


def _named(family: str, *, known_only: bool) -> list[dict[str, Any]]:
    """Objects of one family by the name that a recipe uses, with the other names that Keras takes."""
    import keras

    module = getattr(keras, family)
    classes = {item for item in vars(module).values() if inspect.isclass(item)}
    found = []
    for item in sorted(classes, key=lambda one: str(one.__name__)):
        if item.__name__ in _BASES | _NOT_OFFERED_CLASSES:
            continue
        spelled = _spellings(family, item.__name__)
        name = spelled[0]
        found.append(_object(name, item.__name__, spelled[1:], item, known_only=known_only))
    if family == "metrics":
        found = [entry for entry in found if entry["name"] not in _METRIC_WORDS]
        words = (
            _object(word, "", aliases, None, known_only=known_only) for word, aliases in _METRIC_WORDS.items()
        )
        found = [*words, *found]
    return sorted(found, key=lambda entry: str(entry["name"]))


def _spellings(family: str, class_name: str) -> tuple[str, ...]:
    """The recipe's spelling first: a lower-case name that Keras's `get` takes, where there is one."""
    from keras.src.utils.naming import to_snake_case

    objects = _lookup(family)
    snake = _SPELLED.get(class_name) or to_snake_case(class_name)
    if family == "optimizers" and class_name.lower() in objects:
        snake = class_name.lower()
    same = _same_object(objects, class_name, snake)
    public = [name for name in same if name not in (snake, class_name)]
    return (snake, *([class_name] if class_name != snake else []), *sorted(public))


def _lookup(family: str) -> dict[str, Any]:
    """Keras's own table of names; private, and so is the version that seqtui asks for."""
    module = __import__(f"keras.src.{family}", fromlist=["ALL_OBJECTS_DICT"])
    return dict(module.ALL_OBJECTS_DICT)


def _same_object(objects: dict[str, Any], class_name: str, snake: str) -> list[str]:
    """Other names of a class, and of the function that computes the same ("mse")."""
    items: list[Callable[..., Any]] = [objects[name] for name in (class_name, snake) if name in objects]
    return [name for name, item in objects.items() if any(item is one for one in items)]


def _activations(*, known_only: bool) -> Iterator[dict[str, Any]]:
    import keras

    functions: dict[Any, list[str]] = {}
    for name, item in sorted(vars(keras.activations).items()):
        if inspect.isfunction(item) and name not in ("get", "serialize", "deserialize"):
            functions.setdefault(item, []).append(name)
    for item, names in sorted(functions.items(), key=lambda pair: str(pair[0].__name__)):
        name = str(item.__name__)
        if name in _NOT_OFFERED_ACTIVATIONS:
            continue
        layer_name = _ACTIVATION_LAYERS.get(name, "")
        of = getattr(keras.layers, layer_name) if layer_name else None
        others = tuple(other for other in names if other != name)
        yield _object(name, layer_name, others, of, known_only=known_only)


def _schedules(*, known_only: bool) -> Iterator[dict[str, Any]]:
    import keras

    for name, item in sorted(vars(keras.optimizers.schedules).items()):
        if inspect.isclass(item) and name not in _BASES:
            yield _object(name, name, (), item, known_only=known_only)


def catalogue_text(*, known_only: bool = True) -> str:
    """The asset's text: one line for each layer and object, so that a change shows in a diff."""
    lines = []
    for key, value in build_catalogue(known_only=known_only).items():
        if isinstance(value, list):
            rows = ",\n".join(f"  {json.dumps(row)}" for row in value)
            lines.append(f'"{key}": [\n{rows}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(value, indent=1)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    write_text_atomically(assets_dir() / "catalogue.json", catalogue_text())
