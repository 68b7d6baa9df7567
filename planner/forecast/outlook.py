"""What a plan may come to, put into the plan: its bands, those of each pick, and the chances of its floors."""

import math
from collections.abc import Iterator

import numpy as np

from planner.brief.brief import Brief
from planner.domain.roster import Roster
from planner.forecast import uncertainty
from planner.forecast.assumptions import Assumptions
from planner.forecast.persons import expanded
from planner.forecast.table import Floats, Ints, PackageTable
from planner.forecast.uncertainty import SEED, Bookings, Draws
from planner.outcome import Band, FloorChance, Pick, Plan, PlanBands
from planner.wording import count, counted, percent

_SLACK = 1e-9


def rows_of(plan: Plan, table: PackageTable) -> Ints:
    """Rows of the table in the order of the picks; shape (picks,). Raises KeyError when a pick is not in it."""
    ids, names = (np.array([getattr(pick, of) for pick in plan.picks], object) for of in ("creator", "package"))
    accounts = np.searchsorted(table.creator_ids, ids)
    there = np.flatnonzero(accounts < len(table.creator_ids))
    there = there[table.creator_ids[accounts[there]] == ids[there]]
    account, row = (table.creator, np.arange(len(table))) if table.parts is None else table.parts.booking
    low, high = (np.searchsorted(account, accounts[there], side=side) for side in ("left", "right"))
    # All that each of them may be booked with, one after another.
    whose = np.repeat(there, high - low)
    rows = row[np.repeat(high - np.cumsum(high - low), high - low) + np.arange(len(whose))]
    # Backwards, so that the first row of a name is the last that is written.
    same = np.flatnonzero(table.package_ids[rows] == names[whose])[::-1]
    found = np.full(len(ids), -1, np.int64)
    found[whose[same]] = rows[same]
    for at in np.flatnonzero(found < 0)[:1].tolist():
        raise KeyError(f"{ids[at]} has no package {names[at]}")
    return found


def simulated(
    plan: Plan, rows: Ints, table: PackageTable, roster: Roster, assumptions: Assumptions
) -> tuple[Bookings, Draws]:
    """The picks by accounts as they are drawn, in table order so that the order of picks changes nothing, and draws.

    rows: of the picks, from `rows_of`, as in the other functions here.
    """
    order = np.argsort(rows, kind="stable")
    counts = np.array([pick.count for pick in plan.picks], np.int64)
    flat, index, number, _ = expanded(table, rows[order], counts[order])
    booked = Bookings.of(flat, index, number, roster, assumptions)
    return booked, uncertainty.simulate(flat, booked)


def with_bands(plan: Plan, rows: Ints, brief: Brief, table: PackageTable, drawn: tuple[Bookings, Draws]) -> Plan:
    """The plan with what the draws say of it."""
    booked, draws = drawn
    order = np.argsort(rows, kind="stable")
    flat, _, _, owner = expanded(table, rows[order], np.ones(len(rows), np.int64))
    of_row, chance = uncertainty.pick_bands(flat, booked), booked.happens.tolist()
    creators = flat.creator_ids[flat.account[booked.rows]].tolist()
    at = {own: number for number, own in enumerate(zip(order[owner].tolist(), creators, strict=True))}
    picks = []
    for number, pick in enumerate(plan.picks):
        own = [at[number, one.creator] for one in pick.accounts]
        accounts = [_banded(one, of_row[its], chance[its]) for one, its in zip(pick.accounts, own, strict=True)]
        picks.append(_together(pick, accounts) if pick.parts else accounts[0])
    cost = draws.cost_cents + plan.totals.fixed_cents
    sold = None if plan.totals.conversions is None else draws.conversions
    revenue = None if sold is None or brief.sales.revenue_cents is None else sold * brief.sales.revenue_cents
    bands = PlanBands(
        unique_reach=uncertainty.band(draws.unique_reach),
        engagements=uncertainty.band(draws.engagements),
        cost_cents=_with_plan(uncertainty.band(cost), plan.totals.cost_cents, brief.budget_cents),
        conversions=None if sold is None else uncertainty.band(sold),
        revenue_cents=None if revenue is None else uncertainty.band(revenue),
        roas=None if revenue is None or not cost.all() else uncertainty.band(revenue / cost),
        posts=uncertainty.band(draws.posts),
        draws=len(draws.posts),
        seed=SEED,
        floors=tuple(_floors(brief, draws)),
    )
    posts = math.fsum(pick.expected_posts or 0.0 for pick in picks)
    totals = plan.totals.model_copy(update={"expected_posts": posts})
    return plan.model_copy(update={"picks": tuple(picks), "totals": totals, "bands": bands})


