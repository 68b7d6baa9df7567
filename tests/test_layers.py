"""Imports run one way. Each law names whom it binds, what they may not import, and who is excepted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.parsed import parsed

ROOT = Path(__file__).parents[1]
SOLVERS = ("pulp", "highspy")
UPPER = tuple(
    "asking campaign catalogue debrief explore exports figures intake partnership portfolio refresh review schedule"
    " sources store workers".split()
)
"""Rooms that use the planner's answers, and that no answer may depend on."""
CORE = ("domain", "brief", "totals", "outcome", "forecast", "rules", "optimise", "check", "crosscheck", "planning")


@dataclass(frozen=True)
class Law:
    """Modules under `binds` never import anything under `never`, except that `excepted` may."""

    binds: str
    never: tuple[str, ...]
    excepted: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    """What is allowed all the same, although it stands under `never`."""


def _rooms(*names: str) -> tuple[str, ...]:
    return tuple(f"planner.{name}" for name in names)


LEAVES = _rooms(
    "formula_escape", "frozen", "json_keys", "owner_file", "problems", "sized_cache", "units", "version", "wording"
)
"""What any room may use: they import one another and nothing else of the planner."""
LAWS = (
    Law("planner", ("streamlit", "pages", "app")),
    Law("planner", SOLVERS, excepted=("planner.optimise.lp",)),
    # planner.frozen defines classes sooner, much of what a command line does; a script of its own has no planner.
    *(
        Law(room, ("dataclasses.dataclass",), excepted=("planner.intake.open.child_formats",))
        for room in _rooms(*CORE, "intake", "commands")
    ),
    # The names of platforms are rows of the domain's table.
    *(Law(leaf, ("planner",), may=(*LEAVES, "planner.domain.platforms")) for leaf in LEAVES),
    Law("planner.domain", ("planner",), may=LEAVES),
    Law("planner.brief", ("planner",), may=("planner.domain", *LEAVES)),
    Law("planner.cluster", ("planner",), may=LEAVES),
    Law("planner.workers", ("planner",), may=("planner.cluster", *LEAVES)),
    *(
        Law(f"planner.{room}", _rooms("cli", "commands", "jobs", "operations", "service"))
        for room in (*CORE, *UPPER)
        if room != "workers"
    ),
    # One answer for every way in: what is asked knows nothing of who asks.
    Law("planner.operations", _rooms("cli", "commands", "jobs", "service", "workers")),
    Law("planner.service", _rooms("cli", "commands")),
    Law("planner.totals", ("planner",), may=("planner.domain", *LEAVES)),
    Law("planner.outcome", _rooms("rules", "optimise", *UPPER)),
    Law("planner.forecast", _rooms("rules", "optimise", *UPPER)),
    Law("planner.rules", _rooms("optimise", *UPPER)),
    Law("planner.optimise", _rooms(*UPPER)),
    Law(
        "planner.campaign",
        _rooms("exports", "figures", "intake", "store", "workers"),
        may=("planner.store.roster_json",),
    ),
    Law("planner.catalogue", _rooms("asking", "debrief", "exports", "figures", "partnership", "review", "store")),
    Law("planner.explore", _rooms("asking", "exports", "figures", "intake", "commands")),
    Law("planner.asking", (*_rooms("exports", "figures", "intake", "store", "workers", "debrief"), *SOLVERS)),
    # What is read elsewhere is read as it is; what it means is the intake's.
    Law("planner.sources", ("planner",), may=("planner.domain", *LEAVES)),
    Law("planner.refresh", _rooms("rules", "optimise", "exports", "figures", "intake", "store", "workers")),
    Law("planner.portfolio", (*_rooms("exports", "figures", "intake", "store", "workers", "campaign"), *SOLVERS)),
    Law("planner.review", _rooms("rules", "optimise", "intake", "store", "workers")),
    Law("planner.check", (*_rooms("rules", "optimise"), *SOLVERS)),
    Law("planner.debrief", (*_rooms("rules", "optimise", "exports", "figures", "intake"), *SOLVERS)),
    # Who is barred by which demand is asked of the rules; nothing else of them is.
    Law("planner.exports", _rooms("rules", "optimise"), may=("planner.rules.reasons",)),
    Law("planner.figures", _rooms("rules", "optimise")),
    Law("planner.intake", _rooms("rules", "optimise")),
    Law("planner.store", _rooms("rules", "optimise")),
    Law("planner.schedule", _rooms("rules", "optimise", "exports", "figures", "intake", "explore", "workers")),
    Law("pages", SOLVERS),
)


