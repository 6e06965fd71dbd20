"""Versions and devices."""

import keras

from seqtui import __version__
from seqtui.engine import devices, versions
from seqtui.engine.machine import Device


def test_versions_are_those_installed():
    found = versions()
    assert found["keras"] == keras.__version__
    assert found["seqtui"] == __version__
    assert {"python", "system", "tensorflow"} <= set(found)


def test_there_is_a_cpu():
    found = devices()
    assert (found[0].name, found[0].kind) == ("CPU:0", "CPU")


def test_a_device_reads_as_its_name_and_model():
    assert str(Device("GPU:0", "GPU", "A100")) == "GPU:0 (A100)"
    assert str(Device("CPU:0", "CPU")) == "CPU:0"
