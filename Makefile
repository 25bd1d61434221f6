# make call: one whole practice call.  make test: everything that must hold.
# Both set up what they need in .venv, and work again when run twice.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: call test setup format bench clean

call: $(STAMP)
	@$(BIN)/voicetrainer call $(ARGS)

test: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/voicetrainer check
	$(BIN)/python -m pytest

setup: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "voicetrainer needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up (once; a few minutes) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $(STAMP)

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m benchmarks.bench

clean:
	rm -rf .venv dist

.PHONY: bench-realtime
bench-realtime: $(STAMP)
	$(BIN)/python -m benchmarks.realtime $(ARGS)

.PHONY: evaluate
evaluate: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,evaluate]'
	$(BIN)/python -m benchmarks.evaluate $(ARGS)
