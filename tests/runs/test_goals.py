import math

import pytest

from seqtui.runs.goals import better, goal


@pytest.mark.parametrize(
    "metric",
    [
        "accuracy",
        "acc",
        "val_accuracy",
        "binary_accuracy",
        "sparse_top_k_categorical_accuracy",
        "auc",
        "auc_1",
        "val_auc_2",
        "precision",
        "recall_3",
        "f1_score",
        "fbeta_score",
        "mean_io_u",
        "r2_score",
        "cosine_similarity",
        "pearson_correlation",
        "concordance_correlation",
        "precision_at_recall",
        "true_positives",
    ],
)
def test_more_is_better(metric):
    assert goal(metric) == "max"


@pytest.mark.parametrize(
    "metric",
    [
        "loss",
        "val_loss",
        "mae",
        "mean_squared_error",
        "mean_absolute_percentage_error",
        "kl_divergence",
        "hinge",
        "false_positives",
        "something_else",
        "vacc",
    ],
)
def test_less_is_better(metric):
    assert goal(metric) == "min"


def test_better_follows_the_goal_and_nan_beats_nothing():
    assert better("loss", 0.1, 0.2)
    assert not better("loss", 0.2, 0.2)
    assert better("accuracy", 0.9, 0.8)
    assert better("loss", 0.1, math.nan)
    assert not better("loss", math.nan, 0.1)
    assert not better("loss", math.nan, math.nan)


@pytest.mark.slow
def test_keras_agrees_on_every_metric_whose_direction_it_states():
    import inspect

    import keras

    arguments = {
        "num_classes": 2,
        "target_class_ids": [0],
        "specificity": 0.5,
        "sensitivity": 0.5,
        "recall": 0.5,
        "precision": 0.5,
    }
    checked = 0
    for cls in vars(keras.metrics).values():
        if not inspect.isclass(cls) or not issubclass(cls, keras.metrics.Metric):
            continue
        taken = inspect.signature(cls.__init__).parameters
        try:
            metric = cls(**{name: value for name, value in arguments.items() if name in taken})
        except TypeError:  # a base class
            continue
        direction = getattr(metric, "_direction", None)
        if direction in {"up", "down"}:
            assert goal(metric.name) == {"up": "max", "down": "min"}[direction], metric.name
            checked += 1
    assert checked > 30
