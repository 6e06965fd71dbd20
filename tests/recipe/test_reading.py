"""Each bad thing in a recipe is refused with its key, what was received, and what is allowed."""

import pytest

from seqtui.errors import SeqtuiError
from seqtui.recipe.toml import parse

DENSE = '[[layers]]\nkind = "Flatten"\n[[layers]]\nkind = "Dense"\nunits = 3\n'

# (recipe, key, words in the cause, words in the remedy)
BAD = [
    ("titel = 'x'", "titel", "titel", '"title"'),
    ("title = 3", "title", "3", ""),
    ("data = 3", "data", "a table", "[data]"),
    ("[data]\nvalidation = 0.1", "data.source", "does not say", "source ="),
    ('[data]\nsource = "iris"\nsplit = 0.1', "data.split", "split", ""),
    ('[data]\nsource = "iris"\ntargett = "y"', "data.targett", "targett", '"target"'),
    ('[data]\nsource = ""', "data.source", '""', ""),
    ('[data]\nsource = "iris"\nvalidation = 1.0', "data.validation", "below 1", ""),
    ('[data]\nsource = "iris"\nvalidation = -0.1', "data.validation", "from 0", ""),
    ('[data]\nsource = "iris"\nvalidation = nan', "data.validation", "nan", ""),
    ('[data]\nsource = "iris"\nvalidation = true', "data.validation", "true", ""),
    ('[data]\nsource = "iris"\nseed = -1', "data.seed", "-1", ""),
    ('[data]\nsource = "iris"\nseed = 4294967296', "data.seed", "4294967295", ""),
    ('[data]\nsource = "iris"\nlabels = "onehot"', "data.labels", '"one_hot"', '"one_hot"'),
    ('[data]\nsource = "iris"\nnoise = 2', "data.noise", "between 0 and 1", ""),
    ('[data]\nsource = "iris"\nfeatures = "a"', "data.features", "a list", ""),
    ('[data]\nsource = "iris"\nfeatures = []', "data.features", "a list", ""),
    ("layers = 3", "layers", "a list", "[[layers]]"),
    ("[layers]\nkind = 'Dense'", "layers", "a list", "[[layers]]"),
    ("[[layers]]\nunits = 3", "layers.1.kind", "which layer", "kind ="),
    ("[[layers]]\nkind = 3", "layers.1.kind", "3", ""),
    ("[[layers]]\nkind = 'dense'", "layers.1.kind", "dense", '"Dense"'),
    ("[[layers]]\nkind = 'Concatenate'", "layers.1.kind", "several tensors", ""),
    ("[[layers]]\nkind = 'Lambda'", "layers.1.kind", "code", "script"),
    ("[[layers]]\nkind = 'LSTMCell'\nunits = 3", "layers.1.kind", "one time step", '"LSTM"'),
    (DENSE + "unit = 3", "layers.2.unit", "unit", '"units"'),
    (DENSE + "enabled = 1", "layers.2.enabled", "true or false", ""),
    (DENSE.replace("units = 3", "units = 'three'"), "layers.2.units", '"three" (text)', "units = 32"),
    (DENSE.replace("units = 3", "units = 3.0"), "layers.2.units", "whole number", ""),
    (DENSE.replace("units = 3", "units = true"), "layers.2.units", "true", ""),
    (DENSE.replace("units = 3", "units = 'None'"), "layers.2.units", "None", ""),
    (DENSE + "activation = 3", "layers.2.activation", "the name of an activation", "activation ="),
    (DENSE + "use_bias = 1", "layers.2.use_bias", "true or false", "true"),
    (DENSE + "bias_initializer = { name = 'zeroes' }", "layers.2.bias_initializer.name", "zeroes", '"zeros"'),
    (DENSE + "kernel_regularizer = { l2 = 1 }", "layers.2.kernel_regularizer", "with a name", ""),
    (
        DENSE + "kernel_regularizer = { name = 'l2', l3 = 1 }",
        "layers.2.kernel_regularizer.l3",
        "l3",
        "Allowed: l2",
    ),
    (
        DENSE + "kernel_regularizer = { name = 'l2', l2 = 'a' }",
        "layers.2.kernel_regularizer.l2",
        "a number",
        "",
    ),
    (DENSE + "weights = [1]", "layers.2.weights", "arrays", "Leave"),
    (
        "[[layers]]\nkind = 'LSTM'\nunits = 3\nreturn_state = true",
        "layers.1.return_state",
        "several",
        "Leave",
    ),
    ("[[layers]]\nkind = 'Dropout'\nrate = nan", "layers.1.rate", "nan", ""),
    (
        "[[layers]]\nkind = 'Conv2D'\nfilters = 3\nkernel_size = 'three'",
        "layers.1.kernel_size",
        "three",
        "kernel_size = 3",
    ),
    ("[[layers]]\nkind = 'Conv2D'\nfilters = 3\nkernel_size = [3, 'a']", "layers.1.kernel_size", '"a"', ""),
    ("[[layers]]\nkind = 'TimeDistributed'\nlayer = 'Dense'", "layers.1.layer", "kind", ""),
    (
        "[[layers]]\nkind = 'TimeDistributed'\nlayer = { kind = 'Dens' }",
        "layers.1.layer.kind",
        "Dens",
        '"Dense"',
    ),
    (
        "[[layers]]\nkind = 'TimeDistributed'\nlayer = { kind = 'Dense', units = 'a' }",
        "layers.1.layer.units",
        "whole number",
        "",
    ),
    ("[compile]\noptimizer = 'adan'", "compile.optimizer", "adan", '"adam"'),
    ("[compile]\noptimizer = 3", "compile.optimizer", "3", ""),
    ("[compile]\noptimizer = { learning_rate = 1 }", "compile.optimizer", "with a name", ""),
    (
        "[compile]\noptimizer = { name = 'adam', learning_rate = 'fast' }",
        "compile.optimizer.learning_rate",
        "fast",
        "",
    ),
    ("[compile]\noptimizer = { name = 'adam', lr = 1 }", "compile.optimizer.lr", "lr", "learning_rate"),
    ("[compile]\nloss = 'binary_crosentropy'", "compile.loss", "crosentropy", '"binary_crossentropy"'),
    ("[compile]\nloss = ['mse']", "compile.loss", "a name", ""),
    ("[compile]\nmetrics = 'accuracy'", "compile.metrics", "a list", ""),
    ("[compile]\nmetrics = ['acuracy']", "compile.metrics", "acuracy", '"accuracy"'),
    ("[compile]\nlosses = 'mse'", "compile.losses", "losses", '"loss"'),
    ("[fit]\nepochs = 0", "fit.epochs", "at least 1", ""),
    ("[fit]\nepochs = 2.5", "fit.epochs", "whole number", ""),
    ("[fit]\nepochs = '5'", "fit.epochs", "text", ""),
    ("[fit]\nbatch_size = 0", "fit.batch_size", "at least 1", ""),
    ("[fit]\nbatchsize = 1", "fit.batchsize", "batchsize", '"batch_size"'),
    ("[fit]\nearly_stopping = true", "fit.early_stopping", "a table", ""),
    ("[fit]\nearly_stopping = { patients = 1 }", "fit.early_stopping.patients", "patients", '"patience"'),
    ("[fit]\nearly_stopping = { patience = 1.5 }", "fit.early_stopping.patience", "whole", ""),
    ("input = [3]", "input", "a table", ""),
    ("input = { dtype = 'float32' }", "input.shape", "nothing", "shape ="),
    ("input = { shape = [0] }", "input.shape", "from 1", ""),
    ("input = { shape = [3], dtype = 'float' }", "input.dtype", "float", ""),
]


@pytest.mark.parametrize(
    ("text", "key", "cause", "remedy"), BAD, ids=[case[1] + " " + case[0][-12:] for case in BAD]
)
def test_bad_recipes(text, key, cause, remedy):
    with pytest.raises(SeqtuiError) as caught:
        parse(text, "mine.toml")
    error = caught.value
    assert error.key == key
    assert cause in error.cause
    assert error.cause.startswith("mine.toml: ")
    assert remedy in error.remedy
    assert error.title
    assert error.remedy
    assert error.exit_code == 3
    parts = key.split(".")
    assert error.layer == (int(parts[1]) if parts[0] == "layers" and len(parts) > 1 else None)


def test_what_only_keras_can_judge_is_left_to_keras():
    recipe = parse(DENSE.replace("units = 3", "units = -3") + 'activation = "rleu"')
    assert recipe.layers[1].arguments["units"] == -3
