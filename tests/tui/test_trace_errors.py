"""What Trace says where nothing can be traced: what is the matter, why, and what can be done, in full."""

from functools import partial

import numpy as np

from seqtui.sources import open_source
from tests.tui.traced import entered

DENSE = '[[layers]]\nkind = "Dense"\nunits = 4\n'
IRIS = '[data]\nsource = "iris"\n'
CASES = {
    "broken": (
        IRIS + '[[layers]]\nkind = "LSTM"\nunits = 4\n',
        ("Layer 1 cannot be built.", "LSTM takes 3 axes", "Reshape"),
    ),
    "empty": (IRIS, ("There is no layer to trace.", "The stack is empty.", "Add one in Build")),
    "nothing given": (
        DENSE,
        ("There is no sample to trace.", "neither data nor the shape of an input", "Build's Data row"),
    ),
    "strings without data": (
        f'input = {{ shape = [1], dtype = "string" }}\n[[layers]]\nkind = "TextVectorization"\n{DENSE}',
        ("There is no sample to trace.", "type string cannot be drawn", "Choose data"),
    ),
    "data that vanished": (
        f'[data]\nsource = "gone.npz"\n{DENSE}',
        ("No data at 'gone.npz'", "It is no built-in set", "Check the path"),
    ),
    "words for numbers": (
        (
            '[data]\nsource = "words.csv"\ntarget = "y"\n[[layers]]\nkind = "TextVectorization"\n[[layers]]\n'
            'kind = "Embedding"\ninput_dim = 20\noutput_dim = 3\n'
            '[[layers]]\nkind = "GlobalAveragePooling1D"\n'
        ),
        ("TextVectorization cannot learn from the data", "float32 values", "Remove TextVectorization"),
    ),
}


def said(seen, words):
    """Whether something is on the screen, over as many lines as it takes."""
    return words in " ".join(" ".join(line.strip() for line in seen.lines).split())


async def test_each_says_what_is_the_matter_and_what_can_be_done(drive, tmp_path):
    folder = tmp_path / "work"
    (folder / "words.csv").write_text("text,y\n" + "the red cat,0\na blue dog,1\n" * 20)
    for number, (recipe, _) in enumerate(CASES.values()):
        (folder / f"{number}.toml").write_text(recipe)
    async with drive((80, 24), source="lesson") as seen:
        await entered(seen)
        for number, (_, told) in enumerate(CASES.values()):
            seen.app.session.open(open_source(f"{number}.toml"))
            await seen.shows(told[0])
            await seen.until(lambda: "Nothing is traced." in seen.text, "the line of the sample")
            for words in told:
                await seen.until(partial(said, seen, words), words)
            await seen.press("enter")
            assert seen.app.notice[0].startswith(told[0])
        seen.app.session.open(open_source("lesson"))
        await seen.shows("predicted")


async def test_words_of_a_table_are_traced_as_the_columns_that_they_became(drive, tmp_path):
    (tmp_path / "work" / "words.csv").write_text("text,y\n" + "the red cat,0\na blue dog,1\n" * 20)
    (tmp_path / "work" / "r.toml").write_text(f'[data]\nsource = "words.csv"\ntarget = "y"\n{DENSE}')
    async with drive((80, 24), source="r.toml") as seen:
        await seen.shapes()
        await seen.press("2")
        await seen.shows("which names no class")
        stages = seen.app.groups["trace"].tracing.stages
        assert sorted(np.unique(stages[0].values)) == [0, 1]
        await seen.press("m")
        await seen.shows("The last layer does not fit the classes.")
