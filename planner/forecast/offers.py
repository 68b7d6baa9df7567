"""What every creator may be offered: other ways of paying than they have quoted, and packages over several waves.

Each way is made worth their while at what a post is worth in money, their fee: so much product at its price in a
shop, a seat with cash on top, a commission on what they are likely to sell. How likely they are to say yes follows
from what creators say they prefer, from their level, and from how close they are to the brand. Over waves the fee is
multiplied, less the discount for packages; an ambassador is paid for working for no competitor.
"""

from dataclasses import replace

import numpy as np

from planner.brief.brief import Brief
from planner.brief.terms import Offers
from planner.domain.roster import Compensation, deliverables_text
from planner.forecast.assumptions import Assumptions
from planner.forecast.levels import LEVELS, level_codes
from planner.forecast.lines import Lines, by_creator, joined, offered_stock, taken
from planner.forecast.spans import Bookable, spread, with_odds
from planner.forecast.table import COMPENSATIONS, Bools, Codes, Floats, Ints, PackageTable
from planner.frozen import dataclass

_CASH = COMPENSATIONS.index(Compensation.CASH)


def worth_of_stock(lines: Lines, brief: Brief) -> Ints:
    """What the stock in each package is worth to the creator, in cents: at the price they would pay themselves."""
    total = np.zeros(len(lines), np.int64)
    if brief.offers is None:
        each = {name: resource.unit_cost_cents for name, resource in brief.resources.items()}
    else:
        terms = [part for part in (brief.offers.product, brief.offers.event) if part is not None]
        each = {part.resource: part.worth_cents for part in terms if part.resource in brief.resources}
    for name, cents in each.items():
        total += np.rint(lines.numbers[name] * cents).astype(np.int64)
    return total


def offered_lines(quoted: Lines, forecast: PackageTable, free: Codes, context: tuple[Brief, Assumptions]) -> Lines:
    """The quoted packages and what else the brief has creators offered; sorted by creator.

    forecast: of the quoted packages. free: waves in which each creator is available, as bits; shape (creators,).
    """
    brief, assumptions = context
    assert brief.offers is not None
    fees = forecast.cash_cents - quoted.commission_cents - quoted.shipping_cents(brief)
    priced = replace(
        quoted,
        fee_cents=fees,
        derived=forecast.fee_estimated.copy(),
        accepts=np.full(len(quoted), assumptions.number("acceptance_of_quote")),
    )
    basis = _basis(priced, forecast)
    made = [_offered(way, priced, basis, forecast, context) for way in dict.fromkeys(brief.offers.ways)]
    # Their own packages come first, the one that everything else is measured by before the others.
    first = np.where(np.isin(np.arange(len(priced)), basis), 0, 1 + len(made))
    items = joined([priced, *made])
    rank = np.concatenate([first, *(np.full(len(lines), at) for at, lines in enumerate(made, 1))]).astype(np.int64)
    rank = rank[by_creator([priced, *made])]
    items = replace(items, accepts=_by_closeness(items.accepts, forecast, items.creator, assumptions))
    return spread(items, rank, Bookable(forecast.creator_ids, free), context)


def _basis(priced: Lines, forecast: PackageTable) -> Ints:
    """Row of each creator's cheapest cash package: what a post is worth in money. Creators without one have none."""
    cash = np.flatnonzero((priced.compensation == _CASH) & (priced.fee_cents > 0) & ~forecast.blocked & ~priced.bundled)
    order = cash[np.lexsort((priced.fee_cents[cash], priced.creator[cash]))]
    _, first = np.unique(priced.creator[order], return_index=True)
    return np.asarray(order[first], np.int64)


@dataclass(frozen=True)
class _Terms:
    """One way of paying for each row: cash and commission in cents, units of a resource, and who can be offered it."""

    fee: Ints
    commission: Ints
    resource: str | None
    units: Ints
    fits: Bools


