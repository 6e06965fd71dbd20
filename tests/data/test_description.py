import json
from pathlib import Path

import numpy as np
import pytest

from seqtui.data import BUILT_IN, describe
from seqtui.recipe.values import DataSpec

HERE = Path()


def facts(description, name):
    return next(column for column in description.columns if column.name == name)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_set_can_be_described(name):
    description = describe(DataSpec(name), HERE)
    plain = json.loads(json.dumps(description.to_json(), allow_nan=False))
    assert plain["training_rows"] + plain["validation_rows"] == plain["rows"]
    assert sum(rows for _, rows in plain["classes"]) == plain["rows"]


def test_penguins():
    description = describe(DataSpec("penguins"), HERE)
    assert description.classes == (("Adelie", 152), ("Chinstrap", 68), ("Gentoo", 124))
    mass = facts(description, "body_mass_g")
    assert (mass.kind, mass.role, mass.missing, mass.minimum, mass.maximum) == (
        "number",
        "feature",
        2,
        2700,
        6300,
    )
    sex = facts(description, "sex")
    assert (sex.distinct, sex.missing, sex.commonest) == (2, 11, (("male", 168), ("female", 165)))
    assert facts(description, "species").role == "target"
    assert len(description.notes) == 7


def test_a_file_without_a_target_is_described_by_its_columns(folder):
    folder.write("a.csv", "a,day,b\n1,2024-01-01,u\n,2024-01-02,v\n3,2024-01-03,u\n")
    description = describe(DataSpec("a.csv"), folder.path)
    assert (description.rows, description.target, description.classes) == (3, None, ())
    assert [(each.kind, each.role, each.missing) for each in description.columns] == [
        ("number", "column", 1),
        ("date", "column", 0),
        ("category", "column", 0),
    ]
    assert (facts(description, "a").mean, facts(description, "b").commonest) == (2, (("u", 2), ("v", 1)))


def test_roles_tell_what_was_left_out_and_what_was_not_asked_for(folder, rows):
    text = rows("id,day,a,b,y", lambda i: f"{i * 7 % 41},2024-01-{i % 28 + 1:02},{i % 7},{i % 3},{i % 2}")
    folder.write("a.csv", text)
    description = describe(DataSpec("a.csv", target="y"), folder.path)
    roles = {column.name: column.role for column in description.columns}
    assert roles == {"id": "left out", "day": "left out", "a": "feature", "b": "feature", "y": "target"}
    description = describe(DataSpec("a.csv", target="y", features=("a",)), folder.path)
    assert facts(description, "b").role == "not used"


def test_arrays(folder):
    np.savez(folder.path / "a.npz", x=np.arange(160.0).reshape(20, 4, 2), y=np.arange(20) % 2)
    description = describe(DataSpec("a.npz"), folder.path)
    assert description.input_shape == (4, 2)
    assert (facts(description, "x").shape, facts(description, "x").maximum) == ((4, 2), 159)
    assert description.classes == (("0", 10), ("1", 10))
    json.dumps(description.to_json(), allow_nan=False)
