"""Scripts with one real slip in each. When it shows is written down nowhere: Keras tells."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from seqtui.practice.generators.scriptbase import (
    Slip,
    compile_settings,
    images,
    table,
    with_layer,
    with_line,
    words,
)
from seqtui.practice.question import Difficulty


def _argument(chance: random.Random) -> Slip:
    script = table(chance, chance.choice((2, 3)))
    wrong, what, remedy = chance.choice(
        (
            ("layers.Dense(0)", "A layer needs at least one unit.", "Give it a positive number of units."),
            ("layers.Dense(-8)", "Units cannot be negative.", "Write layers.Dense(8)."),
            ('layers.Dense("16")', "Units are a number, not text.", "Write layers.Dense(16)."),
            (
                'layers.Dense(16, activation="rellu")',
                "There is no activation of that name.",
                'Write activation="relu".',
            ),
            (
                'layers.Dense(16, kernel_initializer="he")',
                "There is no initializer of that name.",
                'Write kernel_initializer="he_normal".',
            ),
            ("layers.Dropout(30)", "The rate is a share, not a percentage.", "Write layers.Dropout(0.3)."),
            ("layers.Dropout(1.5)", "More than everything cannot be dropped.", "Take a rate below 1."),
        )
    )
    return Slip(with_layer(script, 1, wrong), what, remedy)


def _conv_argument(chance: random.Random) -> Slip:
    script = images(chance)
    wrong, what, remedy = chance.choice(
        (
            (
                'layers.Conv2D(4, 3, padding="full")',
                'Padding is "valid" or "same".',
                'Write padding="same", or leave it out.',
            ),
            (
                "layers.Conv2D(4, 3, strides=2, dilation_rate=2)",
                "Strides and dilation exclude each other.",
                "Leave one of them at 1.",
            ),
            ("layers.Conv2D(4, 0)", "A kernel covers at least one pixel.", "Write kernel_size 3."),
            (
                "layers.Conv2D(5, 3, groups=2)",
                "Filters must be divisible by the groups.",
                "Take an even number of filters.",
            ),
        )
    )
    return Slip(with_layer(script, 1, wrong), what, remedy)


def _rank(chance: random.Random) -> Slip:
    kind = chance.choice(("LSTM", "GRU", "Conv2D", "MaxPooling2D", "lost"))
    if kind == "Conv2D":
        script = table(chance)
        return Slip(
            with_line(script, 1, "layers.Conv2D(4, 3)"),
            "Conv2D needs height, width and channels; these are plain rows.",
            "Use Dense for rows of features.",
        )
    if kind == "MaxPooling2D":
        return Slip(
            with_line(images(chance), 3, "layers.MaxPooling2D(2)"),
            "Flatten leaves a vector, and nothing that could be pooled in two directions.",
            "Put the pooling before Flatten.",
        )
    if kind == "lost":
        return Slip(
            with_line(words(chance), 2, "layers.LSTM(8)"),
            "The first recurrent layer returns its last output only; the second needs every step.",
            "Give the first one return_sequences=True.",
        )
    return Slip(
        with_layer(table(chance), 1, f"layers.{kind}(8)"),
        f"{kind} needs steps and features; these rows have features only.",
        "Use Dense, or make sequences of the rows.",
    )


def _size(chance: random.Random) -> Slip:
    script = images(chance)
    if chance.random() < 0.5:
        return Slip(
            with_layer(script, 1, "layers.Conv2D(4, 15)"),
            "The kernel is larger than the image.",
            "Take a smaller kernel.",
        )
    return Slip(
        with_layer(script, 2, "layers.Reshape((7, 5))"),
        "Reshape can order values anew, but neither add nor drop any.",
        "Use Flatten here.",
    )


def _compile_argument(chance: random.Random) -> Slip:
    script = table(chance, chance.choice((2, 3)))
    loss = "binary_crossentropy" if "sigmoid" in script.layers[-1] else "sparse_categorical_crossentropy"
    settings, what, remedy = chance.choice(
        (
            (compile_settings(loss, '"adamm"'), "There is no optimizer of that name.", 'Write "adam".'),
            (
                compile_settings(loss, '"gradient_descent"'),
                "Keras has no optimizer of that name.",
                'Write "sgd".',
            ),
            (
                compile_settings(loss, 'keras.optimizers.SGD("0.1")'),
                "The learning rate is text.",
                "Write SGD(0.1), without the quotes.",
            ),
            (
                compile_settings(loss, metrics='"accuracy"'),
                "Metrics are a list, even if there is only one.",
                'Write metrics=["accuracy"].',
            ),
        )
    )
    return Slip(replace(script, compile=settings), what, remedy)


def _late_name(chance: random.Random) -> Slip:
    wrong = chance.choice(("acuracy", "acc_rate", "f1"))
    script = table(chance)
    return Slip(
        replace(script, compile=compile_settings("binary_crossentropy", metrics=f'["{wrong}"]')),
        f'There is no metric "{wrong}", and names of metrics are looked up only when training starts.',
        'Write metrics=["accuracy"].',
    )


def _labels(chance: random.Random) -> Slip:
    script = table(chance, chance.choice((3, 4)))
    if chance.random() < 0.5:
        return Slip(
            replace(script, compile=compile_settings("categorical_crossentropy")),
            "categorical_crossentropy wants one-hot rows, and these labels are integers.",
            'Take "sparse_categorical_crossentropy".',
        )
    features = script.data[1].rsplit(" ", 1)[1]
    return Slip(
        replace(script, data=(script.data[0], f"y = rng.integers(1, 20, {features}")),
        "Some labels are as large as the number of units or larger: no unit stands for them.",
        "Count classes from 0, and give the last layer one unit for each.",
    )


def _binary_labels(chance: random.Random) -> Slip:
    script = table(chance)
    return Slip(
        with_layer(script, 2, 'layers.Dense(2, activation="softmax")'),
        "Two outputs a row, one label a row: binary_crossentropy wants as many of either.",
        'Take Dense(1, activation="sigmoid"), or sparse_categorical_crossentropy.',
    )


def _rows(chance: random.Random) -> Slip:
    script = table(chance)
    fewer = int(script.data[1].rsplit(" ", 1)[1].rstrip(")")) - chance.choice((4, 8, 10))
    return Slip(
        replace(script, data=(script.data[0], f"y = rng.integers(0, 2, {fewer})")),
        "x and y have different numbers of rows.",
        "Give each row its label.",
    )


def _features(chance: random.Random) -> Slip:
    script = table(chance)
    return Slip(
        with_layer(script, 0, f"keras.Input(({chance.choice((3, 4, 6, 7, 10))},))"),
        "The model is built for another number of features than x has; nobody compares them earlier.",
        "Give Input the shape of one row of x.",
    )


def _no_flatten(chance: random.Random) -> Slip:
    script = images(chance)
    return Slip(
        replace(script, layers=(*script.layers[:2], script.layers[3])),
        "Without Flatten, Dense works at each pixel and the output keeps its rows and columns.",
        "Put Flatten before Dense.",
    )


def _words_outside(chance: random.Random) -> Slip:
    script = words(chance)
    known = int(script.layers[1].split("(")[1].split(",")[0])
    larger = script.data[0].replace(f"(0, {known},", f"(0, {known * 3},")
    return Slip(
        replace(script, data=(larger, script.data[1])),
        "There are word numbers that the Embedding has no row for.",
        "Make input_dim larger than the largest number.",
    )


def _text_labels(chance: random.Random) -> Slip:
    script = table(chance)
    rows = int(script.data[1].rsplit(" ", 1)[1].rstrip(")"))
    return Slip(
        replace(script, data=(script.data[0], f'y = np.array(["no", "yes"] * {rows // 2})')),
        "Labels are words; a loss needs numbers.",
        "Turn them into 0 and 1.",
    )


def _old_argument(chance: random.Random) -> Slip:
    if chance.random() < 0.4:
        script = words(chance)
        steps = script.layers[0].split("((")[1].split(",")[0]
        given = script.layers[1].replace(")", f", input_length={steps})")
        return Slip(
            with_layer(script, 1, given),
            "input_length is an argument of former times; Keras ignores it.",
            "Leave it out: keras.Input says how long.",
        )
    script = table(chance, chance.choice((2, 3)))
    if chance.random() < 0.4:
        return Slip(
            with_line(with_layer(script, 1, "layers.Dense(16)"), 2, "layers.LeakyReLU(alpha=0.2)"),
            "alpha is the former name of negative_slope.",
            "Write LeakyReLU(negative_slope=0.2).",
        )
    features = script.layers[0].split("((")[1].split(",")[0]
    given = script.layers[1].replace(")", f", input_shape=({features},))")
    return Slip(
        replace(script, layers=(given, *script.layers[2:])),
        "Keras 3 still takes input_shape, and asks for keras.Input.",
        f"Begin the list with keras.Input(({features},)).",
    )


def _loud_activation(chance: random.Random) -> Slip:
    script = table(chance)
    return Slip(
        with_layer(script, 2, 'layers.Dense(1, activation="softmax")'),
        "Softmax over one unit is always 1: that is its only prediction.",
        'Write activation="sigmoid".',
    )


def _loud_logits(chance: random.Random) -> Slip:
    classes = chance.choice((2, 3, 4))
    name = "BinaryCrossentropy" if classes == 2 else "SparseCategoricalCrossentropy"
    script = table(chance, classes)
    return Slip(
        replace(script, compile=compile_settings(f"keras.losses.{name}(from_logits=True)")),
        "The last layer gives probabilities already, and the loss is told to expect logits.",
        "Leave the activation out, or from_logits.",
    )


def _loud_monitor(chance: random.Random) -> Slip:
    callback = 'keras.callbacks.EarlyStopping(monitor="val_loss")'
    return Slip(
        replace(table(chance), fit=f"epochs=2, callbacks=[{callback}]"),
        "Without validation rows there is no val_loss to stop by.",
        "Give fit validation_split or validation_data.",
    )


def _silent_logits(chance: random.Random) -> Slip:
    classes = chance.choice((3, 4, 5))
    script = table(chance, classes)
    return Slip(
        with_layer(script, 2, f"layers.Dense({classes})"),
        "The loss takes plain numbers for probabilities; training runs, and runs wrong.",
        'Add activation="softmax", or give the loss from_logits=True.',
    )


def _silent_normalization(chance: random.Random) -> Slip:
    script = table(chance)
    return Slip(
        with_line(script, 1, "layers.Normalization()"),
        "Normalization was never adapted: it subtracts 0 and divides by 1.",
        "Call its adapt(x) before fit.",
    )


def _silent_regression(chance: random.Random) -> Slip:
    script = table(chance)
    rows = script.data[1].rsplit(" ", 1)[1]
    numbers = replace(script, data=(script.data[0], f"y = rng.random({rows}"))
    return Slip(
        replace(with_layer(numbers, 2, "layers.Dense(1)"), compile=compile_settings("mse")),
        "Accuracy compares numbers for equality: on a regression it stays near 0, and nobody complains.",
        'Take metrics=["mae"].',
    )


def _silent_floats(chance: random.Random) -> Slip:
    script = words(chance)
    shape = script.data[0].split(", (")[1].rstrip(")")
    return Slip(
        replace(script, data=(f"x = rng.random(({shape}))", script.data[1])),
        "An Embedding cuts the decimals off: every number from 0 to 1 becomes row 0.",
        "Give it whole numbers.",
    )


def _clean(chance: random.Random) -> Slip:
    script = chance.choice((images(chance), table(chance), table(chance, 3), words(chance)))
    return Slip(script, "There is nothing wrong with it.", "Leave it as it is.")


Make = Callable[[random.Random], Slip]

# Grouped by how much has to be known; within a level each group is as likely as the others, so that no
# answer is the usual one.
SLIPS: dict[Difficulty, tuple[tuple[Make, ...], ...]] = {
    "easy": ((_argument,), (_rank,), (_compile_argument,), (_rows, _text_labels, _features), (_clean,)),
    "medium": (
        (_argument, _conv_argument),
        (_rank, _size),
        (_compile_argument,),
        (_labels, _binary_labels, _features, _no_flatten),
        (_old_argument,),
        (_silent_regression, _silent_normalization, _clean),
    ),
    "hard": (
        (_conv_argument,),
        (_size, _rank),
        (_compile_argument,),
        (_late_name, _no_flatten, _words_outside, _labels),
        (_loud_activation, _loud_logits, _loud_monitor),
        (_silent_logits, _silent_normalization, _silent_floats, _silent_regression),
    ),
}

ABOUT_COMPILE: tuple[tuple[Make, ...], ...] = (
    (_compile_argument,),
    (_late_name, _labels),
    (_loud_logits,),
    (_silent_logits, _silent_regression),
)
"""Slips in what `compile` is given."""
