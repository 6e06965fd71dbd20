"""R makes the edit that mends the first failing layer, and the history lists what was done."""


async def test_the_remedy_is_told_and_made_and_taken_back(drive):
    async with drive((80, 24)) as seen:
        await seen.shapes()
        await seen.press("down", "R")
        assert "there is nothing to mend" in seen.text
        await seen.press("down", "a")
        await seen.type("lstm")
        await seen.press("enter")
        await seen.shapes()
        broken = seen.app.session.recipe
        assert "R: put Reshape (target_shape = [64, 1]) before 3 LSTM." in " ".join(seen.text.split())
        assert "R remedy" in seen.text
        await seen.press("g", "t")
        assert "Layer 3 cannot be built" in seen.text
        assert "R in the stack: put Reshape" in " ".join(seen.text.split())
        await seen.press("R")
        assert [spec.kind for spec in seen.app.session.recipe.layers][2:4] == ["Reshape", "LSTM"]
        assert "Done: put Reshape" in seen.text
        await seen.shapes()
        assert seen.app.session.error is None
        assert "R remedy" not in seen.text
        await seen.press("u")
        assert seen.app.session.recipe == broken


async def test_where_no_edit_helps_it_is_said(drive, tmp_path):
    path = tmp_path / "open.toml"
    path.write_text('input = { shape = ["None"] }\n[[layers]]\nkind = "Dense"\nunits = 3\n', encoding="utf-8")
    async with drive((100, 40), str(path)) as seen:
        await seen.shapes()
        await seen.press("R")
        assert "No single edit mends layer 1." in seen.text


async def test_the_history_lists_every_step_and_goes_to_any(drive):
    async with drive((100, 40)) as seen:
        await seen.press(":")
        await seen.type("history")
        await seen.press("enter")
        await seen.shows("No edit was made yet.")
        await seen.press("escape")
        start = seen.app.session.recipe
        await seen.press("down", "down", "D", "d", "f")
        end = seen.app.session.recipe
        await seen.press(":")
        await seen.type("list all edits")
        await seen.press("enter")
        await seen.shows("History: newest first")
        for words in ("freeze Dense", "now", "delete Dense", "duplicate Dense", "as opened"):
            assert words in seen.text
        await seen.type("opened")
        await seen.press("enter")
        await seen.shows("as it was opened")
        assert seen.app.session.recipe == start
        assert not seen.app.session.modified
        await seen.press("U", "U", "U")
        assert seen.app.session.recipe == end


async def test_the_cursor_follows_a_layer_that_is_put_further_up(drive, tmp_path):
    path = tmp_path / "order.toml"
    path.write_text(
        "input = { shape = [8, 8, 3] }\n"
        '[[layers]]\nkind = "Flatten"\n[[layers]]\nkind = "MaxPooling2D"\n'
        '[[layers]]\nkind = "Dense"\nunits = 3\n',
        encoding="utf-8",
    )
    async with drive((100, 40), str(path)) as seen:
        await seen.shapes()
        await seen.press("R")
        assert [spec.kind for spec in seen.app.session.recipe.layers][:2] == ["MaxPooling2D", "Flatten"]
        assert seen.app.build.row == 1
        await seen.shapes()
        assert seen.app.session.error is None
