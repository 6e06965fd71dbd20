"""Colours, every one an entry of the 256-colour table: nothing shifts on a terminal that has no more."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#87d7d7",  # 116: the one accent
    secondary="#5fafff",  # 75
    accent="#87d7d7",
    warning="#ffd75f",  # 221
    error="#ff5f5f",  # 203
    success="#87d787",  # 114
    foreground="#d0d0d0",  # 252
    background="#121212",  # 233
    surface="#121212",
    panel="#303030",  # 236
    dark=True,
    variables={
        "dim": "#8a8a8a",  # 245
        "line": "#585858",  # 240
        "cursor": "#262626",  # 235
        "bar": "#5f8787",  # 66
        "strong": "#ffffff",  # 231
        "train": "#5fafff",  # 75
        "validation": "#ffaf00",  # 214
        "bad": "#ff5f5f",  # 203
        "box": "#1c1c1c",  # 234
    },
)

LIGHT = Theme(
    name="light",
    primary="#005f5f",  # 23
    secondary="#005fd7",  # 26
    accent="#005f5f",
    warning="#875f00",  # 94
    error="#af0000",  # 124
    success="#005f00",  # 22
    foreground="#262626",  # 235
    background="#ffffff",  # 231
    surface="#ffffff",
    panel="#dadada",  # 253
    dark=False,
    variables={
        "dim": "#626262",  # 241
        "line": "#b2b2b2",  # 249
        "cursor": "#e4e4e4",  # 254
        "bar": "#5fafaf",  # 73
        "strong": "#000000",  # 16
        "train": "#005fd7",  # 26
        "validation": "#af5f00",  # 130
        "bad": "#af0000",  # 124
        "box": "#eeeeee",  # 255
    },
)

CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",  # 226
    secondary="#5fafff",  # 75
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8787",  # 210
    success="#87ff87",  # 120
    foreground="#ffffff",  # 231
    background="#000000",  # 16
    surface="#000000",
    panel="#444444",  # 238
    dark=True,
    variables={
        "dim": "#d0d0d0",  # 252
        "line": "#bcbcbc",  # 250
        "cursor": "#3a3a3a",  # 237
        "bar": "#ffffff",
        "strong": "#ffffff",
        "train": "#5fd7ff",  # 81
        "validation": "#ffd700",  # 220
        "bad": "#ff8787",  # 210
        "box": "#000000",
    },
)

# Nothing in it depends on telling red from green or blue from violet: blue, orange, yellow, and their weight.
COLOUR_BLIND = Theme(
    name="colour-blind",
    primary="#87d7ff",  # 117
    secondary="#5fafff",  # 75
    accent="#87d7ff",
    warning="#ffff87",  # 228
    error="#ff5f00",  # 202
    success="#5fafff",  # 75
    foreground="#d0d0d0",  # 252
    background="#121212",  # 233
    surface="#121212",
    panel="#303030",  # 236
    dark=True,
    variables={
        "dim": "#949494",  # 246
        "line": "#585858",  # 240
        "cursor": "#262626",  # 235
        "bar": "#5f87af",  # 67
        "strong": "#ffffff",  # 231
        "train": "#5fafff",  # 75
        "validation": "#ffd75f",  # 221
        "bad": "#ff5f00",  # 202
        "box": "#1c1c1c",  # 234
    },
)

THEMES = (DARK, LIGHT, CONTRAST, COLOUR_BLIND)
TITLES = {
    "dark": "Dark",
    "light": "Light",
    "contrast": "High contrast",
    "colour-blind": "Colour-blind safe",
}
HELP = {
    "dark": "Quiet colours on black.",
    "light": "Quiet colours on white, for a bright room or a projector.",
    "contrast": "White on black, and nothing dim.",
    "colour-blind": "Blue, yellow and orange; nothing depends on telling red from green.",
}

ROLES = {
    "dim": "dim",
    "strong": "strong",
    "train": "train",
    "validation": "validation",
    "bad": "bad",
    "warning": "warning",
    "accent": "accent",
    "bar": "bar",
    "good": "success",
}
"""What words in a pane can be, and the theme's name for the colour of that."""
CURSOR = "cursor"
"""The role of the line in focus: its ground."""


def role_style(theme: Theme, role: str) -> Style:
    """How words of a role differ from plain ones; other themes than ours lend Dark's or Light's."""
    own = theme.name in TITLES
    return _style(theme.name if own else "dark" if theme.dark else "light", role)


@lru_cache(None)
def _style(name: str, role: str) -> Style:
    theme = next(one for one in THEMES if one.name == name)
    if role == CURSOR:
        return Style(bgcolor=theme.variables["cursor"])
    colour = ROLES[role]
    return Style(color=theme.variables.get(colour) or getattr(theme, colour), bold=role == "strong" or None)
