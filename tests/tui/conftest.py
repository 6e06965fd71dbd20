"""The app driven by keys, without a terminal: what is on the screen is read back as text."""

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.geometry import Region

from seqtui.terminal import Profile

PATIENCE = 60
SEED = int(os.environ.get("SEQTUI_TEST_SEED", "1"))


class Driven:
    """An app under test."""

    def __init__(self, app, pilot):
        self.app, self.pilot = app, pilot

    @property
    def text(self) -> str:
        """The screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    async def press(self, *keys):
        for key in keys:
            await self.pilot.press(key)
            task = self.app.typeahead._task
            if task is not None:
                await task
        await self.pilot.pause()

    async def type(self, text):
        await self.press(*text)

    async def until(self, condition, what="the condition"):
        """Waits for what a worker brings; fails by its name where it never comes."""
        for _ in range(PATIENCE * 50):
            if condition():
                await self.pilot.pause()
                return
            await asyncio.sleep(0.02)
        pytest.fail(f"{what} never came:\n{self.text}")

    async def shows(self, words):
        await self.until(lambda: words in self.text, repr(words))

    async def shapes(self):
        """Waits for Keras's word on the recipe as it is now."""
        session = self.app.session
        await self.until(lambda: session.flow is not None and not session.flow_pending, "the shape flow")

    def region(self, selector) -> Region:
        return self.app.build.query_one(selector).region


@pytest.fixture
def drive(home, tmp_path, monkeypatch):
    """Starts the app: `async with drive((80, 24)) as seen:`."""
    from seqtui.sources import open_source
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.launcher import start

    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    @asynccontextmanager
    async def go(size=(80, 24), source=None, *, unicode=True, colour="256", welcome=False, practice=None):
        profile = Profile(
            colour, ssh=False, unicode=unicode, columns=size[0], rows=size[1], term="xterm-256color"
        )
        begin = start(open_source(source) if source else None, profile)
        app = SeqtuiApp(replace(begin, welcome=welcome and begin.welcome, practice=practice))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            try:
                yield Driven(app, pilot)
            finally:
                training = app.desk.training
                if training is not None:
                    training.stop()
                    await asyncio.to_thread(training.join, PATIENCE)
        app.background.close()

    return go


@pytest.fixture(autouse=True)
def _same_questions(monkeypatch):
    """Practice chooses the same each time, so that a failure comes again; SEQTUI_TEST_SEED has it differ."""
    for module in ("desk", "keeper"):
        monkeypatch.setattr(f"seqtui.tui.practice.{module}.fresh_seed", lambda: SEED)


def wrong_answer(question):
    """What can be read as an answer, and is wrong for sure; not everything fits into every gap."""
    from seqtui.practice.grading import grade

    tries = {
        "number": ("123456789",),
        "shape": ("(7, 7, 7, 7, 7)",),
        "cloze": ("None", "wrong", "wrong=None"),
    }
    return next(one for one in tries[question.kind] if not grade(question, one).problem)


class Practice:
    """What a person does in Practice, told by what the desk asks."""

    def __init__(self, seen):
        self.seen = seen

    @property
    def desk(self):
        return self.seen.app.groups["practice"].desk_now

    @property
    def question(self):
        return self.desk.question

    async def begin(self, title="Session"):
        """Chooses a line of the menu."""
        await self.seen.press("4")
        await self.seen.shows("Progress")
        await self.choose(title)

    async def choose(self, title):
        await self.seen.press("g")
        for _ in range(12):
            if any(line.startswith(f"  > {title}") for line in self.seen.lines):
                break
            await self.seen.press("j")
        await self.seen.press("enter")

    async def answer(self, *, right=True):
        """Gives the right answer, or one that is wrong for sure."""
        question = self.question
        if question.kind == "choice":
            wrong = next(one for one in question.options if one not in {*question.accepted, *self.desk.tried})
            await self.seen.press(question.letter(question.answer if right else wrong).lower(), "enter")
        else:
            await self.seen.type(question.answer if right else wrong_answer(question))
            await self.seen.press("enter")
        await self.seen.until(lambda: not self.desk.checking, "the grade")
        assert not self.desk.problem

    async def give_up(self):
        """Says that one does not know, from the field or outside it."""
        await self.leave_field()
        await self.seen.press("i")

    async def leave_field(self):
        """To where letters are keys."""
        if self.seen.app.mode_screen.pane == "answer":
            await self.seen.press("tab")

    async def rate(self, key="enter"):
        await self.settled()
        await self.seen.press(key)

    async def settled(self):
        await self.seen.until(lambda: self.desk.keeper.settled, "the log")


@pytest.fixture
def practise(drive):
    @asynccontextmanager
    async def go(size=(80, 24), begin="Session", **how):
        async with drive(size, **how) as seen:
            practice = Practice(seen)
            if begin:
                await practice.begin(begin)
            yield seen, practice

    return go


@pytest.fixture
def bank_of(monkeypatch):
    """Has the bank hold these questions alone."""
    from seqtui.practice import plan
    from seqtui.practice.bank import Entry

    def choose(*questions):
        entries = [Entry(one, "", "made for a test") for one in questions]
        monkeypatch.setattr(
            plan, "of_skill", lambda skill: [one for one in entries if one.question.skill == skill]
        )

    return choose


@pytest.fixture
def ask_only(monkeypatch, bank_of):
    """As `bank_of`, and nothing is generated."""
    from seqtui.tui.practice.desk import PracticeDesk

    monkeypatch.setattr(PracticeDesk, "_generators", lambda *_: ())
    return bank_of


@pytest.fixture
def only_kind(ask_only):
    """Has the bank ask one kind only, and nothing be generated."""
    from seqtui.practice.bank import bank

    def choose(kind, level=None):
        questions = [one.question for one in bank()]
        ask_only(*(one for one in questions if one.kind == kind and level in {None, one.difficulty}))

    return choose
