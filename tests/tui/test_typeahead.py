"""Keys that arrive in one lump, as over a slow line, mean what they would mean one by one."""

import threading

from textual import events

PATIENCE = 60
KEYS = {".": "full_stop", "\b": "backspace", "\r": "enter", "↓": "down"}


def burst(app, keys):
    """Posts all keys before the app looks at the first."""
    for key in keys:
        character = key if key.isprintable() and key != "↓" else None
        app.post_message(events.Key(KEYS.get(key, key), character))


async def test_letters_behind_a_key_that_opens_a_dialog_go_into_the_dialog(drive):
    async with drive() as seen:
        await seen.shapes()
        before = len(seen.app.session.recipe.layers)
        burst(seen.app, "↓adropout\r")
        await seen.until(lambda: len(seen.app.session.recipe.layers) == before + 1, "the new layer")
        assert seen.app.session.recipe.layers[1].kind == "Dropout"
        assert not seen.app.desk.live


async def test_a_backspace_deletes_what_was_typed_before_it_not_after(drive):
    async with drive() as seen:
        await seen.shapes()
        burst(seen.app, "↓↓\r\b\b\b45\b6\r")
        await seen.until(
            lambda: seen.app.session.recipe.layers[1].arguments.get("units") == 46,
            "46 units in the first Dense",
        )


async def test_keys_before_the_first_question_of_a_start_wait_for_it(drive, ask_only, monkeypatch):
    from seqtui.practice.bank import of_skill
    from seqtui.tui.commands import practice

    typed, load = threading.Event(), practice._load
    monkeypatch.setattr(practice, "_load", lambda *what: typed.wait(PATIENCE) and load(*what))

    ask_only(*(one.question for one in of_skill("construction") if one.question.kind == "choice"))
    async with drive(practice=("session", "")) as seen:
        burst(seen.app, "↓")
        await seen.pilot.pause()
        typed.set()
        await seen.until(lambda: seen.app.groups["practice"].desk_now is not None, "the first question")
        desk = seen.app.groups["practice"].desk_now
        await seen.until(lambda: not seen.app.opening, "the rest of the app")
        await seen.shows(desk.question.prompt.split()[0])
        await seen.until(lambda: desk.draft == desk.question.options[0], "the first option")
        await seen.press("escape", "1")
        await seen.shapes()
        assert seen.app.build.row == 0


async def test_keys_behind_the_one_that_leads_to_trace_reach_it(drive):
    async with drive((120, 40)) as seen:
        await seen.shapes()
        burst(seen.app, "2c")
        await seen.until(lambda: seen.app.mode_screen.pane == "training", "the training page")
