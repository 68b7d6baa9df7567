"""Whose something is: a table that forgets what nobody has noted for longest."""

import threading
from collections import OrderedDict

MOST = 20_000


class Owners:
    """Owners by id. Safe to use from any thread."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._owners: OrderedDict[str, frozenset[str]] = OrderedDict()

    def note(self, key: str, *owners: str) -> None:
        """Have these be owners too."""
        with self._lock:
            self._owners[key] = self._owners.get(key, frozenset()) | set(owners)
            self._owners.move_to_end(key)
            while len(self._owners) > self._most:
                self._owners.popitem(last=False)

    def copy(self, source: str, target: str) -> None:
        """Have the owners of one be owners of another too."""
        with self._lock:
            owners = self._owners.get(source, frozenset())
        self.note(target, *owners)

    def has(self, key: str, owner: str) -> bool:
        """Whether it is theirs."""
        with self._lock:
            return owner in self._owners.get(key, ())
