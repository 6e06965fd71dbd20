"""Opening, saving, leaving, and what is kept between starts."""

from pathlib import Path

import pytest

from seqtui import paths
from seqtui.recipe.autosave import Autosave
from seqtui.recipe.toml import Document

RECIPE = """# mine
title = "Mine"
[data]
source = "iris"  # flowers
[[layers]]
kind = "Dense"
units = 3
activation = "softmax"
[compile]
loss = "sparse_categorical_crossentropy"
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(RECIPE)
    return path


def autosave():
    return Autosave(paths.state_dir() / "autosave")


async def test_the_first_start_shows_the_lesson_and_a_hint(drive):
    async with drive((80, 24)) as seen:
        assert "New here?" in seen.text
        assert seen.app.session.opened.label == "lesson"
    async with drive((80, 24)) as seen:
        assert "New here?" not in seen.text


async def test_the_next_start_opens_what_was_open_last(drive, recipe):
    async with drive((80, 24), str(recipe)) as seen:
        await seen.shows("mine.toml")
        await seen.app.groups["files"].settle()
    async with drive((80, 24)) as seen:
        assert seen.app.session.opened.path == recipe.resolve()


async def test_saving_keeps_comments_and_order(drive, recipe):
    async with drive((80, 24), str(recipe)) as seen:
        await seen.press("down", "D")
        await seen.shows("not saved")
        await seen.press("w")
        await seen.shows("Saved to")
        text = recipe.read_text()
        assert text.startswith("# mine")
        assert "# flowers" in text
        assert len(Document.read(recipe).recipe.layers) == 2
        assert "not saved" not in seen.text
        assert autosave().recover() is None


async def test_saving_a_preset_asks_for_a_file_and_not_for_one_that_cannot_be(drive, tmp_path):
    async with drive((100, 30), "spiral") as seen:
        await seen.press("w")
        await seen.shows("Save the recipe as")
        field = seen.app.screen.query_one("#field")
        field.value = str(tmp_path / "nowhere" / "x.toml")
        await seen.press("enter")
        assert "There is no directory" in seen.text
        field.value = str(tmp_path / "kept")
        await seen.press("enter")
        await seen.until((tmp_path / "kept.toml").exists, "the file")
        await seen.shows("kept.toml")
        assert Document.read(tmp_path / "kept.toml").recipe == seen.app.session.recipe


async def test_an_existing_file_is_replaced_only_when_asked(drive, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("title = 'Other'\n")
    async with drive((100, 30), "spiral") as seen:
        await seen.press("w")
        await seen.shows("Save the recipe as")
        seen.app.screen.query_one("#field").value = str(other)
        await seen.press("enter")
        await seen.shows("This file exists")
        await seen.press("enter")
        assert other.read_text() == "title = 'Other'\n"


async def test_typing_a_name_replaces_the_name_and_keeps_directory_and_ending(drive, tmp_path):
    async with drive((100, 30), "spiral") as seen:
        await seen.press("w")
        await seen.shows("Save the recipe as")
        directory = Path(seen.app.screen.query_one("#field").value).parent
        await seen.type("mine")
        assert seen.app.screen.query_one("#field").value == str(directory / "mine.toml")
        await seen.press("enter")
        await seen.until((directory / "mine.toml").exists, "the file")


async def test_a_disk_that_refuses_is_told(drive, recipe):
    async with drive((100, 30), str(recipe)) as seen:
        await seen.press("down", "D")
        recipe.unlink()
        recipe.mkdir()
        await seen.press("w")
        await seen.until(lambda: seen.app.screen is not seen.app.build, "the error")
        assert str(recipe) in seen.text.replace("\n", "") or "mine.toml" in seen.text
        assert seen.app.session.modified


async def test_open_offers_files_and_presets_and_finds_paths(drive, recipe, tmp_path):
    (tmp_path / "work" / "near.toml").write_text(RECIPE)
    async with drive((100, 40)) as seen:
        await seen.press("o")
        await seen.shows("near.toml")
        assert "spiral" in seen.text
        await seen.type("iris")
        await seen.press("enter")
        await seen.until(lambda: seen.app.session.opened.label == "iris", "the preset")
        await seen.press("o")
        await seen.shows("near.toml")
        await seen.type(str(recipe))
        await seen.press("enter")
        await seen.until(lambda: seen.app.session.opened.path == recipe, "the file")


async def test_what_cannot_be_opened_is_told_and_changes_nothing(drive):
    async with drive((100, 40)) as seen:
        await seen.press("o")
        await seen.shows("Open")
        await seen.type("./nothing.toml")
        await seen.press("enter")
        await seen.shows("does not exist")
        await seen.press("enter")
        assert seen.app.session.opened.label == "lesson"


async def test_a_table_asks_which_column_to_predict(drive, tmp_path):
    rows = "\n".join(f"{number},{number % 7},{'yes' if number % 3 else 'no'}" for number in range(60))
    (tmp_path / "work" / "people.csv").write_text(f"age,size,churn\n{rows}\n")
    async with drive((100, 40)) as seen:
        await seen.press("o")
        await seen.shows("people.csv")
        await seen.type("people")
        await seen.press("enter")
        await seen.shows("Which column")
        await seen.type("churn")
        await seen.press("enter")
        await seen.until(lambda: seen.app.session.opened.label == "people.csv", "the proposal")
        assert seen.app.session.recipe.data.target == "churn"


async def test_unsaved_edits_are_kept_aside_and_offered_after_a_crash(drive, recipe):
    async with drive((100, 40), str(recipe)) as seen:
        await seen.press("down", "D")
        await seen.until(lambda: autosave().recover() is not None, "the autosave")
        edited = seen.app.session.recipe
    async with drive((100, 40)) as seen:
        await seen.shows("unsaved edits of mine.toml")
        await seen.press("r")
        await seen.until(lambda: seen.app.session.recipe == edited, "the edits")
        assert seen.app.session.modified
        await seen.press("w")
        await seen.shows("Saved to")
    assert len(Document.read(recipe).recipe.layers) == 2


async def test_discarded_edits_are_offered_no_more(drive, recipe):
    async with drive((100, 40), str(recipe)) as seen:
        await seen.press("down", "D")
        await seen.until(lambda: autosave().recover() is not None, "the autosave")
    async with drive((100, 40)) as seen:
        await seen.shows("unsaved edits of mine.toml")
        await seen.press("d")
        await seen.until(lambda: autosave().recover() is None, "their end")
        assert not seen.app.session.modified


async def test_quitting_with_edits_asks(drive, recipe):
    async with drive((100, 40), str(recipe)) as seen:
        await seen.press("down", "D", "q")
        await seen.shows("Edits are not saved")
        await seen.press("s")
        await seen.until(lambda: seen.app.screen is seen.app.build, "the main screen")
        await seen.pilot.press("q")
        await seen.shows("Edits are not saved")
        await seen.pilot.press("w")
        await seen.until(lambda: seen.app.return_value is not None, "the end")
    assert len(Document.read(recipe).recipe.layers) == 2


async def test_quitting_without_edits_does_not_ask(drive):
    async with drive((80, 24)) as seen:
        await seen.pilot.press("q")
        await seen.until(lambda: seen.app.return_value is not None, "the end")


async def test_copy_goes_to_the_clipboard_and_to_a_file(drive):
    async with drive((100, 30)) as seen:
        await seen.shapes()
        await seen.press("y")
        await seen.shows("Copied as Python")
        text = (paths.state_dir() / "copied" / "lesson.py").read_text()
        assert seen.app.clipboard == text
        compile(text, "lesson.py", "exec")
        assert "Dense(64" in text


async def test_new_is_empty_on_the_same_data(drive):
    async with drive((100, 30)) as seen:
        await seen.press("N")
        await seen.until(lambda: not seen.app.session.recipe.layers, "the empty stack")
        await seen.shows("Add a layer first: a opens the palette.")
        assert seen.app.session.recipe.data.source == "lesson"
        await seen.press("a")
        await seen.type("dense")
        await seen.press("enter")
        await seen.shapes()
        assert "1 Dense" in " ".join(seen.text.split())


async def test_a_relative_data_path_survives_saving_elsewhere(drive, tmp_path):
    rows = "\n".join(f"{number % 5},{number % 2}" for number in range(40))
    (tmp_path / "t.csv").write_text(f"a,b\n{rows}\n")
    recipe = tmp_path / "here.toml"
    recipe.write_text('[data]\nsource = "t.csv"\ntarget = "b"\n[[layers]]\nkind = "Dense"\nunits = 1\n')
    (tmp_path / "there").mkdir()
    async with drive((100, 30), str(recipe)) as seen:
        await seen.shapes()
        seen.app.run_command("files.save_as")
        await seen.shows("Save the recipe as")
        seen.app.screen.query_one("#field").value = str(tmp_path / "there" / "kept.toml")
        await seen.press("enter")
        await seen.until((tmp_path / "there" / "kept.toml").exists, "the file")
        await seen.shows("Saved to")
        seen.app.session.load_data()
        await seen.until(lambda: seen.app.session.dataset is not None, "the rows")
        assert seen.app.session.data_error is None
    again = Document.read(tmp_path / "there" / "kept.toml").recipe
    from seqtui.data import load

    assert load(again.data, tmp_path / "there").target == "b"
