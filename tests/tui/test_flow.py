"""flow.py and flowtext.py: the focused layer in words, the table of all, and what changed."""

import pytest
from textual.app import App

from seqtui.recipe.flow import Flow, FlowError, LayerFlow
from seqtui.tui.widgets.flow import FlowPane
from seqtui.tui.widgets.flowtable import table
from seqtui.tui.widgets.flowtext import bar, bytes_words, changes, inspector, shape_words


def dense(index, inputs, units, **more):
    params = (inputs + 1) * units
    return LayerFlow(
        index=index,
        kind="Dense",
        name=f"dense_{index}",
        state="ok",
        input_shape=(None, inputs),
        output_shape=(None, units),
        dtype="float32",
        params=params,
        trainable=params,
        macs=inputs * units,
        param_bytes=4 * params,
        activation_bytes=4 * 32 * units,
        formula=f"{inputs} x {units} weights + {units} biases = {params:,}",
        **more,
    )


def flow(*layers, inputs=(None, 20), error=None):
    return Flow(inputs, "float32", 32, layers, error)


NORMALIZATION = LayerFlow(
    1, "Normalization", "normalization", "ok", (None, 20), (None, 20), "float32", 41, 0, 41, 40, 164, 2560
)
LESSON = flow(NORMALIZATION, dense(2, 20, 64), dense(3, 64, 32), dense(4, 32, 1))


def words(lines):
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def said(lines):
    return "\n".join(words(lines))


class Shown(App):
    def compose(self):
        yield FlowPane(plain=False)


def test_the_focused_layer_explains_itself():
    text = said(inspector(LESSON, 1, None, 60))
    for expected in (
        "2 Dense  dense_2",
        "input    rows × 20",
        "(None, 20)",
        "output   rows × 64",
        "(None, 64)",
        "float32",
        "1,344 (1,344 trainable, 0 not)",
        "20 × 64 weights + 64 biases = 1,344",
        "1,280 for one sample",
        "5.4 kB parameters, 8.2 kB outputs at batch size 32",
        "3,498 (3,457 trainable, 41 not)",
        "Not trained yet.",
    ):
        assert expected in text


def test_before_and_after_are_drawn_to_one_scale():
    lengths = [line.count("█") for line in words(inspector(LESSON, 3, None, 60)) if "█" in line]
    assert len(lengths) == 2
    assert lengths[0] > 4 * lengths[1] > 0


def test_the_input_is_explained_where_no_layer_is_focused():
    lines = words(inspector(LESSON, -1, None, 60))
    assert lines[0] == "0 Input"
    assert "rows × 20" in lines[1]


@pytest.mark.parametrize("width", [24, 40, 60, 103])
@pytest.mark.parametrize("focused", [-1, 0, 1])
def test_no_line_is_wider_than_the_pane(width, focused):
    error = FlowError(
        2, "LSTM needs a sequence", "It gets 20 numbers a sample. " * 4, "Put a Reshape before it."
    )
    failed = LayerFlow(2, "LSTM", "lstm", "failed", (None, 20), error=error)
    broken = flow(NORMALIZATION, failed, LayerFlow(3, "Dense", "dense", "blocked"), error=error)
    for shown in (LESSON, broken):
        assert all(len(line) <= width for line in words(inspector(shown, focused, LESSON, width)))


def test_a_failing_layer_says_cause_and_remedy_and_later_ones_wait():
    error = FlowError(2, "LSTM needs a sequence.", "It gets 20 numbers.", "Put a Reshape before it.")
    failed = LayerFlow(2, "LSTM", "lstm", "failed", (None, 20), error=error)
    broken = flow(NORMALIZATION, failed, LayerFlow(3, "Dense", "dense", "blocked"), error=error)
    at_it = words(inspector(broken, 1, None, 60))
    assert at_it[:4] == [
        "2 LSTM",
        "LSTM needs a sequence.",
        "It gets 20 numbers.",
        "Put a Reshape before it.",
    ]
    behind = said(inspector(broken, 2, None, 60))
    assert "Waits: layer 2 has to be mended first." in behind
    assert "Layer 2: LSTM needs a sequence." in behind
    assert "Layers that can be built" in behind
    assert said(inspector(broken, 1, None, 60)).count("It gets 20 numbers.") == 1
    rows = words(table(broken, 2, 120))
    assert "LSTM needs a sequence." in rows[3]
    assert rows[4].startswith("> 3 Dense")
    assert "blocked" in rows[4]


def test_the_table_holds_every_layer_and_marks_the_focused_one():
    rows = words(table(LESSON, 1, 130))
    assert [row[:5] for row in rows[1:-1]] == ["  0 I", "  1 N", "> 2 D", "  3 D", "  4 D"]
    assert "1,344" in rows[3]
    assert "1,280" in rows[3]
    assert rows[-1].split() == ["sum", "3,457", "41", "3,400", "14.0", "kB", "15.0", "kB"]
    bars = [row.count("█") for row in rows[1:-1]]
    # On a log scale, 64 is the widest, and 1 can still be seen.
    assert bars[2] == max(bars)
    assert bars[-1] >= 1
    assert bars == [bars[0], bars[0], *bars[2:]]
    assert "".join(words(table(LESSON, 1, 130, plain=True))).isascii()


