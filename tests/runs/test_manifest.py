import json
from dataclasses import replace

import pytest

from seqtui.errors import SeqtuiError
from seqtui.runs.layout import SCHEMA
from seqtui.runs.manifest import Manifest


def test_a_manifest_survives_its_json(manifest):
    assert Manifest.from_json(manifest.to_json()) == manifest
    continued = replace(manifest, parent="an-older-run", deterministic=True, device="GPU:0")
    assert Manifest.from_json(continued.to_json()) == continued


def test_the_json_tells_schema_goals_and_planned_steps(manifest):
    record = json.loads(manifest.to_json())
    assert record["schema"] == SCHEMA
    assert record["metrics"] == [{"name": "loss", "goal": "min"}, {"name": "accuracy", "goal": "max"}]
    assert record["planned_steps"] == 50


def test_keys_of_a_later_version_are_passed_over(manifest):
    record = json.loads(manifest.to_json()) | {"schema": SCHEMA + 1, "mood": "good"}
    assert Manifest.from_json(json.dumps(record)).title == manifest.title


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"title": "x"}', '{"title": "x", "metrics": 3}'])
def test_a_damaged_manifest_is_told_with_its_path(run, text):
    (run / "run.json").write_text(text)
    with pytest.raises(SeqtuiError) as caught:
        Manifest.read(run)
    assert "run.json" in caught.value.cause
    assert caught.value.remedy


def test_a_missing_manifest_is_told(run):
    with pytest.raises(SeqtuiError, match="no run"):
        Manifest.read(run)
