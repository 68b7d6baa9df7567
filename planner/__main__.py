"""`python -m planner`: the planner without a browser."""

import gc
import sys

if __name__ == "__main__":
    # A command is short, and what it loads stays: there is little garbage to look for as often as usual.
    gc.set_threshold(50_000, 20, 100)
    try:
        from planner.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        # Stopped while it was still loading.
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
