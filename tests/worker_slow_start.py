"""A library that takes its time to be imported by a worker, and notes when: for tests/test_workers.py."""

import os
import time
from pathlib import Path

with Path(os.environ["SLOW_STARTS"]).open("a") as starts:
    starts.write(f"{time.monotonic()} ")
    time.sleep(0.2)
    starts.write(f"{time.monotonic()}\n")
