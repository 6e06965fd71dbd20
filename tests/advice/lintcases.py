"""One recipe for each lint and one that only looks like it; both test files train or check them."""

from dataclasses import dataclass, replace

from seqtui.advice.datafacts import DataFacts, Scale
from seqtui.advice.settings import Facts
from seqtui.recipe.values import Arguments, CompileSpec, DataSpec, FitSpec, LayerSpec, Obj, Recipe


def layer(kind, **arguments):
    return LayerSpec(kind, Arguments(arguments))


def dense(units, activation=None, **more):
    return layer("Dense", units=units, **({"activation": activation} if activation else {}), **more)


def recipe(*layers, loss="binary_crossentropy", metrics=("accuracy",), rate=0.001, optimizer="adam", **more):
    fit = {name: more.pop(name) for name in tuple(more) if hasattr(FitSpec(), name)}
    return Recipe(
        data=DataSpec("rows", **more),
        layers=layers,
        compile=CompileSpec(Obj(optimizer, Arguments(learning_rate=rate)), loss, metrics),
        fit=FitSpec(**fit),
    )


def facts(task="binary", classes=0, *, one_hot=False, **more):
    count = {"binary": 2, "regression": 0}.get(task, classes or 3)
    counts = tuple((f"c{at}", 100) for at in range(count))
    base = DataFacts(
        Facts(task, "y", counts, one_hot=one_hot, steps=25),
        rows=800,
        validation_rows=200,
        lowest=-3.0,
        highest=3.0,
        training_classes=(80,) * count,
        validation_classes=(20,) * count,
        target_range=(-2.0, 2.0) if task == "regression" else None,
    )
    inner = {name: more.pop(name) for name in tuple(more) if hasattr(base.settings, name)}
    return replace(base, settings=replace(base.settings, **inner), **more)


@dataclass(frozen=True)
class Case:
    rule: str
    bad: Recipe
    good: Recipe
    facts: DataFacts | None = None
    good_facts: DataFacts | None = None
    shape: tuple[int | None, ...] = (6,)
    dtype: str = "float32"
    layer: int | None = None


BINARY, THREE, HOT, NUMBER = (
    facts(),
    facts("multiclass"),
    facts("multiclass", one_hot=True),
    facts("regression"),
)
SPARSE, MANY = "sparse_categorical_crossentropy", "categorical_crossentropy"
LOGITS = Obj(SPARSE, Arguments(from_logits=True))
MSE, MAE = "mean_squared_error", ("mean_absolute_error",)
ONE = dense(1, "sigmoid")
CONV = layer("Conv2D", filters=4, kernel_size=3, activation="relu")
LSTM = layer("LSTM", units=4, return_sequences=True)
PICTURE = (8, 8, 1)


def number(*layers, **more):
    return recipe(*layers, loss=more.pop("loss", MSE), metrics=more.pop("metrics", MAE), **more)


def sparse(*layers, **more):
    return recipe(*layers, loss=more.pop("loss", SPARSE), **more)


