"""Column names told without Keras are Keras's."""

import subprocess
import sys

import numpy as np
import pytest

from seqtui.engine import ensure_loaded
from seqtui.engine.metricnames import metric_names, with_names
from seqtui.recipe.values import Arguments, CompileSpec, Obj

CASES = [
    ("accuracy",),
    (),
    ("accuracy", "AUC", "Precision", Obj("Recall")),
    (Obj("AUC", Arguments(curve="PR")), Obj("AUC", Arguments(num_thresholds=20)), "acc", "mae"),
    (Obj("MeanSquaredError", Arguments(dtype="float32")), Obj("R2Score", Arguments(dtype="float32"))),
    (Obj("F1Score", Arguments(average="macro", name="f")), Obj("BinaryIoU", Arguments(threshold=0.4))),
    (Obj("PrecisionAtRecall", Arguments(recall=0.5)),),
]


@pytest.mark.parametrize("metrics", CASES, ids=lambda each: f"{len(each)} metrics")
def test_names_are_those_of_the_training_logs_in_every_run_of_a_process(metrics):
    ensure_loaded()
    import keras

    from seqtui.engine import build

    spec = CompileSpec(metrics=metrics)
    for _ in range(2):
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "sigmoid")])
        build.compile_model(model, with_names(spec))
        model._symbolic_build(data_batch=(np.ones((1, 3), "float32"), np.ones((1, 1), "float32")))
        assert tuple(model.get_metrics_result()) == metric_names(spec)


def test_keras_is_not_loaded_for_it():
    code = (
        "import sys; from seqtui.engine.metricnames import metric_names;"
        "from seqtui.engine.training import Training;"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
