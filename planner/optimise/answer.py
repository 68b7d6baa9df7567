"""From a selection of packages to the Plan that people read: picks, totals, limits, bench."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from planner.brief.brief import Brief, GoalKind
from planner.domain.persons import accounts_of
from planner.domain.rights import rights_of
from planner.domain.roster import RESOURCE_SCALE, Format, Roster
from planner.forecast import reach
from planner.forecast.duplication import exposures_in
from planner.forecast.ledger import Ledger
from planner.forecast.persons import expanded
from planner.forecast.table import BASES, COMPENSATIONS, EVIDENCE, TIERS, Floats, Ints, PackageTable
from planner.forecast.waves import numbers_of, part_in
from planner.optimise.problem import Objective
from planner.optimise.restricted import Selection
from planner.outcome import LimitReport, Pick
from planner.rules import Limit
from planner.totals import PlatformTotals, SegmentReach, TierTotals, Totals, WaveTotals
from planner.wording import count, counted


def picks_of(table: PackageTable, brief: Brief, roster: Roster, chosen: Selection) -> tuple[Pick, ...]:
    """One row per pick, macro first, then by incremental reach; of a person on several accounts with its parts."""
    rows, counts = chosen.index, chosen.counts
    lost = _incremental(table, rows, counts)
    picks = _picks(table, brief, roster, (chosen, lost))
    if table.parts is not None:
        # By accounts, what one adds is what the plan would lose without it: their sum is less than what both add.
        flat, index, number, owner = expanded(table, rows, counts)
        several = np.flatnonzero((np.bincount(owner, minlength=len(rows)) > 1)[owner])
        each = Selection(index[several], number[several], 0.0), _incremental(flat, index, number)[several]
        alone = list(zip(owner[several].tolist(), _picks(flat, brief, roster, each), strict=True))
        for at in np.unique(owner[several]).tolist():
            # The place in the pyramid is the person's.
            tier = {"tier": picks[at].tier}
            mine = [pick.model_copy(update=tier) for whose, pick in alone if whose == at]
            mine.sort(key=lambda pick: (-pick.followers, pick.creator))
            wanted = any(pick.must_have for pick in mine)
            picks[at] = picks[at].model_copy(update={"parts": tuple(mine), "must_have": wanted})
    order = {tier: at for at, tier in enumerate(reversed(TIERS))}
    return tuple(sorted(picks, key=lambda p: (order[p.tier], -p.incremental_reach, p.creator)))


def _picks(table: PackageTable, brief: Brief, roster: Roster, plan: tuple[Selection, Floats]) -> list[Pick]:
    """The rows of a plan as picks. plan: what is chosen, and the people lost without each."""
    chosen, lost = plan
    rows, counts = chosen.index, chosen.counts
    target = counts * table.segment_reach(rows).sum(axis=1)
    must = accounts_of(roster.creators, (wanted.creator for wanted in brief.must_have))
    tells, ledger = tells_conversions(table, brief), Ledger.of(brief)
    people = roster.creators.iloc[table.account[rows]].to_dict("records")
    costs = ledger.picks(table, rows, counts)
    picks = []
    for at, (row, number, person) in enumerate(zip(rows.tolist(), counts.tolist(), people, strict=True)):
        picks.append(
            Pick(
                creator=person["id"],
                handle=person["handle"],
                name=person["name"],
                platform=table.platforms[table.platform[row]],
                tier=TIERS[table.tier[row]],
                country=person["country"],
                category=person["category"],
                followers=int(person["followers"]),
                package=str(table.package_ids[row]),
                deliverables={f: int(n) for f, n in zip(Format, table.counts[row], strict=False) if n},
                compensation=COMPENSATIONS[table.compensation[row]],
                count=number,
                cost_cents=int(table.cash_cents[row]) * number,
                value_cents=int(table.value_cents[row]) * number,
                costs=costs[at],
                fee_estimated=bool(table.fee_estimated[row]),
                evidence=EVIDENCE[table.evidence[row]],
                reach=float(table.gross_reach[row]) * number,
                target_reach=float(target[at]),
                incremental_reach=float(lost[at]),
                impressions=float(table.impressions[row]) * number,
                engagements=float(table.engagements[row]) * number,
                conversions=float(table.conversions[row]) * number if tells else None,
                score=float(table.score[row]) * number,
                engagement_base=str(BASES[table.engagement_base[row]]),
                target_measured=bool(table.target_measured[row]),
                fee_low_cents=_end(table.fee_low_cents, table, row, number),
                fee_high_cents=_end(table.fee_high_cents, table, row, number),
                fit=_known(table.fit[row]),
                authenticity=_known(table.authenticity[row]),
                fake_share=_known(table.fake_share[row]),
                engagement_rate=_known(table.engagement_rate[row]),
                uses={name: int(use[row]) * number / RESOURCE_SCALE for name, use in table.uses.items() if use[row]},
                must_have=person["id"] in must,
                waves=numbers_of(int(table.active[row])),
                worth_cents=int(table.worth_cents[row]) * number,
                accepts=float(table.accepts[row]),
                posting=float(table.posting[row]),
                affinity=_known(table.affinity[row]),
                values_match=_known(table.values_match[row]),
                sponsored_load=_known(table.sponsored_load[row]),
                **_beside_posts(table, row, number),
            )
        )
    return picks


def _beside_posts(table: PackageTable, row: int, number: int) -> dict[str, Any]:
    """Fields of a pick on its rights, and on the money behind its posts; none where it has neither."""
    extras, behind = table.extras, int(table.boost_cents[row])
    if extras is None:
        return {}
    bought = float(extras.paid_impressions[row])
    return {
        "rights": rights_of(int(extras.rights[row])),
        "rights_cents": int(table.rights_cents[row]) * number,
        "rights_estimated": bool(extras.rights_estimated[row]),
        "boost_cents": behind * number,
        "paid_reach": float(extras.paid_reach[row]) * number,
        "paid_impressions": bought * number,
        # Of what is expected, since it is only spent where a post appears.
        "paid_cpm_cents": behind * float(table.happens[row]) / bought * 1000 if bought else None,
    }


def _end(cents: Ints, table: PackageTable, row: int, number: int) -> int | None:
    """One end of an estimated fee or of a quote that is a range, for all of the pick; None for one figure."""
    is_range = table.fee_estimated[row] or table.fee_low_cents[row] < table.fee_high_cents[row]
    return int(cents[row]) * number if is_range else None


def _incremental(table: PackageTable, rows: Ints, counts: Ints) -> Floats:
    """Unique people lost without each pick; their sum is at most the total, as the curves are concave."""
    weight = table.totals_weight(rows, counts)
    without = np.maximum(weight - counts[:, None] * table.weights[rows], 0.0)
    whole = reach.unique_reach(weight, table.sizes, table.kappas)
    return np.asarray((whole - reach.unique_reach(without, table.sizes, table.kappas)).sum(axis=1))


def totals_of(table: PackageTable, brief: Brief, chosen: Selection) -> Totals:
    """The plan as a whole."""
    rows, counts = chosen.index, chosen.counts
    segments = _segments(table, rows, counts)
    unique = sum(segment.unique for segment in segments)
    target = sum(segment.gross for segment in segments)
    spent = int(counts @ table.cash_cents[rows]) + table.fixed_cents
    charged = int(counts @ table.charged_cents[rows]) + table.fixed_cents
    engagements = float(counts @ table.engagements[rows])
    conversions = float(counts @ table.conversions[rows]) if tells_conversions(table, brief) else None
    sales = brief.sales
    return Totals(
        creators=int(counts.sum()),
        posts=int(counts @ table.posts[rows]),
        cost_cents=spent,
        value_cents=int(counts @ table.value_cents[rows]) + table.fixed_cents,
        budget_left_cents=None if brief.budget_cents is None else brief.budget_cents - charged,
        gross_reach=float(counts @ table.gross_reach[rows]),
        target_reach=target,
        unique_reach=unique,
        frequency=target / unique if unique else 0.0,
        impressions=float(counts @ table.impressions[rows]),
        paid_reach=0.0 if table.extras is None else float(counts @ table.extras.paid_reach[rows]),
        paid_impressions=0.0 if table.extras is None else float(counts @ table.extras.paid_impressions[rows]),
        engagements=engagements,
        conversions=conversions,
        revenue_cents=None if conversions is None or sales.revenue_cents is None else conversions * sales.revenue_cents,
        emv_cents=None if sales.emv_cents is None else engagements * sales.emv_cents,
        score=float(counts @ table.score[rows]),
        charged_cents=charged if table.covers_full else None,
        costs=Ledger.of(brief).plan(table, rows, counts),
        fixed_cents=table.fixed_cents,
        worth_cents=int(counts @ table.worth_cents[rows]),
        waves=waves_of(table, brief, chosen),
        estimated_fees=int(counts @ table.fee_estimated[rows]),
        segments=segments,
        tiers=tuple(tier_totals(table, rows, counts, at) for at in range(len(TIERS))),
        platforms=tuple(_platforms(table, rows, counts)),
    )


def tells_conversions(table: PackageTable, brief: Brief) -> bool:
    """True when anything can be said of conversions: from the brief's rates or from the roster's."""
    return brief.sales.has_rates or bool((table.conversions > 0).any())


def _platforms(table: PackageTable, rows: Ints, counts: Ints) -> Iterator[PlatformTotals]:
    """Each platform that has a pick, on its own."""
    flat, rows, counts, owner = expanded(table, rows, counts)
    for at, platform in enumerate(flat.platforms):
        mine = flat.platform[rows] == at
        if mine.any():
            _, first = np.unique(owner[mine], return_index=True)
            yield PlatformTotals(
                platform=platform,
                creators=int(counts[mine][first].sum()),
                cost_cents=int(counts[mine] @ flat.cash_cents[rows[mine]]),
                unique_reach=float(flat.unique_reach(rows[mine], counts[mine]).sum()),
            )


def _segments(table: PackageTable, rows: Ints, counts: Ints) -> tuple[SegmentReach, ...]:
    shares = reach.share_of_weight(table.weights[rows], table.kappas)
    weight = table.totals_weight(rows, counts)
    reports = []
    found = exposures_in(table.weights[rows], counts, table.kappas.tolist())
    for s, (segment, seen) in enumerate(zip(table.segments, found, strict=True)):
        each = np.repeat(shares[:, s], counts)
        reports.append(
            SegmentReach(
                name=segment.name,
                size=int(segment.size),
                gross=float(each.sum()) * segment.size,
                unique=float(reach.unique_reach(weight[s], segment.size, segment.kappa)),
                independent=reach.independent_share(each) * segment.size,
                pool=reach.pool_share(each) * segment.size,
                twice=seen.twice * segment.size,
                thrice=seen.thrice * segment.size,
                kwerel=seen.lower * segment.size,
                pairs=seen.pairs * segment.size,
            )
        )
    return tuple(reports)


def tier_totals(table: PackageTable, rows: Ints, counts: Ints, at: int) -> TierTotals:
    """One tier (its code) of the plan that books these rows so often."""
    mine = table.tier[rows] == at
    index, number = rows[mine], counts[mine]
    return TierTotals(
        tier=TIERS[at],
        creators=int(number.sum()),
        cost_cents=int(number @ table.cash_cents[index]),
        engagements=float(number @ table.engagements[index]),
        gross_reach=float(number @ table.segment_reach(index).sum(axis=1)),
        unique_reach=float(table.unique_reach(index, number).sum()),
    )


def waves_of(table: PackageTable, brief: Brief, chosen: Selection) -> tuple[WaveTotals, ...]:
    """Each wave of the plan; unique reach is what its posts alone reach."""
    rows, counts = chosen.index, chosen.counts
    found = []
    for at, wave in enumerate(brief.waves):
        mine = table.part(rows)
        posts = mine.total(lambda part, at=at: part_in(part.posts, part.active, at + 1))  # type: ignore[misc]
        cash = mine.total(lambda part, at=at: part_in(part.cash_cents, part.active, at + 1))  # type: ignore[misc]
        here = posts > 0
        reached = reach.unique_reach(counts[here] @ table.wave_weights[rows[here]], table.sizes, table.kappas)
        found.append(
            WaveTotals(
                name=wave.name,
                creators=int(counts[here].sum()),
                posts=int(counts @ posts),
                cost_cents=int(counts @ cash),
                unique_reach=float(reached.sum()),
            )
        )
    return tuple(found)


def reports_of(table: PackageTable, limits: tuple[Limit, ...], chosen: Selection) -> tuple[LimitReport, ...]:
    """How each limit stands, in the user's unit."""
    part = table.part(chosen.index)
    return tuple(_report(limit, table, part, chosen) for limit in limits)


