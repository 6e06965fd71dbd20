"""The decision map is the model's own answer in the middle of each cell."""

import numpy as np
import pytest

from seqtui.errors import SeqtuiError


@pytest.fixture(scope="module")
def tracer():
    from seqtui.data import load
    from seqtui.engine.tracing import Tracer
    from seqtui.sources import open_source

    source = open_source("spiral")
    return Tracer(source.recipe, load(source.recipe.data, source.base))


def test_each_cell_is_what_the_model_says_of_its_middle(tracer):
    from seqtui.engine import boundary

    area = boundary.area_of(tracer)
    found = boundary.decision_map(tracer, area, 12, 7)
    for line, column in ((0, 0), (6, 11), (3, 5)):
        x = area.x[0] + (column + 0.5) / 12 * (area.x[1] - area.x[0])
        y = area.y[1] - (line + 0.5) / 7 * (area.y[1] - area.y[0])
        right = float(np.asarray(tracer.model(np.array([[x, y]], np.float32)))[0, 0])
        assert found.values[line, column] == pytest.approx(right, rel=1e-4)
    unit = boundary.decision_map(tracer, area, 12, 7, (1, 3))
    assert unit.values.shape == (7, 12)
    assert (unit.low, unit.high) == (unit.values.min(), unit.values.max())


def test_every_row_lies_in_the_cell_that_shows_its_place(tracer):
    from seqtui.engine import boundary

    area = boundary.area_of(tracer)
    rows = np.concatenate([tracer.dataset.x_train, tracer.dataset.x_val])
    found = boundary.points(tracer, area, 40, 20)
    middles = boundary.grid(area, 40, 20).reshape(20, 40, 2)
    cell = np.array([(area.x[1] - area.x[0]) / 40, (area.y[1] - area.y[0]) / 20])
    near = np.abs(middles[found.lines, found.columns] - rows)
    assert (near <= cell / 2 + 1e-5).all()
    assert found.validation.sum() == len(tracer.dataset.x_val)


def test_a_unit_that_is_not_there_is_told(tracer):
    from seqtui.engine import boundary

    with pytest.raises(SeqtuiError, match="no unit 99"):
        boundary.decision_map(tracer, boundary.area_of(tracer), 4, 4, (1, 99))
