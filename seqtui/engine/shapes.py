"""The shape flow: each layer called on a symbolic tensor, so that Keras says what comes out.

Nothing is allocated. `keras.StatelessScope(initialize_variables=False)` lets layers create variables
that are never filled: an 800-million-parameter layer costs milliseconds and no memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from seqtui.engine import build, costs, receptive, remedies
from seqtui.engine.loader import ensure_loaded
from seqtui.engine.messages import explain
from seqtui.engine.objects import make
from seqtui.errors import SeqtuiError
from seqtui.recipe.fixes import Fix
from seqtui.recipe.flow import Flow, FlowError, LayerFlow, Shape
from seqtui.recipe.precision import with_precision
from seqtui.recipe.values import Arguments, LayerSpec, Obj, Recipe, Value

_REMEMBERED = 4096
_SYMBOLIC_SIZE = "to a shape. Found invalid dimension"
_NO_WINDOW = receptive.Window("lose")
_SHARED_NAME = "Two layers share a name"
# Each costs about a millisecond; what helps comes early.
_MOST_GUESSES = 40


@dataclass(frozen=True, slots=True)
class _Tensor:
    """What a layer may know of its input. A key of the memo."""

    shape: Shape
    dtype: str
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Keras says of one layer on one input; independent of batch size, name and place."""

    output: _Tensor | None = None
    trainable: int = 0
    non_trainable: int = 0
    macs: int | None = None
    param_bytes: int = 0
    formula: str | None = None
    window: receptive.Window = _NO_WINDOW
    error: tuple[str, str, str] | None = None
    made: bool = True  # whether the constructor took its arguments


_Passed = tuple[remedies.Place, _Tensor]