OUTPUT = [
    Case(
        "output-keeps-axes",
        sparse(CONV, dense(3, "softmax")),
        sparse(CONV, layer("Flatten"), dense(3, "softmax")),
        THREE,
        shape=PICTURE,
        layer=2,
    ),
    Case(
        "sequence-for-one-target",
        recipe(LSTM, ONE),
        recipe(LSTM, layer("LSTM", units=4), ONE),
        BINARY,
        shape=(5, 3),
        layer=2,
    ),
    Case(
        "softmax-on-one-unit",
        recipe(dense(8, "relu"), dense(1, "softmax")),
        recipe(dense(8, "relu"), ONE),
        BINARY,
        layer=2,
    ),
    Case("softmax-on-one-unit", number(dense(1), layer("Softmax")), number(dense(1)), NUMBER, layer=2),
    Case("units-against-classes", sparse(dense(2, "softmax")), sparse(dense(3, "softmax")), THREE, layer=1),
    Case("units-against-classes", sparse(dense(5, "softmax")), sparse(dense(3, "softmax")), THREE, layer=1),
    Case(
        "units-against-classes",
        recipe(dense(5, "softmax"), loss=MANY),
        recipe(dense(3, "softmax"), loss=MANY),
        HOT,
        layer=1,
    ),
    Case("units-against-classes", recipe(dense(2, "sigmoid")), sparse(dense(2, "softmax")), BINARY, layer=1),
    Case("units-against-classes", sparse(dense(1, "sigmoid")), recipe(ONE), BINARY, layer=1),
    Case(
        "classes-as-amounts",
        number(dense(1), metrics=("accuracy",)),
        sparse(dense(3, "softmax")),
        THREE,
        layer=1,
    ),
    Case("crossentropy-of-one-output", recipe(ONE, loss=MANY), recipe(ONE), BINARY, layer=1),
    Case("labels-against-loss", recipe(dense(3, "softmax"), loss=MANY), sparse(dense(3, "softmax")), THREE),
    Case("labels-against-loss", sparse(dense(3, "softmax")), recipe(dense(3, "softmax"), loss=MANY), HOT),
    Case("labels-against-loss", number(dense(3, "softmax")), sparse(dense(3, "softmax")), THREE),
    Case(
        "raw-output",
        recipe(dense(1)),
        recipe(dense(1), layer("Activation", activation="sigmoid")),
        BINARY,
        layer=1,
    ),
    Case("raw-output", sparse(dense(3)), sparse(dense(3), loss=LOGITS), THREE, layer=1),
    Case("no-probabilities", recipe(dense(1, "tanh")), number(dense(1, "tanh")), BINARY, layer=1),
    Case(
        "no-probabilities",
        sparse(dense(3, "relu")),
        sparse(dense(3, "relu"), dense(3, "softmax")),
        THREE,
        layer=1,
    ),
    Case(
        "logits-of-probabilities",
        sparse(dense(3, "softmax"), loss=LOGITS),
        sparse(dense(3), loss=LOGITS),
        THREE,
    ),
    Case(
        "sigmoid-for-one-of-many",
        sparse(dense(3, "sigmoid")),
        recipe(dense(3, "sigmoid")),
        THREE,
        good_facts=HOT,
        layer=1,
    ),
    Case("class-loss-on-a-number", recipe(dense(1), metrics=MAE), number(dense(1)), NUMBER),
    Case(
        "accuracy-on-a-number",
        number(dense(1), metrics=("accuracy", "mae")),
        number(dense(1), metrics=("mae",)),
        NUMBER,
    ),
    Case("outputs-for-one-number", number(dense(3)), number(dense(1)), NUMBER, layer=1),
    Case(
        "bounded-output",
        number(dense(1, "sigmoid")),
        number(dense(1, "sigmoid"), layer("Rescaling", scale=4.0, offset=-2.0)),
        NUMBER,
        layer=1,
    ),
    Case(
        "bounded-output",
        number(dense(1, "relu")),
        number(dense(1, "relu")),
        NUMBER,
        good_facts=facts("regression", target_range=(0.0, 9.0)),
        layer=1,
    ),
    Case("number-loss-on-classes", number(ONE, metrics=("accuracy",)), number(dense(1, "tanh")), BINARY),
    Case(
        "metric-against-labels",
        sparse(dense(3, "softmax"), metrics=("accuracy", "auc")),
        recipe(ONE, metrics=("accuracy", "auc")),
        THREE,
        good_facts=BINARY,
    ),
    Case("metric-against-labels", recipe(ONE, metrics=("categorical_accuracy",)), recipe(ONE), BINARY),
    Case(
        "flattering-metric",
        recipe(dense(3, "softmax"), loss=MANY, metrics=("binary_accuracy",)),
        recipe(dense(3, "softmax"), loss=MANY, metrics=("categorical_accuracy",)),
        HOT,
    ),
]

