"""Colours by calculation: in the 256-colour table, strong enough to read, apart for everybody's eyes."""

import re
from itertools import combinations

import pytest
from textual.color import Color

from seqtui import config
from seqtui.tui.theme import HELP, THEMES, TITLES

LEVELS = (0, 95, 135, 175, 215, 255)
TABLE = {(r, g, b) for r in LEVELS for g in LEVELS for b in LEVELS} | {(v, v, v) for v in range(8, 239, 10)}
CURVES = ("train", "validation", "bad")

# Viénot, Brettel and Mollon (1999), on linear RGB: what dichromats see. The third, of tritanopes, is
# Brettel's, simplified to one half-plane, as is usual.
SIGHT = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "no green cones": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "no blue cones": ((1, 0.1273, -0.1273), (0, 0.8739, 0.1261), (0, 0.8739, 0.1261)),
}


def value(theme, name):
    found = getattr(theme, name, None) or theme.variables[name]
    return Color.parse(found)


def linear(colour):
    return [(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in colour.normalized]


def luminance(colour):
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b* of linear RGB."""
    m = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * max(c, 0) for a, c in zip(row, rgb, strict=True)) for row in m]
    f = [
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (v / w for v, w in zip(xyz, (0.9505, 1.0, 1.089), strict=True))
    ]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def distance(one, other, sight):
    seen = [
        lab([sum(a * c for a, c in zip(row, linear(colour), strict=True)) for row in sight])
        for colour in (one, other)
    ]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
class TestTheme:
    def test_every_colour_is_one_of_the_256(self, theme):
        names = (
            "primary",
            "secondary",
            "accent",
            "warning",
            "error",
            "success",
            "foreground",
            "background",
            "surface",
            "panel",
            *theme.variables,
        )
        for name in names:
            assert value(theme, name).rgb in TABLE, name

    def test_words_can_be_read_on_every_ground(self, theme):
        for name in ("foreground", "strong", "dim", "error", "warning", "success", "accent"):
            for ground in ("background", "box", "cursor"):
                least = 4.0 if (name, ground) == ("dim", "cursor") else 4.5
                assert contrast(value(theme, name), value(theme, ground)) >= least, (name, ground)
        assert contrast(value(theme, "foreground"), value(theme, "panel")) >= 4.5

    def test_curves_can_be_seen(self, theme):
        for name in CURVES:
            assert contrast(value(theme, name), value(theme, "background")) >= 4.5, name

    def test_curves_are_apart_for_everybody(self, theme):
        train, validation = value(theme, "train"), value(theme, "validation")
        for who, sight in SIGHT.items():
            assert distance(train, validation, sight) > 30, who

    def test_it_has_a_title_and_a_word_and_may_stand_in_the_settings(self, theme):
        assert TITLES[theme.name]
        assert HELP[theme.name]
        assert theme.name in config.THEMES


def test_nothing_in_the_colour_blind_theme_rests_on_red_and_green():
    theme = next(one for one in THEMES if one.name == "colour-blind")
    for one, other in combinations(("train", "validation", "bad"), 2):
        for who in ("everybody", "no red cones", "no green cones"):
            assert distance(value(theme, one), value(theme, other), SIGHT[who]) > 20, (one, other, who)
    for who in ("no red cones", "no green cones"):
        assert distance(value(theme, "error"), value(theme, "success"), SIGHT[who]) > 60


async def test_a_theme_is_chosen_from_the_palette_and_kept(drive):
    async with drive((100, 30)) as seen:
        await seen.press("colon")
        await seen.type("view.theme")
        await seen.press("enter")
        await seen.shows("Colour-blind safe")
        await seen.type("colour-blind")
        await seen.press("enter")
        await seen.shows("Colours: Colour-blind safe.")
    async with drive((100, 30)) as seen:
        assert seen.app.theme == "colour-blind"
        chart = seen.app.build.query_one("#chart")
        style = chart.role_style("validation")
        assert style.color.triplet.hex == "#ffd75f"


async def test_settings_win_over_what_was_chosen_and_say_so(drive):
    config.path().parent.mkdir(parents=True)
    config.path().write_text('theme = "light"\n')
    async with drive((100, 30)) as seen:
        await seen.press("colon")
        await seen.type("view.theme")
        await seen.press("enter", "enter")
        await seen.shows("Your config.toml says light, which holds again at the next start.")
        assert seen.app.theme == "dark"


@pytest.mark.parametrize("keys", [[], ["a"], ["enter"], ["p"], ["question_mark"], ["colon"], ["d", "q"]])
async def test_without_colour_none_is_sent_and_the_focused_line_is_marked(drive, keys, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive((100, 30), colour="none") as seen:
        await seen.shapes()
        await seen.press("down", *keys)
        strips = seen.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
        assert all(style.color is None or style.color.is_default for style in styles)
        assert all(style.bgcolor is None or style.bgcolor.is_default for style in styles)
        assert any(style.bold for style in styles)
        if keys != ["question_mark"]:  # a text to read: no line of it is chosen
            assert any(re.search(r"(^|[│┃ ])> ", line) for line in seen.lines), seen.text


async def test_without_colour_the_place_where_typing_goes_is_seen(drive, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with drive((100, 30), colour="none") as seen:
        await seen.press("a")
        await seen.type("dro")
        strips = seen.app.screen._compositor.render_strips()
        line = next(strip for strip in strips if " dro" in strip.text)
        assert any(segment.style.reverse for segment in line if segment.style is not None)
