"""Random recipes survive saving; random edits survive undo, redo and saving into odd texts."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from odd_layouts import LAYOUTS
from strategies import edit, layer_specs, recipes

from seqtui.recipe.blocks import join, split
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.forms import format_value, parse_value
from seqtui.recipe.history import History
from seqtui.recipe.toml import Document, dumps, parse

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(recipes())
def test_a_saved_recipe_reads_back_equal(recipe):
    assert parse(dumps(recipe)) == recipe


@QUICK
@given(recipes(), st.data())
def test_undo_to_the_start_and_redo_to_the_end(recipe, data):
    history, states, labels = History.of(recipe), [recipe], []
    for _ in range(data.draw(st.integers(1, 8))):
        label, changed = data.draw(edit(history.present))
        if changed != history.present:
            states.append(changed)
            labels.append(label)
        history = history.do(changed, label)
    for state, label in zip(states[:0:-1], labels[::-1], strict=True):
        assert (history.present, history.undo_label) == (state, label)
        history = history.undo()
    assert (history.present, history.undo_label) == (recipe, None)
    for state, label in zip(states[1:], labels, strict=True):
        assert history.redo_label == label
        history = history.redo()
        assert history.present == state
    assert history.redo_label is None


@pytest.mark.parametrize("name", LAYOUTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_edits_keep_the_text_readable_and_its_comments(name, data):
    document = Document.parse(LAYOUTS[name])
    free = [line for line in LAYOUTS[name].split("\n") if line.startswith("# free")]
    for _ in range(data.draw(st.integers(1, 5))):
        _, changed = data.draw(edit(document.recipe))
        document = document.with_recipe(changed)
        assert parse(document.text) == changed
    for line in free:
        assert document.text.count(line) == 1, document.text


@QUICK
@given(recipes(), st.data())
def test_blocks_join_to_the_text_that_they_were_cut_from(recipe, data):
    text = dumps(recipe)
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(0, 6))):
        lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(["", "# note"])))
    text = "\n".join(lines)
    blocks, tail = split(text)
    assert join(blocks, tail) == text
    assert sum(block.is_layer for block in blocks) == len(recipe.layers)


@QUICK
@given(layer_specs())
def test_a_value_shown_in_a_form_reads_back_equal(spec):
    kind = catalogue().get(spec.kind)
    for name, value in spec.arguments.items():
        if value == "constant":
            continue  # a bare "constant" becomes an object, which is what Keras can make
        argument = kind.argument(name)
        again = parse_value(argument, format_value(value))
        written = value.strip() if isinstance(value, str) else value
        if isinstance(argument.start, tuple) and type(written) in {int, float}:
            written = (written,)  # where Keras takes no bare number
        assert again == written or (argument.value.control == "text" and again)
