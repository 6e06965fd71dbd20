"""Editing and training again and again in one process."""

import gc
import weakref
from pathlib import Path

import pytest

from seqtui.engine import ensure_loaded
from seqtui.engine import training as training_module
from seqtui.recipe.values import Arguments, LayerSpec

CYCLES = 50


def megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def edited(lab, units):
    layers = (
        LayerSpec("Normalization"),
        lab.dense(units, "swish"),
        LayerSpec("Dropout", Arguments(rate=0.1)),
        lab.dense(1, "sigmoid"),
    )
    return lab.recipe(layers=layers, epochs=1)


@pytest.mark.slow
def test_fifty_cycles_of_edit_and_train_grow_by_less_than_100_megabytes(lab, finish):
    data = lab.rows()
    finish(edited(lab, 8), data)
    finish(edited(lab, 9), data)
    before = megabytes()
    for units in range(10, 10 + CYCLES):
        assert finish(edited(lab, units), data).state.phase == "finished"
    assert megabytes() - before < 100


def test_a_run_leaves_no_graph_behind_and_nothing_big_for_the_collector(lab, finish, monkeypatch):
    ensure_loaded()
    from tensorflow.python.framework.func_graph import FuncGraph

    data = lab.rows()
    finish(edited(lab, 8), data)
    gc.collect()
    monkeypatch.setattr(training_module, "collect", lambda: None)
    gc.disable()
    before = {id(each) for each in gc.get_objects() if isinstance(each, FuncGraph)}
    training = finish(edited(lab, 9), data)
    left = [each for each in gc.get_objects() if isinstance(each, FuncGraph) and id(each) not in before]
    gc.enable()
    loops = [each for each in left if "while" in each.name or "_run" in each.name]
    assert not any(each.captures or each.get_operations() for each in loops)
    del left, loops
    gc.collect()
    assert not [
        each.name
        for each in gc.get_objects()
        if isinstance(each, FuncGraph)
        and id(each) not in before
        and ("while" in each.name or "_run" in each.name)
    ]
    model = weakref.ref(training.model)
    training.record.training = None
    del training
    gc.collect()
    assert model() is None
