"""Exercises: a question's model worked on in Build, while what was open there waits untouched."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import BUILD, PRACTICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seqtui.practice.goals import Met
    from seqtui.practice.question import Goal, Question
    from seqtui.recipe.history import History
    from seqtui.sources import OpenedSource
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.practice.desk import PracticeDesk

_TOLD_AS_FOUND = {"output_shape", "params", "trainable", "layers"}


@dataclass(frozen=True, slots=True)
class _Work:
    """An exercise that was begun: its question and the edits so far."""

    question: Question
    opened: OpenedSource
    history: History | None = None


class ExerciseCommands(CommandGroup):
    """Lends Build to a question, and gives it back whenever Build is left or the model is handed in."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.reasons = {"hand_in": self._why_not_hand_in}
        self._work: _Work | None = None
        self._aside: Mapping[str, object] | None = None
        self._own_row = 0

    @property
    def _practice_desk(self) -> PracticeDesk | None:
        return self.app.groups["practice"].desk_now  # type: ignore[attr-defined,no-any-return]  # PracticeCommands has it

    @property
    def words(self) -> str:
        """What the exercise in Build demands; "" where there is none."""
        if self.session.own is None or self._work is None:
            return ""
        from seqtui.practice import goals  # noqa: PLC0415  # loaded with the desk

        session, question = self.session, self._work.question
        if session.flow is None or session.flow_pending:
            demands = "; ".join(goals.words(one) for one in question.goals)
        else:
            found = goals.Measures(session.flow, {}, finite=True)
            pairs = zip(question.goals, goals.judged(session.recipe, question.goals, found), strict=True)
            demands = "; ".join(_told(goal, one) for goal, one in pairs)
        return f"Exercise: {demands}. {{exercise.hand_in}} hands it in, {{view.practice}} leads back."

    def _why_not_hand_in(self) -> str | None:
        if self.session.own is None:
            return "There is nothing to hand in: exercises come from Practice."
        if self._work is not None and self.session.recipe == self._work.opened.recipe:
            return "Nothing is changed yet, and as it stands the model does not do what was asked."
        if self.desk.live and self._aside is not None:
            return "The exercise is being trained: {runs.stop} stops it, then hand it in."
        return None

    async def build(self) -> None:
        """The question's model in Build, as it was left."""
        from seqtui.sources import of_text  # noqa: PLC0415  # loaded by now

        desk = self._practice_desk
        question = desk.question if desk is not None else None
        if question is None or question.kind != "build" or self.session.own is not None:
            return
        if self._work is None or self._work.question is not question:
            opened = await asyncio.to_thread(of_text, question.recipe, "exercise", self.session.opened.base)
            self._work = _Work(question, opened)
        self._own_row = self.screen.row
        # A run of one's own that is under way stays on the desk, and no other can begin.
        self._aside = None if self.desk.live else self.desk.set_aside()
        self.session.borrow(self._work.opened, self._work.history)
        self.app.enter(BUILD)
        self.screen.stack.go(1)

    def leave(self) -> None:
        """Gives Build back, where it is lent; the exercise's edits are kept for when it is taken up again."""
        work = self._work
        if self.session.own is None or work is None:
            return
        if self._aside is not None:
            if self.desk.live and self.desk.training is not None:
                self.desk.training.stop()
            self.desk.put_back(self._aside)
            self._aside = None
        history = self.session.give_back()
        self._work = _Work(work.question, work.opened, history)
        self.app.build.show()
        self.screen.stack.go(self._own_row)

    async def hand_in(self) -> None:
        """The model as it stands, to be measured by Keras in a process of its own."""
        from seqtui.recipe.toml import dumps  # noqa: PLC0415  # when needed

        recipe = self.session.recipe
        text = await asyncio.to_thread(partial(dumps, recipe))
        self.app.enter(PRACTICE)
        desk = self._practice_desk
        if desk is not None:
            desk.go_on()
            desk.hand_in(text)


def _told(goal: Goal, found: Met) -> str:
    """A demand, ticked where the model as it stands meets it; what only training tells has no box."""
    from seqtui.practice.goals import TRAINED  # noqa: PLC0415  # loaded with the desk

    if goal.measure in TRAINED:
        return found.words
    short = f", now {found.found}" if not found.met and goal.measure in _TOLD_AS_FOUND and found.found else ""
    return f"{'[x]' if found.met else '[ ]'} {found.words}{short}"
