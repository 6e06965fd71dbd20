# make run: the app, on the lesson's model.   make test: everything that is quick.   make test-all: the rest too.
# Needs Python 3.11, 3.12 or 3.13 and make; everything else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin
SUITABLE = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	$$each -c '$(SUITABLE)' 2>/dev/null && echo $$each && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Three on two cores: with two, a fifth of the time goes by waiting for programs that tests have started.
PARALLEL := -n 3 --dist loadgroup
INSTALL := $(PIP) install --progress-bar off --constraint constraints.txt

.PHONY: run test test-all check bench screenshot clean
.DEFAULT_GOAL := run

run: $(VENV)/.app
	@$(BIN)/seqtui lesson

test: check
	@echo "== pytest, quick tests"
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

test-all: check
	@echo "== pytest, all tests"
	@$(BIN)/python -m pytest $(PARALLEL) --hypothesis-profile wide

check: $(VENV)/.dev
	@echo "== ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== mypy"
	@$(BIN)/mypy
	@echo "== import contracts"
	@$(BIN)/lint-imports

bench: $(VENV)/.app
	@$(BIN)/seqtui bench

screenshot: $(VENV)/.dev
	@$(BIN)/python tests/screenshot.py build assets/screenshot.svg
	@$(BIN)/python tests/screenshot.py trace assets/trace.svg

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "seqtui needs Python 3.11, 3.12 or 3.13. Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "== making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { echo "This Python lacks venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.app: $(VENV)/.python pyproject.toml constraints.txt
	@echo "== installing seqtui with TensorFlow and Keras (some 600 MB to fetch the first time)"
	@$(INSTALL) hatchling editables
	@$(INSTALL) --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q seqtui # as installers do; a start need not compile, whatever the environment says
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	@echo "== installing what the tests need"
	@$(INSTALL) --no-build-isolation --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
