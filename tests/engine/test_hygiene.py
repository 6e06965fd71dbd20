"""What the engine's door loads, in processes of their own."""

import subprocess
import sys

import pytest


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "statement",
    [
        "import seqtui.engine",
        "from seqtui.engine import loading, start_loading, traced; loading()",
        "from seqtui.engine import Inspector; Inspector().close()",
        "from seqtui.engine import versions; versions()",
        "import seqtui.engine.messages",
    ],
)
def test_no_tensorflow_no_keras_no_textual(statement):
    done = run(
        f"{statement}\nimport sys\nprint([m for m in ('tensorflow', 'keras', 'textual') if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_every_public_name_is_there():
    code = "import seqtui.engine as e\nfor name in e.__all__: getattr(e, name)\nprint(callable(e.flow))"
    done = run(code)
    assert done.stdout.strip() == "True", done.stderr[-2000:]


def test_an_unknown_name_is_an_attribute_error():
    import seqtui.engine

    with pytest.raises(AttributeError, match="nothing"):
        _ = seqtui.engine.nothing
