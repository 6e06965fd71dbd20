"""Containers of which nothing is seen but what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.containers import Container
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.widget import Widget


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """Lines of the widget's background and nothing else, each the very same strip.

    Textual draws everything that lies below what it draws: line by line, with borders, paddings and filters
    that a widget without any of them need not go through.
    """
    style = Style() if widget.app.no_color else Style(bgcolor=widget.background_colors[1].rich_color)
    return [Strip.blank(crop.width, style)] * crop.height


class Ground(Container):
    """A container without border and padding, which only lays out what stands in it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """See Textual."""
        return blank_lines(self, crop)
