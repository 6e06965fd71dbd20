"""A thousand random edits of one recipe: back to the start, forth to the end, saved and opened on the way."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from strategies import KINDS

from seqtui.recipe import edits
from seqtui.recipe.catalogue import catalogue
from seqtui.recipe.history import History
from seqtui.recipe.pasting import read
from seqtui.recipe.presets import preset
from seqtui.recipe.python import layer_source
from seqtui.recipe.toml import Document, dumps, parse

EDITS = 1_000
SETTINGS = {
    "fit.epochs": lambda chance: chance.randint(1, 99),
    "fit.seed": lambda chance: chance.randint(0, 2**32 - 1),
    "fit.early_stopping": lambda chance: chance.choice([None, {"monitor": "val_loss", "patience": 3}]),
    "compile.optimizer": lambda chance: chance.choice(catalogue().optimizers).name,
    "compile.optimizer.learning_rate": lambda chance: chance.random(),
    "compile.loss": lambda chance: chance.choice(catalogue().losses).name,
    "data.source": lambda chance: chance.choice(["iris", "lesson", "spiral"]),
    "title": lambda chance: chance.choice(["", "A", 'With "quotes"', "Zwölf"]),
}


def edited(recipe, chance):
    """A label and the recipe after one edit, of one layer, of several, or of a setting."""
    if recipe.layers and chance.random() < 0.8:
        return edited_layers(recipe, chance)
    count = len(recipe.layers)
    if count < 30 and chance.random() < 0.5:
        spec = edits.new_layer(chance.choice(KINDS))
        return "insert", edits.insert(recipe, chance.randint(0, count), spec)
    key = chance.choice(list(SETTINGS))
    return key, edits.set_value(recipe, key, SETTINGS[key](chance))


def edited_layers(recipe, chance):
    count = len(recipe.layers)
    some = tuple(sorted(chance.sample(range(count), chance.randint(1, min(count, 4)))))
    name = chance.choice(
        ["delete", "duplicate", "toggle", "shift", "move", "rename", "argument", "reset", "paste", "freeze"]
    )
    if name == "duplicate" and count > 30:
        name = "delete"
    if name == "freeze" and not any(edits._takes_trainable(recipe.layers[at]) for at in some):
        return name, recipe
    return name, changed(recipe, some, name, chance)


def changed(recipe, some, name, chance):
    one, count = some[0], len(recipe.layers)
    if name == "shift":
        return edits.shift(recipe, some, down=chance.random() < 0.5)
    if name == "move":
        return edits.move(recipe, one, chance.randint(-4, 4))
    if name == "rename":
        return edits.rename(recipe, one, f"layer_{chance.randint(0, 10**9)}")
    if name == "paste":
        text = ",\n".join(layer_source(recipe.layers[at].without_argument("name")) for at in some)
        return edits.insert_all(recipe, one, read(text).layers[: 30 - min(count, 30)])
    if name in {"argument", "reset"}:
        return changed_argument(recipe, one, name, chance)
    return getattr(edits, name)(recipe, *some)


def changed_argument(recipe, one, name, chance):
    argument = chance.choice(catalogue().get(recipe.layers[one].kind).arguments)
    if name == "reset" or argument.name == "name":
        return edits.reset_argument(recipe, one, argument.name)
    choices = [value for value in (argument.start, argument.default) if value is not None]
    return edits.set_argument(recipe, one, argument.name, choices[0]) if choices else recipe


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_edits_undone_done_again_and_saved(seed):
    chance = random.Random(seed)
    document = Document.read(preset("digits-cnn").path)
    history = History.of(document.recipe)
    states = [history.present]
    done = set()
    while len(states) <= EDITS:
        label, recipe = edited(history.present, chance)
        history = history.do(recipe, label)
        if recipe != states[-1]:
            states.append(recipe)
            done.add(label)
        if len(states) % 50 == 0:
            document = document.with_recipe(recipe)
            assert parse(document.text) == recipe
            assert Document.parse(document.text).recipe == recipe
    assert len(done) >= 15
    for expected in reversed(states):
        assert history.present == expected
        history = history.undo()
    assert history.undo_label is None
    assert history.present == document.parse(preset("digits-cnn").path.read_text(encoding="utf-8")).recipe
    for expected in states:
        assert history.present == expected
        history = history.redo()
    assert history.redo_label is None
    assert parse(dumps(history.present)) == states[-1]
    middle = chance.randrange(EDITS)
    assert history.go_to(middle).present == states[middle]
