"""Random recipes and random edits, of everything that the catalogue offers."""

from hypothesis import strategies as st

from seqtui.recipe import edits
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.values import (
    Arguments,
    CompileSpec,
    DataSpec,
    FitSpec,
    InputSpec,
    LayerSpec,
    Obj,
    Recipe,
)

KINDS = [kind.name for kind in catalogue().kinds if not kind.carries_code]

# "None" is TOML's spelling of None, so it is no text of its own.
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(
    lambda text: text != "None" and text.strip()
)
FLOATS = st.floats(allow_nan=False)


def _value(argument):
    kind = argument.value
    simple = {
        "integer": st.integers(-5, 2**40),
        "float": st.one_of(FLOATS, st.integers(-5, 5)),
        "flag": st.booleans(),
        "text": TEXTS,
        "tuple": st.one_of(
            st.integers(0, 9),
            FLOATS,
            st.lists(st.integers(0, 9), max_size=3).map(tuple),
            st.just(((1, 2), (3, 4))),
        ),
        "layer": st.builds(LayerSpec, st.just("Dense"), st.builds(Arguments, st.just({"units": 4}))),
    }
    if kind.control == "choice":
        found = st.sampled_from([choice for choice in kind.choices if choice is not None])
    elif kind.control == "object":
        items = catalogue().family(kind.family)
        found = st.sampled_from(items).flatmap(_object)
    elif kind.control == "tuple" and kind.family == "text":
        found = st.lists(TEXTS, max_size=3).map(tuple)
    else:
        found = simple[kind.control]
    return st.one_of(found, st.none()) if kind.optional else found


def _object(item):
    plain = st.just(item.name)
    if not item.arguments:
        return plain
    simple = [one for one in item.arguments if one.value.control in ("float", "flag")]
    given = st.fixed_dictionaries({}, optional={one.name: _value(one) for one in simple})
    return st.one_of(plain, st.builds(lambda values: Obj(item.name, Arguments(values)), given))


@st.composite
def layer_specs(draw):
    kind = catalogue().get(draw(st.sampled_from(KINDS)))
    chosen = draw(st.lists(st.sampled_from(kind.arguments), max_size=4, unique_by=lambda one: one.name))
    spec = edits.new_layer(kind.name)
    for argument in chosen:
        spec = spec.with_argument(argument.name, draw(_value(argument)))
    return LayerSpec(spec.kind, spec.arguments, draw(st.booleans()))


SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def data_specs(draw):
    return DataSpec(
        source=draw(TEXTS),
        target=draw(st.none() | TEXTS),
        features=draw(st.none() | st.lists(TEXTS, min_size=1, max_size=3).map(tuple)),
        validation=draw(st.floats(0, 0.99)),
        seed=draw(SEEDS),
        labels=draw(st.sampled_from(["integer", "one_hot"])),
        noise=draw(st.none() | st.floats(0, 1)),
        split=draw(st.sampled_from(["stratified", "shuffled", "ordered"])),
    )


def _objects(family):
    return st.sampled_from(catalogue().family(family)).flatmap(_object)


CLASS_WEIGHTS = (
    st.none()
    | st.just("balanced")
    | st.dictionaries(TEXTS, st.floats(0, 99), min_size=1, max_size=3).map(Arguments)
)


@st.composite
def recipes(draw):
    optimizer = draw(_objects("optimizers"))
    return Recipe(
        title=draw(st.just("") | TEXTS),
        data=draw(st.none() | data_specs()),
        layers=tuple(draw(st.lists(layer_specs(), max_size=4))),
        compile=CompileSpec(
            optimizer=Obj(optimizer) if isinstance(optimizer, str) else optimizer,
            loss=draw(_objects("losses")),
            metrics=tuple(draw(st.lists(_objects("metrics"), max_size=2))),
        ),
        fit=FitSpec(
            epochs=draw(st.integers(1, 10**6)),
            batch_size=draw(st.integers(1, 4096)),
            early_stopping=draw(st.none() | st.just(Arguments(monitor="val_loss", patience=3))),
            reduce_lr_on_plateau=draw(st.none() | st.just(Arguments(factor=0.5, patience=3))),
            class_weight=draw(CLASS_WEIGHTS),
            seed=draw(SEEDS),
            precision=draw(st.sampled_from(["float32", "mixed_float16", "mixed_bfloat16"])),
            device=draw(st.sampled_from(["auto", "cpu", "gpu", "gpu:1"])),
        ),
        input=draw(st.none() | st.just(InputSpec((28, None, 1), "uint8"))),
    )


@st.composite
def edit(draw, recipe):
    """A label and the recipe after one random edit."""
    count = len(recipe.layers)
    name = draw(st.sampled_from(["insert", "settings", *(LAYER_EDITS if count else ())]))
    if name == "insert":
        return name, edits.insert(recipe, draw(st.integers(0, count)), draw(layer_specs()))
    if name == "settings":
        return name, draw(_settings(recipe))
    return name, draw(_layer_edit(recipe, name, draw(st.integers(0, count - 1))))


LAYER_EDITS = ("delete", "duplicate", "move", "toggle", "freeze", "argument", "reset")


@st.composite
def _layer_edit(draw, recipe, name, at):
    kind = catalogue().get(recipe.layers[at].kind)
    if name == "move":
        return edits.move(recipe, at, draw(st.integers(-4, 4)))
    if name == "freeze" and all(one.name != "trainable" for one in kind.arguments):
        return recipe
    if name == "argument":
        argument = draw(st.sampled_from(kind.arguments))
        return edits.set_argument(recipe, at, argument.name, draw(_value(argument)))
    if name == "reset":
        return edits.reset_argument(recipe, at, draw(st.sampled_from(kind.arguments)).name)
    return getattr(edits, name)(recipe, at)


@st.composite
def _settings(draw, recipe):
    key, values = draw(
        st.sampled_from(
            [
                ("title", TEXTS),
                ("fit.epochs", st.integers(1, 99)),
                ("fit.seed", SEEDS),
                ("fit.early_stopping.patience", st.integers(0, 9)),
                ("fit.early_stopping", st.none()),
                ("fit.reduce_lr_on_plateau.cooldown", st.integers(0, 9)),
                ("fit.class_weight", CLASS_WEIGHTS),
                ("fit.precision", st.sampled_from(["float32", "mixed_bfloat16"])),
                ("fit.device", st.sampled_from(["auto", "gpu:0"])),
                ("compile.loss", _objects("losses")),
                ("compile.optimizer", _objects("optimizers")),
                ("compile.optimizer.learning_rate", st.floats(1e-6, 1)),
                ("compile.metrics", st.lists(_objects("metrics"), max_size=2).map(tuple)),
                ("data.source", TEXTS),
                ("data.validation", st.floats(0, 0.9)),
            ]
        )
    )
    if key == "data.validation" and recipe.data is None:
        key, values = "data.source", TEXTS
    return edits.set_value(recipe, key, draw(values))
