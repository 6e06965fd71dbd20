"""What stands on the screen while a question is asked, and after its answer."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

from seqtui.practice import goals
from seqtui.practice.question import GAP, LETTERS
from seqtui.practice.rating import WORDS, interval_words
from seqtui.practice.showing import stack_code
from seqtui.practice.skills import skills
from seqtui.tui.practice.code import code_lines
from seqtui.tui.widgets.status import seconds_words

if TYPE_CHECKING:
    from seqtui.practice.question import Question
    from seqtui.practice.session import Sitting
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.practice.desk import PracticeDesk
    from seqtui.tui.widgets.cells import Line

Spell = Callable[[str], str]
"""Puts the keys of commands into words, see `keys.spelled`."""

TYPED = ("number", "shape", "cloze")
_WIDEST = 96
_BAR = 10
_ROOM_FOR_WORDS = 90
_LEAST_ABOVE = 5
"""Rows of a question that are seen above what is pinned below it."""
ASKS = {
    "number": "a number",
    "shape": "a shape, such as (None, 3) or ?x3",
    "cloze": "the code that belongs in the gap",
}


def place(desk: PracticeDesk, width: int, glyphs: Glyphs) -> Line:
    """Where one is: mode, number, skill, difficulty, bar, streak, and the clock of a challenge."""
    sitting, question = desk.sitting, desk.question
    if sitting is None or question is None:
        return ()
    clock = clock_words(sitting) if sitting.mode == "challenge" else ""
    number = f"{min(sitting.number, sitting.count)} of {sitting.count}"
    done = round(_BAR * len(sitting.answered) / max(sitting.count, 1))
    bar = glyphs.bar * done + "·" * (_BAR - done)
    title = skills()[question.skill].title if question.skill in skills() else question.skill
    streak = f"   {sitting.streak} right in a row" if sitting.streak > 1 and not desk.silent else ""
    tail = f"{clock}{streak}"
    room = width - len(f" {sitting.mode}  {number}  {bar}  ") - len(tail) - len(question.difficulty) - 4
    if len(title) > room:
        tail, room = clock, room + len(streak)
    return (
        (f" {sitting.mode}  ", "strong"),
        (f"{number}  ", ""),
        (bar, "bar"),
        (f"   {title[: max(room, 0)]}", "accent"),
        (f"  {question.difficulty}", "dim"),
        (f"   {tail.strip()}" if tail.strip() else "", "dim"),
    )


def clock_words(sitting: Sitting) -> str:
    """The time of a challenge so far, to the second."""
    whole = int(sitting.total_seconds)
    return f"   {whole // 60}:{whole % 60:02}"


def question_lines(
    desk: PracticeDesk, width: int, height: int, glyphs: Glyphs, spell: Spell
) -> tuple[list[Line], list[Line]]:
    """What scrolls, and what is pinned below it: options and solution stay, the code scrolls above them.

    Where that is too much, the options that nobody asks about any more give way; where it is too much
    still, the solution comes first and the question is found below it.
    """
    question, sitting = desk.question, desk.sitting
    if question is None or sitting is None:
        return [], []
    width = min(width - 4, _WIDEST)
    head = _head(desk, question, width)
    asking = sitting.phase == "asking"
    tail = _notes(desk, question, width, spell) if asking else _solution(desk, question, width, glyphs)
    options = _options(desk, question, width, glyphs)
    if len(head) + len(options) + len(tail) <= height:
        return [*head, *options, *tail], []
    above = min(len(head), _LEAST_ABOVE)
    if len(options) + len(tail) <= height - above:
        return head, [*options, *tail]
    if asking:
        return [*head, *options, *tail], []
    told = {*question.accepted, sitting.given, *desk.tried}
    fewer = _options(desk, question, width, glyphs, told)
    if len(fewer) + len(tail) <= height - above:
        return head, [*fewer, *tail]
    return [(), *fewer, *tail, (), (("   The question again:", "dim"),), *head[1:], *options], []


def _head(desk: PracticeDesk, question: Question, width: int) -> list[Line]:
    lines: list[Line] = [()]
    skill = skills().get(question.skill)
    if desk.is_new and not desk.silent and skill is not None:
        lines += [
            *wrapped(f"New: {skill.title}. {skill.about[:1].upper()}{skill.about[1:]}.", width, "dim", "   "),
            (),
        ]
    lines += wrapped(question.prompt, width, "strong", "   ")
    if question.goals:
        lines += [(), *_goals(desk, question, width)]
    if question.code:
        gap = GAP
        if desk.sitting is not None and desk.sitting.phase == "answered":
            gap = question.answer if question.kind == "cloze" else GAP
        lines += [(), *((("   ", ""), *line) for line in code_lines(question.code, width - 3, gap))]
    return [*lines, ()]


def _goals(desk: PracticeDesk, question: Question, width: int) -> list[Line]:
    """What a model must come to, and how the one handed in last does."""
    lines: list[Line] = []
    met = {one.words: one for one in desk.met}
    for goal in question.goals:
        words = goals.words(goal)
        found = met.get(words)
        if found is None:
            lines += wrapped(f"-  {words}", width, "", "   ", 3)
        else:
            sign, role = ("yes", "good") if found.met else ("no", "bad")
            lines += wrapped(
                f"{sign:<4}{words}" + (f": {found.found}" if found.found else ""), width, role, "   ", 4
            )
    return lines


def _options(
    desk: PracticeDesk, question: Question, width: int, glyphs: Glyphs, only: set[str] | None = None
) -> list[Line]:
    """The options with their letters; only some of them where so asked."""
    lines: list[Line] = []
    for letter, option in zip(LETTERS, question.options, strict=False):
        if only is not None and option not in only:
            continue
        mark, role = _mark(desk, question, option, glyphs)
        rows = [row for part in option.split("\n") for row in textwrap.wrap(part, width - 10) or [""]]
        for at, row in enumerate(rows):
            lead = f"  {mark} {letter}  " if at == 0 else " " * 7
            lines.append(((lead, role or "accent"), (row, role)))
    return [*lines, ()] if lines else []


def _mark(desk: PracticeDesk, question: Question, option: str, glyphs: Glyphs) -> tuple[str, str]:
    """The character before an option and its role: chosen, right, wrong."""
    sitting = desk.sitting
    if sitting is not None and sitting.phase == "answered":
        if option in question.accepted:
            return glyphs.right, "good"
        return (glyphs.failed, "bad") if option in {sitting.given, *desk.tried} else (" ", "dim")
    if option in desk.tried:
        return glyphs.failed, "dim"
    return (glyphs.cursor, "strong") if option == desk.draft else (" ", "")


def _notes(desk: PracticeDesk, question: Question, width: int, spell: Spell) -> list[Line]:
    """Below an open question: hint, what was wrong the first time, what is no answer yet."""
    lines: list[Line] = []
    sitting = desk.sitting
    if desk.tried and sitting is not None:
        left = "One attempt is left." if sitting.attempts_left == 1 else f"{sitting.attempts_left} are left."
        lines += [*wrapped(f"{desk.tried[-1]}: not so. {left}", width, "warning", "   "), ()]
    if sitting is not None and sitting.hints:
        lines += [*wrapped(f"Hint: {question.hint}", width, "accent", "   "), ()]
    if desk.checking and question.kind == "build":
        lines += wrapped(
            spell("Keras builds and trains your model. {view.up} takes it back."), width, "dim", "   "
        )
    elif desk.checking:
        lines.append((("   Keras checks your answer.", "dim"),))
    elif desk.problem:
        lines += wrapped(spell(desk.problem), width, "warning", "   ")
    return lines


def _solution(desk: PracticeDesk, question: Question, width: int, glyphs: Glyphs) -> list[Line]:
    sitting = desk.sitting
    assert sitting is not None  # noqa: S101  # there is a question
    answer = _named(question, question.answer)
    lines: list[Line]
    if question.kind == "build":
        lines = _built(question, width, glyphs, right=sitting.right)
    elif sitting.right:
        lines = wrapped(f"{glyphs.right} Right: {_named(question, sitting.given)}", width, "good", "   ")
        if sitting.given != question.answer and question.kind != "choice":
            lines += wrapped(f"Model answer: {answer}", width, "dim", "     ")
    elif sitting.given:
        told = f"{glyphs.failed} {_named(question, sitting.given)}: not so. It is {answer}"
        lines = wrapped(told, width, "bad", "   ")
        if desk.reason:
            lines += wrapped(desk.reason, width, "warning", "     ")
    else:
        lines = wrapped(f"It is {answer}", width, "good", "   ")
    if desk.echo:
        lines += wrapped(desk.echo, width, "dim", "     ")
    lines.append(())
    for number, step in enumerate(question.solution, 1):
        lines += wrapped(f"{number}  {step}", width, "", "   ", 3)
    if question.quick_check:
        lines += wrapped(f"Check: {question.quick_check}", width, "dim", "   ")
    return lines


def _built(question: Question, width: int, glyphs: Glyphs, *, right: bool) -> list[Line]:
    """What came of a model that was built; where it fell short, one that does not."""
    if right:
        return wrapped(f"{glyphs.right} It does all that was asked.", width, "good", "   ")
    if question.code:  # a model was to be fixed: the first step of the solution says what to change in it
        return []
    lines = wrapped("One that does it all:", width, "good", "   ")
    return lines + [(("     ", ""), *line) for line in code_lines(stack_code(question.answer), width - 5)]


def _named(question: Question, answer: str) -> str:
    """An answer with its letter; of a long option the letter alone."""
    if answer not in question.options:
        return answer
    letter = question.letter(answer)
    return f"{letter}, {answer}" if "\n" not in answer and len(answer) < 60 else letter


def rating_line(desk: PracticeDesk, width: int, spell: Spell) -> Line:
    """After the answer: the four ratings with their intervals, the proposed one in brackets."""
    sitting = desk.sitting
    if sitting is None or not desk.answered or sitting.review is None:
        return ()
    if not desk.keeper.settled:
        return (("   The answer is being written down.", "dim"),)
    gap = "     " if width >= 90 else "   "
    parts: list[tuple[str, str]] = [("  ", "")]
    for rating, interval in desk.intervals().items():
        key = spell(f"{{question.{WORDS[rating]}}}")
        words = f"{key} {WORDS[rating]} {interval_words(interval)}"
        ours = rating == sitting.review.rating
        parts += [(f"[{words}]" if ours else f" {words} ", "strong" if ours else "dim"), (gap, "")]
    took = "you took " if width >= _ROOM_FOR_WORDS else ""
    return (*parts, (f"{took}{seconds_words(sitting.seconds)}", "dim"))


def wrapped(words: str, width: int, role: str, lead: str, hang: int = 0) -> list[Line]:
    """Words wrapped behind a lead, lines after the first `hang` cells deeper."""
    room = max(width - len(lead), 20)
    rows = [
        row
        for part in words.split("\n")
        for row in textwrap.wrap(part, room, subsequent_indent=" " * hang, break_on_hyphens=False) or [""]
    ]
    return [((lead, ""), (row, role)) for row in rows]
