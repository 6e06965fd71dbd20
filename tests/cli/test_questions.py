"""Questions for teachers: the same seed gives the same ones, and bad names are told."""

from tests.cli.program import assert_told, within


def test_json_has_what_the_contract_names_and_the_same_seed_gives_the_same(capfd):
    first = within(capfd, "questions", "--count", 6, "--seed", 3, "--json").json
    again = within(capfd, "questions", "--count", 6, "--seed", 3, "--json").json
    assert first == again
    assert len(first) == 6
    names = {"id", "generator", "skill", "difficulty", "prompt", "code", "kind", "options", "answer"}
    names |= {"solution", "quick_check", "hint", "mistakes", "seed"}
    for one in first:
        assert names <= set(one)
        assert one["kind"] != "choice" or one["answer"] in one["options"]
    assert {one["generator"] == "bank" for one in first} == {True, False}


def test_text_shows_options_answer_and_mistakes(capfd):
    result = within(capfd, "questions", "--skill", "construction", "--generator", "bank", "--count", 3)
    assert result.out.count("Answer: ") == 3
    assert "  A  " in result.out


def test_unknown_names_are_told(capfd):
    assert_told(within(capfd, "questions", "--skill", "dense"), 3, "dense")
    assert_told(within(capfd, "questions", "--generator", "nothing"), 3, "nothing")
    assert_told(
        within(capfd, "questions", "--generator", "output_shape", "--skill", "saving"), 3, "no such question"
    )
