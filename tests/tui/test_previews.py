"""The open and preset dialogs say what a recipe holds before it is opened."""


async def test_a_presets_layers_and_sizes_are_seen_before_it_is_opened(drive):
    async with drive((100, 40)) as seen:
        await seen.shapes()
        await seen.press("p")
        await seen.type("digits-cnn")
        await seen.shows("parameters in all")
        lines = [line.strip(" │") for line in seen.lines]
        start = next(at for at, line in enumerate(lines) if line.startswith("Data "))
        assert "8×8×1" in lines[start]
        assert lines[start + 1].startswith("1 ")
        assert any("6,090 parameters in all; adam" in line for line in lines)
        await seen.press("escape")
        assert seen.app.session.opened.label == "lesson"


async def test_the_preview_follows_the_cursor(drive):
    async with drive((80, 24)) as seen:
        await seen.press("p")
        await seen.shows("lesson answer")
        await seen.press("down")
        await seen.shows("Data spiral")
        await seen.press("up")
        assert "Data spiral" not in seen.text


async def test_a_file_that_is_no_recipe_says_so_and_can_still_be_left(drive, tmp_path):
    async with drive((100, 40)) as seen:
        (tmp_path / "work" / "broken.toml").write_text("[[layers]]\nkind = 3\n", encoding="utf-8")
        await seen.press("o")
        await seen.type("broken")
        await seen.shows("layers.1.kind")
        await seen.press("escape")
        assert "broken" not in seen.text
