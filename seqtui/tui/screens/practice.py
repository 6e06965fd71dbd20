"""Practice's screen: the menu, or one question and one thing to do, or a page to read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.containers import Horizontal
from textual.widgets import Input

from seqtui.tui import keys, lines
from seqtui.tui.modes import PRACTICE
from seqtui.tui.practice import pages, views
from seqtui.tui.screens.mode import ModeScreen
from seqtui.tui.widgets.cells import TextPane
from seqtui.tui.widgets.field import TextField
from seqtui.tui.widgets.practice import Menu, QuestionPane
from seqtui.tui.widgets.status import Line, footer_text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.commands.practice import PracticeCommands
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.practice.desk import PracticeDesk

_RETRY_SECONDS = 5.0
_CLOCK_SECONDS = 1.0
_ASK = "Your answer > "
_NOT_HERE = {"view.enlarge", "files.save"}


class PracticeScreen(ModeScreen):
    """Draws what the desk holds. Its panes are states: which of them is on follows from the desk."""

    AUTO_FOCUS = ""
    MODE = PRACTICE

    def __init__(self, seqtui: SeqtuiApp) -> None:
        super().__init__(seqtui)
        self._glyphs = seqtui.glyphs
        self._shown: object = None
        self._asked: object = None
        self._in_field = True

    def compose(self) -> ComposeResult:
        """The widgets."""
        plain = not self._app.profile.unicode
        self.set_class(plain, "plain", update=False)  # nothing is styled yet
        yield Line(id="status")
        yield Line(id="place")
        head = TextPane(plain=plain, id="head")
        head.can_focus = False
        yield head
        yield Menu(id="practice")
        yield QuestionPane(self, plain=plain)
        with Horizontal(id="field"):
            yield Line(id="ask")
            yield TextField(id="answer", compact=True, select_on_focus=False)
        yield Line(id="rating")
        yield Line(id="words")
        yield Line(id="keys")

    def on_mount(self) -> None:
        """Draws it for the first time; the clock of a challenge goes on by itself."""
        self.set_interval(_CLOCK_SECONDS, self._clock)
        self.set_interval(_RETRY_SECONDS, self._retry)
        self.watch(self._app, "app_focus", lambda focus: self._seen_by_person(there=focus), init=False)
        self.show()

    @property
    def _group(self) -> PracticeCommands:
        return self._app.groups["practice"]  # type: ignore[return-value]  # that group is one

    def spell(self, text: str) -> str:
        """Words with the keys that commands have now."""
        return keys.spelled(text, self._app.commands)

    @property
    def desk(self) -> PracticeDesk | None:
        """What is asked and known; None while the log is being read."""
        return self._group.desk_now

    def on_screen_suspend(self) -> None:
        """Another screen is on."""
        self._seen_by_person(there=False)

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """It can be seen again; Textual has `ModeScreen` draw it then."""
        self._seen_by_person(there=True)

    def _seen_by_person(self, *, there: bool) -> None:
        """Has a question's time run only while it is looked at, where the terminal tells."""
        if self.desk is not None:
            if there and self.is_current:
                self.desk.look_again()
            else:
                self.desk.rest()

    def _clock(self) -> None:
        desk = self.desk
        if desk is None or not self.is_current:
            return
        if desk.asking and desk.sitting is not None and desk.sitting.mode == "challenge":
            self._show_place(desk)

    def _retry(self) -> None:
        if self.desk is not None:
            self.desk.keeper.retry()

    # Panes.

    @property
    def pane(self) -> str:
        """What is on, as the binding table calls it."""
        desk = self.desk
        if desk is None or desk.page == "menu":
            return "practice"
        if desk.page != "question":
            return "page"
        if desk.answered:
            return "answered"
        return "answer" if self._in_field and self._typed_question else "question"

    @property
    def _typed_question(self) -> bool:
        desk = self.desk
        question = desk.question if desk is not None else None
        return question is not None and question.kind in views.TYPED

    @property
    def entry(self) -> str:
        """The command that the menu's cursor is on."""
        menu = self.query_one("#practice", Menu)
        entry = menu._lines[menu.cursor] if menu.count else None  # noqa: SLF001  # the list's own lines
        return entry.name if isinstance(entry, pages.Entry) else ""

    @property
    def typed(self) -> str:
        """What stands in the field, or what is chosen."""
        desk = self.desk
        if desk is None:
            return ""
        return self.query_one("#answer", Input).value if self._typed_question else desk.draft

    @property
    def tab_label(self) -> str:  # type: ignore[override]  # it depends on where one is
        """See `ModeScreen`."""
        pane, desk = self.pane, self.desk
        if pane == "answer":
            return "I don't know" if desk is not None and desk.silent else "hint, solution, I don't know"
        return "to the field" if pane == "question" and self._typed_question else ""

    def focus_pane(self, name: str) -> None:
        """Goes to a pane, where it is on."""
        if name in {"answer", "question"}:
            self._in_field = name == "answer"
        self.show()

    def next_pane(self, by: int) -> None:  # noqa: ARG002  # there are two at most
        """Out of the field, or into it."""
        if self.desk is not None and self.desk.asking and self._typed_question:
            self._in_field = not self._in_field
            self.show()
        else:
            self._app.tell(
                "There is one pane here. {view.up} leads to the menu, and from there to the modes."
            )

    def action_escape(self) -> None:
        """Up: a notice is read; out of a question or a page to the menu; from there to the modes."""
        desk = self.desk
        if self._app.notice is not None:
            self._app.forget_notice()
            self.show()
        elif desk is None or desk.page == "menu":
            self._app.run_command("view.modes")
        elif desk.asking and desk.checking and desk.question is not None and desk.question.kind == "build":
            desk.take_back()
            self.show()
        elif desk.page == "question":
            self._app.run_worker(self._group.leave_question(), exit_on_error=True)
        else:
            desk.menu()
            self.show()

    def step_choice(self, by: int) -> bool:
        """Marks the next option; False where there is none to mark."""
        desk = self.desk
        question = desk.question if desk is not None else None
        if desk is None or question is None or not desk.asking or question.kind != "choice":
            return False
        left = [one for one in question.options if one not in desk.tried]
        at = left.index(desk.draft) + by if desk.draft in left else (0 if by > 0 else len(left) - 1)
        desk.draft, desk.problem = left[max(0, min(at, len(left) - 1))], ""
        return True

    def on_line_list_chosen(self) -> None:
        """Takes the line of the menu that was clicked."""
        self._app.run_command("practice.start")

    def on_line_list_moved(self) -> None:
        """Follows the cursor."""
        self.show_lines()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps what is typed, so that it is there when one comes back."""
        desk = self.desk
        if desk is not None and desk.asking and self._typed_question and event.value != desk.draft:
            desk.draft = event.value
            if desk.problem:
                desk.problem = ""
                self.show()

    def on_resize(self) -> None:
        """Fits it to the new size."""
        self._shown = None
        self.show()

    def set_glyphs(self, glyphs: Glyphs, *, plain: bool) -> None:
        """Draws everything anew with other characters."""
        self._glyphs = glyphs
        self._shown = None
        for pane in self.query(TextPane):
            pane.set_plain(plain=plain)
        super().set_glyphs(glyphs, plain=plain)

    # Drawing.

    def show(self) -> None:
        """Draws everything that differs from what is on the screen."""
        if not self.is_mounted or not self.query("#keys"):
            return
        desk = self.desk
        page = desk.page if desk is not None else "menu"
        for name, on in (
            ("place", page == "question"),
            ("head", page == "menu"),
            ("practice", page == "menu"),
            ("question", page != "menu"),
            ("field", page == "question"),
            ("rating", page == "question"),
        ):
            self.query_one(f"#{name}").display = on
        if desk is None:
            self.query_one("#head", TextPane).set_lines([(), (("   Reading what you practised.", "dim"),)])
        elif page == "menu":
            self._show_menu(desk)
        elif page == "question":
            self._show_question(desk)
        else:
            self._show_page(desk)
        self._focus()
        self.show_lines()

    def _show_menu(self, desk: PracticeDesk) -> None:
        head = self.query_one("#head", TextPane)
        width = self.size.width
        rows = [*pages.menu_head(desk, width, self.spell), *pages.trouble(desk, width), ()]
        head.styles.height = len(rows)
        head.set_lines(rows)
        menu = self.query_one("#practice", Menu)
        came, self._shown = self._shown, None
        menu.set_lines(pages.entries(desk, self._app.session.opened.label))
        if came is not None and desk.sitting is not None:
            menu.go(0)  # what was left stands first

    def _show_question(self, desk: PracticeDesk) -> None:
        pane = self.query_one("#question", QuestionPane)
        place = (desk.question, desk.sitting.phase if desk.sitting is not None else "")
        top = 0 if place != self._shown else None
        if self._asked is not desk.question:
            self._asked, self._in_field = desk.question, True
        self._shown = place
        rows, footer = views.question_lines(desk, self.size.width, self._room(), self._glyphs, self.spell)
        pane.set_lines(rows, footer=footer, top=top)
        self._show_field(desk)
        self._show_place(desk)
        self.query_one("#rating", Line).show(self._text(views.rating_line(desk, self.size.width, self.spell)))

    def _show_field(self, desk: PracticeDesk) -> None:
        """The field; its line stays where nothing is typed, for without it every pane would move."""
        ask, field = self.query_one("#ask", Line), self.query_one("#answer", Input)
        question = desk.question if self._typed_question else None
        ask.show(Text(_ASK if question is not None else ""))
        given = "" if question is None else desk.draft
        if question is not None and desk.answered and desk.sitting is not None:
            given = desk.sitting.given
        if field.value != given:
            field.value = given
            field.cursor_position = len(given)
        field.placeholder = (
            "" if question is None else views.ASKS[question.kind] if desk.asking else "no answer"
        )
        field.disabled = question is None or desk.answered

    def _room(self) -> int:
        """Rows of the pane: the screen without status, place, field, rating, words, keys."""
        return max(self.size.height - 6, 4)

    def _show_place(self, desk: PracticeDesk) -> None:
        self.query_one("#place", Line).show(self._text(views.place(desk, self.size.width, self._glyphs)))

    def _show_page(self, desk: PracticeDesk) -> None:
        width = self.size.width
        if desk.page == "end" and desk.end is not None:
            rows = pages.end_lines(desk.end, width, self._glyphs)
            place: Any = desk.end
        else:
            rows = pages.progress_lines(desk, width, self._glyphs, datetime.now().astimezone().weekday())
            place = "progress"
        top = 0 if self._shown is not place else None
        self._shown = place
        self.query_one("#question", QuestionPane).set_lines(rows, top=top)

    def _text(self, line: tuple[tuple[str, str], ...]) -> Text:
        """A line in the pane's colours."""
        pane = self.query_one("#question", QuestionPane)
        text = Text(no_wrap=True)
        for words, role in line:
            style = pane.role_style(role) if role else ""
            text.append(words, style)
        return text

    def _focus(self) -> None:
        """Puts the focus where keys mean something now."""
        name = {"practice": "practice", "answer": "answer"}.get(self.pane, "question")
        if self.focused is None or self.focused.id != name:
            self.set_focus(self.query_one(f"#{name}"), scroll_visible=False)  # at once: with the same drawing

    @property
    def words(self) -> tuple[Text, str] | None:
        """What to do next, in words."""
        desk = self.desk
        if desk is None:
            return Text(""), ""
        problem = desk.keeper.problem
        if problem is not None:
            return Text(f"{problem.title} {problem.cause}. {problem.remedy}"), "warn"
        if desk.waiting:
            return Text(desk.waiting), ""
        if desk.page == "menu" and desk.problem:
            return Text(self.spell(desk.problem)), "warn"
        return Text(self.spell(self._guide(desk))), ""

    def _guide(self, desk: PracticeDesk) -> str:
        pane = self.pane
        pages_ = {
            "practice": "{list.up} and {list.down} choose, {practice.start} begins. "
            "Every answer is kept at once.",
            "answered": "When should it come back? {question.next} takes what stands in brackets, "
            "{question.again} to {question.easy} another.",
            "answer": "Type it, then {question.submit}. {view.next_pane} leaves the field: "
            + ("for I don't know." if desk.silent else "for a hint, or I don't know."),
            "page": "{practice.close} leads back to the menu"
            + (", {practice.again} asks what you missed once more." if desk.missed else "."),
        }
        if pane != "question":
            return pages_[pane]
        if desk.question is not None and desk.question.kind == "build":
            return (
                "{question.submit} opens the model in Build; there {exercise.hand_in} hands it in and "
                "{view.practice} leads back here."
            )
        if self._typed_question:
            return "{view.next_pane} leads back to the field. {view.up}: the menu."
        if desk.draft:
            return "{question.submit} hands it in; so does the same letter once more."
        return "Choose by letter, digit or arrows, then {question.submit}. {view.up}: the menu."

    def footer(self) -> Text:
        """See `ModeScreen`: only what serves practice; in the field, where letters are text, no letters."""
        commands = [
            (one, label)
            for one, label in lines.footer_commands(self._app, self.pane)
            if one.name not in _NOT_HERE and (one.name != "view.next_pane" or self.tab_label)
        ]
        if self.pane == "answer":
            named = [(keys.shown(one.key), label) for one, label in commands if len(one.key) > 1]
            return footer_text([*named, (self.spell("{view.up}"), "menu")])
        return footer_text(keys.footer(commands, self.size.width - 1))
