"""Questions for teachers: the same seed gives the same ones, and bad names are told."""

import json
import os
import pty
import subprocess
import sys

from tests.cli.program import assert_told, within


def test_json_has_what_the_contract_names_and_the_same_seed_gives_the_same(capfd):
    first = within(capfd, "questions", "--count", 6, "--seed", 3, "--json").json
    again = within(capfd, "questions", "--count", 6, "--seed", 3, "--json").json
    assert first == again
    assert len(first) == 6
    names = {"id", "generator", "skill", "difficulty", "prompt", "code", "kind", "options", "answer"}
    names |= {"solution", "quick_check", "hint", "mistakes", "seed"}
    for one in first:
        assert set(one) == names
        assert all(isinstance(wrong, str) for wrong in one["mistakes"])
        assert one["kind"] != "choice" or one["answer"] in one["options"]
    assert {one["generator"] == "bank" for one in first} == {True, False}


def test_models_to_build_stand_there_as_python_with_their_demands(capfd):
    (one,) = within(
        capfd, "questions", "--generator", "build_to_spec", "--skill", "dense_params", "--count", 1, "--json"
    ).json
    assert one["code"].startswith("model = keras.Sequential([\n    keras.Input(")
    assert one["answer"].startswith("model = keras.Sequential([")
    assert "\n- the output shape is (None, " in one["prompt"]
    told = within(capfd, "questions", "--generator", "build_to_spec", "--skill", "dense_params", "--count", 1)
    assert "- the output shape is (None, " in told.out
    assert "Answer, one that does it all:" in told.out


def test_numbers_are_numbers_and_shapes_lists_in_json(capfd):
    kinds = {}
    for name in ("parameter_count", "output_shape"):
        call = ("questions", "--generator", name, "--difficulty", "medium", "--count", 1, "--json")
        (one,) = within(capfd, *call).json
        kinds[one["kind"]] = one["answer"]
    assert isinstance(kinds["number"], int)
    assert kinds["shape"][0] is None


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


def test_progress_is_told_on_a_terminal_and_nowhere_else():
    told = {}
    asked = ("questions", "--generator", "bank", "--count", "3", "--json")
    command = [sys.executable, "-m", "seqtui", *asked]
    for here in (True, False):
        main, side = pty.openpty()
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=side if here else subprocess.PIPE, check=True, timeout=120
        )
        os.close(side)
        told[here] = os.read(main, 1000).decode() if here else done.stderr.decode()
        os.close(main)
        assert len(json.loads(done.stdout)) == 3
    assert "\r1/3\r2/3\r3/3" in told[True]
    assert told[False] == ""
