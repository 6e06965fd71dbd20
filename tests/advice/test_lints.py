"""Each lint where it belongs, and silence where it only looks so; what ships or is proposed has none."""

import re
from pathlib import Path

import numpy as np
import pytest

from seqtui import engine
from seqtui.advice import lints as entry
from seqtui.advice.datafacts import data_facts
from seqtui.advice.lints import counted, lints, row_of, worst
from seqtui.advice.settings import facts_of, taken
from seqtui.data import BUILT_IN, load, propose
from seqtui.recipe import fixes
from seqtui.recipe.flow import FlowError
from seqtui.recipe.presets import presets
from seqtui.recipe.values import DataSpec
from seqtui.sources import open_source
from tests.advice.lintcases import BINARY, CASES, ONE, ONE_STEP, Case, dense, facts, layer, recipe


def found(what, facts=None, shape=(6,), dtype="float32"):
    return lints(what, engine.flow(what, shape, dtype, what.fit.batch_size), facts)


def of(case: Case, *, good: bool = False):
    shape = ONE_STEP if good and case.rule == "recurrent-of-one-step" else case.shape
    data = (case.good_facts or case.facts) if good else case.facts
    return found(case.good if good else case.bad, data, shape, case.dtype)


def names(cases=CASES):
    return [f"{case.rule}-{at}" for at, case in enumerate(cases)]


@pytest.mark.parametrize("case", CASES, ids=names())
def test_the_mistake_is_named_where_it_is(case):
    (lint,) = [each for each in of(case) if each.rule == case.rule]
    assert lint.layer == case.layer
    assert lint.message.endswith(".")
    assert lint.remedy.endswith(".")
    assert "None" not in lint.message + lint.remedy
    assert "  " not in lint.message + lint.remedy


@pytest.mark.parametrize("case", CASES, ids=names())
def test_what_only_looks_like_it_is_left_alone(case):
    assert case.rule not in {each.rule for each in of(case, good=True)}


@pytest.mark.parametrize("case", CASES, ids=names())
def test_the_fix_does_away_with_it(case):
    """Facts stay as they are, so rules that read the split alone are left out."""
    (lint,) = [each for each in of(case) if each.rule == case.rule]
    if lint.fix is None or case.rule in {"split-without-classes", "nothing-held-back"}:
        assert lint.fix is None or fixes.apply(case.bad, lint.fix).data != case.bad.data
        return
    mended = fixes.apply(case.bad, lint.fix)
    assert mended != case.bad
    after = found(mended, case.facts, case.shape, case.dtype)
    assert case.rule not in {each.rule for each in after}
    assert engine.flow(mended, case.shape, case.dtype, 32).error is None
    assert fixes.words(lint.fix)


def test_every_rule_that_is_written_has_a_case():
    folder = Path(entry.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*lints.py"))
    written = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) - {"one-hot"}
    assert written == {case.rule for case in CASES}


@pytest.mark.parametrize("name", [one.name for one in presets()])
def test_no_preset_has_any(name):
    opened = open_source(name)
    data = load(opened.recipe.data, opened.base)
    what = opened.recipe
    flow = engine.flow(what, data.input_shape, data.input_dtype, what.fit.batch_size)
    assert lints(what, flow, data_facts(data, what.fit.batch_size)) == ()


def write_table(path: Path, target: str) -> None:
    rng = np.random.default_rng(5)
    size, price = rng.uniform(20, 200, 120), rng.uniform(1e5, 9e5, 120)
    answers = {
        "binary": rng.permutation(np.repeat(["yes", "no"], 60)),
        "rare": rng.permutation(["yes"] * 8 + ["no"] * 112),
        "several": rng.permutation(np.repeat(["a", "b", "c"], 40)),
        "uneven": rng.permutation(["a"] * 100 + ["b"] * 10 + ["c"] * 10),
        "number": price * 2 + size,
    }[target]
    lines = [f"{a:.2f},{b:.2f},{c}" for a, b, c in zip(size, price, answers, strict=True)]
    path.write_text("\n".join(["size,price,y", *lines]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("target", ["binary", "rare", "several", "uneven", "number"])
def test_no_proposal_for_a_table_has_any(tmp_path, target):
    write_table(tmp_path / "t.csv", target)
    made = propose(tmp_path / "t.csv", "y")
    data = made.dataset
    flow = engine.flow(made.recipe, data.input_shape, data.input_dtype, made.recipe.fit.batch_size)
    assert lints(made.recipe, flow, data_facts(data, made.recipe.fit.batch_size)) == ()


@pytest.mark.parametrize(("units", "activation"), [(1, "sigmoid"), (1, None), (2, "softmax")])
@pytest.mark.parametrize("epochs", [2, 3, 20])
def test_no_settings_that_are_taken_over_for_a_data_set_have_any(units, activation, epochs):
    data = load(DataSpec("breast_cancer"), Path())
    start = recipe(layer("Normalization"), dense(units, activation), loss="mse", epochs=epochs)
    made, _ = taken(start, facts_of(data, 32))
    flow = engine.flow(made, data.input_shape, data.input_dtype, 32)
    assert lints(made, flow, data_facts(data, 32)) == ()


def test_the_built_in_sets_are_read_as_they_are():
    for name in BUILT_IN:
        data = load(DataSpec(name), Path())
        known = data_facts(data, 32)
        assert known.rows == len(data.x_train)
        assert known.lowest == float(data.x_train.min())
        assert known.highest == float(data.x_train.max())
        assert sum(known.training_classes) in (0, known.rows)
        assert sum(known.validation_classes) in (0, known.validation_rows)


def test_spreads_are_measured_and_constant_features_left_out():
    from dataclasses import replace

    data = load(DataSpec("wine"), Path())
    x = data.x_train.copy()
    x[:, 0] = 7.0
    known = data_facts(replace(data, x_train=x), 32)
    assert known.narrowest.spread > 0
    assert known.widest.name == data.feature_names[int(x.std(axis=0).argmax())]
    assert not known.whole
    assert data_facts(replace(data, x_train=np.floor(x)), 32).whole


def test_without_rows_only_the_stack_is_judged():
    assert {each.rule for each in found(recipe(dense(8), ONE))} == {"linear-pair"}
    assert found(recipe(dense(3))) != found(recipe(dense(3)), facts())


def test_a_stack_that_fails_is_judged_as_far_as_keras_takes_it():
    what = recipe(dense(8), dense(4), layer("LSTM", units=3), ONE)
    flow = engine.flow(what, (6,), "float32", 32)
    assert isinstance(flow.error, FlowError)
    assert {each.rule for each in lints(what, flow, BINARY)} == {"linear-pair"}


def test_layers_that_are_off_are_passed_over():
    from seqtui.recipe import edits

    what = edits.toggle(recipe(dense(8, "relu"), layer("ReLU"), ONE), 1)
    assert found(what) == ()


def test_the_worst_come_first_and_are_counted():
    what = recipe(dense(8), dense(1, "softmax"), rate=-1.0, epochs=1)
    told = found(what, BINARY)
    assert [each.severity for each in told] == ["error", "error", "warning", "hint"]
    assert [row_of(each, 2) for each in told] == [2, 3, 1, 3]
    assert counted(told) == "2 errors, 1 warning, 1 hint"
    assert worst(told) == "error"
    assert (counted(()), worst(())) == ("", None)
