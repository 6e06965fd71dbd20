"""What the presets learn, against a plain Keras script with the same settings."""

import runpy
import statistics

import pytest

from tests.cli.program import within
from tests.thorough import sample

LEAST = {"breast_cancer": 0.94, "digits": 0.95, "spiral": 0.95}
SEEDS = range(5)


def trained(capfd, name: str, seed: int) -> float:
    """Validation accuracy after `seqtui train`."""
    result = within(capfd, "train", name, "--json", "--set", f"fit.seed={seed}")
    assert result.code == 0, result
    return float(result.events[-1]["metrics"]["val_accuracy"])


def plain(capfd, name: str, seed: int, tmp_path, monkeypatch) -> float:
    """The same after the script that `seqtui export --to python` writes, which knows nothing of seqtui."""
    script = tmp_path / f"{name}-{seed}.py"
    assert within(capfd, "export", name, "--to", "python", "-o", script).code == 0
    text = script.read_text()
    assert "seqtui" not in text
    assert "set_random_seed(0)" in text
    script.write_text(text.replace("set_random_seed(0)", f"set_random_seed({seed})"))
    monkeypatch.chdir(tmp_path)
    model = runpy.run_path(str(script))["model"]
    return float(model.history.history["val_accuracy"][-1])


@pytest.mark.parametrize("name", sample(LEAST, 3))
def test_one_seed(name, home, capfd):
    assert trained(capfd, name, 0) >= LEAST[name] - 0.03


@pytest.mark.slow
@pytest.mark.parametrize("name", LEAST)
def test_median_of_five_seeds(name, home, capfd, tmp_path, monkeypatch):
    ours = statistics.median(trained(capfd, name, seed) for seed in SEEDS)
    theirs = statistics.median(plain(capfd, name, seed, tmp_path, monkeypatch) for seed in SEEDS)
    assert ours >= LEAST[name]
    assert abs(ours - theirs) <= 0.02, (ours, theirs)