def _banded(pick: Pick, bands: tuple[Band, Band], chance: float) -> Pick:
    reached, engaged = bands
    changes = {"expected_posts": pick.posts * chance, "reach_band": reached, "engagement_band": engaged}
    return pick.model_copy(update=changes)


def _together(pick: Pick, accounts: list[Pick]) -> Pick:
    """A person with the bands of their accounts added up: one who does well on one account does well on the others."""
    changes: dict[str, object] = {"parts": tuple(accounts)}
    changes["expected_posts"] = math.fsum(one.expected_posts or 0.0 for one in accounts)
    for name in ("reach_band", "engagement_band"):
        own: list[Band] = [getattr(one, name) for one in accounts]
        changes[name] = Band(**{end: math.fsum(getattr(one, end) for one in own) for end in ("p10", "p50", "p90")})
    return pick.model_copy(update=changes)


def flagged(plan: Plan, rows: Ints, brief: Brief, table: PackageTable, assumptions: Assumptions) -> Plan:
    """The plan with a note on single creators who would reach an unlikely part of a segment."""
    shares = table.segment_reach(rows) / table.sizes if len(rows) else np.zeros((0, len(table.segments)))
    notes = []
    for at, segment in enumerate(table.segments):
        most = int(shares[:, at].argmax()) if len(rows) else 0
        if len(rows) and shares[most, at] > assumptions.number("reach_rate_flag"):
            part = percent(float(shares[most, at]), 0, brief.locale)
            notes.append(
                f"{plan.picks[most].handle} alone would reach {part} of {segment.name}: look at the size of that "
                "market and at their figures, one creator rarely reaches so much of one."
            )
    return plan.model_copy(update={"notes": (*plan.notes, *notes)}) if notes else plan


def _with_plan(spend: Band, planned: int, budget: int | None) -> Band:
    """Range of the spend, out to what is planned: money that bookings leave unspent may go to others instead.

    A budget is kept by booking nobody whom it cannot pay, so the range ends there.
    """
    most = math.inf if budget is None else budget
    return Band(p10=min(spend.p10, planned, most), p50=min(spend.p50, most), p90=min(max(spend.p90, planned), most))


def _floors(brief: Brief, draws: Draws) -> Iterator[FloorChance]:
    for path, name, asked, values in _asked(brief, draws):
        chance = float(np.mean(values >= asked * (1 - _SLACK)))
        yield FloorChance(path=path, name=name, chance=chance, asked=brief.confidence)


def _asked(brief: Brief, draws: Draws) -> Iterator[tuple[str, str, float, Floats]]:
    """Every floor on results: path, name, what it asks for, and what the draws came to."""
    locale = brief.locale
    if brief.reach_floor is not None:
        name = f"Reach at least {count(brief.reach_floor, locale)} people"
        yield "reach_floor", name, float(brief.reach_floor), draws.unique_reach
    for at, segment in enumerate(brief.audience):
        if segment.floor is not None:
            name = f"Reach at least {count(segment.floor, locale)} people in {segment.name}"
            yield f"audience.{at}.floor", name, float(segment.floor), draws.reach[:, at]
    if brief.engagement_floor is not None:
        name = f"At least {counted(brief.engagement_floor, 'engagement', locale)}"
        yield "engagement_floor", name, float(brief.engagement_floor), draws.engagements


def wider_shock(plan: Plan, brief: Brief, table: PackageTable, draws: Draws) -> float | None:
    """Log sd with which floors must be planned so that the draws meet them with the brief's confidence.

    None when they do already. The margin that a floor needs is what the draws' own quantile falls short of the
    forecast; it is put as a log-normal of mean 1, which is how rules and check turn confidence into a margin.
    """
    if brief.confidence is None:
        return None
    needed = 1.0
    reached = {f"audience.{at}.floor": part.unique for at, part in enumerate(plan.totals.segments)}
    forecast = {"reach_floor": plan.totals.unique_reach, "engagement_floor": plan.totals.engagements, **reached}
    for path, _, asked, values in _asked(brief, draws):
        if float(np.mean(values >= asked * (1 - _SLACK))) >= brief.confidence:
            continue
        sure = float(np.quantile(values, 1 - brief.confidence))
        needed = max(needed, forecast[path] / sure if sure > 0 else math.inf)
    if needed == 1.0:
        return None
    from statistics import NormalDist  # only a confidence needs it

    z = NormalDist().inv_cdf(brief.confidence)
    found = math.sqrt(z * z + 2 * math.log(needed)) - z if math.isfinite(needed) else math.inf
    return max(found, table.shock_sd) * 1.01 + 1e-6
