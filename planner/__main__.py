"""`python -m planner`, installed as `mixplanner`: the planner without a browser."""

import gc
import os
import sys


def run() -> None:
    """Run the command line, and end the interpreter with its exit status."""
    # A command is short, and what it loads stays: looking for garbage meanwhile costs a tenth of its time.
    gc.set_threshold(1_000_000, 20, 100)
    # There are none, and looking for them reads what every installed package says of itself.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from planner.cli import main

        status = main()
        # Nothing is left to be found when the interpreter ends.
        gc.freeze()
        sys.exit(status)
    except KeyboardInterrupt:
        # Stopped while it was still loading.
        print("Stopped.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
