"""Rules on who may or must be picked: quality filters, must-haves, exclusions, groups."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GroupRule, MustHave
from planner.brief.filters import FILTERS, LOWEST_TIER, Filter
from planner.brief.paths import Path
from planner.domain.persons import is_person
from planner.forecast.table import PackageTable
from planner.rules.base import Banded, End, Limit, Looser, Named, Past, Rule, Vector, marked, summed
from planner.units import CREATORS, PACKAGES
from planner.wording import count, counted, person


def _quality(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for one in FILTERS:
        asked = one.asked(brief)
        if asked is not None:
            yield _filter_limit(one, asked, brief)
    yield _filter_limit(LOWEST_TIER, brief.tiers.micro, brief)


def _filter_limit(one: Filter, asked: float, brief: Brief) -> Limit:
    # The test knows no more of the brief than it needs, so that it is the same test when the rest changes.
    quality = one.group == "quality"
    strict, exceptions = quality and brief.quality.strict, brief.exceptions if quality else {}

    def figure(table: PackageTable) -> NDArray[np.float64]:
        values = getattr(table, one.column)
        found = one.figure(values, strict)
        for creator, own in exceptions.items():
            rows = table.rows_of(creator)
            mine = getattr(own, one.field)
            if mine is None:
                found[rows] = one.figure(values[rows], own.strict)
            else:
                # Whether they pass does not depend on what is asked of everybody else.
                found[rows] = np.where(one.fails(values[rows], mine, own.strict), one.worst, -one.worst)
        return found

    return Limit(
        rule="quality",
        name=one.name(asked, brief),
        vector=Past.any_of(figure, asked, above=not one.at_least),
        setting=asked,
        looser=Looser(
            Path(one.path),
            "search",
            one.free,
            lambda table: one.looser(getattr(table, one.column), asked),
            one.unit,
            upward=not one.at_least,
        ),
        removes=one.removed(asked, brief),
    )


def _in_list(creators: Sequence[str]) -> Callable[[PackageTable], NDArray[np.bool_]]:
    """Marks packages of these accounts and people, whom each table knows by other numbers."""
    wanted = tuple(creators)
    return lambda table: np.isin(table.creator, _numbers(wanted, table))


def _among(creators: Sequence[str]) -> Named:
    """1 for packages of these accounts and people."""
    return Named(marked(_in_list(creators)), tuple(creators))


def must_have_name(creator: str) -> str:
    """The sentence of the limit that a creator is booked."""
    return f"{person(creator)} is in the plan"


MANY = 5
"""Must-haves of one kind from which they are one demand: nobody reads, or loosens, a hundred lines."""
_KINDS = {True: "who signed", False: "locked in"}


def _must_have(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for signed in (True, False):
        mine = [at for at, wanted in enumerate(brief.must_have) if wanted.signed is signed]
        # Of an archetype that can be booked several times, a sum would count one of them for another; so it would of a
        # person who may be booked on several accounts.
        people = [at for at in mine if is_person(brief.must_have[at].creator)]
        once = not mine or table.available.max() == 1
        if len(mine) - len(people) > MANY and once:
            yield _all_of([brief.must_have[at] for at in mine if at not in people], signed, brief)
            mine = people
        yield from (_one(at, brief.must_have[at]) for at in mine)


def _one(at: int, wanted: MustHave) -> Limit:
    return Limit(
        rule="must_have",
        name=must_have_name(wanted.creator) + (f" with {wanted.package}" if wanted.package else ""),
        sense=">=",
        bound=1,
        unit=CREATORS,
        # What books one of the person's accounts or more.
        vector=_among((wanted.creator,)) if is_person(wanted.creator) else _booked((wanted,)),
        setting=1,
        looser=Looser(Path(f"must_have.{at}"), "drop"),
    )


def _all_of(wanted: Sequence[MustHave], signed: bool, brief: Brief) -> Limit:
    """Of creators who can be booked once each, so many are booked only when all are."""
    return Limit(
        rule="must_have",
        name=f"The {counted(len(wanted), 'creator', brief.locale)} {_KINDS[signed]} are in the plan",
        sense=">=",
        bound=len(wanted),
        unit=CREATORS,
        vector=_booked(wanted),
        setting=len(wanted),
        looser=Looser(Path("must_have"), "drop"),
        members=tuple(one.creator for one in wanted),
    )


def _booked(wanted: Sequence[MustHave]) -> Vector:
    """Marks the packages that meet one of these must-haves, all of them accounts."""
    free = tuple(one.creator for one in wanted if one.package is None)
    fixed = tuple((one.creator, one.package) for one in wanted if one.package is not None)

    def holds(part: PackageTable) -> NDArray[np.bool_]:
        met = np.isin(part.creator, _numbers(free, part))
        if fixed:
            packages = np.full(len(part.creator_ids), None, object)
            for creator, package in fixed:
                packages[part.accounts(creator)] = package
            met |= np.asarray(part.package_ids == packages[part.creator], bool)
        return met

    return Named(summed(holds), (*free, *(creator for creator, _ in fixed)))


def _excluded(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, creator in enumerate(brief.excluded):
        yield Limit(
            rule="excluded",
            name=f"{person(creator)} is excluded",
            vector=_among((creator,)),
            setting=0,
            looser=Looser(Path(f"excluded.{at}"), "drop"),
        )


def _numbers(creators: Sequence[str], table: PackageTable) -> NDArray[np.int64]:
    """Numbers of these accounts in a table, in its order, then of the accounts of these people."""
    accounts = sorted({one for one in creators if not is_person(one)})
    people = [one for one in creators if is_person(one)]
    return np.concatenate([np.empty(0, np.int64), *(table.accounts(one) for one in (*accounts, *people))])


_GROUP_ENDS = (End("at_most", "<=", "at most"), End("at_least", ">=", "at least"))


def _groups(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    for at, group in enumerate(brief.groups):
        ids = table.creator_ids[_numbers(group.creators, table)].tolist()

        def name(end: End, asked: int, group: GroupRule = group) -> str:
            return f"{end.words.capitalize()} {asked} of {group.name}"

        among = _among(group.creators)
        yield from Banded("groups", f"groups.{at}", group, CREATORS, among).limits(name, _GROUP_ENDS)
        for one, other in zip(ids, ids[1:] + ids[:1], strict=True) if group.together else ():
            if one != other:
                words = f"All of {group.name} or none: {person(one)} only with {person(other)}"
                yield _follows(words, one, other, Looser(Path(f"groups.{at}.together"), "drop", 0))
        first = () if group.only_with is None else table.creator_ids[_numbers((group.only_with,), table)].tolist()
        for other in first:
            for one in ids:
                words = f"{group.name}: {person(one)} only with {person(other)}"
                yield _follows(words, one, other, Looser(Path(f"groups.{at}.only_with"), "drop"))


def _follows(name: str, one: str, other: str, looser: Looser) -> Limit:
    """The account `one` may be picked only if the account `other` is."""
    leads, led = _in_list((other,)), _in_list((one,))
    return Limit(
        rule="groups",
        name=name,
        sense=">=",
        bound=0,
        unit=CREATORS,
        vector=Named(summed(lambda table: leads(table).astype(np.int64) - led(table)), (one, other)),
        setting=0,
        looser=looser,
    )


def _one_package(brief: Brief, table: PackageTable) -> Iterator[Limit]:
    # One package on each account is part of what a plan is, not a limit that could be loosened: the model and the
    # check both build it in.
    most = brief.packages_per_person
    if most is None or (table.parts is None and table.rest is None):
        return
    yield Limit(
        rule="one_package",
        name=f"At most {count(most, brief.locale)} {'package' if most == 1 else 'packages'} per person",
        vector=Past(_packages, most, above=True),
        setting=most,
        looser=Looser(
            Path("packages_per_person"),
            "search",
            None,
            lambda part: tuple(float(number) for number in np.unique(_packages(part)) if number > most),
            PACKAGES,
        ),
    )


def _packages(table: PackageTable) -> NDArray[np.int64]:
    """Packages that each row books, of one person; those of a bundle are one."""
    return np.ones(len(table), np.int64) if table.parts is None else table.parts.deals


PEOPLE_RULES = (
    Rule(
        "one_package",
        "One package per account",
        "A creator gets at most one package per account, on no more accounts than the brief allows, and an archetype "
        "is booked no more often than it is available. Someone with several accounts counts as one creator.",
        "People",
        _one_package,
    ),
    Rule(
        "quality",
        "Quality filters",
        "Creators below your standards for fit, authenticity, engagement or followers aren't considered.",
        "People",
        _quality,
    ),
    Rule(
        "must_have",
        "Must-haves",
        "These creators are in every plan; a person is, on whichever of their accounts.",
        "People",
        _must_have,
    ),
    Rule(
        "excluded",
        "Excluded",
        "These creators are never booked; a person is booked on none of their accounts.",
        "People",
        _excluded,
    ),
    Rule(
        "groups",
        "Groups",
        "How many creators of a group to book, all of them or none, or one only together with another.",
        "People",
        _groups,
    ),
)
