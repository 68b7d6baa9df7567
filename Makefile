# make app opens the planner, make test runs every check. Both build .venv themselves; nothing else has to be set up.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

define setup
@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, \
or name one: PYTHON=python3.12 make $(MAKECMDGOALS)" >&2; exit 1; }
@$(PYTHON) scripts/setup_venv.py $(VENV) $(1)
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help app test bench clean

help:
	@echo "make app    open the planner in the browser, with the sample campaign"
	@echo "make test   run all checks and tests, the browser tests included"
	@echo "make bench  measure how quick the planner is"
	@echo "make clean  remove the virtual environment and the caches"
	@echo "PYTHON=python3.12 make app chooses another interpreter (3.11 or newer)"

app: $(VENV)/.app
	$(RUN) -m streamlit run app.py

test: $(VENV)/.dev
	$(RUN) scripts/ensure_chromium.py
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest

bench: $(VENV)/.dev
	$(RUN) -m benchmarks
	$(RUN) -m benchmarks.explore

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written only after a complete install, so an interrupted one starts again.
$(VENV)/.app: requirements.txt scripts/setup_venv.py
	$(call setup,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt scripts/setup_venv.py
	$(call setup,requirements-dev.txt)
	@touch $@ $(VENV)/.app
