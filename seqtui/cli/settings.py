"""Options that several commands share: settings changed on the command line, and the device."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

import click

from seqtui.errors import EXIT_USAGE, SeqtuiError
from seqtui.recipe.edits import set_text
from seqtui.recipe.values import Recipe


def with_settings(
    recipe: Recipe, settings: Sequence[str], epochs: int | None = None, batch_size: int | None = None
) -> Recipe:
    """The recipe with `--set key=value`, `--epochs` and `--batch-size` applied, in this order.

    Raises:
        SeqtuiError: A key that does not exist or a value that it cannot take; it names the key.
    """
    changed = list(settings)
    changed += [f"fit.epochs={epochs}"] if epochs is not None else []
    changed += [f"fit.batch_size={batch_size}"] if batch_size is not None else []
    for text in changed:
        if "=" not in text:
            raise SeqtuiError(
                f"--set {text} has no value.",
                "A setting is written as KEY=VALUE.",
                "Write it like --set compile.optimizer.learning_rate=0.01",
                exit_code=EXIT_USAGE,
            )
        recipe = set_text(recipe, text)
    return recipe


def with_device(recipe: Recipe, name: str) -> Recipe:
    """The recipe with its own choice of a device given up where the command line makes another.

    `use_device` then shows TensorFlow that one device alone, whatever its number is.
    """
    return recipe if name == "auto" else replace(recipe, fit=replace(recipe.fit, device="auto"))


def use_device(name: str) -> None:
    """Shows TensorFlow, which must not be loaded yet, the asked device only.

    Args:
        name: "auto" (whatever there is), "cpu", "gpu" (the first) or "gpu:1".
    """
    if name == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    elif name.startswith("gpu"):
        _, _, number = name.partition(":")
        os.environ["CUDA_VISIBLE_DEVICES"] = number or "0"


def check_device(name: str, found: Sequence[str]) -> None:
    """Refuses a GPU that was asked for and is not among the devices that TensorFlow found.

    Raises:
        SeqtuiError: With exit code 2.
    """
    if name.startswith("gpu") and not any("gpu" in each.lower() for each in found):
        raise SeqtuiError(
            f"There is no device {name}.",
            f"TensorFlow sees {', '.join(found) or 'no device'}.",
            "Use --device cpu, or see what `seqtui doctor` says about the GPU.",
            exit_code=EXIT_USAGE,
        )


def device_name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Checks `--device`, in lower case; a usage error for anything but auto, cpu, gpu and gpu:N."""
    text = value.lower()
    kind, colon, number = text.partition(":")
    if text not in ("auto", "cpu", "gpu") and not (kind == "gpu" and colon and number.isdigit()):
        raise click.BadParameter(f"{value!r} is not auto, cpu, gpu or gpu:N")
    return text
