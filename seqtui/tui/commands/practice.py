"""Commands of Practice: begin, answer, rate, take back, leave."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import BUILD, PRACTICE

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqtui.practice.records import Mode
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.practice.desk import PracticeDesk
    from seqtui.tui.screens.practice import PracticeScreen

_NO_QUESTION = "There is no question now: Enter in Practice's menu begins."
_RATINGS = ("again", "hard", "good", "easy")


class PracticeCommands(CommandGroup):
    """Talks to the desk, which is made once the log was read; nothing of practice is loaded before."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.desk_now: PracticeDesk | None = None
        self._asked = False
        self._first: tuple[str, str] | None = None
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
            "go_on": self._why_not_go_on,
            "quiz": self._why_no_quiz,
            **dict.fromkeys(("begin", "review", "drill", "challenge", "exam", "progress"), self._why_not_yet),
        }

    # Loading.

    def load(self) -> None:
        """Reads the log beside the loop, once."""
        if not self._asked:
            self._asked = True
            self.app.background.files(_load, self._loaded)

    def _loaded(self, outcome: Callable[[Any], PracticeDesk] | SeqtuiError) -> None:
        if isinstance(outcome, SeqtuiError):
            self.app.fail(outcome)
            return
        self.desk_now = outcome(self.app.background)
        self.desk_now.generates = self.session.keras_ready
        first, self._first = self._first, None
        if first is not None and first[0]:
            self._begin(first[0], first[1])  # type: ignore[arg-type]  # the command line knows the modes
        self.app.draw()

    def open_at(self, mode: str, skill: str) -> None:
        """Starts in Practice; the first question follows as soon as the log is read."""
        self._first = (mode, skill)
        self.app.enter(PRACTICE)
        self.load()

    def keras_loaded(self) -> None:
        """Questions can be generated from now on."""
        if self.desk_now is not None:
            self.desk_now.generates = True

    @property
    def due(self) -> int:
        """Reviews due; 0 before the log is read."""
        return self.desk_now.due if self.desk_now is not None else 0

    # Why something cannot be done.

    def _why_not_yet(self) -> str | None:
        return None if self.desk_now is not None else "The review log is being read."

    def _why_not_answer(self) -> str | None:
        desk = self.desk_now
        if desk is None or not desk.asking:
            return _NO_QUESTION
        return "Keras checks your answer; in a moment." if desk.checking else None

    def _why_no_help(self) -> str | None:
        reason = self._why_not_answer()
        if reason is None and self.desk_now is not None and self.desk_now.silent:
            return "An exam gives no help: i leaves the question without an answer."
        return reason

    def _why_not_rate(self) -> str | None:
        desk = self.desk_now
        return None if desk is not None and desk.answered else _NO_QUESTION

    def _why_not_undo(self) -> str | None:
        desk = self.desk_now
        if desk is None or desk.page != "question" or desk.sitting is None:
            return _NO_QUESTION
        if not desk.answered and not desk.sitting.answered:
            return "There is no answer to take back."
        return None

    def _why_no_model(self) -> str | None:
        desk = self.desk_now
        if desk is None or desk.question is None:
            return _NO_QUESTION
        return None if desk.question.recipe else "This question is about no model that Build could show."

    def _why_not_go_on(self) -> str | None:
        desk = self.desk_now
        return None if desk is not None and desk.sitting is not None else "Nothing was left unfinished."

    def _why_no_quiz(self) -> str | None:
        session = self.session
        if self.desk_now is None:
            return "The review log is being read."
        if not session.keras_ready:
            return "TensorFlow is loading: it answers the questions on your model."
        if session.input_of(session.recipe) is None:
            return "Your model has no input yet: choose data in Build's Data row, or give it a shape."
        if not any(layer.enabled for layer in session.recipe.layers):
            return "Your model has no layers yet: add some in Build (1, then a)."
        if session.error is not None:
            return f"Layer {session.error.layer} of your model cannot be built; mend it in Build first."
        return None

    # Beginning.

    @property
    def practice_screen(self) -> PracticeScreen:
        """The screen, entered where it is not on."""
        if self.app.mode_screen.MODE is not PRACTICE:
            self.app.enter(PRACTICE)
        return self.app.get_screen(f"mode-{PRACTICE.name}")  # type: ignore[return-value]  # installed by enter

    def start(self) -> None:
        """What the menu's cursor is on."""
        name = self.practice_screen.entry
        if name:
            self.app.run_command(name)

    def _begin(self, mode: Mode, skill: str = "") -> None:
        desk = self.desk_now
        if desk is None:
            return
        told = desk.begin(mode, skill)
        if self.app.mode_screen.MODE is not PRACTICE:
            self.app.enter(PRACTICE)
        if told:
            self.app.tell(told)
        else:
            self.app.forget_notice()
        self.app.draw()

    async def _may_begin(self) -> bool:
        """Asks where a sitting that counts only whole would be lost."""
        desk = self.desk_now
        if desk is None or not desk.unfinished or desk.sitting is None:
            return True
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed

        mode, left = desk.sitting.mode, desk.sitting.count - len(desk.sitting.answered)
        answer = await self.ask(
            AskDialog(
                f"The {mode} is not finished",
                f"{left} {'question is' if left == 1 else 'questions are'} left. "
                "Without them there is no verdict; the answers given stay.",
                (Option("s", f"stay in the {mode}", "stay"), Option("l", f"leave the {mode}", "leave")),
            )
        )
        return answer == "leave"

    async def _ask_and_begin(self, mode: Mode, skill: str = "") -> None:
        if await self._may_begin():
            self._begin(mode, skill)

    async def begin(self) -> None:
        """What is due, then new skills."""
        await self._ask_and_begin("session")

    async def review(self) -> None:
        """What is due."""
        await self._ask_and_begin("review")

    async def challenge(self) -> None:
        """Five problems by the clock."""
        await self._ask_and_begin("challenge")

    async def exam(self) -> None:
        """Ten questions and a verdict."""
        await self._ask_and_begin("exam")

    async def drill(self) -> None:
        """One skill, chosen from all."""
        from seqtui.tui.screens.picker import Item, PickerDialog  # noqa: PLC0415  # loaded when needed

        desk = self.desk_now
        if desk is None or not await self._may_begin():
            return
        from seqtui.practice.skills import skills  # noqa: PLC0415  # loaded when needed

        found = {row.name: row for row in desk.progress().skills}
        items = tuple(
            Item(one.name, one.title, found[one.name].state, one.about, words=one.name)
            for one in skills().values()
        )
        weakest = next(iter(desk.progress().weakest), "")
        pick = await self.ask(PickerDialog("Drill which skill?", items, enter="begin", focus=weakest))
        if pick is not None and pick.item is not None:
            self._begin("drill", pick.item.value)

    async def quiz(self) -> None:
        """Three questions on the model that is open."""
        session, desk = self.session, self.desk_now
        given = session.input_of(session.recipe)
        if desk is None or given is None or not await self._may_begin():
            return
        if self.app.mode_screen.MODE is not PRACTICE:
            self.app.enter(PRACTICE)
        desk.quiz(session.recipe, *given)

    def progress(self) -> None:
        """The summary."""
        if self.desk_now is not None:
            self.desk_now.show_progress()
        _ = self.practice_screen

    def go_on(self) -> None:
        """Back to the question that was left."""
        if self.desk_now is not None:
            self.desk_now.go_on()
        _ = self.practice_screen

    # Answering.

    def submit(self) -> None:
        """Hands in what is chosen or typed."""
        desk = self.desk_now
        if desk is None or desk.question is None:
            return
        typed = self.practice_screen.typed
        if not typed.strip():
            choice = desk.question.kind == "choice"
            desk.problem = "Choose an option first: a letter, a digit or the arrows." if choice else (
                "Type an answer first. Tab leaves the field: then h is a hint, i is I don't know."
            )  # fmt: skip
            return
        desk.submit(typed)

    def _choose(self, at: int) -> None:
        desk = self.desk_now
        if desk is None or desk.question is None:
            return
        if desk.question.kind != "choice":
            self.app.tell("This answer is typed: Tab goes to the field.")
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
                self.app.tell("That is the hint; s shows the solution.")
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
        """The question's model in Build."""
        desk = self.desk_now
        if desk is None or desk.question is None:
            return
        opened = await asyncio.to_thread(_opened, desk.question.recipe, self.session.opened.base)
        if await self.app.groups["files"].take(opened):  # type: ignore[attr-defined]  # FileCommands has it
            self.app.enter(BUILD)
            self.app.tell("The question's model. 4 goes back to the question.")

    # Leaving.

    def close(self) -> None:
        """Back to the menu."""
        if self.desk_now is not None:
            self.desk_now.menu()

    async def leave_question(self) -> None:
        """To the menu; an exam or a challenge is left only for good."""
        desk = self.desk_now
        if desk is None:
            return
        if desk.unfinished:
            if await self._may_begin():
                desk.abandon()
        else:
            desk.menu()
        self.app.draw()

    async def may_leave(self) -> bool:
        """Before the app is left: asks where an exam would be lost, or an answer is not on the disk."""
        desk = self.desk_now
        if desk is None:
            return True
        if not await self._may_begin():
            return False
        desk.keeper.retry()
        await self._written()
        problem = desk.keeper.problem
        if problem is None:
            return True
        from seqtui.tui.screens.dialog import AskDialog, Option  # noqa: PLC0415  # loaded when needed

        answer = await self.ask(
            AskDialog(
                "Answers are not kept yet",
                f"{problem.cause}. Make room, then quit again; quitting now loses them.",
                (Option("s", "stay", "stay"), Option("q", "quit and lose them", "quit")),
            )
        )
        return answer == "quit"

    async def _written(self) -> None:
        from seqtui.tui.practice.keeper import LANE  # noqa: PLC0415  # loaded with the desk

        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.app.background.files(lambda: None, lambda _: done.set_result(None), LANE)
        await done


def _load() -> Callable[[Any], PracticeDesk]:
    from seqtui.tui.practice.desk import PracticeDesk as Desk  # noqa: PLC0415  # in the worker, after the first frame
    from seqtui.tui.practice.keeper import load  # noqa: PLC0415  # the same

    return partial(Desk, load())


def _opened(text: str, base: Any) -> Any:
    from seqtui.recipe.toml import Document  # noqa: PLC0415  # in a worker, when needed
    from seqtui.sources import OpenedSource  # noqa: PLC0415  # the same

    return OpenedSource(Document.parse(text, "question"), None, base, "question")