def _offered(
    way: Compensation, priced: Lines, basis: Ints, forecast: PackageTable, context: tuple[Brief, Assumptions]
) -> Lines:
    """One package paid in another way for each creator whom that suits and who has quoted none such."""
    brief, assumptions = context
    assert brief.offers is not None
    code = COMPENSATIONS.index(way)
    has = np.zeros(len(forecast.available), bool)
    has[priced.creator[priced.compensation == code]] = True
    rows = basis[~has[priced.creator[basis]]]
    terms = _terms(way, priced.fee_cents[rows], _people(forecast, rows), brief.offers, assumptions)
    rows = rows[terms.fits]
    own, paid_with = taken(priced, rows), offered_stock(brief)
    # What a package uses beside product and seats, such as hours of review, it uses however it is paid for.
    numbers = {name: np.zeros(len(rows)) if name in paid_with else used for name, used in own.numbers.items()}
    if terms.resource is not None:
        numbers[terms.resource] = terms.units[terms.fits].astype(float)
    names = _names(priced, rows, way, terms.units[terms.fits] if terms.resource else None)
    return replace(
        own,
        ids=names,
        compensation=np.full(len(rows), code, np.int32),
        fee_cents=terms.fee[terms.fits],
        fee_ends=np.ones((len(rows), 2)),
        commission_cents=terms.commission[terms.fits],
        derived=np.ones(len(rows), bool),
        numbers=numbers,
        accepts=_willing(way, forecast.followers[rows], assumptions),
        plain=names,
    )


def _people(forecast: PackageTable, rows: Ints) -> Floats:
    """People whom a package reaches when it is posted."""
    happens = forecast.accepts[rows] * forecast.posting[rows]
    return np.asarray(forecast.gross_reach[rows] / np.maximum(happens, 1e-9))


def _terms(way: Compensation, fee: Ints, people: Floats, offers: Offers, assumptions: Assumptions) -> _Terms:
    none = np.zeros(len(fee), np.int64)
    if way is Compensation.AFFILIATE and offers.affiliate is not None:
        sales = people * assumptions.number("affiliate_sales_per_person")
        earned = _whole(sales * offers.affiliate.order_cents * offers.affiliate.commission)
        return _Terms(none, earned, None, none, earned > 0)
    if way is Compensation.EVENT and offers.event is not None:
        top = _whole(np.maximum(fee * assumptions.number("event_worth_of_fee") - offers.event.worth_cents, 0))
        # More cash than half the fee is a cash deal with a party.
        return _Terms(top, none, offers.event.resource, none + 1, 2 * top <= fee)
    if way in (Compensation.PRODUCT, Compensation.HYBRID) and offers.product is not None:
        cash = none
        owed = fee * assumptions.number("product_worth_of_fee")
        if way is Compensation.HYBRID:
            cash = _whole(fee * assumptions.number("hybrid_cash_of_fee"))
            owed = fee * assumptions.number("hybrid_worth_of_fee") - cash
        units = np.maximum(np.ceil(owed / max(offers.product.worth_cents, 1)), 1).astype(np.int64)
        return _Terms(cash, none, offers.product.resource, units, units <= offers.product.most)
    # Money is what they have quoted; it is in the roster already.
    return _Terms(none, none, None, none, np.zeros(len(fee), bool))


def _whole(cents: object) -> Ints:
    """Amounts in whole units of the currency, as people offer them."""
    return np.rint(np.asarray(cents) / 100).astype(np.int64) * 100


def _names(priced: Lines, rows: Ints, way: Compensation, units: Ints | None) -> np.ndarray:
    """Names that tell the ways apart: `1 reel, product, 3 units`."""
    kinds, which = np.unique(priced.counts[rows], axis=0, return_inverse=True)
    texts = [deliverables_text(kind.tolist()) for kind in kinds]
    named = []
    for at, kind in enumerate(which.reshape(-1).tolist()):
        many = (
            "" if units is None or way is Compensation.EVENT else f", {units[at]} unit{'' if units[at] == 1 else 's'}"
        )
        named.append(f"{texts[kind]}, {way} offer{many}")
    return np.array(named, dtype=object)


def _willing(way: Compensation, followers: Floats, assumptions: Assumptions) -> Floats:
    """Chance of a yes before closeness: those who prefer this way, and those of the others who are open to it."""
    prefer, open_to = assumptions.number(f"prefers_{way}"), assumptions.number(f"open_to_{way}")
    chance = prefer + (1 - prefer) * open_to
    if way in (Compensation.CASH, Compensation.HYBRID):
        return np.full(len(followers), chance)
    by_level = np.array([assumptions.number("noncash_by_level", tier=level) for level in LEVELS])
    return np.asarray(chance * by_level[level_codes(followers, assumptions)])


def _by_closeness(accepts: Floats, forecast: PackageTable, creator: Ints, assumptions: Assumptions) -> Floats:
    """Chances of a yes, with the odds of fans raised and those of strangers lowered; not known changes nothing."""
    affinity = np.full(len(forecast.available), np.nan)
    affinity[forecast.creator] = forecast.affinity
    close = np.where(np.isnan(affinity), 0.5, affinity)[creator]
    return with_odds(accepts, assumptions.number("affinity_odds") ** (2 * close - 1))
