# make app opens the planner, make test runs every check. Both build .venv themselves; nothing else has to be set up.
# What each of them does is in scripts/dev.py, which also serves where there is no make.

PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help app test proof bench mutants wheel site lock clean

help:
	@echo "make app    open the planner in the browser, with the sample campaign"
	@echo "make test   run all checks and tests, the browser tests included"
	@echo "make proof  hold 10,000 random campaigns against the truth: hours; PLANNER_CASES and PLANNER_FIRST choose others"
	@echo "make bench  measure how quick the planner is"
	@echo "make mutants  change rules and check in thousands of ways, and see whether a test notices"
	@echo "make wheel  build the package, into dist"
	@echo "make site   build the documentation, into site"
	@echo "make lock   renew the lock files: the newest versions that the requirements allow"
	@echo "make clean  remove the virtual environment and the caches"
	@echo "PYTHON=python3.12 make app chooses another interpreter (3.11 or newer)"

proof: export PLANNER_CASES ?= 10000

app test proof bench mutants wheel site lock clean:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, \
	or name one: PYTHON=python3.12 make $@" >&2; exit 1; }
	@$(PYTHON) scripts/dev.py $@
