"""`seqtui questions`: generated and bank questions with their answers."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from seqtui.cli.output import quiet_native
from seqtui.cli.settings import use_device
from seqtui.practice.question import DIFFICULTIES, LETTERS

if TYPE_CHECKING:
    from seqtui.practice.question import Difficulty, Question

_WIDTH = 90


@click.command("questions", short_help="Questions with their answers, for teachers and for checking.")
@click.option("--skill", help="Only this skill.")
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="Only this difficulty.")
@click.option("--generator", help='Only of this generator; "bank" for written ones.')
@click.option("--count", default=10, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same questions.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
def command(
    skill: str | None,
    difficulty: Difficulty | None,
    generator: str | None,
    count: int,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Prints questions with options, answer, worked solution and common mistakes.

    Generated ones are answered by Keras here and now; the bank's were proved on Keras before they shipped.
    predict_curve, last_layer, when_it_fails, fix_model and build_to_spec train models, a few seconds for each
    question; questions of the bank come at once.
    """
    from seqtui.practice import generators  # noqa: PLC0415  # loaded when called
    from seqtui.practice.asking import questions  # noqa: PLC0415  # the same
    from seqtui.practice.published import published  # noqa: PLC0415  # the same
    from seqtui.practice.skills import skill as known  # noqa: PLC0415  # the same

    if skill is not None:
        known(skill)
    if generator not in {None, "bank"}:
        generators.by_name(str(generator))
    use_device("cpu")
    with _progress(count, shown=as_json or not sys.stdout.isatty()) as tell, quiet_native():
        found = _counted(questions(count, seed, skill, difficulty, generator), tell)
        if as_json:
            click.echo(json.dumps([published(one) for one in found], ensure_ascii=False))
            return
        # One by one as they are made: some take seconds.
        for number, one in enumerate(found, 1):
            click.echo("\n" * (2 * (number > 1)) + "\n".join(_lines(number, published(one), one)), nl=False)
        click.echo()


@contextlib.contextmanager
def _progress(count: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """Tells on standard error, where that is a terminal, how many questions are made: `37/150`."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _: None
        return
    # A copy: native code's words are kept off standard error meanwhile.
    with os.fdopen(os.dup(sys.stderr.fileno()), "w") as stream:

        def tell(number: int) -> None:
            stream.write(f"\r{number}/{count}")
            stream.flush()

        yield tell
        stream.write("\r" + " " * (2 * len(str(count)) + 1) + "\r")


def _counted(found: Iterable[Question], tell: Callable[[int], None]) -> Iterator[Question]:
    for number, one in enumerate(found, 1):
        tell(number)
        yield one


def _lines(number: int, told: dict[str, Any], question: Question) -> list[str]:
    lines = [f"{number}. {question.skill}, {question.difficulty}   [{question.id}]", ""]
    lines += [line for part in told["prompt"].split("\n") for line in textwrap.wrap(part, _WIDTH)]
    if told["code"]:
        lines += ["", textwrap.indent(told["code"], "    ")]
    if question.options:
        lines.append("")
        lines += [f"  {LETTERS[at]}  {option}" for at, option in enumerate(question.options)]
    if question.kind == "build":
        lines += ["", "Answer, one that does it all:", textwrap.indent(told["answer"], "    ")]
    else:
        lines += ["", f"Answer: {_answer(question)}"]
    lines += _wrapped(question.solution, "  - ")
    lines += _wrapped([f"Check: {question.quick_check}", f"Hint: {question.hint}"], "  ")
    if question.kind != "build":
        return lines + _wrapped(told["mistakes"], "  not ")
    return lines + _wrapped([one.reason for one in question.mistakes], "  not ")


def _answer(question: Question) -> str:
    if question.kind == "choice":
        letters = [question.letter(one) for one in question.accepted if one in question.options]
        return f"{' or '.join(letters)}, {question.answer}"
    return question.answer


def _wrapped(texts: Iterable[str], lead: str) -> list[str]:
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    ]
