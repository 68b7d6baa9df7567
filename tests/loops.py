"""Coroutines in tests that share their process with Playwright, whose own loop runs in the thread of all tests."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


def finished(coroutine: Callable[..., Awaitable[T]], *given: Any) -> T:
    """What it returns, once it has run in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, coroutine, *given).result()
