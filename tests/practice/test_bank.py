"""An unproved question does not ship."""

import dataclasses
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import proof

from seqtui.engine.shapes import flow
from seqtui.practice.bank import bank
from seqtui.practice.question import DIFFICULTIES
from seqtui.practice.skills import skills
from seqtui.recipe.toml import parse
from tests.thorough import sample


def trains(entry):
    return ".fit(" in entry.check or ".fit(" in entry.question.code


@pytest.mark.parametrize("entry", sample(bank(), 4, trains), ids=lambda entry: entry.question.id)
def test_the_key_holds_and_no_distractor_does(entry):
    assert proof.unproved(entry) == []


def test_ids_are_unique_and_skills_exist():
    ids = Counter(entry.question.id for entry in bank())
    assert max(ids.values()) == 1
    assert {entry.question.skill for entry in bank()} <= set(skills())


def test_each_skill_has_two_questions_at_each_difficulty():
    found = Counter((entry.question.skill, entry.question.difficulty) for entry in bank())
    asked = {skill for skill, _ in found}
    assert [(skill, level) for skill in asked for level in DIFFICULTIES if found[skill, level] < 2] == []


def test_the_right_option_stands_at_every_place():
    places = Counter(
        entry.question.options.index(entry.question.answer)
        for entry in bank()
        if entry.question.kind == "choice" and len(entry.question.options) == 4
    )
    assert min(places[place] for place in range(4)) > 0.15 * places.total()


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


WITH_MODEL = [entry.question for entry in bank() if entry.question.recipe]


@pytest.mark.parametrize("question", WITH_MODEL, ids=lambda question: question.id)
def test_the_model_for_the_workbench_is_the_one_in_the_code(question):
    recipe = parse(question.recipe, question.id)
    found = flow(recipe, recipe.input.shape)
    # What follows the model may fail, for a question may be about that.
    model, _ = proof.model_of(question.code, question.answer)
    assert (found.error, found.output_shape) == (None, model.output_shape)
    assert found.totals.params == model.count_params()
