"""Dataclasses with shared methods behave as those of the standard library."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from planner import frozen

ONE, TWO = {"a": 1}, {"a": 1, "b": 2.5}


def plain() -> Any:
    class Part:
        """A field, one with a default, one that is neither compared nor shown."""

        a: int
        b: float = 0.5
        note: str = dataclasses.field(default="", compare=False, repr=False)

    return Part


def single() -> Any:
    class Part:
        """One field."""

        a: object

    return Part


def rich() -> Any:
    class Base:
        """Something made anew for each, and something worked out."""

        a: int
        parts: list[int] = dataclasses.field(default_factory=list)

        def __post_init__(self) -> None:
            self.parts.append(self.a)

    return Base


def empty() -> Any:
    class Part:
        """None."""

    return Part


@pytest.mark.parametrize("options", [{}, {"slots": True}, {"eq": False}, {"repr": False}, {"order": True}])
@pytest.mark.parametrize(("make", "values"), [(plain, TWO), (plain, ONE), (single, ONE), (empty, {})])
def test_they_behave_as_those_of_the_standard_library(
    make: Callable[[], Any], values: dict[str, Any], options: dict[str, bool]
) -> None:
    ours, theirs = (kind(frozen=True, **options)(make()) for kind in (frozen.dataclass, dataclasses.dataclass))
    one, other = ours(**values), theirs(**values)
    if options != {"repr": False}:
        assert repr(one) == repr(other)
    assert (one == ours(**values)) is (other == theirs(**values))
    assert one != other
    assert (one == ours(**values | {"a": 7})) is (other == theirs(**values | {"a": 7})) if values else True
    if options != {"eq": False}:
        # Sets are walked in the order of hashes.
        assert hash(one) == hash(other)
    assert ours.__match_args__ == theirs.__match_args__
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert dataclasses.replace(one) == one or options == {"eq": False}
    for name in ("a", "other"):
        with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
            setattr(one, name, 3)


@pytest.mark.parametrize("make", [plain, single, rich])
def test_those_that_are_not_frozen_can_be_changed_and_have_no_hash(make: Callable[[], Any]) -> None:
    ours, theirs = frozen.dataclass(make()), dataclasses.dataclass(make())
    one, other = ours(1), theirs(1)
    assert "_Init" in type(ours.__dict__["__init__"]).__name__
    one.a = other.a = 7
    one.new = other.new = 8
    del one.new, other.new
    assert repr(one) == repr(other)
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert (one == ours(7)) is (other == theirs(7))
    assert one != ours(1)
    assert ours.__hash__ is None
    assert theirs.__hash__ is None


@pytest.mark.parametrize("kind", [frozen.dataclass, dataclasses.dataclass])
def test_parameters_are_those_of_the_standard_library(kind: Any) -> None:
    base = kind(frozen=True)(rich())

    @kind(frozen=True, kw_only=True)
    class Further(base):  # type: ignore[misc]
        """A field by name, after those of the base that have a default."""

        note: str

    one, other = Further(1, note="x"), Further(a=2, parts=[7], note="y")
    assert (one.parts, other.parts, base(3).parts) == ([1], [7, 2], [3])
    assert list(inspect.signature(Further).parameters) == ["a", "parts", "note"]
    for wrong in ((), (1, [], "x")):
        with pytest.raises(TypeError, match=r"__init__\(\) (missing|takes)"):
            Further(*wrong)
    with pytest.raises(dataclasses.FrozenInstanceError, match="'a'"):
        del one.a


@pytest.mark.parametrize("before", [0, 20])
def test_the_first_objects_and_those_of_a_written_init_are_the_same(before: int) -> None:
    """They are made in two ways; neither may tell."""
    ours, theirs = (kind(frozen=True)(rich()) for kind in (frozen.dataclass, dataclasses.dataclass))
    for _ in range(before):
        ours(0)
    right: list[tuple[tuple[Any, ...], dict[str, Any]]] = [((1,), {}), ((1, [5]), {}), ((), {"parts": [5], "a": 1})]
    for values, named in right:
        one, other = ours(*values, **named), theirs(*values, **named)
        assert list(vars(one).items()) == list(vars(other).items())
    wrong: list[tuple[tuple[Any, ...], dict[str, Any]]] = [((), {}), ((1, [], 2), {}), ((1,), {"a": 1})]
    for values, named in [*wrong, ((1,), {"other": 1})]:
        said = []
        for kind in (ours, theirs):
            with pytest.raises(TypeError) as raised:
                kind(*values, **named)
            said.append(str(raised.value).replace("rich.<locals>.", ""))
        assert said[0] == said[1]


def test_a_field_that_is_no_parameter_is_refused_at_once() -> None:
    class Part:
        """Worked out later."""

        a: int = dataclasses.field(init=False)

    with pytest.raises(TypeError, match=r"Part\.a is no parameter\. Accepted: dataclasses\.dataclass\."):
        frozen.dataclass(frozen=True)(Part)


def test_what_is_not_compared_makes_no_difference() -> None:
    ours = frozen.dataclass(frozen=True)(plain())
    assert ours(1, note="x") == ours(1, note="y")
    assert "note" not in repr(ours(1, note="x"))


def test_a_field_may_have_any_name() -> None:
    @frozen.dataclass(frozen=True)
    class Part:
        """Names that the shared method has, too."""

        one: str
        values: str
        named: str
        owner: str

    part = Part(one="a", values="b", named="c", owner="d")
    assert dataclasses.replace(part, one="e") == Part("e", "b", "c", "d")


def test_a_class_keeps_its_own_methods() -> None:
    @frozen.dataclass(frozen=True)
    class Named:
        """Shown by its name."""

        name: str

        def __repr__(self) -> str:
            return self.name

    assert repr(Named("lina")) == "lina"


def test_the_planners_own_can_be_sent_to_workers() -> None:
    from planner.problems import Problem

    problem = Problem("row 3", "x", "is none", "a number")
    assert pickle.loads(pickle.dumps(problem)) == problem  # noqa: S301 made a line above
