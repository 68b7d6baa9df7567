"""What a job function gets beside its data: a way to hear of a cancel, and a way to report progress."""

import threading
from collections.abc import Callable
from typing import Any


class Context:
    """The last argument of every job function.

    A caller without a pool (the command line) passes ``Context()``: never cancelled, progress goes nowhere.
    ``cancel_event`` is set once nobody waits for the job any more; the function then has half a second to
    return before its process is killed.
    """

    def __init__(self, send: Callable[[Any], None] | None = None) -> None:
        self.cancel_event = threading.Event()
        self._send = send

    def cancelled(self) -> bool:
        """True once nobody waits for this job; whatever the function returns after that is thrown away."""
        return self.cancel_event.is_set()

    def report(self, progress: Any) -> None:
        """Make a picklable object, such as the best plan so far, the job's latest progress."""
        if self._send is not None:
            self._send(progress)