def _report(limit: Limit, table: PackageTable, part: PackageTable, chosen: Selection) -> LimitReport:
    bound: float = limit.setting * limit.margin
    removed = None
    if limit.over_segments:
        used = float(table.unique_reach(chosen.index, chosen.counts).sum())
    elif limit.forbids:
        # What the filter says is in its name; none of those it leaves out may be in the plan.
        used, bound = float(chosen.counts @ limit.vector(part)), 0.0
        # How many of a short list are removed says nothing of how many of all.
        removed = None if table.rest is not None else len(np.unique(table.creator[limit.vector(table) > 0]))
    else:
        used = float(chosen.counts @ limit.vector(part))
        if limit.part_of is not None:
            total = float(chosen.counts @ limit.part_of(part))
            used = used / total if total else (limit.setting if limit.sense == ">=" else 0.0)
        elif limit.exact is not None:
            used = limit.exact(part, chosen.counts)
        elif limit.reading is not None:
            used = limit.reading(used) * limit.margin
    slack = limit.unit.slack(bound)
    met = used <= bound + slack if limit.sense == "<=" else used >= bound - slack
    return LimitReport(
        rule=limit.rule,
        name=limit.name,
        sense=limit.sense,
        used=used,
        bound=bound,
        unit=limit.unit,
        met=met,
        path=limit.looser.path,
        removed=removed,
        removes=limit.removes,
    )