DROP = layer("Dropout", rate=0.3)
BN = layer("BatchNormalization")
RELU = dense(8, "relu")
LAYERS = [
    Case("dropout-at-the-end", recipe(RELU, ONE, DROP), recipe(RELU, DROP, ONE), layer=3),
    Case(
        "dropout-before-a-number",
        number(RELU, DROP, dense(1)),
        number(RELU, DROP, RELU, dense(1)),
        NUMBER,
        layer=2,
    ),
    Case(
        "dropout-too-strong",
        recipe(RELU, layer("Dropout", rate=0.9), ONE),
        recipe(RELU, layer("Dropout", rate=0.8), ONE),
        layer=2,
    ),
    Case("batchnorm-after-dropout", recipe(RELU, DROP, BN, ONE), recipe(RELU, BN, DROP, ONE), layer=3),
    Case(
        "batchnorm-of-one-row",
        recipe(RELU, BN, ONE, batch_size=1),
        recipe(RELU, BN, ONE, batch_size=2),
        layer=2,
    ),
    Case("bias-before-batchnorm", recipe(dense(8), BN, layer("ReLU"), ONE), recipe(RELU, BN, ONE), layer=1),
    Case("activation-twice", recipe(RELU, layer("ReLU"), ONE), recipe(dense(8), layer("ReLU"), ONE), layer=2),
    Case(
        "activation-twice",
        sparse(dense(3, "softmax"), layer("Softmax")),
        sparse(dense(3), layer("Softmax")),
        THREE,
        layer=2,
    ),
    Case("linear-pair", recipe(dense(8), DROP, ONE), recipe(dense(8), layer("ReLU"), ONE), layer=1),
    Case(
        "normalization-late",
        recipe(RELU, layer("Normalization"), ONE),
        recipe(layer("Rescaling", scale=0.1), layer("Normalization"), RELU, ONE),
        layer=2,
    ),
    Case(
        "embedding-of-fractions",
        recipe(layer("Embedding", input_dim=9, output_dim=2), layer("Flatten"), ONE),
        recipe(layer("Embedding", input_dim=9, output_dim=2), layer("Flatten"), ONE),
        facts(lowest=0.0, highest=5.5),
        good_facts=facts(lowest=0.0, highest=8.0, whole=True),
        layer=1,
    ),
    Case(
        "embedding-too-small",
        recipe(layer("Embedding", input_dim=9, output_dim=2), layer("Flatten"), ONE),
        recipe(layer("Embedding", input_dim=10, output_dim=2), layer("Flatten"), ONE),
        facts(lowest=0.0, highest=9.0, whole=True),
        layer=1,
    ),
    Case(
        "weights-of-whole-numbers",
        recipe(dense(3, "relu", dtype="int32"), ONE),
        recipe(dense(3, "relu", dtype="float16"), ONE),
        layer=1,
    ),
    Case(
        "numbers-from-text",
        recipe(RELU, ONE),
        recipe(layer("Hashing", num_bins=9), RELU, ONE),
        shape=(1,),
        dtype="str",
        layer=1,
    ),
    Case(
        "one-pixel-early",
        recipe(
            layer("MaxPooling2D", pool_size=8),
            layer("Conv2D", filters=4, kernel_size=3, padding="same"),
            layer("Flatten"),
            ONE,
        ),
        recipe(layer("MaxPooling2D", pool_size=8), layer("Flatten"), ONE),
        shape=PICTURE,
        layer=1,
    ),
    Case(
        "dense-at-every-pixel",
        recipe(RELU, layer("Flatten"), ONE),
        recipe(layer("Flatten"), RELU, ONE),
        shape=PICTURE,
        layer=1,
    ),
    Case("all-frozen", recipe(dense(1, "sigmoid", trainable=False)), recipe(ONE), layer=1),
    Case(
        "nothing-to-learn",
        recipe(layer("Flatten"), layer("Activation", activation="sigmoid")),
        recipe(ONE),
        shape=(1,),
        layer=2,
    ),
    Case(
        "frozen-fresh-weights",
        recipe(dense(8, "relu", trainable=False), ONE),
        recipe(dense(8, "relu", trainable=False, kernel_initializer="orthogonal"), ONE),
        layer=1,
    ),
    Case(
        "misleading-name",
        recipe(dense(8, "relu", name="lstm_1"), ONE),
        recipe(dense(8, "relu", name="dense_9"), ONE),
        layer=1,
    ),
    Case(
        "recurrent-of-one-step",
        recipe(layer("LSTM", units=4), ONE),
        recipe(layer("LSTM", units=4), ONE),
        shape=(1, 6),
        layer=1,
    ),
]

