"""A cache that is bounded by the bytes it holds, not by how many things it holds."""

from collections import OrderedDict
from collections.abc import Container, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class SizedCache(Generic[K, V]):
    """Least recently used values leave first. Not thread-safe: the owner holds its lock.

    limit: bytes that all values may have together, as their owner measures them; or how many, where each counts as one.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: K) -> V | None:
        """The value, which counts as used now; None when it is not held."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Hold a value of `size` bytes; one that is larger than the limit is not held at all."""
        self.add(key, value, size)
        self.shrink()

    def add(self, key: K, value: V, size: int) -> None:
        """Hold a value for now, whatever the limit; call `shrink` before the next one."""
        _, before = self._held.pop(key, (None, 0))
        self._held[key] = (value, size)
        self.size += size - before

    def shrink(self, keep: Container[K] = ()) -> list[K]:
        """Drop values until the limit holds, none of `keep`; returns what was dropped."""
        dropped: list[K] = []
        for key in list(self._held):
            if self.size <= self.limit:
                break
            if key not in keep:
                self.size -= self._held.pop(key)[1]
                dropped.append(key)
        return dropped
