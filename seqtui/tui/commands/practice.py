"""Commands of Practice: begin, answer, rate, take back, leave."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from seqtui.errors import SeqtuiError
from seqtui.tui.commands.base import CommandGroup
from seqtui.tui.modes import PRACTICE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seqtui.data.dataset import Dataset
    from seqtui.practice.generators.base import Known
    from seqtui.practice.plan import Ask
    from seqtui.practice.records import Mode
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.practice.desk import PracticeDesk
    from seqtui.tui.screens.practice import PracticeScreen
    from seqtui.tui.trace.looks import Source


def known(dataset: Dataset | None, source: Source) -> Known | None:
    """The open model's rows and its newest weights, in a worker; None while there are no rows."""
    from seqtui.engine.checkpoint import newest  # noqa: PLC0415  # TensorFlow is loaded by now
    from seqtui.practice.generators.base import Known  # noqa: PLC0415  # the same

    if dataset is None:
        return None
    if source.training is not None:
        found = source.training.weights()
        return Known(dataset) if found is None else Known(dataset, found.values, found.step)
    point = newest(source.run) if source.run is not None else None
    return Known(dataset) if point is None else Known(dataset, point.model, point.progress.step)


class PracticeCommands(CommandGroup):
    """Talks to the desk, which is made once the log was read; nothing of practice is loaded before."""

    def __init__(self, app: SeqtuiApp) -> None:
        super().__init__(app)
        self.desk_now: PracticeDesk | None = None
        self._asked = False
        self._first: tuple[str, str] | None = None
        self._planned: tuple[str, str] | None = None
        self.reasons = {
            "go_on": self._why_not_go_on,
            "again": self._why_not_again,
            "quiz": self._why_no_quiz,
            **dict.fromkeys(("begin", "review", "drill", "challenge", "exam", "progress"), self._why_not_yet),
        }

    # Loading.

    def load(self) -> None:
        """Reads the log beside the loop, once."""
        if not self._asked:
            self._asked = True
            self._planned = self._first
            self.app.background.files(partial(_load, *(self._first or ("", ""))), self._loaded)

    def _loaded(self, outcome: Callable[[Any], PracticeDesk] | SeqtuiError) -> None:
        # Whatever the rest of the app has to load waits until the question can be seen.
        self.app.call_after_refresh(self.app.begin_loading)
        if isinstance(outcome, SeqtuiError):
            self.app.fail(outcome)
            return
        self.desk_now = outcome(self.app.background)
        self.desk_now.generates = self.session.keras_ready
        first, self._first = self._first, None
        if first is not None and first[0]:
            planned = self.desk_now.loaded.first if first == self._planned else ()
            self._begin(*first, planned)  # type: ignore[arg-type]  # the command line knows the modes
        self.app.draw()
        self.app.background.files(_get_ready, _ignore)

    def open_at(self, mode: str, skill: str) -> None:
        """Starts in Practice; the first question follows as soon as the log is read."""
        self._first = (mode, skill)
        self.app.enter(PRACTICE)
        self.load()

    def keras_loaded(self) -> None:
        """Questions can be generated from now on."""
        if self.desk_now is not None:
            self.desk_now.generate()

    @property
    def due(self) -> int:
        """Reviews due; 0 before the log is read."""
        return self.desk_now.due if self.desk_now is not None else 0

    # Why something cannot be done.

    def _why_not_yet(self) -> str | None:
        return None if self.desk_now is not None else "The review log is being read."

    def _why_not_go_on(self) -> str | None:
        desk = self.desk_now
        return None if desk is not None and desk.sitting is not None else "Nothing was left unfinished."

    def _why_not_again(self) -> str | None:
        return None if self.desk_now is not None and self.desk_now.missed else "Nothing was missed here."

    def _why_no_quiz(self) -> str | None:
        session = self.session
        if self.desk_now is None:
            return self._why_not_yet()
        if not session.keras_ready:
            return "TensorFlow is loading: it answers the questions on your model."
        if session.input_of(session.recipe) is None:
            return "Your model has no input yet: choose data in Build's Data row, or give it a shape."
        if not any(layer.enabled for layer in session.recipe.layers):
            return "Your model has no layers yet: add some in Build ({view.build}, then {layers.add_after})."
        if session.error is not None:
            return f"Layer {session.error.layer} of your model cannot be built; fix it in Build first."
        return None

    # Beginning.

    @property
    def practice_screen(self) -> PracticeScreen:
        """The screen, entered where it is not on."""
        self._enter()
        return self.app.get_screen(f"mode-{PRACTICE.name}")  # type: ignore[return-value]  # installed by enter

    def _enter(self) -> None:
        if self.app.mode_screen.MODE is not PRACTICE:
            self.app.enter(PRACTICE)

    def start(self) -> None:
        """What the menu's cursor is on."""
        name = self.practice_screen.entry
        if name:
            self.app.run_command(name)

    def _begin(self, mode: Mode, skill: str = "", planned: Sequence[Ask] = ()) -> None:
        desk = self.desk_now
        if desk is None:
            return
        told = desk.begin(mode, skill, planned)
        self._enter()
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

    async def begin_when_read(self, mode: Mode) -> None:
        """A sitting; where the log is still being read, as soon as it is."""
        if self.desk_now is None:
            self.open_at(mode, "")
        else:
            await self._ask_and_begin(mode)

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
        self._enter()
        from seqtui.tui.practice.supply import Subject  # noqa: PLC0415  # loaded with the desk

        tracing = self.app.groups["trace"].tracing  # type: ignore[attr-defined]  # TraceCommands has it
        desk.quiz(Subject(session.recipe, *given, partial(known, tracing.dataset, tracing.source())))

    def progress(self) -> None:
        """The summary."""
        if self.desk_now is not None:
            self.desk_now.show_progress()
        self._enter()

    def go_on(self) -> None:
        """Back to the question that was left."""
        if self.desk_now is not None:
            self.desk_now.go_on()
        self._enter()

    def again(self) -> None:
        """What was missed, once more."""
        if self.desk_now is not None:
            self.desk_now.again()

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
        self.app.groups["exercise"].leave()  # type: ignore[attr-defined]  # ExerciseCommands has it
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


def _load(mode: str, skill: str) -> Callable[[Any], PracticeDesk]:
    from seqtui.tui.practice.desk import PracticeDesk as Desk  # noqa: PLC0415  # in the worker, after the first frame
    from seqtui.tui.practice.keeper import load  # noqa: PLC0415  # the same

    return partial(Desk, load(mode or None, skill))  # type: ignore[arg-type]  # the command line knows the modes


def _get_ready() -> None:
    """What later questions need, so that nothing is imported or read between two of them."""
    from seqtui.practice import grading  # noqa: F401, PLC0415  # in the worker
    from seqtui.practice.bank import bank  # noqa: PLC0415  # the same
    from seqtui.tui.practice.keeper import installed_keras  # noqa: PLC0415  # the same

    bank()
    installed_keras()


def _ignore(_: object) -> None:
    """A file that cannot be read shows where its questions are needed."""
