"""The pages around the questions: the menu, how a sitting ended, and the summary of what was reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seqtui.practice import answers
from seqtui.practice.plan import CHALLENGE, EXAM, SESSION
from seqtui.practice.rating import interval_words
from seqtui.practice.skills import skills
from seqtui.tui.practice.code import code_lines
from seqtui.tui.practice.views import Spell, wrapped
from seqtui.tui.widgets.status import seconds_words

if TYPE_CHECKING:
    from seqtui.practice.progress import Progress, SkillProgress
    from seqtui.practice.records import Review
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.practice.desk import PracticeDesk
    from seqtui.tui.practice.ending import End
    from seqtui.tui.widgets.cells import Line

_BARS = 6
_SKILL_BAR = 10
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Attributes:
        name: Of the command.
        title: What it is.
        note: What comes of it now.
    """

    name: str
    title: str
    note: str


def entries(desk: PracticeDesk, model: str) -> tuple[Entry, ...]:
    """The menu; what is likeliest wanted stands first."""
    found = desk.progress()
    met = sum(row.state != "new" for row in found.skills)
    due = f"{found.due_now} due" if found.due_now else "nothing is due now"
    session = (
        f"{min(found.due_now, SESSION)} due first, then new skills"
        if found.due_now
        else "new skills, one after the other"
        if met < len(found.skills)
        else "what you know least"
    )
    sitting = desk.sitting
    again: tuple[Entry, ...] = ()
    if sitting is not None:
        note = f"{sitting.mode}, question {min(sitting.number, sitting.count)} of {sitting.count}"
        again = (Entry("practice.go_on", "Go on", note),)
    return (
        *again,
        Entry("practice.begin", "Session", f"{SESSION} questions: {session}"),
        Entry("practice.review", "Review", due),
        Entry("practice.drill", "Drill", "one skill that you choose, from easy to hard"),
        Entry("practice.quiz", "Your model", f"3 questions on {model}"),
        Entry("practice.challenge", "Challenge", f"{CHALLENGE} problems by the clock, two attempts each"),
        Entry("practice.exam", "Exam", f"{len(EXAM)} questions without help, a verdict at the end"),
        Entry(
            "practice.progress",
            "Progress",
            f"{met} of {len(found.skills)} skills met, {_streak(found.streak)}",
        ),
    )


def menu_head(desk: PracticeDesk, width: int, spell: Spell) -> list[Line]:
    """Above the menu: what matters today."""
    found = desk.progress()
    width = min(width - 4, 96)
    if not found.answers:
        words = (
            "Nothing practised yet. {practice.start} begins with the first skills; answers are kept at once."
        )
        return [(), *wrapped(spell(words), width, "strong", "   "), ()]
    first = f"{found.due_now} due now" if found.due_now else "Nothing due now"
    today = f"{found.today} answered today" if found.today else "nothing answered today yet"
    later = next((days for days, count in enumerate(found.forecast) if days and count), None)
    tonight = found.due_today - found.due_now
    more = f", {tonight} later today" if tonight else ""
    if later and not tonight:
        more = f", {found.forecast[later]} in {later} {'day' if later == 1 else 'days'}"
    return [(), *wrapped(f"{first}{more}; {today}.", width, "strong", "   ")]


def trouble(desk: PracticeDesk, width: int) -> list[Line]:
    """Log lines that are not used, by name, and a log that cannot be read."""
    lines: list[Line] = []
    problem = desk.loaded.problem
    if problem is not None:
        lines += wrapped(problem.in_a_line, width, "bad", "   ")
    bad = desk.loaded.unreadable
    if bad:
        several = f"{len(bad)} lines of the review log are" if len(bad) > 1 else "A line of the review log is"
        lines += wrapped(f"{several} not used; the file stays as it is:", width, "warning", "   ")
        for one in bad[:5]:
            lines += wrapped(str(one), width, "warning", "     ")
        if len(bad) > 5:
            lines.append(((f"     and {len(bad) - 5} more", "warning"),))
    return [(), *lines] if lines else []


def end_lines(end: End, width: int, glyphs: Glyphs) -> list[Line]:
    """How a sitting ended, and what to do next."""
    width = min(width - 4, 96)
    right, asked = sum(one.right for one in end.reviews), len(end.reviews)
    told = f"{right} of {asked} right in {seconds_words(end.seconds)}"
    lines: list[Line] = [()]
    if end.report is not None:
        role = {"strong": "good", "weak": "warning"}.get(end.report.verdict, "accent")
        lines += [((f"   {end.report.verdict}", role), (f"   {told}", "strong")), ()]
        levels = ",  ".join(f"{level} {good} of {all_}" for level, good, all_ in end.report.by_difficulty)
        scale = "Strong is 8 of 10 with half of the hard ones; below 5 of 10 is weak."
        lines += [*wrapped(levels, width, "", "   "), *wrapped(scale, width, "dim", "   ")]
        lines += [*wrapped(end.report.advice, width, "strong", "   "), ()]
    elif end.mode == "challenge":
        words = "Badge: all of them right." if end.badge else "No badge this time: it takes all of them."
        lines += [((f"   {words}", "good" if end.badge else "strong"), (f"   {told}", "")), ()]
    else:
        lines += [((f"   {told}", "strong"),), *_what_changed(end, width), ()]
    lines += _answers(end, width, glyphs)
    return lines


