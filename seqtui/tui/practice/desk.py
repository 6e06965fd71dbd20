"""Practice without widgets: what is asked, what was answered, what is kept, and what comes next."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.practice.plan import QUIZ, SESSION, Planner, fresh_seed
from seqtui.practice.session import Clock, Sitting
from seqtui.tui.practice.ending import ended, result_of
from seqtui.tui.practice.keeper import Keeper, Loaded, installed_keras
from seqtui.tui.practice.state import PracticeState
from seqtui.tui.practice.supply import Supply, about, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from seqtui.practice.goals import Met
    from seqtui.practice.grading import Grade
    from seqtui.practice.plan import Ask, Source
    from seqtui.practice.question import Question
    from seqtui.practice.records import Mode
    from seqtui.tui.background import Background
    from seqtui.tui.practice.supply import Subject


class PracticeDesk(PracticeState):
    """Owns the sitting. The screen draws what stands here, and commands change it."""

    def __init__(self, loaded: Loaded, background: Background, clock: Clock | None = None) -> None:
        super().__init__(loaded, clock or Clock())
        self.keeper = Keeper(loaded.log, background)
        self.supply = Supply(background)
        self._background = background
        self._plan: deque[Ask] = deque()
        # Asked before what is planned, the last one first: a quiz, what was missed, what was taken back.
        self._ready: list[Question] = []
        self._ended: Sitting | None = None
        self._asked = 0

    # Beginning.

    def begin(self, mode: Mode, skill: str = "", planned: Sequence[Ask] = ()) -> str:
        """Begins a sitting; returns why not, "" where it began.

        Args:
            mode: Any but "quiz".
            skill: Of a drill.
            planned: What it asks, where that was planned already.
        """
        asks = planned or self._planner(mode).plan(mode, self.now(), skill)
        if not asks:
            return "Nothing is due now. A session brings new skills; {practice.start} begins one."
        self._start(mode, len(asks))
        self._plan = deque(asks)
        self._next()
        return ""

    def quiz(self, subject: Subject) -> None:
        """Begins three questions about a model of the person's own, once Keras has made them."""
        self.waiting = "Keras looks for questions about your model."
        job = partial(about, subject, QUIZ, fresh_seed())
        self._background.keras("practice-quiz", job, self._quiz_arrived)

    def _quiz_arrived(self, outcome: tuple[Question, ...] | SeqtuiError) -> None:
        self.waiting = ""
        if isinstance(outcome, SeqtuiError):
            self.problem = f"{outcome.title} {outcome.remedy}"
            return
        self._start("quiz", len(outcome))
        self._ready = list(reversed(outcome))
        self._next()

    def _generators(self, mode: Mode) -> Iterable[Source]:
        return sources(mode) if self.generates else ()

    def _planner(self, mode: Mode) -> Planner:
        return Planner(self.schedule, self._generators(mode), seed=fresh_seed())

    def generate(self) -> None:
        """Questions can be generated from now on; a drill that began with too few gets the rest."""
        self.generates = True
        sitting = self.sitting
        if sitting is not None and sitting.mode == "drill" and sitting.question is not None:
            more = self._planner("drill").more(sitting.question.skill, SESSION - sitting.count)
            self._plan.extend(more)
            sitting.count += len(more)
            self.supply.prepare(self._plan)

    def _start(self, mode: Mode, count: int) -> None:
        self._before = self.progress()
        self.sitting = Sitting(mode, count, installed_keras, self._clock)
        self._plan.clear()
        self._ready.clear()
        self._schedules.clear()
        self.end = self._ended = None

    # One question.

    def _next(self) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        if sitting.phase == "done":
            self._finish(sitting)
            return
        taken = [one.question.id for one in sitting.answered]
        question = self._ready.pop() if self._ready else self.supply.take(self._plan, taken)
        if question is None:
            sitting.count = len(sitting.answered)
            self._finish(sitting)
            return
        self._put(question)

    def _put(self, question: Question) -> None:
        if self.sitting is not None:
            self.sitting.ask(question)
        self._clear()
        self.page = "question"
        self.supply.prepare(self._plan)

    def _clear(self) -> None:
        self._asked += 1
        self.draft = self.reason = self.problem = self.echo = ""
        self.tried = ()
        self.checking, self.met = False, ()
        self.is_new = self.question is not None and self.question.skill not in self.schedule.standings

    def choose(self, at: int) -> None:
        """Marks an option; marked once more, it is handed in."""
        question = self.question
        if question is None or not 0 <= at < len(question.options):
            return
        option = question.options[at]
        if option == self.draft:
            self.submit(option)
        elif option not in self.tried:
            self.draft, self.problem = option, ""

    def submit(self, typed: str) -> None:
        """Hands an answer in."""
        question = self.question
        if question is None or not self.asking or self.checking:
            return
        from seqtui.practice import grading  # noqa: PLC0415  # with all that reads code: not before a question

        self.draft = typed
        if typed.strip() in self.tried:
            self.problem = "You tried that already."
        elif grading.needs_keras(question) and typed.strip() not in question.accepted:
            self.checking, self.problem = True, ""
            job = partial(grading.grade, question, typed)
            self._background.keras("practice-grade", job, partial(self._graded, self._asked), -1)
        else:
            self._graded(self._asked, grading.grade(question, typed))

    def _graded(self, asked: int, outcome: Grade | SeqtuiError) -> None:
        sitting = self.sitting
        if asked != self._asked or sitting is None or not self.asking:
            return
        self.checking = False
        if isinstance(outcome, SeqtuiError):
            self.problem = outcome.in_a_line
        elif outcome.problem:
            self.problem = outcome.problem
        else:
            self.problem, self.reason, self.echo = "", outcome.reason, outcome.echo
            if sitting.answer(outcome.text, right=outcome.right):
                self._keep()
            else:
                self.tried, self.draft = (*self.tried, outcome.text), ""

    def hand_in(self, recipe: str) -> None:
        """Hands in the model that was built; it is built and trained in the practice process.

        Args:
            recipe: As TOML.
        """
        question = self.question
        if question is None or not self.asking or self.checking:
            return
        self.checking, self.problem = True, ""
        asked = self._asked

        def wanted() -> bool:
            return asked == self._asked and self.checking and not self._background.closed

        self.supply.measure(question, recipe, wanted, partial(self._measured, asked, recipe))

    def take_back(self) -> None:
        """Gives up waiting for Keras; nothing was answered."""
        self.checking = False
        self.problem = "Taken back: nothing was handed in."

    def _measured(self, asked: int, recipe: str, outcome: tuple[Met, ...] | SeqtuiError) -> None:
        sitting = self.sitting
        if asked != self._asked or not self.checking or sitting is None or not self.asking:
            return
        self.checking = False
        if isinstance(outcome, SeqtuiError):
            self.problem = outcome.in_a_line
            return
        self.met = outcome
        if sitting.answer(recipe, right=all(one.met for one in outcome)):
            self._keep()
        else:
            left = sitting.attempts_left
            self.problem = f"Not yet: {left} {'attempt is' if left == 1 else 'attempts are'} left."

    def hint(self) -> None:
        """Shows the hint; it counts once."""
        if self.asking and self.sitting is not None and not self.sitting.hints:
            self.sitting.hint()

    def look(self) -> None:
        """Shows the solution before an answer."""
        if self.asking and self.sitting is not None:
            self.sitting.look()
            self._keep()

    def give_up(self) -> None:
        """Takes no answer."""
        if self.asking and self.sitting is not None:
            self.sitting.give_up()
            self._keep()

    def _keep(self) -> None:
        """Keeps the answer at once; an exam goes on."""
        sitting = self.sitting
        self.checking = False
        if sitting is None or sitting.review is None:
            return
        self.keeper.keep(sitting.review)
        self._schedules.append(self.schedule)
        self.schedule = self.schedule.with_review(sitting.review)
        if self.silent:
            self.rate(None)

    def rate(self, rating: int | None) -> None:
        """Goes on after an answer, rated as proposed or otherwise."""
        sitting = self.sitting
        if sitting is None or sitting.phase != "answered":
            return
        records = sitting.rate(rating)
        self.keeper.keep(*records)
        if records:
            self.schedule = self._schedules[-1].with_review(sitting.answered[-1])
        self._next()

    def why_no_undo(self) -> str | None:
        """Why no answer can be taken back now; None where one can."""
        sitting = self._ended if self.page == "end" else self.sitting if self.page == "question" else None
        if sitting is None or not (sitting.answered or sitting.phase == "answered"):
            return "There is no answer to take back."
        if sitting.mode == "challenge" or (sitting.mode == "exam" and sitting.phase == "done"):
            return f"The {sitting.mode} has told what is right: its answers stay as they were given."
        return None

    def undo(self) -> str:
        """Takes the last answer back and asks it again, from the last page too; returns what to say."""
        reason = self.why_no_undo()
        if reason is not None:
            return reason
        sitting = self._ended if self.page == "end" else self.sitting
        assert sitting is not None  # noqa: S101  # see why_no_undo
        present = sitting.question if sitting.phase == "asking" else None
        found = sitting.undo()
        assert found is not None  # noqa: S101  # the same
        self.keeper.keep(found[0])
        self.sitting, self._ended, self.end, self.page = sitting, None, None, "question"
        if self._schedules:
            self.schedule = self._schedules.pop()
        if present is not None:
            self._ready.append(present)
        self._clear()
        helped = "" if sitting.mode == "exam" else " You have seen the solution: it counts as hard."
        return f"Taken back: answer it again.{helped}"

    # Leaving.

    def menu(self) -> None:
        """To the menu; a sitting that can go on stays."""
        self.page = "menu"
        self.problem = ""
        self.rest()

    def go_on(self) -> None:
        """Back to the sitting that was left."""
        if self.sitting is not None and self.sitting.phase != "done":
            self.page = "question"
            self.sitting.go_on()

    def rest(self) -> None:
        """The question is out of sight: its time stands still, but for an exam's, and for what is built."""
        sitting, question = self.sitting, self.question
        if sitting is not None and question is not None and not (self.unfinished or question.kind == "build"):
            sitting.pause()

    def look_again(self) -> None:
        """The question is in sight again."""
        if self.sitting is not None and self.page == "question":
            self.sitting.go_on()

    def abandon(self) -> None:
        """Ends a sitting before its end; its answers stay."""
        self.sitting = None
        self._plan.clear()
        self._ready.clear()
        self.menu()

    def again(self) -> None:
        """Asks what was missed once more, question by question."""
        missed = self.missed
        if missed:
            self._start("review", len(missed))
            self._ready = list(reversed(missed))
            self._next()

    def show_progress(self) -> None:
        """The summary."""
        self.page = "progress"

    def _finish(self, sitting: Sitting) -> None:
        result = result_of(sitting)
        if result is not None:
            self.keeper.keep(result)
            self.schedule = self.schedule.with_result(result)
        after = self.progress()
        self.end = ended(sitting, self._before or after, after)
        self.sitting, self._ended = None, sitting
        self.page = "end"