def _under(module: str, names: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def _nodes(source: str) -> list[ast.AST]:
    """Of a source, at whatever depth."""
    return list(ast.walk(parsed(source)))


def _imports(nodes: list[ast.AST], module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Line and absolute name of everything imported, at whatever depth of the file.

    `from a import b` counts as `a.b`, module or not: `a.b` lies under all that `a` lies under.
    """
    package = module if is_package else module.rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [base])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def violations(nodes: list[ast.AST], module: str, is_package: bool = False) -> list[str]:
    """One sentence for each import among these nodes that breaks a law, in the order of its lines."""
    laws = [law for law in LAWS if _under(module, (law.binds,)) and not _under(module, law.excepted)]
    return [
        f"{module} line {line} imports {name}: {law.binds} must not import {', '.join(law.never)}"
        for line, name in sorted(_imports(nodes, module, is_package))
        for law in laws
        if _under(name, law.never) and not _under(name, law.may) and not _under(name, (law.binds,))
    ]


@dataclass(frozen=True)
class Module:
    """A file of the planner or its pages: its text, and what three of the laws find in it."""

    name: str
    source: str
    violations: list[str]
    wider_asserts: list[int]
    swallowed: list[int]


@cache
def _modules() -> tuple[Module, ...]:
    """All of them, each parsed once."""
    found = []
    for path in sorted(path for room in ("planner", "pages") for path in (ROOT / room).rglob("*.py")):
        parts, source = path.relative_to(ROOT).with_suffix("").parts, path.read_text(encoding="utf-8")
        package, nodes = parts[-1] == "__init__", _nodes(source)
        name = ".".join(parts[:-1] if package else parts)
        found.append(Module(name, source, violations(nodes, name, package), _wider_asserts(nodes), swallowed(nodes)))
    return tuple(found)


def test_imports_run_one_way() -> None:
    found = [sentence for module in _modules() for sentence in module.violations]
    assert not found, "\n".join(found)


def test_every_law_names_modules_that_exist() -> None:
    there = {module.name for module in _modules()}
    named = {name for law in LAWS for name in (law.binds, *law.never, *law.excepted, *law.may)}
    assert {name for name in named if name.startswith(("planner", "pages"))} - there - {"pages"} == set()


def test_the_whole_planner_is_looked_at() -> None:
    assert {"planner", "planner.domain.roster", "planner.forecast.reach"} <= {module.name for module in _modules()}


def _wider_asserts(nodes: list[ast.AST]) -> list[int]:
    """Lines of asserts that do more than narrow a type: such a guard would vanish under `python -O`."""
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Assert) and not all(_narrows(part) for part in _parts(node.test))
    ]


def _parts(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def _narrows(test: ast.expr) -> bool:
    """Whether it is `x is not None` or `isinstance(x, T)`."""
    if isinstance(test, ast.Compare):
        return isinstance(test.ops[0], ast.IsNot) and ast.unparse(test.comparators[0]) == "None"
    return isinstance(test, ast.Call) and ast.unparse(test.func) == "isinstance"


def test_asserts_only_narrow_types() -> None:
    found = {module.name: module.wider_asserts for module in _modules() if module.wider_asserts}
    assert not found, "raise an error of its own instead of the assert in these lines"


@pytest.mark.parametrize("guard", ["x > 0", "x is not None and y > 0", "ready(x)", "x is None"])
def test_an_assert_that_guards_is_found(guard: str) -> None:
    assert _wider_asserts(_nodes(f"assert {guard}")) == [1]


def test_session_keys_are_named_in_two_places() -> None:
    naming = {module.name for module in _modules() if "session_state" in module.source}
    assert naming == {"pages.parts.session.state", "pages.parts.form.widgets"}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("planner.exports.book", "import streamlit as st"),
        ("planner.figures.pyramid", "from pages.parts import state"),
        ("planner.rules.money", "def late():\n    import pulp"),
        ("planner.optimise.proof", "from highspy import Highs"),
        ("planner.domain.roster", "from planner.forecast import reach"),
        ("planner.forecast.reach", "from planner import rules"),
        ("planner.forecast.reach", "from ..optimise.lp import solve"),
        ("planner.rules.reach", "import planner.optimise.lp"),
        ("planner.check", "from .rules import RULES"),
        ("planner.check", "import pulp.apis"),
        ("pages.plan", "import pulp"),
        ("planner.explore.worth", "from planner.commands import common"),
        ("planner.exports.book", "from planner.jobs.plan import solve"),
        ("planner.workers.pool", "from planner.optimise import solve"),
    ],
)
def test_a_wrong_import_is_named(module: str, source: str) -> None:
    found = violations(_nodes(source), module)
    assert found
    assert found[0].startswith(f"{module} line {len(source.splitlines())} imports ")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("planner.optimise.lp", "import pulp\nimport highspy"),
        ("planner.domain.roster", "from planner.problems import BadInput\nimport numpy as np"),
        ("planner.rules.money", "from planner.forecast.table import PackageTable\nfrom . import reach"),
        ("planner.check", "from planner.domain import Roster\nfrom planner.rulesets import words"),
        ("planner.forecast.table", "from planner.forecast import reach"),
    ],
)
def test_a_right_import_is_not(module: str, source: str) -> None:
    assert violations(_nodes(source), module) == []


def test_no_file_is_longer_than_400_lines() -> None:
    folders = ("planner", "pages", "tests", "benchmarks", "scripts", "sample_data")
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    }
    assert len(lengths) > 500
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


QUIET = {
    "planner.intake.open.guard": "without the first rows of the other sheets the first visible one is read",
    "planner.intake.report.report": "a header that is no known column is that of a number column",
    "planner.campaign.verdict": "what a brief cannot be without gets no button that would remove it",
    "planner.campaign.causes": "without figures of a country the size of the segment stays, and the change shows it",
    "planner.jobs.files": "a plan that no longer fits its list goes out with the verdict that it has",
    "planner.explore.relief": "what a brief cannot be without is no candidate for being left out",
    "planner.catalogue.offers": "tools are listed without catalogues, and whoever names one is told why there are none",
    "planner.optimise.nearest": "a change that no brief can hold is none, and the refusal says that there is none",
}
"""Where a BadInput is an answer, and what says so."""


def swallowed(nodes: list[ast.AST]) -> list[int]:
    """Lines that catch a BadInput and neither raise nor look at what it says."""
    found = []
    for node in nodes:
        if isinstance(node, ast.ExceptHandler) and node.type is not None and _names(node.type, "BadInput"):
            said = any(isinstance(one, ast.Raise) for one in ast.walk(node))
            if not said and not (node.name and any(_names(one, node.name) for one in node.body)):
                found.append(node.lineno)
        if (
            isinstance(node, ast.Call)
            and _names(node.func, "suppress")
            and any(_names(a, "BadInput") for a in node.args)
        ):
            found.append(node.lineno)
    return found


def _names(node: ast.AST, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))


def test_no_bad_input_is_swallowed() -> None:
    found = {module.name: module.swallowed for module in _modules() if module.swallowed}
    assert found.keys() == QUIET.keys(), f"say what was wrong with the input: {found}"


def test_what_swallows_is_found() -> None:
    catch = "try:\n    x()\nexcept {}:\n    {}\n"
    assert swallowed(_nodes(catch.format("(BadInput, KeyError)", "pass"))) == [3]
    assert swallowed(_nodes(catch.format("BadInput as bad", "pass"))) == [3]
    assert swallowed(_nodes("with suppress(BadInput):\n    x()")) == [1]
    assert not swallowed(_nodes(catch.format("BadInput as bad", "say(bad)")))
    assert not swallowed(_nodes(catch.format("BadInput", "raise")))
    assert not swallowed(_nodes(catch.format("KeyError", "pass")))
