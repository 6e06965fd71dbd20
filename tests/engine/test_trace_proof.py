"""What a trace shows is what any process gets that loads the saved model and calls its layers one by one."""

import shutil

import numpy as np
import pytest

from tests.engine import proofs
from tests.engine.kinds import KINDS, NOT_HERE, spec

IMAGES = proofs.of_stack(
    "images",
    (
        spec("Rescaling", scale=0.5),
        spec("RandomFlip"),
        spec("Conv2D", filters=4, kernel_size=3, padding="same", strides=2, activation="relu"),
        spec("BatchNormalization"),
        spec("SpatialDropout2D", rate=0.5),
        spec("GlobalAveragePooling2D"),
        spec("Dense", units=3, activation="softmax"),
    ),
    (8, 8, 3),
)
# The mask that Embedding makes reaches the layers behind it.
TOKENS = proofs.of_stack(
    "tokens",
    (
        spec("Embedding", input_dim=10, output_dim=4, mask_zero=True),
        spec("GRU", units=3, return_sequences=True),
        spec("GlobalAveragePooling1D"),
    ),
    (7,),
    "int32",
)
# Normalization adapts to what the layers before it give.
COLUMNS = proofs.of_stack(
    "columns",
    (
        spec("Rescaling", scale=0.5),
        spec("Normalization"),
        spec("Dense", units=4, activation="gelu"),
        spec("BatchNormalization"),
        spec("Dropout", rate=0.5),
        spec("Dense", units=1),
    ),
    (5,),
)
MASKED = proofs.of_stack(
    "masked",
    (
        spec("Masking", mask_value=0.0),
        spec("Bidirectional", layer=spec("LSTM", units=3, return_sequences=True)),
        spec("SimpleRNN", units=2),
        spec("Dense", units=1),
    ),
    (6, 2),
)
CASES = [proofs.of_kind(kind) for kind in KINDS if kind.name not in NOT_HERE]


def stirred(case, folder):
    """A tracer whose weights are none that a layer starts with, and its model in a file."""
    from seqtui.engine.tracing import Tracer

    tracer = Tracer(case.recipe, case.data)
    tracer.set_weights(proofs.stirred(tracer))
    tracer.model.save(proofs.keep(case, folder))
    return tracer


def trained(case, folder, finish):
    """A tracer of a run's newest checkpoint, and that checkpoint; the run's weights in memory trace alike."""
    from seqtui.engine.checkpoint import newest
    from seqtui.engine.tracing import Tracer

    training = finish(case.recipe, case.data, metrics=("loss",))
    point = newest(training.run.path)
    shutil.copy(point.model, proofs.keep(case, folder))
    tracer = Tracer(case.recipe, case.data, point.model)
    live = Tracer(case.recipe, case.data)
    changed = [
        not np.array_equal(first, last)
        for first, last in zip(live.model.get_weights(), tracer.model.get_weights(), strict=True)
    ]
    moved = [one.path for one, is_other in zip(tracer.model.weights, changed, strict=True) if is_other]
    for part in ("kernel", "gamma", "moving_mean", "moving_variance", "embeddings", "alpha"):
        assert all(one.path in moved for one in tracer.model.weights if one.path.endswith(part)), (
            part,
            moved,
        )
    live.set_weights(training.weights().values if training.weights() else training.model.get_weights())
    for mine, its in zip(proofs.traced(tracer), proofs.traced(live), strict=True):
        assert all(
            np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(mine, its, strict=True)
        )
    return tracer


def proven(tracers, folder):
    """Every case traced, beside what the other process found; what is wrong, by case."""
    found = proofs.outside(folder)
    assert found.keys() == {case.name for case, _ in tracers}
    wrong = {}
    for case, tracer in tracers:
        told = proofs.differences(proofs.traced(tracer), found[case.name])
        told += proofs.wrong_in_training(case, tracer)
        if told:
            wrong[case.name] = told
    return wrong


def test_stacks_are_traced_as_a_fresh_process_computes_them(tmp_path, finish):
    tracers = [(case, stirred(case, tmp_path)) for case in (IMAGES, TOKENS)]
    tracers.append((COLUMNS, trained(COLUMNS, tmp_path, finish)))
    assert proven(tracers, tmp_path) == {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_kind_is_traced_as_a_fresh_process_computes_it(tmp_path, finish):
    """Kinds with weights are trained; for the others the weights of the layer after them are stirred."""
    from seqtui.engine.shapes import flow

    MASKED.data.x_train[:, 3:] = 0.0
    tracers, fitted = [(MASKED, trained(MASKED, tmp_path, finish))], set()
    for case in CASES:
        layers = flow(case.recipe, case.data.input_shape, case.data.input_dtype).layers
        if any(row.params for row in layers[:-1]):
            fitted.add(case.name)
            tracers.append((case, trained(case, tmp_path, finish)))
        else:
            tracers.append((case, stirred(case, tmp_path)))
    assert len(tracers) == 1 + len(KINDS) - len(NOT_HERE)
    assert {"BatchNormalization", "LSTM", "SpectralNormalization", "Normalization"} < fitted
    assert proven(tracers, tmp_path) == {}