def test_the_table_says_what_each_layer_changed_by_and_leaves_out_empty_columns():
    head, *rows = words(table(LESSON, 1, 130, trained=LESSON))
    assert "change" not in head
    assert "sees" not in head
    wider = flow(NORMALIZATION, dense(2, 20, 128), dense(3, 128, 32), dense(4, 32, 16), dense(5, 16, 1))
    head, *rows = words(table(wider, 1, 130, trained=LESSON))
    assert head.split()[-1] == "change"
    found = [row.split("float32")[1].replace("█", "").strip() for row in rows[1:-1]]
    assert found == ["", "+1,344", "+2,048", "+495", "new"]
    assert rows[-1].split()[-1] == "+3,904"


def test_a_convolutions_receptive_field_stands_in_the_table():
    conv = LayerFlow(
        1, "Conv2D", "conv2d", "ok", (None, 28, 28, 1), (None, 26, 26, 32), "float32", 320, 320,
        receptive_field=(3, 3),
    )  # fmt: skip
    head, *rows = words(table(flow(conv, inputs=(None, 28, 28, 1)), 0, 130))
    assert "sees" in head.split()
    assert "3×3" in rows[1]
    assert "26×26×32" in rows[1]


@pytest.mark.parametrize("width", [60, 80, 104, 106, 150])
def test_no_row_of_the_table_is_wider_than_the_pane(width):
    huge = flow(
        NORMALIZATION, dense(2, 20, 1_000_000), dense(3, 1_000_000, 1_000_000), dense(4, 1_000_000, 1)
    )
    for shown in (LESSON, huge):
        assert all(len(row) <= width for row in words(table(shown, 1, width, trained=LESSON)))


def test_the_totals_say_what_changed_since_the_last_training():
    wider = flow(NORMALIZATION, dense(2, 20, 128), dense(3, 128, 32), dense(4, 32, 1))
    assert "6,890 (6,849 trainable, 41 not), +3,392 since the last training" in said(
        inspector(wider, -1, LESSON, 90)
    )


def test_bars_are_on_a_log_scale_and_pictures_stand_apart_from_channels():
    assert len(bar((None, 64), 64, cells=14)) == 14
    assert len(bar((None, 8), 64, cells=14)) == 8
    assert len(bar((None, 1), 64, cells=14)) == 2
    assert bar((None, 28, 28, 1), 32, plain=True, cells=12) == "28x28 ##1"
    assert bar((None, 13, 13, 32), 32, plain=True, cells=12) == "13x13 ############32"
    assert bar(None, 32) == ""


def test_shapes_and_bytes_in_words():
    assert shape_words((None, None, 8)) == "rows × ? × 8"
    assert shape_words((None, 28, 28, 1), plain=True) == "rows x 28 x 28 x 1"
    assert [bytes_words(n) for n in (0, 999, 1000, 5376, 3_200_000_000)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "5.4 kB",
        "3.2 GB",
    ]


def test_what_changed_since_the_last_training():
    wider = flow(NORMALIZATION, dense(2, 20, 128), dense(3, 128, 32), dense(4, 32, 1))
    assert changes(LESSON, wider) == (
        "+3,392 parameters, 6,890 in all",
        "2 Dense: rows × 64 → rows × 128, +1,344 parameters",
        "3 Dense: +2,048 parameters",
    )
    assert changes(LESSON, LESSON) == ()
    shorter = flow(NORMALIZATION, dense(2, 20, 64), dense(3, 64, 1))
    assert any("is gone" in text for text in changes(LESSON, shorter))
    added = flow(NORMALIZATION, LayerFlow(2, "Dropout", "d", "ok"), dense(3, 20, 64))
    assert "2 Dropout is new" in changes(flow(NORMALIZATION, dense(2, 20, 64)), added)
    assert "No change" in said(inspector(LESSON, 0, LESSON, 60))
    assert "Since the last training" in said(inspector(wider, 0, LESSON, 60))


async def test_the_same_flow_in_other_characters_is_laid_out_anew():
    async with Shown().run_test(size=(60, 30)) as pilot:
        pane = pilot.app.query_one(FlowPane)
        pane.show(LESSON, 1)
        assert "rows × 20" in pane.text
        pane.set_plain(plain=True)
        pane.show(LESSON, 1)
        assert "rows x 20" in pane.text
        assert pane.text.isascii()


async def test_the_pane_waits_then_inspects_then_shows_the_table_where_it_is_wide():
    async with Shown().run_test(size=(60, 30)) as pilot:
        pane = pilot.app.query_one(FlowPane)
        pane.show(None)
        assert "as soon as Keras is loaded" in pane.text
        pane.show(LESSON, 1)
        assert "20 × 64 weights" in pane.text
        assert "MACs  " not in pane.text.splitlines()[0]
        await pilot.resize_terminal(130, 40)
        assert pane.text.splitlines()[0].split() == [
            "layer",
            "input",
            "output",
            "trainable",
            "fixed",
            "MACs",
            "weights",
            "outputs",
            "dtype",
        ]
        assert "20 × 64 weights" in pane.text


async def test_another_layer_is_read_from_its_first_line():
    async with Shown().run_test(size=(40, 5)) as pilot:
        pane = pilot.app.query_one(FlowPane)
        pane.show(LESSON, 1)
        pane.go(6)
        pane.show(LESSON, 1)
        assert pane.top_line == 6
        pane.show(LESSON, 2)
        assert pane.render_line(0).text.startswith("3 Dense")
