"""What each package can be booked with: rights that its creator grants, and money behind its posts.

A package is listed once for every choice that can be worth it, so that a plan picks among rows as it does among
packages, and no rule has to look at two rows. Money behind a post needs allowlisting, whose surcharge it carries.
Rights that everybody has to grant are in every row. A right of which the brief asks for no number costs and brings
nothing that is counted, so it makes no rows; neither does money where nobody sells ads.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief, GoalKind
from planner.domain.rights import RIGHTS, WORDS, Right, bit, bits_of, rights_of
from planner.forecast.lines import OPTION, Lines, joined, taken
from planner.forecast.table import Bools, Ints, PackageTable
from planner.frozen import dataclass
from planner.wording import listed


@dataclass(frozen=True)
class _Option:
    """Rights as bits beside those of everybody, and cents behind each post. named: rights that its name tells."""

    rights: int
    cents: int
    named: int

    def words(self, brief: Brief) -> str:
        """`usage rights and $500 behind each post`."""
        amount = [f"{brief.money(self.cents)} behind each post"] if self.cents else []
        return listed([*(WORDS[right] for right in rights_of(self.named)), *amount])


def with_options(lines: Lines, sells_ads: Bools, brief: Brief) -> Lines:
    """Each package as it is and with what the brief lets it be booked with; sorted by creator.

    sells_ads: packages on platforms where money can be put behind posts, (n,). Packages that are sold together stay as
    they are, but for the rights of everybody.
    """
    every = _of_everybody(brief)
    own = np.where(lines.exclusive & (Right.EXCLUSIVITY in brief.rights), bit(Right.EXCLUSIVITY), 0)
    lines = lines.changed(rights=(own | every).astype(np.int32))
    open_to = (lines.counts.sum(axis=1) > 0) & ~lines.bundled & ~lines.blocked
    parts = [lines]
    for option in _options(brief, every):
        # Of rights that a package carries already, the option without them is the same.
        able = open_to & (lines.rights & option.named == 0)
        rows = np.flatnonzero(able & sells_ads if option.cents else able)
        part = taken(lines, rows)
        parts.append(
            replace(
                part,
                ids=part.ids + f"{OPTION}{option.words(brief)}",
                rights=part.rights | np.int32(option.rights),
                boost_cents=part.counts.sum(axis=1) * option.cents,
            )
        )
    return joined(parts)


def choices_of(brief: Brief) -> int:
    """Ways in which one package can be booked, at most."""
    return 1 + sum(1 for _ in _options(brief, _of_everybody(brief)))


def _of_everybody(brief: Brief) -> int:
    """Rights that everybody has to grant, as bits."""
    return bits_of(right for right, terms in brief.rights.items() if terms.everybody)


def _options(brief: Brief, every: int) -> Iterator[_Option]:
    """Every choice beside the package as it is: at most 27."""
    asked = [right for right in _asked(brief) if not every & bit(right)]
    for cents in (0, *(brief.boosting.levels if brief.boosting is not None else ())):
        # Whoever has money behind their posts has allowed the ads.
        free = [right for right in asked if not cents or right is not Right.ALLOWLISTING]
        for size in range(len(free) + 1):
            for chosen in combinations(free, size):
                named = bits_of(chosen)
                if cents:
                    yield _Option(named | bit(Right.ALLOWLISTING), cents, named)
                elif chosen:
                    yield _Option(named, 0, named)


def _asked(brief: Brief) -> list[Right]:
    """Rights of which the brief asks for a number."""
    return [right for right in RIGHTS if right in brief.rights and (brief.rights[right].count.min or 0) > 0]


def worthwhile(table: PackageTable, plain: NDArray[np.object_], brief: Brief) -> Ints:
    """Rows without those whose money reaches nobody whom less money would not: a segment can be reached in full.

    plain: of each row, the package without what was added. All rows where the brief counts more than people, or asks
    for money behind posts.
    """
    rows = np.arange(len(table))
    extras, boosting = table.extras, brief.boosting
    counts_people = brief.goal.kind in (GoalKind.UNIQUE_REACH, GoalKind.CHEAPEST) and brief.second_goal is None
    if extras is None or boosting is None or not counts_people:
        return rows
    if brief.engagement_floor is not None or boosting.spend.min is not None:
        return rows
    _, names = np.unique(plain.astype(str), return_inverse=True)
    # Allowlisting that nobody asks for is there for the money alone.
    rights = extras.rights if Right.ALLOWLISTING in _asked(brief) else extras.rights & ~bit(Right.ALLOWLISTING)
    order = np.lexsort((table.boost_cents, rights, names, table.creator))
    same = np.diff(np.stack([table.creator, names, rights], axis=1)[order], axis=0) == 0
    more = (np.diff(table.weights[order], axis=0) > 0).any(axis=1)
    less = np.concatenate([[False], same.all(axis=1) & ~more]) if len(rows) else np.zeros(0, bool)
    return np.asarray(np.sort(order[~less]), np.int64)
