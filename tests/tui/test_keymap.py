import pytest

from seqtui import config
from seqtui.tui import keys
from seqtui.tui.keymap import clashes, remapped


def test_nothing_asked_changes_nothing():
    assert remapped(()) == (keys.COMMANDS, ())


def test_a_command_gets_the_keys_that_it_was_given_and_no_others():
    table, problems = remapped([("layers.add_after", ("i", "f2"))])
    assert not problems
    assert keys.lookup("stack", "i", table).name == "layers.add_after"
    assert keys.lookup("stack", "f2", table).name == "layers.add_after"
    assert keys.lookup("stack", "a", table) is None
    assert keys.lookup("stack", "a").name == "layers.add_after"  # the table that ships stays as it is


def test_two_commands_change_places():
    table, problems = remapped([("layers.undo", ("U",)), ("layers.redo", ("u",))])
    assert not problems
    assert keys.lookup("stack", "U", table).name == "layers.undo"
    assert keys.lookup("stack", "u", table).name == "layers.redo"


def test_one_key_may_mean_two_things_in_two_panes():
    table, problems = remapped([("chart.log", ("d",))])
    assert not problems
    assert keys.lookup("chart", "d", table).name == "chart.log"
    assert keys.lookup("stack", "d", table).name == "layers.delete"


@pytest.mark.parametrize(
    ("name", "wanted", "words"),
    [
        ("layers.delete", ("a",), ("a is a key of layers.add_after",)),
        ("layers.delete", ("t",), ("runs.train",)),
        ("runs.train", ("d",), ("layers.delete",)),
        ("layers.delet", ("x",), ("no such command", "Did you mean layers.delete?")),
        ("layers.delete", ("dd",), ("'dd' is no key",)),
        ("view.quit", (), ("needs one",)),
    ],
)
def test_what_cannot_be_is_told_and_left_out(name, wanted, words):
    table, problems = remapped([(name, wanted), ("view.redraw", ("ctrl+r",))])
    assert len(problems) == 1
    assert problems[0].title.startswith(f"keys.{name} ")
    told = f"{problems[0].cause} {problems[0].remedy}"
    assert all(word in told for word in words), told
    assert keys.lookup("stack", "ctrl+r", table).name == "view.redraw"
    assert keys.lookup("stack", "d", table).name == "layers.delete"
    assert not clashes(table)


def test_sentences_name_the_keys_that_commands_have():
    table, _ = remapped([("runs.train", ("T",)), ("layers.undo", ())])
    told = keys.spelled("{runs.train} trains, {layers.undo} takes back, {no.such} {x} stay.", table)
    assert told == "T trains, : undo takes back, {no.such} {x} stay."
    assert keys.spelled("{runs.pause} pauses.") == "Space pauses."


def test_chains_of_clashes_end_without_one():
    asked = [("layers.add_after", ("d",)), ("layers.delete", ("D",)), ("layers.duplicate", ("J",))]
    table, problems = remapped(asked)
    assert problems
    assert not clashes(table)


async def test_help_footer_and_palette_follow(drive):
    config.path().parent.mkdir(parents=True)
    config.path().write_text('theme = "light"\n[keys]\n"layers.add_after" = ["i"]\n"runs.train" = ["T"]\n')
    async with drive((120, 45)) as seen:
        assert seen.app.theme == "light"
        await seen.shows("i add")
        assert "T train" in seen.text
        assert "Press T to train" in seen.text
        assert "New here? Enter edits a row, i adds a layer, T trains" in seen.text
        await seen.press("space")
        await seen.shows("Nothing is being trained: T starts.")
        await seen.press("a")
        assert seen.app.screen is seen.app.build
        await seen.press("question_mark")
        await seen.shows("i               Add a layer after this row.")
        await seen.press("escape", "colon")
        await seen.type("add_after")
        await seen.until(
            lambda: any("add" in line and " i " in line for line in seen.lines), "the key in the palette"
        )
        await seen.press("escape", "i")
        await seen.shows("Enter add")


async def test_what_is_wrong_is_told_at_the_start_and_the_app_opens(drive):
    config.path().parent.mkdir(parents=True)
    config.path().write_text('plain = true\n[keys]\n"layers.ad" = ["i"]\n')
    async with drive((120, 45)) as seen:
        await seen.shows("keys.layers.ad in config.toml is left out")
        assert "no such command" in seen.text
        assert seen.text.isascii()
        await seen.press("enter")
        await seen.press("a")
        await seen.shows("Enter add")
