"""`python -m planner`: the planner without a browser."""

import gc
import sys

from planner.cli import main

if __name__ == "__main__":
    # A command is short, and what it loads stays: there is little garbage to look for as often as usual.
    gc.set_threshold(50_000, 20, 100)
    sys.exit(main())
