"""Frozen dataclasses that are quick to define: equality, hash and representation are shared, not compiled.

`dataclasses.dataclass` writes and compiles the source of six methods for each class, a third of a millisecond; of the
150 classes that a plan on the command line loads, that was a sixth of its time beside loading libraries.
"""

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **options):
        """Work as `dataclasses.dataclass` does, with its options; classes that are not frozen are its own."""
        return _made(cls, options) if cls is not None else lambda cls: _made(cls, options)


def _made(cls: type, options: dict[str, Any]) -> type:
    if not options.get("frozen") or options.get("order"):
        return dataclasses.dataclass(**options)(cls)
    shared: dict[str, Any] = {"__repr__": _repr} if options.get("repr", True) else {}
    if options.get("eq", True):
        shared |= {"__eq__": _eq, "__hash__": _hash}
    for name, method in shared.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    made: Any = dataclasses.dataclass(**options | {"eq": False, "repr": False})(cls)
    names = [field.name for field in dataclasses.fields(made) if field.compare]
    made.__compared__ = attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, n) for n in names)
    return made  # type: ignore[no-any-return]


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__class__.__compared__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__class__.__compared__(self))


@recursive_repr()
def _repr(self: Any) -> str:
    values = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({', '.join(values)})"
