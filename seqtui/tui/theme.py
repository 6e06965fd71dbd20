"""Colours, every one an entry of the 256-colour table: nothing shifts on a terminal that has no more."""

from __future__ import annotations

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
        "cursor": "#303030",  # 236
        "bar": "#5f8787",  # 66
        "strong": "#ffffff",  # 231
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
        "cursor": "#dadada",  # 253
        "bar": "#5fafaf",  # 73
        "strong": "#000000",  # 16
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
        "cursor": "#444444",  # 238
        "bar": "#ffffff",
        "strong": "#ffffff",
        "box": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
TITLES = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
