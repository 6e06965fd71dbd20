"""Loading TensorFlow: each case in a process of its own, since it happens once."""

import json
import os
import subprocess
import sys


def run(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_loading_in_a_thread_leaves_the_collector_as_it_was_though_nobody_trains():
    done = run("""
import gc, json, os, threading
from seqtui.engine import loading, start_loading, ensure_loaded
before = loading().phase
start_loading()
during = loading().phase
start_loading()
threads = sum(thread.name == "seqtui-loading" for thread in threading.enumerate())
ensure_loaded()
state = loading()
import keras
print(json.dumps({
    "phases": [before, during, state.phase], "threads": threads, "seconds": state.seconds,
    "collecting": gc.isenabled(), "frozen": gc.get_freeze_count(), "backend": keras.backend.backend(),
    "growth": os.environ["TF_FORCE_GPU_ALLOW_GROWTH"], "quiet": os.environ["TF_CPP_MIN_LOG_LEVEL"],
}))
""")
    found = json.loads(done.stdout)
    assert found["phases"] == ["idle", "loading", "ready"]
    assert found["threads"] == 1
    assert found["seconds"] > 0
    assert found["collecting"]
    assert found["frozen"] > 100_000
    assert (found["backend"], found["growth"], found["quiet"]) == ("tensorflow", "true", "2")


def test_the_libraries_are_mapped_and_the_collector_rests_before_the_import():
    done = run("""
import gc, sys
from seqtui.engine import ensure_loaded
class Spy:
    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow":
            seen[:] = ["libtensorflow_cc" in open("/proc/self/maps").read(), gc.isenabled()]
seen = []
sys.meta_path.insert(0, Spy())
ensure_loaded()
print(*seen)
""")
    assert done.stdout.split() == ["True", "False"], done.stderr


def test_waiting_for_it_prints_nothing_and_keeps_stderr():
    done = run(
        """
import os, sys
from seqtui.engine import ensure_loaded
ensure_loaded()
os.write(2, b"still here")
""",
        KERAS_BACKEND="jax",
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "still here")


def test_the_users_log_level_stays():
    done = run(
        "import os; from seqtui.engine import loader; loader._set_environment(); "
        "print(os.environ['TF_CPP_MIN_LOG_LEVEL'])",
        TF_CPP_MIN_LOG_LEVEL="0",
    )
    assert done.stdout.strip() == "0"


def test_leaving_while_it_loads_is_quick_and_clean():
    done = run("""
from seqtui.engine import start_loading, loading
start_loading()
while loading().seconds < 0.3: pass
""")
    assert done.returncode == 0, done.stderr


def broken(tmp_path, text: str) -> dict[str, str]:
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text(text)
    return {"PYTHONPATH": str(tmp_path)}


FAILING = """
import gc, json
from seqtui.engine import ensure_loaded, loading, start_loading
from seqtui.errors import SeqtuiError
start_loading()
for _ in range(2):
    try:
        ensure_loaded()
    except SeqtuiError as error:
        told = [error.title, error.cause, error.remedy]
print(json.dumps([loading().phase, gc.isenabled(), loading().error.title, *told]))
"""


def test_a_damaged_installation_is_told_with_a_remedy(tmp_path):
    where = broken(tmp_path, "raise ImportError('libfoo.so.1: cannot open shared object file')")
    phase, collecting, title, again, cause, remedy = json.loads(run(FAILING, **where).stdout)
    assert (phase, collecting) == ("failed", True)
    assert title == again == "TensorFlow cannot be loaded"
    assert cause == "libfoo.so.1: cannot open shared object file"
    assert "Reinstall" in remedy


def test_a_missing_package_is_told_with_a_remedy(tmp_path):
    where = broken(tmp_path, "import there_is_no_such_package")
    *_, cause, remedy = json.loads(run(FAILING, **where).stdout)
    assert "there_is_no_such_package" in cause
    assert "pip install" in remedy


def test_a_keras_on_another_backend_is_refused(tmp_path):
    where = broken(tmp_path, "")
    (tmp_path / "keras.py").write_text("class backend:\n    backend = staticmethod(lambda: 'jax')\n")
    *_, title, cause, _ = json.loads(run(FAILING, **where).stdout)
    assert "another backend" in title
    assert '"jax"' in cause


def test_what_the_first_trace_made_is_frozen_once():
    done = run("""
import gc
from seqtui.engine import ensure_loaded, traced
ensure_loaded()
loaded = gc.get_freeze_count()
kept = [[] for _ in range(1000)]
traced("training")
first = gc.get_freeze_count()
kept += [[] for _ in range(1000)]
traced("training")
print(first - loaded >= 1000, gc.get_freeze_count() - first < 1000)
""")
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_the_collector_that_a_start_has_put_to_rest_works_again():
    done = run("""
import gc
from seqtui.engine import ensure_loaded
gc.disable()
ensure_loaded()
print(gc.isenabled())
""")
    assert done.stdout.split() == ["True"], done.stderr


def test_numpy_is_there_before_the_linker_is_busy_with_the_libraries():
    done = run("""
import sys
from seqtui.engine import ensure_loaded, loader
def spy():
    print("numpy" in sys.modules)
    opened()
opened, loader._open_libraries = loader._open_libraries, spy
ensure_loaded()
""")
    assert done.stdout.split() == ["True"], done.stderr
