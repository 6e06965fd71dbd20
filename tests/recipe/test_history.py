"""Undo and redo (their random walk is in test_properties.py)."""

from seqtui.recipe.history import History
from seqtui.recipe.values import Recipe

ONE, TWO, THREE = (Recipe(title=title) for title in ("one", "two", "three"))


def test_labels_say_what_would_happen():
    history = History.of(ONE)
    assert (history.undo_label, history.redo_label) == (None, None)
    history = history.do(TWO, "rename")
    assert (history.undo_label, history.redo_label) == ("rename", None)
    history = history.undo()
    assert (history.present, history.undo_label, history.redo_label) == (ONE, None, "rename")


def test_an_edit_after_undo_forgets_what_was_undone():
    history = History.of(ONE).do(TWO, "a").undo().do(THREE, "b")
    assert (history.undo_label, history.redo_label) == ("b", None)
    assert history.undo().present == ONE


def test_an_edit_without_effect_leaves_no_trace_and_keeps_redo():
    history = History.of(ONE).do(TWO, "a").undo()
    assert history.do(ONE, "nothing") is history


def test_the_ends_hold():
    history = History.of(ONE)
    assert history.undo() == history
    assert history.redo() == history
