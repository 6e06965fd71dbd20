"""`seqtui layers`: the whole catalogue in words and in JSON, without Keras."""

import os
import subprocess
import sys

import pytest

from seqtui.recipe.catalogue import catalogue
from tests.cli.program import assert_told, program, within
from tests.screen import Screen

KINDS = catalogue().kinds


def test_every_layer_is_listed_with_its_arguments(home, capfd):
    out = within(capfd, "layers").out
    for kind in KINDS:
        assert f"\n  {kind.name}  {kind.summary}\n" in out
    assert 'units, activation=None, use_bias=True, kernel_initializer="glorot_uniform"' in out
    assert "\nRecurrent\n" in out
    assert "They cannot be added: each runs code" in out
    assert f"{len(KINDS)} layers" in out


def test_nothing_heavy_is_loaded(home):
    code = (
        "import sys\nfrom seqtui.cli import main\n"
        "try:\n    main(['layers'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'tensorflow', 'keras', 'polars', 'textual', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_json_holds_the_whole_catalogue(home, capfd):
    rows = within(capfd, "layers", "--json").json["layers"]
    assert [row["kind"] for row in rows if not row["only_inside"]] == [kind.name for kind in KINDS]
    by_name = {row["kind"]: row for row in rows}
    assert "code" in by_name["Lambda"]["refused"]
    assert by_name["Dense"]["refused"] is None
    units = by_name["Dense"]["arguments"][0]
    assert (units["name"], units["required"], units["value"], units["minimum"]) == (
        "units",
        True,
        "integer",
        1,
    )
    assert within(capfd, "layers", "Dense", "--json").json == by_name["Dense"]


@pytest.mark.parametrize("kind", [*KINDS, *catalogue().inner], ids=lambda kind: kind.name)
def test_one_layer_in_full(home, capfd, kind):
    found = within(capfd, "layers", kind.name)
    assert found.code == 0
    for argument in kind.arguments:
        assert f"\n{argument.name}  " in found.out
        assert argument.summary[1:].rstrip(".") in found.out
    assert ("cannot be added" in found.out) == kind.carries_code


def test_limits_choices_and_names_are_told(home, capfd):
    out = within(capfd, "layers", "conv2d").out
    assert "A whole number, at least 1." in out
    assert 'One of "valid", "same".' in out
    assert "glorot_uniform" in out
    assert "Takes inputs of rank 4" in out
    assert "Keras also calls it Convolution2D." in out


def test_other_names_are_understood_and_wrong_ones_answered(home, capfd):
    assert within(capfd, "layers", "MaxPool2D").out.startswith("MaxPooling2D, pooling")
    assert_told(within(capfd, "layers", "Dens"), 3, "Dense")
    assert_told(within(capfd, "layers", "pool"), 3, "MaxPooling1D")
    assert_told(within(capfd, "layers", "Concatenate"), 3, "several tensors")
    failed = program("layers", "Dens", "--json")
    assert failed.code == 3
    assert "Dense" in failed.json["error"]["remedy"]


def test_a_terminal_gets_lines_of_its_width(home):
    arguments = ("-m", "seqtui", "layers", "Dense")
    with Screen(sys.executable, *arguments, env=os.environ, columns=48, rows=200) as screen:
        assert screen.end() == 0
        words = screen.text.split()
    whole = program("layers", "Dense").out.split()
    assert words == whole


def test_the_shell_completes_kinds():
    from seqtui.cli.layers_command import command

    found = command.params[0].shell_complete(command.make_context("layers", []), "conv2")
    assert [item.value for item in found] == ["Conv2D", "Conv2DTranspose"]
