"""What can be booked, before it is forecast: the roster's packages, and what else a brief has creators offered."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.brief.brief import Brief
from planner.brief.exchange import converted
from planner.domain.columns import Columns
from planner.domain.persons import bundles_of
from planner.domain.rights import RIGHT_COLUMNS, RIGHTS
from planner.domain.roster import ORIGINAL_COLUMNS, RANGE_COLUMNS, RESOURCE_SCALE, UNKNOWN_FEE, Format, Roster
from planner.forecast import waves
from planner.forecast.later import PutOff, later
from planner.forecast.table import COMPENSATIONS, Bools, Codes, Floats, Ints
from planner.frozen import dataclass

FORMAT_NAMES = tuple(str(f) for f in Format)


@dataclass(frozen=True, eq=False)
class Lines(PutOff):
    """n packages as columns, sorted by creator (row number in the roster's creators); names may be put off.

    counts: posts of each format over all waves, shape (n, formats); formats in the order of `Format`, of which the last
    ones are left out where nobody books them. fee_cents: UNKNOWN_FEE where nobody has quoted.
    fee_ends: low and high end of a quote that is a range, as shares of the fee, (n, 2); ones where it is one figure.
    derived: fees that follow from a quote, but have not been quoted themselves. numbers: uses and scores by column.
    active: waves as bits, see `PackageTable`. accepts: chance that the creator says yes, 0 to 1. exclusive: they work
    for no competitor meanwhile. blocked: it would post in a wave in which they are not available. bundled: sold with
    packages on other accounts of the same person only, so that nothing else is offered in its place.
    plain: names of the packages before rights and money behind posts were added, which are in ids. rights: those it
    carries, as bits. boost_cents: money behind its posts. right_fees: quoted surcharges in the order of `RIGHTS`, shape
    (n, rights), UNKNOWN_FEE where nobody has quoted.
    """

    creator: Ints
    ids: NDArray[np.object_]
    counts: Ints
    compensation: Codes
    fee_cents: Ints
    fee_ends: Floats
    commission_cents: Ints
    derived: Bools
    numbers: Mapping[str, Floats]
    active: Codes
    accepts: Floats
    exclusive: Bools
    blocked: Bools
    bundled: Bools
    plain: NDArray[np.object_]
    rights: Codes
    boost_cents: Ints
    right_fees: Ints

    def __len__(self) -> int:
        return len(self.creator)

    def uses(self, brief: Brief) -> dict[str, Ints]:
        """Use of each of the brief's resources, in thousandths."""
        return {name: np.asarray(np.rint(self.numbers[name] * RESOURCE_SCALE), np.int64) for name in brief.resources}

    def shipping_cents(self, brief: Brief) -> Ints:
        """Cash that goes out with what is sent."""
        total = np.zeros(len(self), np.int64)
        for name, use in self.uses(brief).items():
            each = brief.resources[name].shipping_cents
            if each:
                total += np.rint(use * (each / RESOURCE_SCALE)).astype(np.int64)
        return total


def quoted_lines(roster: Roster, brief: Brief, free: Codes) -> Lines:
    """The packages of a roster as they are. free: waves in which each creator can post, as bits; shape (creators,).

    A package of no wave is spread over the waves in which they are available.
    """
    offers = roster.offers
    of, ids = offers.whole("creator"), later(lambda: offers.texts("id"))
    active = waves.active(roster, brief)
    own = waves.own(roster, brief)
    here = active & free[of]
    return Lines(
        creator=of,
        ids=ids,
        counts=counts_of(offers),
        compensation=codes_in(offers, "compensation", COMPENSATIONS),
        fee_cents=_fees(offers, brief),
        fee_ends=_ends(offers),
        commission_cents=offers.whole("commission_cents"),
        derived=np.zeros(len(offers), bool),
        numbers=_numbers(roster, brief),
        active=np.where(own | (here == 0), active, here).astype(np.int32),
        accepts=np.broadcast_to(np.float64(1.0), len(offers)),
        exclusive=np.broadcast_to(np.False_, len(offers)),
        blocked=(own & (here != active)) | (here == 0) if brief.waves else free[of] == 0,
        bundled=_bundled(roster),
        plain=ids,
        rights=np.broadcast_to(np.int32(0), len(offers)),
        boost_cents=np.broadcast_to(np.int64(0), len(offers)),
        right_fees=_right_fees(offers),
    )


def _bundled(roster: Roster) -> Bools:
    """Packages that are sold together with others only."""
    found = np.zeros(len(roster.packages), bool)
    for rows in bundles_of(roster.creators, roster.packages):
        found[rows] = True
    return found


def _right_fees(offers: Columns) -> Ints:
    """Quoted surcharges for rights, shape (packages, rights)."""
    nothing = np.broadcast_to(np.int64(UNKNOWN_FEE), (len(offers), len(RIGHTS)))
    quoted = [offers.whole(column) for column in RIGHT_COLUMNS.values() if column in offers]
    return np.stack(quoted, axis=1) if quoted else nothing


def _fees(offers: Columns, brief: Brief) -> Ints:
    """Fees in cents; those quoted in another currency at the rate that the brief states, each converted once."""
    fees = offers.whole("fee_cents")
    if ORIGINAL_COLUMNS[0] not in offers or not brief.exchange:
        return fees
    codes, quoted = offers.texts(ORIGINAL_COLUMNS[0]), offers.whole(ORIGINAL_COLUMNS[1])
    fees = fees.copy()
    for code, stated in brief.exchange.items():
        rows = np.flatnonzero(codes == code)
        fees[rows] = [converted(int(quoted[row]), stated.rate) for row in rows.tolist()]
    return fees


def _ends(offers: Columns) -> Floats:
    """Ends of each quote as shares of it, shape (packages, 2)."""
    shares = np.ones((len(offers), 2))
    if RANGE_COLUMNS[0] in offers:
        fee, ends = offers.whole("fee_cents"), [offers.whole(name) for name in RANGE_COLUMNS]
        known = (ends[0] != UNKNOWN_FEE) & (fee > 0)
        shares[known] = np.stack(ends, axis=1)[known] / fee[known, None]
    return shares


def counts_of(offers: Columns) -> Ints:
    """Posts of each format, shape (n, formats): the formats of every roster, and further ones up to the last booked."""
    used = [at for at, name in enumerate(FORMAT_NAMES) if name in offers]
    # Of each format in one piece: whoever counts posts goes through one format after the other.
    counts = np.zeros((used[-1] + 1, len(offers)), np.int64)
    for at in used:
        counts[at] = offers.whole(FORMAT_NAMES[at])
    return counts.T


def _numbers(roster: Roster, brief: Brief) -> dict[str, Floats]:
    """The roster's number columns, and zeros for stock that only offers are paid with."""
    found = {name: roster.offers.numbers(name) for name in roster.numbers}
    for name in offered_stock(brief):
        found.setdefault(name, np.zeros(len(roster.packages)))
    return found


def offered_stock(brief: Brief) -> tuple[str, ...]:
    """Resources that the brief's offers are paid with."""
    if brief.offers is None:
        return ()
    terms = (brief.offers.product, brief.offers.event)
    return tuple(part.resource for part in terms if part is not None and part.resource in brief.resources)


def codes_in(columns: Columns, column: str, names: Sequence[str]) -> Codes:
    """Where each text of a column stands among these names, -1 where it does not; shape of the column."""
    codes, found = columns.codes(column)
    known = {str(name): at for at, name in enumerate(names)}
    of_each = np.array([*(known.get(name, -1) for name in found), -1], np.int32)
    return np.asarray(of_each[codes])


def joined(parts: list[Lines]) -> Lines:
    """Several lists of packages as one, sorted by creator, in the order of the parts."""
    order = by_creator(parts)
    if len(parts) == 1:
        return parts[0]
    names = parts[0].numbers
    return Lines(
        numbers={name: np.concatenate([part.numbers[name] for part in parts])[order] for name in names},
        **{
            field: np.concatenate([getattr(part, field) for part in parts])[order]
            for field in Lines.__dataclass_fields__
            if field != "numbers"
        },
    )


def by_creator(parts: list[Lines]) -> Ints:
    """Where each line of the joined list stands in the parts one after the other."""
    return np.argsort(np.concatenate([part.creator for part in parts]), kind="stable")


def taken(lines: Lines, rows: Ints) -> Lines:
    """Some of these packages."""
    return Lines(
        numbers={name: column[rows] for name, column in lines.numbers.items()},
        **{field: getattr(lines, field)[rows] for field in Lines.__dataclass_fields__ if field != "numbers"},
    )


OPTION = ", with "
"""Between the name of a package and what is added to it."""


def is_option(name: str, plain: str) -> bool:
    """Whether a package is this one, as it is or with rights or money behind its posts."""
    return name == plain or name.startswith(f"{plain}{OPTION}")
