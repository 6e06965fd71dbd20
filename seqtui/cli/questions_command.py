"""`seqtui questions`: generated and bank questions with their answers."""

from __future__ import annotations

import json
import textwrap
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
    with quiet_native():
        found = questions(count, seed, skill, difficulty, generator)
        if as_json:
            click.echo(json.dumps([published(one) for one in found], ensure_ascii=False))
            return
        # One by one as they are made: some are trained for.
        for number, one in enumerate(found, 1):
            click.echo("\n" * (2 * (number > 1)) + "\n".join(_lines(number, published(one), one)), nl=False)
        click.echo()


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


def _wrapped(texts: tuple[str, ...] | list[str], lead: str) -> list[str]:
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
    ]
