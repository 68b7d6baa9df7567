"""Fields of dataclasses that are computed when they are first read: a pass over millions reads a third of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

T = TypeVar("T")


class _Later:
    """What a field holds until it is computed."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def later(make: Callable[[], T]) -> T:
    """A value for a field of a `PutOff`: what the function returns, asked for once, when the field is first read."""
    return cast(T, _Later(make))


class PutOff:
    """A base of dataclasses. Fields without a default may be `later`; whoever reads one sees no difference.

    A function that is put off must not refer to the object it is put off in: such a circle stays in memory for long.
    """

    def __post_init__(self) -> None:
        waiting = {name: value.make for name, value in vars(self).items() if isinstance(value, _Later)}
        for name in waiting:
            del self.__dict__[name]
        self.__dict__["_waiting"] = waiting

    if not TYPE_CHECKING:  # A field that is not known stays an error to mypy.

        def __getattr__(self, name: str) -> Any:
            """Compute a field that is read for the first time."""
            waiting = self.__dict__.get("_waiting", {})
            make = waiting.get(name)
            if make is not None:
                # Whichever thread is first, all get the same; and what the function needed is let go.
                self.__dict__.setdefault(name, make())
                waiting.pop(name, None)
            elif name not in self.__dict__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            return self.__dict__[name]

    def __getstate__(self) -> dict[str, Any]:
        """All fields, computed: functions cannot be sent anywhere."""
        return {one.name: getattr(self, one.name) for one in fields(cast(Any, self))}

    def changed(self, **changes: Any) -> Self:
        """The same with other values of some fields, as `dataclasses.replace` returns it; nothing is computed."""
        names = (one.name for one in fields(cast(Any, self)) if one.name not in changes)
        return type(self)(**{name: self._kept(name) for name in names}, **changes)

    def _kept(self, name: str) -> Any:
        return self.__dict__[name] if name in self.__dict__ else later(partial(getattr, self, name))