EARLY, PLATEAU = Arguments(monitor="val_loss", patience=5), Arguments(monitor="val_loss", patience=30)
UNWATCHED = facts(validation_rows=0)
TRAINING = [
    Case("learning-rate-negative", recipe(ONE, rate=-0.1), recipe(ONE, rate=0.1, optimizer="sgd")),
    Case("learning-rate-zero", recipe(ONE, rate=0.0), recipe(ONE, rate=0.0001)),
    Case("learning-rate-high", recipe(ONE, rate=0.5), recipe(ONE, rate=0.5, optimizer="sgd")),
    Case("learning-rate-high", recipe(ONE, rate=1.0, optimizer="sgd"), recipe(ONE, rate=0.05)),
    Case("learning-rate-low", recipe(ONE, rate=1e-6), recipe(ONE, rate=1e-5), BINARY),
    Case("batch-beyond-rows", recipe(ONE, batch_size=801), recipe(ONE, batch_size=800), BINARY),
    Case(
        "watches-nothing",
        recipe(ONE, early_stopping=EARLY),
        recipe(ONE, early_stopping=EARLY.with_("monitor", "loss")),
        UNWATCHED,
    ),
    Case(
        "watches-nothing",
        recipe(ONE, reduce_lr_on_plateau=EARLY),
        recipe(ONE, reduce_lr_on_plateau=EARLY),
        UNWATCHED,
        good_facts=BINARY,
    ),
    Case(
        "patience-beyond-epochs",
        recipe(ONE, early_stopping=PLATEAU),
        recipe(ONE, early_stopping=PLATEAU, epochs=31),
        BINARY,
    ),
    Case("one-epoch", recipe(ONE, epochs=1), recipe(ONE, epochs=1), BINARY, good_facts=facts(steps=5000)),
]

UNEVEN = facts(narrowest=Scale("a", 0.1), widest=Scale("b", 50.0))
RARE = facts(counts=(("no", 960), ("yes", 40)))
SORTED = facts("multiclass", training_classes=(400, 400, 0), validation_classes=(0, 0, 200))
WIDE = recipe(dense(6000, "relu"), ONE)
DATA = [
    Case("unscaled-features", recipe(RELU, ONE), recipe(layer("Normalization"), RELU, ONE), UNEVEN, layer=1),
    Case(
        "unscaled-features",
        recipe(RELU, ONE),
        recipe(RELU, ONE),
        facts(highest=255.0),
        good_facts=facts(highest=16.0),
        layer=1,
    ),
    Case(
        "far-target",
        number(RELU, dense(1)),
        number(RELU, dense(1), layer("Rescaling", scale=900.0, offset=5000.0)),
        facts("regression", target_mean=5000.0, spread=900.0, target_range=(2000.0, 9000.0)),
        layer=2,
    ),
    Case("accuracy-alone", recipe(ONE), recipe(ONE, metrics=("accuracy", "recall")), RARE),
    Case("accuracy-alone", recipe(ONE), recipe(ONE, class_weight="balanced"), RARE),
    Case(
        "split-without-classes",
        sparse(dense(3, "softmax"), split="ordered"),
        sparse(dense(3, "softmax")),
        SORTED,
        good_facts=THREE,
        layer=0,
    ),
    Case(
        "nothing-held-back", recipe(ONE, validation=0.0), recipe(ONE), UNWATCHED, good_facts=BINARY, layer=0
    ),
    Case("more-weights-than-rows", WIDE, WIDE, BINARY, good_facts=facts(rows=8000), layer=1),
]

CASES = [*OUTPUT, *LAYERS, *TRAINING, *DATA]
ONE_STEP = (5, 3)
