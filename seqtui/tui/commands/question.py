"""Commands of a question: choose, hand in, help, rate, take back, see its model."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import BUILD

if TYPE_CHECKING:
    from seqtui.practice.question import Question
    from seqtui.recipe.values import Recipe
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.practice import PracticeCommands
    from seqtui.tui.practice.desk import PracticeDesk

_NO_QUESTION = "There is no question now: {practice.start} in Practice's menu begins."
_RATINGS = ("again", "hard", "good", "easy")


class QuestionCommands(CommandGroup):
    """What is done with the present question; what is decided is the desk's."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        asking = ("submit", *(f"choose_{letter}" for letter in "abcde"))
        self.reasons = {
            **dict.fromkeys(asking, self._why_not_answer),
            "dont_know": self._why_not_answer,
            "hint": self._why_no_help,
            "solution": self._why_no_help,
            "next": self._why_not_rate,
            **dict.fromkeys(_RATINGS, self._why_not_rate),
            "undo": self._why_not_undo,
            "open_model": self._why_no_model,
        }
        self.labels = {"submit": self._submit_label}

    @property
    def _practice(self) -> PracticeCommands:
        return self.app.groups["practice"]  # type: ignore[return-value]  # that group is one

    @property
    def desk_now(self) -> PracticeDesk | None:
        """What is asked; None before the log is read."""
        return self._practice.desk_now

    def _why_not_answer(self) -> str | None:
        desk = self.desk_now
        if desk is None or not desk.asking:
            return _NO_QUESTION
        return "Keras is checking your answer; wait a moment." if desk.checking else None

    def _why_no_help(self) -> str | None:
        reason = self._why_not_answer()
        if reason is None and self.desk_now is not None and self.desk_now.silent:
            return "An exam gives no help: {question.dont_know} leaves the question without an answer."
        return reason

    def _why_not_rate(self) -> str | None:
        desk = self.desk_now
        return None if desk is not None and desk.answered else _NO_QUESTION

    def _why_not_undo(self) -> str | None:
        desk = self.desk_now
        return desk.why_no_undo() if desk is not None else _NO_QUESTION

    def _submit_label(self) -> str:
        desk = self.desk_now
        question = desk.question if desk is not None else None
        return "build it" if question is not None and question.kind == "build" else ""

    def _why_no_model(self) -> str | None:
        desk = self.desk_now
        if desk is None or desk.question is None:
            return _NO_QUESTION
        if desk.question.kind == "build" and desk.asking:
            return "{question.submit} opens this one, to be worked on."
        if desk.asking and desk.unfinished and desk.sitting is not None:
            return f"Build would show the answer: this {desk.sitting.mode} lets you see it afterwards."
        return None if desk.question.recipe else "This question is about no model that Build could show."

    def submit(self) -> None:
        """Hands in what is chosen or typed."""
        desk = self.desk_now
        if desk is None or desk.question is None:
            return
        if desk.question.kind == "build":
            self.app.run_command("exercise.build")
            return
        typed = self._practice.practice_screen.typed
        if not typed.strip():
            choice = desk.question.kind == "choice"
            desk.problem = "Choose an option first: a letter, a digit or the arrows." if choice else (
                "Type an answer first. {view.next_pane} leaves the field: then {question.hint} is a hint, "
                "{question.dont_know} is I don't know."
            )  # fmt: skip
            return
        desk.submit(typed)

    def _choose(self, at: int) -> None:
        desk = self.desk_now
        if desk is None or desk.question is None:
            return
        if desk.question.kind != "choice":
            self.app.tell("This answer is typed: {view.next_pane} goes to the field.")
        elif at >= len(desk.question.options):
            self.app.tell(f"There are {len(desk.question.options)} options.")
        else:
            desk.choose(at)

    def choose_a(self) -> None:
        """The first option."""
        self._choose(0)

    def choose_b(self) -> None:
        """The second option."""
        self._choose(1)

    def choose_c(self) -> None:
        """The third option."""
        self._choose(2)

    def choose_d(self) -> None:
        """The fourth option."""
        self._choose(3)

    def choose_e(self) -> None:
        """The fifth option."""
        self._choose(4)

    def hint(self) -> None:
        """A hint."""
        desk = self.desk_now
        if desk is not None and desk.sitting is not None:
            if desk.sitting.hints:
                self.app.tell("That is the hint; {question.solution} shows the solution.")
            desk.hint()

    def solution(self) -> None:
        """The solution, before an answer."""
        if self.desk_now is not None:
            self.desk_now.look()

    def dont_know(self) -> None:
        """No answer."""
        if self.desk_now is not None:
            self.desk_now.give_up()

    def _rate(self, rating: int | None) -> None:
        if self.desk_now is not None:
            self.app.forget_notice()
            self.desk_now.rate(rating)

    def next(self) -> None:
        """As proposed, and on."""
        self._rate(None)

    def again(self) -> None:
        """Not known."""
        self._rate(1)

    def hard(self) -> None:
        """Known with trouble."""
        self._rate(2)

    def good(self) -> None:
        """Known."""
        self._rate(3)

    def easy(self) -> None:
        """Known at once."""
        self._rate(4)

    def undo(self) -> None:
        """The last answer taken back."""
        if self.desk_now is not None:
            self.app.tell(self.desk_now.undo())

    async def open_model(self) -> None:
        """The question's model in Build; in Trace the sample that it is about."""
        from seqtui.sources import of_text  # noqa: PLC0415  # loaded by now

        desk = self.desk_now
        question = desk.question if desk is not None else None
        if desk is None or desk.sitting is None or question is None:
            return
        opened = await asyncio.to_thread(of_text, question.recipe, "question", self.session.opened.base)
        own = desk.sitting.mode == "quiz" and _same_model(opened.recipe, self.session.recipe)
        # A quiz is about what is open: that stays, with its data, its run and its edits.
        if not own and not await self.app.groups["files"].take(opened):  # type: ignore[attr-defined]  # FileCommands has it
            return
        self.app.groups["trace"].tracing.begin(question.sample or 0)  # type: ignore[attr-defined]  # TraceCommands has it
        self.app.enter(BUILD)
        whose = "Your model." if own else "The question's model."
        helped = " Its answer counts as hard now." if desk.asking else ""
        desk.hint()
        self.app.tell(f"{whose} {{view.trace}} traces {_traced(question, opened.recipe)}, "
                      f"{{view.practice}} goes back to the question.{helped}")  # fmt: skip


def _same_model(one: Recipe, other: Recipe) -> bool:
    """Whether the enabled layers are the same."""
    mine, theirs = ([spec for spec in each.layers if spec.enabled] for each in (one, other))
    return mine == theirs


def _traced(question: Question, recipe: Recipe) -> str:
    """What Trace shows of a question's model."""
    if question.sample is not None:
        return "the question's sample"
    return "a sample of its data" if recipe.data is not None else "random numbers"
