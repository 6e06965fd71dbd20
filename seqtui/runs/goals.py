"""Which way is good for a metric."""

from __future__ import annotations

import math
import re
from typing import Literal

Goal = Literal["min", "max"]

# Keras states this in each metric's private `_direction`; run files are read without Keras, so the names
# are listed here, and a test compares them with Keras's own.
_MORE_IS_BETTER = re.compile(
    r"""(^|_)(
        acc | accuracy | auc | precision | recall | iou | f1 | f1_score | fbeta_score
        | r2 | r2_score | cosine_similarity | correlation
        | sensitivity_at_specificity | specificity_at_sensitivity | precision_at_recall | recall_at_precision
        | true_positives | true_negatives
    )$""",
    re.VERBOSE,
)
_IOU = re.compile(r"(^|_)(io_u|mean_io_u|binary_io_u|one_hot_io_u|one_hot_mean_io_u)$")
_COPY_NUMBER = re.compile(r"_\d+$")


def goal(metric: str) -> Goal:
    """Whether less ("min") or more ("max") of a metric is better.

    Args:
        metric: As Keras reports it, `val_` and the number of a repeated metric (`auc_1`) included.

    Returns:
        "max" for accuracies and their kin; "min" for losses, errors and whatever is unknown.
    """
    name = _COPY_NUMBER.sub("", metric.lower().removeprefix("val_"))
    return "max" if _MORE_IS_BETTER.search(name) or _IOU.search(name) else "min"


def better(metric: str, value: float, than: float) -> bool:
    """Whether `value` beats `than`; NaN beats nothing and is beaten by every number."""
    if math.isnan(value) or math.isnan(than):
        return not math.isnan(value)
    return value > than if goal(metric) == "max" else value < than
