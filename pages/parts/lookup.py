"""What a widget asks of a session's state: one value, where Streamlit makes a copy of them all."""

from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any

from streamlit.runtime.state import SafeSessionState


class _Values(Mapping[str, Any]):
    """Values by the keys that pages give them, each looked up when somebody asks for it."""

    def __init__(self, state: SafeSessionState, whole: property) -> None:
        self._state, self._whole = state, whole

    def __getitem__(self, key: str) -> Any:
        # Not by the state itself, which may end the run here for a click that has arrived.
        with self._state._lock:
            return self._state._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> dict[str, Any]:
        made: dict[str, Any] = self._whole.__get__(self._state)
        return made


def by_key() -> None:
    """Look up the one value that a widget asks for.

    In Streamlit 1.67 every slider, text, number and select copies all values of the session to look for its own: a
    fifth of the time of a run with the whole form open. The state's class is private; one without `filtered_state` is
    left as it is.
    """
    whole = getattr(SafeSessionState, "filtered_state", None)
    if not isinstance(whole, property) or hasattr(whole.fget, "__wrapped__"):
        return

    @wraps(whole.fget)  # type: ignore[arg-type]
    def filtered_state(self: SafeSessionState) -> _Values:
        return _Values(self, whole)

    SafeSessionState.filtered_state = property(filtered_state)  # type: ignore[method-assign, assignment]
