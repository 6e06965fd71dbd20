"""What Keras says of one layer of a recipe that is not taken yet, and which argument it refuses.

Keras rarely names the argument. It is found by asking again: the one whose default makes Keras content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from seqtui.engine.shapes import flow, refused_arguments, refused_input, refused_object
from seqtui.recipe.catalogue import Argument, Kind, Named, catalogue
from seqtui.recipe.edits import new_layer
from seqtui.recipe.flow import FlowError, Judgement, Shape
from seqtui.recipe.values import Arguments, CompileSpec, LayerSpec, Obj, Recipe, Value

Ask = Callable[[LayerSpec], FlowError | None]


def judge(
    recipe: Recipe,
    index: int,
    input_shape: tuple[int | None, ...] | None,
    input_dtype: str = "float32",
    batch_size: int = 32,
) -> Judgement:
    """Keras's word on a layer: its shapes where they can be known, else its constructor's alone.

    Args:
        recipe: As it would be.
        index: The layer's, from 1.
        input_shape: Of one sample, without the batch axis; None where it is not known.
        input_dtype: Numpy's name of the input type.
        batch_size: For the activation bytes.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded.
    """
    spec = recipe.layers[index - 1]

    def by_constructor(variant: LayerSpec) -> FlowError | None:
        words = refused_arguments(variant)
        return FlowError(index, *words) if words else None

    def by_flow(variant: LayerSpec) -> FlowError | None:
        layers = (*recipe.layers[: index - 1], variant, *recipe.layers[index:])
        asked = replace(recipe, layers=layers[:index])
        return flow(asked, input_shape or (), input_dtype, batch_size).layers[index - 1].error

    found = flow(recipe, input_shape, input_dtype, batch_size) if input_shape is not None else None
    shaped = found is not None and found.layers[index - 1].state in ("ok", "failed")
    ask = by_flow if shaped else by_constructor
    error = found.layers[index - 1].error if found is not None and shaped else ask(spec)
    return Judgement(found, error, _blamed(spec, error, ask) if error is not None else ())


def judge_settings(made: CompileSpec) -> Judgement:
    """Keras's word on optimizer, loss and metrics: each is made, and thrown away.

    `argument` begins with the recipe key: `compile.optimizer` and the optimizer's argument. The learning
    rate has a key of its own.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded.
    """
    asked: list[tuple[str, str, str | Obj]] = [
        ("compile.optimizer", "optimizers", made.optimizer),
        ("compile.loss", "losses", made.loss),
        *(("compile.metrics", "metrics", metric) for metric in made.metrics),
    ]
    for key, family, given in asked:
        words = refused_object(family, given)
        if words is None:
            continue
        error = FlowError(0, *words)
        path: tuple[str, ...] = (key,)
        if isinstance(given, Obj):
            owner = catalogue().named(family, given.name)
            for name, variant in _variants(owner, given.arguments, error):
                if refused_object(family, replace(given, arguments=variant)) is None:
                    path = (f"{key}.{name}",) if name == "learning_rate" else (key, name)
                    break
        return Judgement(None, error, path)
    return Judgement(None)


def refusals(kinds: Sequence[str], shape: Shape, dtype: str) -> dict[str, str]:
    """Why Keras refuses a new layer of each kind on an input, in a few words; "" where it does not.

    Args:
        kinds: Names of layers.
        shape: Of the input, batch axis first.
        dtype: Keras's name of the input's type.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded.
    """
    found = {}
    for kind in kinds:
        words = refused_input(new_layer(kind), shape, dtype)
        found[kind] = "" if words is None else words[1].rstrip(".")
    return found


def _blamed(spec: LayerSpec, error: FlowError, ask: Ask) -> tuple[str, ...]:
    """The path of the argument to blame; () where it is not the arguments but the input."""
    kind = catalogue().get(spec.kind)
    suspect: tuple[str, ...] = ()
    for name, variant in _variants(kind, spec.arguments, error):
        other = ask(replace(spec, arguments=variant))
        if other is None:
            inner = _placing(spec, name)
            return (name, *_inside(kind.argument(name), spec.arguments[name], inner, error, ask))
        if other != error and not suspect:
            suspect = (name,)
    return suspect


def _placing(spec: LayerSpec, name: str) -> Callable[[Value], LayerSpec]:
    """A function that puts a value into one argument of a layer."""
    return lambda value: spec.with_argument(name, value)


def _inside(
    argument: Argument, value: Value, put: Callable[[Value], LayerSpec], error: FlowError, ask: Ask
) -> tuple[str, ...]:
    """The path within an object or a wrapped layer; () where it is to blame as a whole."""
    owner: Kind | Named
    if isinstance(value, LayerSpec):
        owner = catalogue().get(value.kind)
    elif isinstance(value, Obj) and argument.value.family:
        owner = catalogue().named(argument.value.family, value.name)
    else:
        return ()
    for name, variant in _variants(owner, value.arguments, error):
        if ask(put(replace(value, arguments=variant))) is None:

            def deeper(one: Value, name: str = name, value: LayerSpec | Obj = value) -> LayerSpec:
                return put(replace(value, arguments=value.arguments.with_(name, one)))

            return (name, *_inside(owner.argument(name), value.arguments[name], deeper, error, ask))
    return ()


def _variants(owner: Kind | Named, arguments: Arguments, error: FlowError) -> Iterator[tuple[str, Arguments]]:
    """Each argument with all but it as they are; what the message names comes first."""
    told = f"{error.title} {error.message}"
    for name in sorted(arguments, key=lambda one: re.search(rf"\b{re.escape(one)}\b", told) is None):
        known = owner.argument(name)
        variant = arguments.without(name) if known.start is None else arguments.with_(name, known.start)
        if variant != arguments:
            yield name, variant