def _what_changed(end: End, width: int) -> list[Line]:
    before = {row.name: row for row in end.before.skills}
    met = [row.title for row in end.after.skills if row.state != "new" and before[row.name].state == "new"]
    known = [
        row.title
        for row in end.after.skills
        if row.state in {"known", "mastered"} and before[row.name].state in {"new", "learning"}
    ]
    lines: list[Line] = []
    if met:
        lines += wrapped(f"Met for the first time: {', '.join(met)}.", width, "", "   ")
    if known:
        lines += wrapped(f"Known now: {', '.join(known)}.", width, "", "   ")
    due = end.after.due_now
    be = "is" if due == 1 else "are"
    words = f"{due} {be} due already." if due else f"Due later today: {end.after.due_today}."
    return [*lines, *wrapped(f"{words} {_streak(end.after.streak).capitalize()}.", width, "dim", "   ")]


def _answers(end: End, width: int, glyphs: Glyphs) -> list[Line]:
    """What was missed, whole, with its solution; then what was right, a line each."""
    lines: list[Line] = []
    numbered = sorted(enumerate(end.reviews, 1), key=lambda pair: pair[1].right)
    one_skill = len({one.skill for one in end.reviews}) == 1
    for number, one in numbered:
        sign, role = (glyphs.right, "good") if one.right else (glyphs.failed, "bad")
        title = skills()[one.skill].title if one.skill in skills() else one.skill
        if one_skill:
            title = one.question.prompt.split("\n")[0]
        tail = f"  {one.question.difficulty}"
        title = title if len(title) <= width - len(tail) - 9 else title[: width - len(tail) - 12] + "..."
        lines.append(((f"   {sign} ", role), (f"{number:>2}  {title}", ""), (tail, "dim")))
        if not one.right:
            lines += [*_missed(one, width), ()]
    return lines


def _missed(one: Review, width: int) -> list[Line]:
    question, lead = one.question, " " * 9
    lines = wrapped(question.prompt, width, "strong", lead)
    if question.code:
        lines += [((lead, ""), *line) for line in code_lines(question.code, width - len(lead))]
    if one.given and question.kind != "build":
        lines += wrapped(f"You: {one.given}", width, "bad", lead)
    if question.kind != "build":
        lines += wrapped(f"Right: {question.answer}", width, "good", lead)
    reason = answers.reason(question, one.given)
    lines += wrapped(reason, width, "warning", lead) if reason else []
    for number, step in enumerate(question.solution, 1):
        lines += wrapped(f"{number}  {step}", width, "", lead, 3)
    return lines


def progress_lines(desk: PracticeDesk, width: int, glyphs: Glyphs, today: int) -> list[Line]:
    """The summary; `today` is the weekday, 0 for Monday."""
    found = desk.progress()
    narrow = min(width - 4, 96)
    lines: list[Line] = [()]
    kept = (
        f"{found.retention:.0%} remembered" if found.retention is not None else "too early to say what stays"
    )
    badges = "1 badge" if found.badges == 1 else f"{found.badges} badges"
    due = f"{found.due_now} due now, {found.due_today - found.due_now} later today"
    lines += wrapped(f"{due}   {_streak(found.streak)}   {badges}", narrow, "strong", "   ")
    spent, today_spent = seconds_words(found.seconds), seconds_words(found.seconds_today)
    lines += wrapped(
        f"{found.answers} answers in {spent}, today {found.today} in {today_spent}; {kept}.",
        narrow, "", "   ",
    )  # fmt: skip
    exam = found.last_exam
    if exam is not None:
        lines += wrapped(f"Last exam: {exam.verdict}, {exam.right} of {exam.asked} right.", narrow, "", "   ")
    lines += trouble(desk, narrow)
    lines += [(), (("   Due in the next two weeks", "dim"),), *_forecast(found, glyphs, today), ()]
    if found.weakest:
        names = ", ".join(skills()[name].title for name in found.weakest)
        lines += [
            *wrapped(
                f"Weakest: {names}. Drill in the menu begins with the first of them.", narrow, "", "   "
            ),
            (),
        ]
    lines.append((("   Skill                           mastery      answers  right   due again", "dim"),))
    now = desk.now()
    for row in found.skills:
        due = "now" if row.due is not None and row.due <= now else ""
        if row.due is not None and not due:
            due = f"in {interval_words(row.due - now)}"
        lines.append(_skill_line(row, due, glyphs))
    return lines


def _skill_line(row: SkillProgress, due: str, glyphs: Glyphs) -> Line:
    full = round(row.mastery * _SKILL_BAR)
    bar = glyphs.bar * full + "·" * (_SKILL_BAR - full)
    if row.state == "new":
        return ((f"   {row.title[:30]:<30}  new", "dim"),)
    share = f"{row.right / row.asked:>5.0%}"
    return (
        (f"   {row.title[:30]:<30}  ", ""),
        (bar, "bar"),
        (f"  {row.asked:>7}  {share}   {due}", ""),
    )


def _forecast(found: Progress, glyphs: Glyphs, today: int) -> list[Line]:
    top = max(*found.forecast, _BARS)
    rows: list[Line] = []
    for level in range(_BARS, 0, -1):
        if all(count * _BARS / top < level - 0.5 for count in found.forecast):
            continue
        cells = "".join(
            f" {glyphs.bar * 2} " if count and count * _BARS / top >= level - 0.5 else "    "
            for count in found.forecast
        )
        rows.append(((f"   {cells}", "bar"),))
    counts = "".join(f"{count:>3} " if count else "  . " for count in found.forecast)
    days = "".join(f" {_WEEKDAYS[(today + at) % 7]} " for at in range(len(found.forecast)))
    return [*rows, ((f"   {counts}", ""),), ((f"   {days}", "dim"),)]


def _streak(days: int) -> str:
    if days == 0:
        return "no streak yet"
    return "1 day in a row" if days == 1 else f"{days} days in a row"