class _Memo:
    """The answers given last, by layer and input; safe to share among threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._answers: OrderedDict[object, _Answer] = OrderedDict()

    def get(self, key: object) -> _Answer | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: object, answer: _Answer) -> None:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


_memo = _Memo(_REMEMBERED)


def flow(
    recipe: Recipe,
    input_shape: tuple[int | None, ...],
    input_dtype: str = "float32",
    batch_size: int = 32,
) -> Flow:
    """Shapes, counts and costs of a recipe's layers, as far as they can be built.

    The first layer that Keras refuses is "failed" and carries the reason; those behind it are
    "blocked". Disabled layers pass their input on.

    Args:
        recipe: Its layers and its precision count.
        input_shape: Of one sample, without the batch axis; None where an axis may vary.
        input_dtype: Numpy's name of the input type.
        batch_size: For the activation bytes.

    Raises:
        SeqtuiError: TensorFlow cannot be loaded. A stack that cannot be built raises nothing.
    """
    ensure_loaded()
    recipe = with_precision(recipe)
    shape: Shape = (None, *input_shape)
    dtype = build.keras_dtype(input_dtype)
    error = _input_error(shape, dtype)
    tensor: _Tensor | None = None if error else _Tensor(shape, dtype)
    field = receptive.Field()
    names = build.names_in_recipe(recipe.layers)
    repeated = _repeated_names(recipe.layers)
    rows: list[LayerFlow] = []
    passed: list[_Passed] = []
    for index, (spec, name) in enumerate(zip(recipe.layers, names, strict=True), start=1):
        row = LayerFlow(index, spec.kind, name, "blocked")
        if not spec.enabled:
            row = _passing_on(row, tensor)
        elif tensor is not None:
            answer = repeated.get(index) or _ask(spec, tensor)
            field = field.through(answer.window)
            row = _row(row, answer, tensor, field, batch_size)
            if row.error is not None:
                error = replace(row.error, fix=_fix(index, spec, tensor, passed, answer))
                row = replace(row, error=error)
            passed.append((remedies.Place(index, spec, tensor.shape), tensor))
            tensor = answer.output
        rows.append(row)
    return Flow(shape, dtype, batch_size, tuple(rows), error)


def _passing_on(row: LayerFlow, tensor: _Tensor | None) -> LayerFlow:
    if tensor is None:
        return replace(row, state="disabled")
    return replace(
        row, state="disabled", input_shape=tensor.shape, output_shape=tensor.shape, dtype=tensor.dtype
    )


def _row(
    row: LayerFlow, answer: _Answer, tensor: _Tensor, field: receptive.Field, batch_size: int
) -> LayerFlow:
    if answer.output is None:
        title, message, remedy = answer.error or ("", "", "")
        error = FlowError(row.index, title, message, remedy)
        return replace(row, state="failed", input_shape=tensor.shape, error=error)
    output = answer.output
    return replace(
        row,
        state="ok",
        input_shape=tensor.shape,
        output_shape=output.shape,
        dtype=output.dtype,
        params=answer.trainable + answer.non_trainable,
        trainable=answer.trainable,
        non_trainable=answer.non_trainable,
        macs=answer.macs,
        param_bytes=answer.param_bytes,
        activation_bytes=costs.tensor_bytes(output.shape, output.dtype, batch_size),
        receptive_field=field.value,
        formula=answer.formula,
    )


def _fix(index: int, spec: LayerSpec, tensor: _Tensor, passed: list[_Passed], answer: _Answer) -> Fix | None:
    """The first edit after which Keras takes the layer."""
    if answer.error is not None and answer.error[0] == _SHARED_NAME:
        return Fix("reset", index, spec.kind, name="name")
    place = remedies.Place(index, spec, tensor.shape)
    before = tuple(one for one, _ in passed)
    guesses = remedies.for_input(place, before) if answer.made else remedies.for_arguments(place)
    chain = [*passed, (place, tensor)]
    return next((guess for guess in islice(guesses, _MOST_GUESSES) if _mends(guess, chain)), None)


def _mends(fix: Fix, chain: list[_Passed]) -> bool:
    """Whether Keras takes every layer from the one that is changed to the one that failed."""
    start = next((at for at, (place, _) in enumerate(chain) if place.index == fix.layer), 0)
    specs = [place.spec for place, _ in chain[start:]]
    tensor: _Tensor | None = chain[start][1]
    if fix.action == "raise":
        start -= 1
        specs, tensor = [specs[0], chain[start][0].spec], chain[start][1]
    elif fix.action == "remove":
        specs = specs[1:]
    elif fix.action == "insert" and fix.spec is not None:
        specs = [fix.spec, *specs]
    elif fix.action == "replace" and fix.spec is not None:
        specs[0] = fix.spec
    elif fix.action == "set":
        specs[0] = specs[0].with_argument(fix.name, fix.value)
    else:
        specs[0] = specs[0].without_argument(fix.name)
    for spec in specs:
        if tensor is None:
            return False
        tensor = _ask(spec, tensor).output
    return tensor is not None


def _input_error(shape: Shape, dtype: str) -> FlowError | None:
    """Keras takes any tuple for a shape; sizes below 1 would only show as odd errors further on."""
    import keras

    wrong = [size for size in shape[1:] if size is not None and size < 1]
    if wrong:
        text = f"The input shape is {shape[1:]}, and {wrong[0]} is not a size."
        return FlowError(0, "Impossible input shape", text, "Give each axis a size of 1 or more, or None.")
    try:
        keras.KerasTensor(shape, dtype=dtype)
    except (ValueError, TypeError):
        text = f'Keras knows no type named "{dtype}".'
        return FlowError(0, "Unknown input type", text, "Use float32, int32, bool, string or their like.")
    return None


def _repeated_names(layers: tuple[LayerSpec, ...]) -> dict[int, _Answer]:
    """Layers that take a name already taken, which Keras refuses in a Sequential."""
    seen: dict[str, int] = {}
    found: dict[int, _Answer] = {}
    for index, spec in enumerate(layers, start=1):
        name = spec.arguments.get("name")
        if not spec.enabled or not name:
            continue
        first = seen.setdefault(str(name), index)
        if first != index:
            cause = f'Layer {first} is already named "{name}", and names must differ.'
            remedy = "Rename one of them, or remove its name."
            found[index] = _Answer(error=(_SHARED_NAME, cause, remedy))
    return found


def _ask(spec: LayerSpec, tensor: _Tensor) -> _Answer:
    key = (_typed(spec), tensor)
    answer = _memo.get(key)
    if answer is None:
        answer = _call(spec, tensor)
        _memo.put(key, answer)
    return answer


def _typed(value: Value) -> object:
    """A key that tells 1 from 1.0 and True, which Python takes for equal and Keras does not."""
    if isinstance(value, LayerSpec):
        return (value.kind, tuple((name, _typed(item)) for name, item in value.arguments.items()))
    if isinstance(value, Obj):
        return (value.name, tuple((name, _typed(item)) for name, item in value.arguments.items()))
    if isinstance(value, tuple):
        return tuple(_typed(item) for item in value)
    return (type(value).__name__, value)


def _call(spec: LayerSpec, tensor: _Tensor) -> _Answer:
    """One fresh layer called on one symbolic tensor.

    It happens inside a graph of its own, thrown away afterwards: some layers compute on constants while
    they build (Normalization reshapes its mean), and the first eager computation takes the GPU.
    """
    import tensorflow as tf

    answer = _called(spec, tensor, tf.Graph().as_default())
    if answer.error is not None and _SYMBOLIC_SIZE in answer.error[1]:
        # How large a vocabulary is can be known outside a graph alone.
        return _called(spec, tensor, nullcontext())
    return answer


def _called(spec: LayerSpec, tensor: _Tensor, around: AbstractContextManager[Any]) -> _Answer:
    import keras

    with build.undisturbed_random(), nothing_left_pending():
        try:
            with around, keras.StatelessScope(initialize_variables=False):
                layer = build.layer(_without_gpu(spec))
                _roll_up(layer)
                given = keras.KerasTensor(tensor.shape, dtype=tensor.dtype, sparse=tensor.sparse)
                output = layer(given)
                if output is given:
                    return _Answer(error=_hands_back(spec.kind))
        except SeqtuiError as error:
            return _Answer(error=(error.title, error.cause, error.remedy), made=False)
        except Exception as error:  # noqa: BLE001  # layers refuse inputs with any exception type
            return _Answer(error=explain(error, spec.kind, spec=spec, input_shape=tensor.shape))
        return _answer(layer, tensor.shape, output)


def refused_arguments(spec: LayerSpec) -> tuple[str, str, str] | None:
    """Why Keras's constructor refuses a layer's arguments, whatever its input; None where it does not."""
    ensure_loaded()
    import keras

    return _refused(lambda: build.layer(_without_gpu(spec)), keras.StatelessScope(initialize_variables=False))


def refused_object(family: str, given: str | Obj) -> tuple[str, str, str] | None:
    """Why Keras refuses an optimizer, a loss or a metric; None where it does not."""
    # These make variables when they are made, which a stateless scope forbids.
    return _refused(lambda: make(family, given), nullcontext())


def _refused(made: Callable[[], object], around: AbstractContextManager[Any]) -> tuple[str, str, str] | None:
    ensure_loaded()
    import tensorflow as tf

    with build.undisturbed_random(), nothing_left_pending():
        try:
            with tf.Graph().as_default(), around:
                made()
        except SeqtuiError as error:
            return error.title, error.cause, error.remedy
    return None


def refused_input(spec: LayerSpec, shape: Shape, dtype: str) -> tuple[str, str, str] | None:
    """Why Keras refuses a layer on an input (batch axis first, Keras's name of the type), or None."""
    ensure_loaded()
    return _ask(spec, _Tensor(shape, dtype)).error


def _without_gpu(spec: LayerSpec) -> LayerSpec:
    """Keeps LSTM and GRU from looking for a GPU, which would take it.

    They look when they are made, unless something rules cuDNN out: unrolling does. `_roll_up` takes it
    back. The shapes are the same on each device. `use_cudnn=True` is left to Keras's judgement.
    """
    items = {
        name: _without_gpu(item) if isinstance(item, LayerSpec) else item
        for name, item in spec.arguments.items()
    }
    if spec.kind in ("LSTM", "GRU") and not items.get("unroll") and items.get("use_cudnn", "auto") == "auto":
        items |= {"unroll": True, "use_cudnn": False}
    return replace(spec, arguments=Arguments(items))


def _roll_up(layer: Any) -> None:
    for part in layer._flatten_layers():  # noqa: SLF001  # the only walk that knows wrappers
        if getattr(part, "use_cudnn", None) is False:
            part.unroll = False


def _hands_back(kind: str) -> tuple[str, str, str]:
    """Equalization of Keras 3.15: a Sequential refuses it as a cycle, or silently leaves it out."""
    cause = f"{kind} gives the very tensor back that it got, which makes a cycle in the model."
    return f"{kind} does not work in this Keras", cause, "Remove it, or apply it to the data beforehand."


def _answer(layer: Any, input_shape: Shape, output: Any) -> _Answer:
    import keras

    kind = type(layer).__name__
    if not isinstance(output, keras.KerasTensor):
        cause = f"{kind} gives several tensors, and a Sequential passes exactly one from layer to layer."
        return _Answer(error=("More than one output", cause, "Leave return_state at False."))
    trainable = sum(_count(weight) for weight in layer.trainable_weights)
    shape: Shape = tuple(output.shape)
    return _Answer(
        output=_Tensor(shape, str(output.dtype), bool(getattr(output, "sparse", False))),
        trainable=trainable,
        non_trainable=sum(_count(weight) for weight in layer.weights) - trainable,
        macs=costs.macs(layer, input_shape, shape),
        param_bytes=costs.weight_bytes(layer.weights),
        formula=costs.formula(layer),
        window=receptive.window(layer),
    )


def _count(weight: Any) -> int:
    return costs.elements(tuple(weight.shape)) or 0


@contextmanager
def nothing_left_pending() -> Iterator[None]:
    """Takes the variables made meanwhile off Keras's list of those yet to be filled.

    The list is Keras's own and belongs to the thread. Left there, the variables would pile up, and the
    next ordinary scope to end would allocate every one of them.
    """
    from keras.src.backend.common import global_state

    def pending() -> list[Any]:
        return global_state.get_global_attribute("uninitialized_variables") or []

    before = len(pending())
    try:
        yield
    finally:
        del pending()[before:]
