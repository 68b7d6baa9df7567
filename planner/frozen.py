"""Dataclasses, nearly all frozen, that are quick to define: methods are shared, `__init__` is written if called often.

`dataclasses.dataclass` writes and compiles the source of six methods for each class, a third of a millisecond. A plan
on the command line loads 160 classes, makes objects of 100, and of 70 no more than eight.
"""

import dataclasses
from collections.abc import Callable
from functools import cached_property, partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Never

__all__ = ["dataclass"]
_FIRST = 8
"""Objects of a class that are made without a written `__init__`: writing it takes as long as some twenty of them."""

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **options):
        """Work as `dataclasses.dataclass` does; classes that have slots or an order are its own."""
        return _made(cls, options) if cls is not None else lambda cls: _made(cls, options)


def _made(cls: type, options: dict[str, Any]) -> type:
    if options.keys() - {"frozen", "eq", "repr", "kw_only"}:
        return dataclasses.dataclass(**options)(cls)
    frozen = options.get("frozen", False)
    shared: dict[str, Any] = {"__init__": _Init(cls)}
    if frozen:
        shared |= {"__setattr__": _keep, "__delattr__": _keep}
    if options.get("repr", True):
        shared["__repr__"] = _repr
    if options.get("eq", True):
        shared |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
    for name, method in shared.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    others = {"init": False, "eq": False, "repr": False, "frozen": False}
    made: Any = dataclasses.dataclass(**options | others)(cls)
    if unset := [field.name for field in dataclasses.fields(made) if not field.init]:
        raise TypeError(f"{cls.__qualname__}.{unset[0]} is no parameter. Accepted: dataclasses.dataclass.")
    names = [field.name for field in dataclasses.fields(made) if field.compare]
    made.__compared__ = attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, n) for n in names)
    return made  # type: ignore[no-any-return]


class _Init:
    """Stands for the `__init__` of a class: sets the fields of its first objects, and has one written for others."""

    def __init__(self, owner: type) -> None:
        self._owner, self._left = owner, _FIRST

    def __get__(self, one: object, kind: type) -> Callable[..., None]:
        # Python 3.13 hands over the class where it looks for the parameters.
        if self._left == 0 or not isinstance(one, self._owner):
            return self._write().__get__(one, kind)  # type: ignore[no-any-return]
        self._left -= 1
        return partial(self._set, one)

    @cached_property
    def _fields(self) -> tuple[dataclasses.Field[Any], ...]:
        return dataclasses.fields(self._owner)

    def _write(self) -> Any:
        written = _written(self._owner)
        self._owner.__init__ = written  # type: ignore[misc]
        return written

    def _set(self, one: Any, /, *values: object, **named: object) -> None:
        owner: Any = self._owner
        given = dict(zip(owner.__match_args__, values, strict=False), **named)
        right = len(given) == len(values) + len(named)
        for field in self._fields:
            if field.name not in given:
                new = field.default_factory
                given[field.name] = field.default if new is dataclasses.MISSING else new()
                right = right and given[field.name] is not dataclasses.MISSING
        if not right or len(given) > len(self._fields):
            # The written one names what is wrong.
            self._write()(one, *values, **named)
            return
        for field in self._fields:
            object.__setattr__(one, field.name, given[field.name])
        if hasattr(owner, "__post_init__"):
            one.__post_init__()


def _written(cls: Any) -> Any:
    """The `__init__` that the standard library writes, but that puts values past `__setattr__`, which is shared."""
    scope: dict[str, Any] = {"_put": object.__setattr__, "_NONE": object()}
    positional, named, body = ["self"], ["*"], []
    for field in dataclasses.fields(cls):
        parameter = value = field.name
        if field.default_factory is not dataclasses.MISSING:
            scope[f"_new_{field.name}"] = field.default_factory
            parameter, value = f"{field.name}=_NONE", f"_new_{field.name}() if {field.name} is _NONE else {field.name}"
        elif field.default is not dataclasses.MISSING:
            scope[f"_default_{field.name}"] = field.default
            parameter = f"{field.name}=_default_{field.name}"
        (named if field.kw_only else positional).append(parameter)
        body.append(f"_put(self, {field.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join(positional + (named if len(named) > 1 else []))
    exec(f"def __init__({parameters}):\n " + "\n ".join(body or ["pass"]), scope)  # noqa: S102 names of fields alone
    scope["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return scope["__init__"]


def _keep(_self: object, name: str, _value: object = None) -> Never:
    raise dataclasses.FrozenInstanceError(f"field {name!r} cannot be changed")


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