def goal_shown(brief: Brief, value: float) -> float:
    """A value of the objective as people say it: the cheapest plan costs its cents."""
    return 0.0 - value if brief.goal.kind is GoalKind.CHEAPEST else value


def notes_of(brief: Brief, totals: Totals) -> tuple[str, ...]:
    """What a reader should know before they believe the numbers."""
    notes = []
    if totals.estimated_fees:
        notes.append(
            f"{count(totals.estimated_fees, brief.locale)} of {counted(totals.creators, 'fee', brief.locale)} are "
            "estimates, from benchmark prices or from a quote for less: ask for quotes before you sign."
        )
    for segment in totals.segments:
        if segment.unique > 0.5 * segment.size:
            notes.append(
                f"More than half of {segment.name} would be reached: at that height the duplication model matters "
                "most, so look at the range."
            )
    if not totals.creators:
        notes.append("The plan is empty: nothing is better than spending nothing under these limits.")
    return tuple(notes)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def marginal(table: PackageTable, objective: Objective, chosen: Selection, rows: Ints) -> Floats:
    """What the objective would gain from each of these packages on top of a plan."""
    gain = np.zeros(len(rows)) if objective.gain is None else np.asarray(objective.gain(table.part(rows)), float)
    if objective.people.any():
        weight = table.totals_weight(chosen.index, chosen.counts)
        more = reach.unique_reach(weight + table.weights[rows], table.sizes, table.kappas)
        gain = gain + (more - reach.unique_reach(weight, table.sizes, table.kappas)) @ objective.people
    # What costs nothing takes nothing of a goal that counts cents: 0, not -0, which files would show.
    return np.asarray(gain + 0.0)
