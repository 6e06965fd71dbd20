"""A recipe, or pasted text, from somebody else cannot order the terminal about."""

RECIPE = """
title = "a\\u001b]0;title\\u0007b"
input = { shape = [4] }
[[layers]]
kind = "Dense"
units = 3
name = "x\\u001b[31m\\ny\\u009b2J"
"""


async def test_control_characters_never_reach_the_terminal(drive, tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text(RECIPE, encoding="utf-8")
    async with drive((120, 40), str(path)) as seen:
        await seen.shapes()
        for keys in (("down",), ("z",), ("z", "enter")):
            await seen.press(*keys)
            assert "\x1b" not in seen.text
            assert "\x9b" not in seen.text
            assert len(seen.lines) == 40
        await seen.press("escape")
        assert "'x[31my2J' 3" in seen.text
