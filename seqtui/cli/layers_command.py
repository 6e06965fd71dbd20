"""`seqtui layers`: every layer that fits a Sequential, with its arguments; Keras is not loaded for it."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

import click

from seqtui.cli import completion
from seqtui.cli.report import error_json, print_json
from seqtui.errors import SeqtuiError
from seqtui.recipe.arguments import COMMON
from seqtui.recipe.catalogue import CODE_REASON, Argument, Catalogue, Kind, catalogue
from seqtui.recipe.check import allowed
from seqtui.recipe.values import Value

_UNKNOWN = "Unknown layer"
_CODE, _CELLS = "code", "cells, inside RNN and its kin"
# Wider than any line of the table: what is piped is not wrapped.
_UNWRAPPED = 10_000
_NARROWEST = 40


@click.command("layers", short_help="Every layer with its arguments and defaults.")
@click.argument("kind", required=False, shell_complete=completion.layer)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(kind: str | None, *, as_json: bool) -> None:
    """Lists every Keras layer that fits a Sequential model, by group; with KIND, tells all about one."""
    known = catalogue()
    try:
        found = None if kind is None else _find(known, kind)
    except SeqtuiError as error:
        if as_json:
            print_json({"error": error_json(error)})
        raise
    if found is not None:
        if as_json:
            print_json(_kind_json(found, known))
        else:
            click.echo("\n".join(_one(found, known)))
    elif as_json:
        rows = [_kind_json(each, known) for each in (*known.kinds, *known.inner)]
        print_json({"keras": known.keras_version, "layers": rows, "refused": dict(known.refused)})
    else:
        click.echo("\n".join(_all(known)))


def _find(known: Catalogue, name: str) -> Kind:
    """The kind, by its name in any case.

    Raises:
        SeqtuiError: There is none; near ones are named.
    """
    folded = {each.name.lower(): each.name for each in (*known.kinds, *known.inner)}
    folded |= {name.lower(): name for name in (*known.aliases, *known.refused)}
    try:
        return known.get(folded.get(name.lower(), name))
    except SeqtuiError as error:
        near = [each.name for each in known.search(name)[:5]]
        if near and error.title == _UNKNOWN and not error.remedy.startswith("Did you mean"):
            error.remedy = f"Did you mean one of {', '.join(near)}?"
        raise


def _all(known: Catalogue) -> list[str]:
    lines: list[str] = []
    groups = dict.fromkeys(each.group for each in known.kinds if not each.carries_code)
    for group in sorted(groups):
        lines += _group(group, (each for each in known.kinds if each.group == group))
    lines += _group(_CELLS, known.inner)
    code = [each for each in known.kinds if each.carries_code]
    lines += [*_group(_CODE, code)[:-1], *_wrapped(f"They cannot be added: each {CODE_REASON}.", 2), ""]
    count = len(known.kinds)
    return [
        *lines,
        *_wrapped(f"{count} layers, as in Keras {known.keras_version}. {_common()}"),
        *_wrapped("`seqtui layers Dense` tells all about one; arguments without a default must be given."),
    ]


def _group(title: str, kinds: Iterable[Kind]) -> list[str]:
    lines = [title[0].upper() + title[1:]]
    for kind in kinds:
        lines += _wrapped(f"{kind.name}  {kind.summary}", 2, 6)
        own = _own(kind)
        if own:
            lines += _wrapped(", ".join(map(_short, own)), 6)
    return [*lines, ""]


def _one(kind: Kind, known: Catalogue) -> list[str]:
    lines = [
        f"{kind.name}, {_group_of(kind, known)}",
        *_wrapped(kind.summary[0].upper() + kind.summary[1:] + "."),
    ]
    if kind.carries_code:
        return [*lines, "", *_wrapped(f"It cannot be added: it {CODE_REASON}.")]
    if kind.rank is not None:
        ranks = " or ".join(map(str, kind.rank))
        lines += _wrapped(f"Takes inputs of rank {ranks}, the batch axis included.")
    second = sorted(alias for alias, name in known.aliases.items() if name == kind.name)
    if second:
        lines += _wrapped(f"Keras also calls it {', '.join(second)}.")
    lines += ["", *_wrapped(f"{kind.name}({', '.join(map(_short, kind.arguments))})", 0, 4)]
    for argument in kind.arguments:
        lines += ["", f"{argument.name}  {_default(argument)}"]
        lines += _wrapped(f"{argument.summary[0].upper()}{argument.summary[1:].rstrip('.')}.", 4)
        lines += _wrapped(_allowed(argument, known), 4)
    return lines


def _allowed(argument: Argument, known: Catalogue) -> str:
    words = allowed(argument)
    value = argument.value
    if value.control == "object" and value.family is not None:
        names = ", ".join(each.name for each in known.family(value.family))
        words += f". By name: {names}"
    return f"{words[0].upper()}{words[1:]}."


def _default(argument: Argument) -> str:
    if not argument.required:
        return f"= {_python(argument.default)}"
    starts = "" if argument.start is None else f", a new layer starts with {_python(argument.start)}"
    return f"must be given{starts}"


def _own(kind: Kind) -> list[Argument]:
    return [argument for argument in kind.arguments if argument.name not in COMMON]


def _common() -> str:
    return f"Every layer also takes {', '.join(COMMON[:-1])} and {COMMON[-1]}."


def _short(argument: Argument) -> str:
    return argument.name if argument.required else f"{argument.name}={_python(argument.default)}"


def _python(value: Value) -> str:
    from seqtui.recipe.python import value_source  # noqa: PLC0415  # not needed for a list in JSON

    return value_source(value)


def _group_of(kind: Kind, known: Catalogue) -> str:
    return _CELLS if kind in known.inner else kind.group


def _wrapped(text: str, indent: int = 0, hanging: int | None = None) -> list[str]:
    """The text in lines of the terminal's width; whole where no terminal reads."""
    width = max(_NARROWEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else _UNWRAPPED
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _kind_json(kind: Kind, known: Catalogue) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "group": kind.group,
        "summary": kind.summary,
        "aliases": sorted(alias for alias, name in known.aliases.items() if name == kind.name),
        "rank": None if kind.rank is None else list(kind.rank),
        "only_inside": kind in known.inner,
        "refused": f"{kind.name} {CODE_REASON}." if kind.carries_code else None,
        "arguments": [_argument_json(each) for each in kind.arguments],
    }


def _argument_json(argument: Argument) -> dict[str, Any]:
    value = argument.value
    return {
        "name": argument.name,
        "required": argument.required,
        "default": argument.default,
        "value": value.control,
        "family": value.family,
        "choices": list(value.choices),
        "minimum": value.minimum,
        "maximum": value.maximum,
        "optional": value.optional,
        "summary": argument.summary,
    }
