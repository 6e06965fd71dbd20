"""What the lints need to know of a data set, as one small value; the rows themselves stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seqtui.advice.settings import Facts, facts_of

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset

# Rows that spreads are measured on, evenly picked: enough for an order of magnitude.
_SAMPLED = 10_000


@dataclass(frozen=True, slots=True)
class Scale:
    """Spread (standard deviation) of one flat feature over the training rows."""

    name: str
    spread: float


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Facts of loaded rows.

    Attributes:
        settings: What the settings are proposed from: task, classes and their rows, form of the labels.
        rows: To train on.
        validation_rows: Held back.
        dtype: Numpy's name of the features' type.
        lowest, highest: Of all features in training rows; None for text.
        whole: Whether all features are whole numbers.
        narrowest, widest: The flat features that spread least and most, constant ones left out.
        training_classes: Rows of each class to train on; empty for numbers.
        validation_classes: Rows of each class held back; empty for numbers.
        target_range: Least and greatest target to train on, where it is a number.
        target_mean: Its mean.
    """

    settings: Facts
    rows: int
    validation_rows: int
    dtype: str = "float32"
    lowest: float | None = None
    highest: float | None = None
    whole: bool = False
    narrowest: Scale | None = None
    widest: Scale | None = None
    training_classes: tuple[int, ...] = ()
    validation_classes: tuple[int, ...] = ()
    target_range: tuple[float, float] | None = None
    target_mean: float = 0.0


def data_facts(dataset: Dataset, batch_size: int) -> DataFacts:
    """Looks at the rows once; for a worker, a million rows take a moment.

    Args:
        dataset: Loaded rows.
        batch_size: Of the recipe.
    """
    import numpy as np  # noqa: PLC0415  # loaded where there are rows

    x, y = dataset.x_train, dataset.y_train
    lowest = highest = narrowest = widest = target = None
    whole, mean = False, 0.0
    if x.dtype.kind in "fiub" and x.size:
        lowest, highest = float(x.min()), float(x.max())
        sample = x[:: max(1, len(x) // _SAMPLED)]
        whole = bool(x.dtype.kind in "iub" or (np.floor(sample) == sample).all())
        narrowest, widest = _scales(dataset, sample)
    if dataset.task == "regression" and y.size:
        target, mean = (float(y.min()), float(y.max())), float(y.mean(dtype=np.float64))
    return DataFacts(
        settings=facts_of(dataset, batch_size),
        rows=len(x),
        validation_rows=len(dataset.x_val),
        dtype=dataset.input_dtype,
        lowest=lowest,
        highest=highest,
        whole=whole,
        narrowest=narrowest,
        widest=widest,
        training_classes=_rows_a_class(dataset, y),
        validation_classes=_rows_a_class(dataset, dataset.y_val),
        target_range=target,
        target_mean=mean,
    )


def _scales(dataset: Dataset, sample: Any) -> tuple[Scale | None, Scale | None]:
    if sample.ndim != 2 or len(dataset.feature_names) != sample.shape[1]:
        return None, None
    spreads = sample.std(axis=0, dtype="float64").tolist()
    found = [Scale(name, each) for name, each in zip(dataset.feature_names, spreads, strict=True) if each > 0]
    if not found:
        return None, None
    return min(found, key=lambda one: one.spread), max(found, key=lambda one: one.spread)


def _rows_a_class(dataset: Dataset, y: Any) -> tuple[int, ...]:
    import numpy as np  # noqa: PLC0415  # loaded where there are rows

    if dataset.task == "regression" or not dataset.class_names:
        return ()
    codes = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1).astype("int64")
    return tuple(np.bincount(codes, minlength=len(dataset.class_names)).tolist())
