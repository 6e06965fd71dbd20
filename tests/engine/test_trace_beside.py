"""Looking at a model while it trains takes nothing from the run: its weights end the same, bit for bit."""

import threading
from dataclasses import replace

import pytest

from seqtui.recipe.values import Arguments, LayerSpec


def look(training, rounds, failures):
    """Traces, decision maps and probes of a model that trains, until it is done."""
    from seqtui.engine import boundary, probes
    from seqtui.engine.tracing import Tracer

    try:
        tracer = Tracer(training.recipe, training.dataset)
        area = boundary.area_of(tracer)
        while not training.done.is_set():
            newest = training.weights()
            if newest is not None:
                tracer.set_weights(newest.values)
            tracer.trace(0)
            tracer.trace(0, training=True)
            boundary.decision_map(tracer, area, 20, 10)
            boundary.decision_map(tracer, area, 20, 10, (0, 1))
            probes.layers(tracer)
            probes.classes(tracer)
            rounds.append(None if newest is None else newest.step)
            if len(rounds) == 1:
                training.resume()
    except Exception as error:  # noqa: BLE001  # a thread's failure is the test's
        failures.append(error)


@pytest.mark.slow
def test_a_seeded_run_ends_the_same_while_traces_maps_and_probes_are_made_beside_it(lab, start, finish):
    rows = lab.rows("binary")
    data = replace(rows, x_train=rows.x_train[:, :2], x_val=rows.x_val[:, :2], class_names=("no", "yes"))
    layers = (
        lab.dense(8),
        LayerSpec("BatchNormalization"),
        LayerSpec("Dropout", Arguments(rate=0.3)),
        lab.dense(1, "sigmoid"),
    )
    recipe = lab.recipe(layers=layers, epochs=15)
    alone = finish(recipe, data)

    training = start(recipe, data, asks={9: ["pause"]})
    training.record.wait_for("paused")
    rounds, failures = [], []
    # The first look is taken in the middle of the run, which it lets go on; the others beside it.
    beside = threading.Thread(target=look, args=(training, rounds, failures), daemon=True)
    beside.start()
    beside.join(120)
    assert failures == []
    assert training.join(120)
    assert len(rounds) > 1
    assert lab.equal(lab.weights(alone), lab.weights(training))
