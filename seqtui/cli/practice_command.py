"""`seqtui practice`: the app, in Practice."""

from __future__ import annotations

import click

from seqtui.tui import run

MODES = ("session", "challenge", "exam", "review")


@click.command("practice", short_help="Questions that Keras grades, asked again when they are due.")
@click.option("--mode", type=click.Choice(MODES), help="What to begin; a session by default.")
@click.option("--skill", metavar="SKILL", help="Drill one skill; `seqtui questions --help` prints questions.")
def command(mode: str | None, skill: str | None) -> int:
    """Opens the app in Practice.

    Reviews that are due come first, then new skills. Answers are kept at once, below the data directory.
    """
    if skill is None:
        return run(practice=(mode or "session", ""))
    if mode is not None:
        raise click.UsageError("--skill is a drill of its own: leave --mode out.")
    from seqtui.practice.skills import skill as known  # noqa: PLC0415  # only where one is named

    return run(practice=("drill", known(skill).name))
