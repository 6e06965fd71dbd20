"""Keys that arrive in one lump, as over a slow line, mean what they would mean one by one."""

from textual import events

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
