import pytest

from seqtui import config


@pytest.fixture
def written(home):
    """Writes the settings and reads them."""

    def write(text):
        where = config.path()
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(text.encode() if isinstance(text, str) else text)
        return config.load()

    return write


def told(found):
    return [f"{one.title} {one.cause} {one.remedy}" for one in found.problems]


def test_without_a_file_nothing_is_set(home):
    assert config.load() == config.Config()


def test_everything_is_read(written):
    found = written('theme = "light"\nplain = true\n[keys]\n"layers.add_after" = ["a", "i"]\n')
    assert found == config.Config("light", plain=True, keys=(("layers.add_after", ("a", "i")),))


def test_names_without_quotes_and_a_single_key_are_meant_as_they_read(written):
    found = written('[keys]\nlayers.add_after = "i"\nview.quit = ["Q"]\n')
    assert found.keys == (("layers.add_after", ("i",)), ("view.quit", ("Q",)))
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('theme = "purple"', ("theme", "'purple'", "dark, light, contrast, colour-blind")),
        ("theme = 3", ("theme", "3")),
        ('plain = "yes"', ("plain", "'yes'", "true or false")),
        ('them = "dark"', ("them", "Did you mean theme?")),
        ("keys = 4", ("keys", "[keys]")),
        ('[keys]\n"view.quit" = 4', ("keys.view.quit", "4")),
        ('[keys]\n"view.quit" = [""]', ("keys.view.quit", "['']")),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_holds(written, text, words):
    good = "plain = true\n" if text.startswith("them") else 'theme = "dark"\n'
    found = written(good + text)
    assert len(found.problems) == 1
    assert all(word in told(found)[0] for word in (*words, str(config.path())))
    assert found.plain is True or found.theme == "dark"


@pytest.mark.parametrize("text", ["theme = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_told_and_nothing_is_set(written, text):
    found = written(text)
    assert not found.theme
    assert len(found.problems) == 1
    assert "cannot be read" in told(found)[0]


def test_a_directory_in_its_place_is_told(home):
    config.path().mkdir(parents=True)
    assert len(config.load().problems) == 1
