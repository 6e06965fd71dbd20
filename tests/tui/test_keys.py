import pytest

from seqtui.tui import keys
from seqtui.tui.commands import Groups
from seqtui.tui.modes import BUILD


def test_no_key_means_two_things_in_one_pane():
    for pane, scopes in keys.PANES.items():
        seen = {}
        for command in keys.COMMANDS:
            if command.scope not in scopes:
                continue
            for key in command.keys:
                assert key not in seen, f"{key} in {pane}: {seen.get(key)} and {command.name}"
                seen[key] = command.name


def test_every_command_has_its_method():
    found = Groups(app=None)
    for command in keys.COMMANDS:
        group, verb = command.name.split(".")
        assert callable(getattr(found[group], verb)), command.name


def test_what_product_promises_works_without_modifiers():
    promised = {
        "stack": "a A d D J K - r f u U p N R m M v Y",
        "chart": "left right s l v m c b [ ]",
        "epochs": "enter",
    }
    everywhere = "tab escape / : ? w y z ctrl+l q"
    for pane in keys.PANES:
        for key in everywhere.split():
            assert keys.lookup(pane, key) is not None, (pane, key)
    for pane in BUILD.panes:
        for key in ["1", "4", "o", "t", "space", ".", "e", "x", "j", "k", "g", "G"]:
            assert keys.lookup(pane, key) is not None, (pane, key)
    for key in ["1", "2", "3", "4", "5", "a", "b", "c", "d", "e", "h", "s", "i", "u", "o", "enter"]:
        assert keys.lookup("question", key).name.startswith("question."), key
    for key in ["1", "2", "3", "4", "u", "o", "enter"]:
        assert keys.lookup("answered", key).name.startswith("question."), key
    for pane, told in promised.items():
        for key in told.split():
            assert keys.lookup(pane, key).scope == pane, (pane, key)


def test_aliases_are_the_same_commands():
    for alias, key in (("ctrl+p", ":"), ("ctrl+s", "w"), ("f1", "?"), ("ctrl+c", "q")):
        assert keys.lookup("stack", alias) is keys.lookup("stack", key)


@pytest.mark.parametrize("pane", ["chart", "flow", "epochs"])
def test_layer_keys_are_dead_outside_the_stack(pane):
    for key in "aAdDJKrfuUpN-":
        assert keys.lookup(pane, key) is None


def test_keys_are_read_by_their_character_where_they_have_one():
    assert keys.key_of("full_stop", ".") == "."
    assert keys.key_of("space", " ") == "space"
    assert keys.key_of("enter", "\r") == "enter"
    assert keys.key_of("shift+j", "J") == "J"


def test_footer_keeps_the_way_out_however_narrow():
    commands = [(one, one.label) for one in keys.in_pane("stack") if one.footer]
    for width in (40, 60, 80, 200):
        shown = keys.footer(commands, width)
        assert [label for _, label in shown][-3:] == ["commands", "help", "quit"]
        assert sum(len(key) + len(label) + 3 for key, label in shown) <= max(width, 60)


def test_help_is_made_of_the_table():
    sections = dict(keys.help_sections("stack"))
    assert ("d", keys.command("layers.delete").help) in sections["The stack"]
    assert "The stack" not in dict(keys.help_sections("chart"))


async def test_one_escape_too_many_opens_the_mode_bar_which_keeps_no_key(drive):
    async with drive((80, 24), source="lesson") as seen:
        await seen.shapes()
        await seen.press("down", "escape")
        await seen.shows("Modes")
        await seen.press("D")
        await seen.until(lambda: len(seen.app.session.recipe.layers) == 5, "the duplicate")
        assert "Modes" not in seen.text
        await seen.press("escape")
        await seen.shows("Modes")
        await seen.press("escape")
        assert "Modes" not in seen.text
        await seen.press("escape")
        await seen.shows("Modes")
        await seen.press("2")
        await seen.until(lambda: seen.app.mode_screen.MODE.name == "trace", "Trace")
