"""Recipes laid out as people do who know TOML: each is one that saving must follow."""

USUAL = """# free: the file's own comment

title = "Two hidden layers"

[data]
source = "breast_cancer"      # built-in
target = "diagnosis"

# free: the stack

# scales its inputs
[[layers]]
kind = "Normalization"        # adapted

# first hidden layer
[[layers]]
kind = "Dense"
units = 64  # wide
activation = "relu"

[layers.kernel_regularizer]  # small weights
name = "l2"
l2 = 0.01

[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"

# free: how it is trained

[compile]
optimizer = { name = "adam", learning_rate = 0.001 }  # small steps
loss = "binary_crossentropy"
metrics = [
  "accuracy",  # share of right answers
]

[fit]
epochs = 20
batch_size = 32

# free: the end
"""

LAYOUTS = {
    "usual": USUAL,
    "windows": USUAL.replace("\n", "\r\n"),
    "tight": """[data]
source = "iris"
[[layers]]
kind = "Dense"
units = 3
[[layers]]
kind = "Softmax"
[compile]
loss = "mse"
[fit]
epochs = 2""",
    "inline": """# free: all on a few lines
title = "Inline"
data = { source = "iris", validation = 0.3 }
layers = [
  { kind = "Dense", units = 8 },  # hidden
  { kind = "Dense", units = 3, activation = "softmax" },
]
compile = { optimizer = "sgd", loss = "sparse_categorical_crossentropy" }
fit = { epochs = 3 }
""",
    "dotted": """# free: dotted keys
title = "Dotted"
data.source = "wine"
data.seed = 3
compile.optimizer.name = "adam"
compile.optimizer.learning_rate = 0.01
fit.epochs = 3

[[layers]]
kind = "Dense"
units = 3
kernel_regularizer.name = "l2"
kernel_regularizer.l2 = 0.5
""",
    "scattered": '''[fit]
epochs = 4

[[layers]]
kind = "Dense"
units = 4

# free: settings in between

[compile]
loss = "mse"

[[layers]]
kind = "Dense"
units = 1

[compile.optimizer]
name = "rmsprop"
rho = 0.8

[fit.early_stopping]
patience = 2

[data]
source = "a [[layers]] b.csv"
target = """
[[layers]]
# not a comment
"""
''',
    "no layers": """# free: nothing yet
title = "Empty"

[compile]
loss = "mse"
""",
    "empty": "",
}
