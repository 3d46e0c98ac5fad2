# make ask Q="…"   installs what is missing, indexes the shipped contract, answers with citations
# make test        installs what tests need, runs every test
# make test-fast   the quick tests alone
# make lint        ruff and mypy

PYTHON ?= python3
VENV ?= .venv
QA := $(VENV)/bin/qa

# Taken as typed, so that quotes, $ and backticks in a question reach the program and never the shell.
export QUESTION := $(value Q)

.PHONY: ask chat test test-fast lint bench clean

ask: $(VENV)/installed
	@$(QA) index 2>/dev/null || $(QA) index
	@if [ -n "$$QUESTION" ]; then $(QA) ask -- "$$QUESTION"; else \
	for q in "Puis-je miner du bitcoin sur AWS ?" "Can I mine bitcoin on AWS?"; do \
	printf '\n> %s\n\n' "$$q"; $(QA) ask -- "$$q"; done; fi

chat: $(VENV)/installed
	@$(QA) index && $(QA) chat

test: $(VENV)/installed-dev chromium
	$(VENV)/bin/python -m pytest

test-fast: $(VENV)/installed-dev
	$(VENV)/bin/python -m pytest -m "not slow"

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy qa

bench: $(VENV)/installed
	$(QA) index && $(QA) eval --compare embedded,bm25,dense,fused

clean:
	rm -rf $(VENV) *.egg-info build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# torch first and alone: pip then keeps that build, instead of choosing another for whoever asks next.
$(VENV)/installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "no $(PYTHON): install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@echo "installing the pinned dependencies (once) …" >&2
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --editable ".[dev,train]"
	@touch $@

# The browser tests drive the system's Chromium.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -q -y --no-install-recommends chromium; } \
	|| { echo "tests need chromium: install it with your package manager" >&2; exit 1; }
