"""An unproved question does not ship."""

import dataclasses
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import proof

from seqtui.practice.bank import bank
from seqtui.practice.skills import skills
from seqtui.recipe.toml import parse


@pytest.mark.parametrize("entry", bank(), ids=lambda entry: entry.question.id)
def test_the_key_holds_and_no_distractor_does(entry):
    assert proof.unproved(entry) == []


def test_ids_are_unique_and_skills_exist():
    ids = Counter(entry.question.id for entry in bank())
    assert max(ids.values()) == 1
    assert {entry.question.skill for entry in bank()} <= set(skills())


def test_a_wrong_key_is_found():
    entry = next(one for one in bank() if one.question.id == "construction-add-returns-none")
    wrong = entry.question.options[1]
    broken = dataclasses.replace(entry.question, answer=wrong, accepted=(wrong,))
    assert proof.unproved(dataclasses.replace(entry, question=broken))


def test_every_skill_is_learnt_after_what_it_needs():
    seen = set()
    for skill in skills().values():
        assert set(skill.needs) <= seen, skill.name
        seen.add(skill.name)


def test_models_of_the_bank_open_in_the_workbench():
    for entry in bank():
        if entry.question.recipe:
            assert parse(entry.question.recipe, entry.question.id).layers
